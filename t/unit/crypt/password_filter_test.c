/*
 * The filter of passwords: none that was added is missed, few others are taken
 * for one, and a damaged file is told from a whole one.
 */
#include "crypt/password_filter.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "t/unit/crypt/hex.h"

#include "base/banned.h"

enum { KEYS = 20000, OTHERS = 200000 };

static char dir[] = "/tmp/hearth-filter.XXXXXX";
static char path[64];

static void
make_directory(void)
{
	cr_assert(mkdtemp(dir) != NULL);
	snprintf(path, sizeof(path), "%s/filter", dir);
}

static void
remove_directory(void)
{
	unlink(path);
	rmdir(dir);
}

TestSuite(
    crypt_password_filter, .init = make_directory, .fini = remove_directory);

static struct crypt_leak
leak_number(int i)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "password %d", i);

	return crypt_leak_of(text, (size_t)len);
}

static void
make_filter(int n)
{
	struct crypt_password_filter_draft draft;

	unlink(path);
	cr_assert(crypt_password_filter_draft_begin(&draft, path, n));
	for (int i = 0; i < n; i++)
		crypt_password_filter_draft_add(&draft, leak_number(i));
	cr_assert(crypt_password_filter_draft_end(&draft));
}

static int
count_hits(int from, int to)
{
	struct crypt_password_filter filter;
	int n = 0;
	bool has;

	cr_assert(crypt_password_filter_open(&filter, path));
	for (int i = from; i < to; i++) {
		cr_assert(
		    crypt_password_filter_ask(&filter, leak_number(i), &has));
		n += has;
	}
	crypt_password_filter_close(&filter);
	return n;
}

/* The sum of the one block is that of a program in another language. */
Test(crypt_password_filter, has_its_format)
{
	unsigned char of_password[CRYPT_LEAK_SIZE], file[129], sum[32];
	struct crypt_leak leak = crypt_leak_of("password", 8);
	FILE *f;

	unhex("5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8", of_password);
	cr_expect(memcmp(leak.sha1, of_password, CRYPT_LEAK_SIZE) == 0);
	make_filter(1);
	f = fopen(path, "re");
	cr_assert(f && fread(file, 1, sizeof(file), f) == 128);
	fclose(f);
	cr_expect(memcmp(file,
		      "hearthpw\1\0\0\0\0\0\0\0"
		      "\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0",
		      32) == 0);
	unhex("964bba5a9dbf91259c1792459e0d2e14"
	      "a508b6f84d64b1ce36a57c630d22bebf",
	    sum);
	cr_expect(memcmp(file + 32, sum, sizeof(sum)) == 0);
}

/* 20 bits for each and 8 of them set: one in 3,900. */
Test(crypt_password_filter, misses_none_and_takes_few_others_for_one)
{
	int n;

	make_filter(KEYS);
	cr_expect(eq(int, count_hits(0, KEYS), KEYS));
	n = count_hits(KEYS, KEYS + OTHERS);
	cr_expect(n > OTHERS / 8000 && n < OTHERS / 2500, "%d", n);
}

/* How a file is damaged, and what opening and reading all of it then say. */
static const struct {
	const char *what;
	long at;
	int cut;
	bool opens;
} damages[] = {
	{ "magic", 0, -1, false },
	{ "version", 8, -1, false },
	{ "number of passwords", 23, -1, false },
	{ "number of blocks", 24, -1, false },
	{ "sum", 32, -1, true },
	{ "block", 100, -1, true },
	{ "cut to nothing", 0, 0, false },
	{ "cut to its header", 0, 64, false },
	{ "cut in a block", 0, 1000, false },
};

static void
damage(long at, int cut)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	unsigned char c;

	if (cut >= 0) {
		cr_assert(ftruncate(fd, cut) == 0);
	} else {
		cr_assert(pread(fd, &c, 1, at) == 1);
		c ^= 0x10;
		cr_assert(pwrite(fd, &c, 1, at) == 1);
	}
	close(fd);
}

Test(crypt_password_filter, a_damaged_file_is_found_out)
{
	struct crypt_password_filter filter;

	for (size_t i = 0; i < N_OF(damages); i++) {
		bool is_open;

		make_filter(100);
		damage(damages[i].at, damages[i].cut);
		errno = 0;
		is_open = crypt_password_filter_open(&filter, path);
		cr_expect(is_open == damages[i].opens, "%s", damages[i].what);
		if (is_open) {
			cr_expect(
			    crypt_password_filter_verify(&filter) == false);
			crypt_password_filter_close(&filter);
		}
		cr_expect(eq(int, errno, EBADMSG), "%s", damages[i].what);
	}
	make_filter(100);
	cr_assert(crypt_password_filter_open(&filter, path));
	cr_expect(crypt_password_filter_verify(&filter));
	crypt_password_filter_close(&filter);
}

/* Cut while it is open: nobody is stopped by a signal. */
Test(crypt_password_filter, what_is_no_file_or_none_any_more_is_an_error)
{
	struct crypt_password_filter filter;
	bool has;

	make_filter(100);
	cr_assert(crypt_password_filter_open(&filter, path));
	damage(0, 64);
	cr_expect(
	    crypt_password_filter_ask(&filter, leak_number(1), &has) == false);
	cr_expect(crypt_password_filter_verify(&filter) == false);
	crypt_password_filter_close(&filter);
	unlink(path);
	cr_expect(crypt_password_filter_open(&filter, path) == false);
	cr_expect(eq(int, errno, ENOENT));
	cr_assert(mkfifo(path, 0600) == 0);
	cr_expect(crypt_password_filter_open(&filter, path) == false);
	cr_expect(crypt_password_filter_open(&filter, dir) == false);
}
