/*
 * A file that tells which passwords have leaked: a blocked Bloom filter (Putze,
 * Sanders, Singler: Cache-, Hash- and Space-Efficient Bloom Filters, 2007).
 *
 * A header of 64 bytes, integers little-endian:
 *
 *	 0  "hearthpw"
 *	 8  version, 1
 *	16  how many passwords were added
 *	24  how many blocks follow
 *	32  SHA-256 of the blocks
 *
 * and blocks of 512 bits, 20 bits for each password. A password is its SHA-1,
 * as in the lists that are published: the first 8 bytes choose the block, the
 * rest 8 bits in it. Of 3,900 passwords that were not added one is taken for
 * such a one; none that was added is missed.
 *
 * A question reads the header and one block and keeps nothing: a file is
 * replaced by renaming another, and one that is cut short while it is asked
 * stops nobody.
 */
#ifndef CRYPT_PASSWORD_FILTER_H
#define CRYPT_PASSWORD_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum { CRYPT_LEAK_SIZE = 20 };

/* 5 GB. */
#define CRYPT_PASSWORD_FILTER_MAX INT64_C(2000000000)

/* What the filter knows a password by. */
struct crypt_leak {
	unsigned char sha1[CRYPT_LEAK_SIZE];
};

/* The SHA-1 of a password as it was typed, len bytes. */
struct crypt_leak crypt_leak_of(const char *password, size_t len);

/* One that is open to be asked. */
struct crypt_password_filter {
	int fd;
	int64_t n_keys, n_blocks;
};

/* Opens a file, which crypt_password_filter_close ends. False with errno;
 * EBADMSG when it is no such file or is not whole. */
MUST_CHECK bool crypt_password_filter_open(
    struct crypt_password_filter *filter, const char *path);
/* Whether it was added, in *has. False with errno. */
MUST_CHECK bool crypt_password_filter_ask(
    const struct crypt_password_filter *filter, struct crypt_leak leak,
    bool *has);
/* Reads all of it: false with errno, EBADMSG when its blocks are not those that
 * were written. */
MUST_CHECK bool crypt_password_filter_verify(
    const struct crypt_password_filter *filter);
/* Leaves errno as it is. */
void crypt_password_filter_close(struct crypt_password_filter *filter);

/* One that is being made. */
struct crypt_password_filter_draft {
	int fd;
	unsigned char *map;
	size_t size;
	int64_t n_keys, n_blocks;
};

/* Makes a file that is not there yet, with room on the disk for n_keys (1 to
 * CRYPT_PASSWORD_FILTER_MAX), mode 0640. False with errno. */
MUST_CHECK bool crypt_password_filter_draft_begin(
    struct crypt_password_filter_draft *draft, const char *path,
    int64_t n_keys);
/* One more of the n_keys. */
void crypt_password_filter_draft_add(
    struct crypt_password_filter_draft *draft, struct crypt_leak leak);
/* Writes the header last and syncs the file. False with errno; the draft is
 * over either way. */
MUST_CHECK bool crypt_password_filter_draft_end(
    struct crypt_password_filter_draft *draft);

#endif
