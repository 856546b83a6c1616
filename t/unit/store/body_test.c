/*
 * Bodies on their way: made, taken from nginx, cut out, and gone.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/body.h"
#include "t/lib/files.h"

#include "base/banned.h"

static struct store *store;
static struct fault f;

static void
start(void)
{
	const char *tmp = getenv("TMPDIR");

	files_open(tmp ? tmp : "/tmp");
	cr_assert(store_open(files_dir(), "/nowhere", &f, &store) == ERR_OK);
}

static void
stop(void)
{
	store_close(store);
	files_close();
}

TestSuite(store_body, .init = start, .fini = stop);

/* Makes one of these bytes. */
static void
given_body(struct store_body *body, const char *bytes)
{
	cr_assert(store_body_make(store, &f, body) == ERR_OK);
	cr_assert(
	    write(body->fd, bytes, strlen(bytes)) == (ssize_t)strlen(bytes));
}

static void
expect_bytes(int fd, const char *bytes)
{
	char found[64] = "";

	cr_assert(pread(fd, found, sizeof(found) - 1, 0) >= 0);
	cr_expect(eq(str, found, (char *)bytes));
}

Test(store_body, one_of_hearths_own_goes_when_it_is_dropped)
{
	struct store_body body;

	given_body(&body, "x");
	cr_expect(eq(int, files_count("part"), 1));
	store_body_drop(&body);
	cr_expect(eq(int, files_count("part"), 0));
	store_body_drop(&body);
	cr_expect(eq(int, body.fd, -1));
}

Test(store_body, the_web_servers_group_reads_it_whatever_the_umask)
{
	struct store_body body;
	struct stat st;

	umask(0077);
	given_body(&body, "x");
	cr_assert(fstat(body.fd, &st) == 0);
	cr_expect(eq(int, (int)st.st_mode & 07777, 0640));
	store_body_drop(&body);
}

Test(store_body, what_was_kept_stays)
{
	struct uuid id = uuid_new();
	struct store_body body;
	int fd;

	given_body(&body, "bytes");
	cr_assert(store_keep(store, &body, id, &f) == ERR_OK);
	store_body_drop(&body);
	fd = store_read(store, id, STORE_FILE);
	cr_assert(fd >= 0);
	expect_bytes(fd, "bytes");
	close(fd);
	cr_expect(eq(int, files_count("part"), 0));
}

Test(store_body, nothing_takes_the_place_of_a_file)
{
	struct uuid id = uuid_new();
	struct store_body first, second;
	int fd;

	given_body(&first, "first");
	given_body(&second, "second");
	cr_assert(store_keep(store, &first, id, &f) == ERR_OK);
	cr_expect(store_keep(store, &second, id, &f) == ERR_STORAGE);
	store_body_drop(&first);
	store_body_drop(&second);
	fd = store_read(store, id, STORE_FILE);
	expect_bytes(fd, "first");
	close(fd);
}

Test(store_body, a_part_is_cut_out_of_it)
{
	struct store_body whole, part;

	given_body(&whole, "0123456789");
	cr_assert(store_body_cut(store, &whole, 3, 4, &f, &part) == ERR_OK);
	expect_bytes(part.fd, "3456");
	store_body_drop(&part);
	cr_expect(store_body_cut(store, &whole, 8, 4, &f, &part) == ERR_STORAGE,
	    "it is shorter than that");
	store_body_drop(&whole);
	cr_expect(eq(int, files_count("part"), 0));
}

/* Writes a body as nginx does; its path. */
static const char *
spool(const char *name, const char *bytes)
{
	static char path[160];
	FILE *out;

	snprintf(path, sizeof(path), "%s/incoming/%s", files_dir(), name);
	out = fopen(path, "we");
	cr_assert(out && fputs(bytes, out) >= 0 && fclose(out) == 0);
	return path;
}

Test(store_body, one_of_nginxs_is_left_to_nginx)
{
	struct store_body body;

	cr_assert(store_body_take(store, spool("0000000001", "x"), &f, &body) ==
		  ERR_OK);
	expect_bytes(body.fd, "x");
	store_body_drop(&body);
	cr_expect(eq(int, files_count("incoming"), 1));
}

/* nginx counts from 1 when it starts, so another's may have the name. */
Test(store_body, another_one_of_the_name_is_not_kept_for_it)
{
	struct uuid id = uuid_new();
	struct store_body body;
	const char *path = spool("0000000001", "mine");

	cr_assert(store_body_take(store, path, &f, &body) == ERR_OK);
	cr_assert(unlink(path) == 0);
	spool("0000000001", "another's");
	cr_expect(store_keep(store, &body, id, &f) == ERR_STORAGE);
	store_body_drop(&body);
	cr_expect(eq(int, store_read(store, id, STORE_FILE), -1));
}

Test(store_body, only_what_nginx_calls_a_body_is_taken)
{
	static const char *const names[] = { "000000001", "00000000001",
		"000000000x", "", "../incoming/0000000001" };
	struct store_body body;

	spool("0000000001", "x");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char path[200];

		snprintf(path, sizeof(path), "%s/incoming/%s", files_dir(),
		    names[i]);
		cr_expect(
		    store_body_take(store, path, &f, &body) == ERR_STORAGE,
		    "%s", names[i]);
	}
	cr_expect(
	    store_body_take(store, "/etc/passwd", &f, &body) == ERR_STORAGE);
	cr_expect(store_body_take(store, spool("0000000002", "x") + 1, &f,
		      &body) == ERR_STORAGE);
}
