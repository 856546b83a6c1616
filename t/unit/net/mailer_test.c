/*
 * MAIL_URL, and mail into a directory. The network is in t/e2e/smtp_test.c.
 */
#include "net/mailer.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

static struct fault f;
static char dir[] = "/tmp/hearth-mailer-XXXXXX";

static enum err
open_url(const char *url, struct net_mailer **m)
{
	*m = NULL;
	fault_clear(&f);
	return net_mailer_new(
	    &(struct net_options){ .url = url, .api_key = "SG.s3cret" }, &f, m);
}

Test(net_mailer, these_urls_are_known)
{
	static const char good[][64] = { "smtp://mail.example.org",
		"smtp://127.0.0.1:2525", "smtp://[::1]:2525/",
		"smtps://ann:s%40cret@mail.example.org",
		"smtp://mail.example.org:587?tls=require",
		"smtp://mail.example.org/?tls=off", "smtp://m?tls=try",
		"sendgrid://api.sendgrid.com", "sendgrid://127.0.0.1:8443" };
	struct net_mailer *m;

	for (size_t i = 0; i < N_OF(good); i++) {
		cr_expect(eq(int, open_url(good[i], &m), ERR_OK), "%s: %s",
		    good[i], f.detail);
		net_mailer_free(m);
	}
}

Test(net_mailer, other_urls_are_a_clear_line_without_the_secret)
{
	static const char bad[][80] = { "", "mail.example.org", "smtp://",
		"http://mail.example.org", "sendgrid:", "smtp://m/path",
		"smtp://m?tls=maybe", "smtps://m?tls=off",
		"smtp://u:s3cret@m:99999", "smtp://u:s3cret@m/x",
		"smtp://u:s3cret@m m", "smtp://u:s3cret@m?x=1",
		"file:", "file:/proc/nowhere/at/all", "sendgrid://",
		"sendgrid://h/v3", "sendgrid://u:s3cret@h", "sendgrid://h?x",
		"sendgrid://h:port" };
	struct net_mailer *m;

	for (size_t i = 0; i < N_OF(bad); i++) {
		cr_expect(
		    eq(int, open_url(bad[i], &m), ERR_CONFIG), "%s", bad[i]);
		cr_expect(strstr(f.detail, "MAIL_URL") != NULL, "%s: %s",
		    bad[i], f.detail);
		cr_expect(strstr(f.detail, "s3cret") == NULL);
		cr_expect(m == NULL);
	}
}

static int
is_visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void
send_one(struct net_mailer *m, int64_t date_us, const char *id)
{
	struct net_report r;
	struct net_mail mail = { .from = "a@b",
		.to = "c@d",
		.id = id,
		.date_us = date_us,
		.message = "x: y\r\n\r\nz\r\n",
		.len = 11 };

	cr_expect(
	    eq(int, net_mailer_send(m, &mail, &r), NET_SENT), "%s", r.reason);
}

Test(net_mailer, a_directory_gets_files_that_sort_by_time)
{
	struct dirent **names;
	struct net_mailer *m;
	char url[64], path[600], text[32] = "";
	struct stat st;
	FILE *file;

	cr_assert(mkdtemp(dir) != NULL);
	snprintf(url, sizeof(url), "file:%s/mail", dir);
	cr_assert(eq(int, open_url(url, &m), ERR_OK));
	send_one(m, 1795171234000001, "zzz");
	send_one(m, 1795171234000000, "aaa");
	send_one(m, 1795257634000000, "bbb");
	net_mailer_free(m);

	cr_assert(eq(int, scandir(url + 5, &names, is_visible, alphasort), 3));
	cr_expect(eq(str, names[0]->d_name, "20261120T104034.000000Z-aaa.eml"));
	cr_expect(eq(str, names[1]->d_name, "20261120T104034.000001Z-zzz.eml"));
	cr_expect(eq(str, names[2]->d_name, "20261121T104034.000000Z-bbb.eml"));
	snprintf(path, sizeof(path), "%s/%s", url + 5, names[0]->d_name);
	cr_assert(eq(int, stat(path, &st), 0));
	cr_expect(eq(int, (int)(st.st_mode & 0777), 0600));
	file = fopen(path, "r");
	cr_expect(eq(sz, fread(text, 1, sizeof(text) - 1, file), 11));
	cr_expect(eq(str, text, "x: y\r\n\r\nz\r\n"));
	fclose(file);
	for (int i = 0; i < 3; i++) {
		snprintf(
		    path, sizeof(path), "%s/%s", url + 5, names[i]->d_name);
		unlink(path);
		free(names[i]);
	}
	free(names);
	rmdir(url + 5);
	rmdir(dir);
}

Test(net_mailer, a_directory_that_went_away_is_tried_again_later)
{
	struct net_mail mail = {
		.from = "a@b", .to = "c@d", .id = "i", .message = "x", .len = 1
	};
	struct net_mailer *m;
	struct net_report r;
	char url[64];

	cr_assert(mkdtemp(dir) != NULL);
	snprintf(url, sizeof(url), "file:%s", dir);
	cr_assert(eq(int, open_url(url, &m), ERR_OK));
	rmdir(dir);
	cr_expect(eq(int, net_mailer_send(m, &mail, &r), NET_FAILED));
	cr_expect(strstr(r.reason, "No such file") != NULL, "%s", r.reason);
	net_mailer_free(m);
}

Test(net_mailer, reports_are_one_printable_line)
{
	struct net_report r;

	cr_expect(eq(int,
	    net_report_set(
		&r, NET_REFUSED, "550 %s", "no\r\nsuch \x1b[31muser\xff"),
	    NET_REFUSED));
	cr_expect(eq(str, r.reason, "550 no  such  [31muser "));
}
