/*
 * Chooses between the two ways out for mail; the ways themselves are in
 * smtp.c and file.c.
 */
#include "net/mailer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bug.h"
#include "base/str.h"
#include "net/file.h"
#include "net/smtp.h"

#include "base/banned.h"

struct net_mailer {
	struct net_smtp *smtp; /* one of the two is set */
	struct net_file *file;
};

enum err
net_mailer_new(const struct net_mailer_options *options, struct fault *f,
    struct net_mailer **out)
{
	struct net_mailer *m = calloc(1, sizeof(*m));
	enum err err;

	bug_if(!m);
	if (str_has_prefix(options->url, "file:"))
		err = net_file_new(options->url + 5, f, &m->file);
	else
		err = net_smtp_new(options, f, &m->smtp);
	if (err) {
		net_mailer_free(m);
		return err;
	}
	*out = m;
	return ERR_OK;
}

void
net_mailer_free(struct net_mailer *m)
{
	if (!m)
		return;
	net_smtp_free(m->smtp);
	net_file_free(m->file);
	free(m);
}

enum net_outcome
net_mailer_send(
    struct net_mailer *m, const struct net_mail *mail, struct net_report *r)
{
	return m->file ? net_file_send(m->file, mail, r)
		       : net_smtp_send(m->smtp, mail, r);
}

void
net_mailer_rest(struct net_mailer *m)
{
	if (m->smtp)
		net_smtp_rest(m->smtp);
}

enum net_outcome
net_report_set(
    struct net_report *r, enum net_outcome outcome, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(r->reason, sizeof(r->reason), format, args);
	va_end(args);
	for (char *p = r->reason; *p; p++)
		if ((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7e)
			*p = ' ';
	r->outcome = outcome;
	return outcome;
}

void
net_forget_proxies(void)
{
	static const char *const names[] = { "http_proxy", "HTTP_PROXY",
		"https_proxy", "HTTPS_PROXY", "ftp_proxy", "FTP_PROXY",
		"all_proxy", "ALL_PROXY", "smtp_proxy", "SMTP_PROXY",
		"smtps_proxy", "SMTPS_PROXY", "no_proxy", "NO_PROXY" };

	for (size_t i = 0; i < N_OF(names); i++)
		unsetenv(names[i]);
}
