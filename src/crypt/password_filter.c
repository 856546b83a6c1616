/*
 * The filter of passwords: its format, asking it, making it.
 */
#include "crypt/password_filter.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/sha.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "crypt/digest.h"

#include "base/banned.h"

enum {
	HEADER = 64,
	BLOCK = 64, /* bytes */
	BLOCK_BITS = 8 * BLOCK,
	PROBE_BITS = 9, /* of which each names one of BLOCK_BITS */
	PROBES = 8,
	BITS_PER_KEY = 20
};

struct header {
	char magic[8];
	uint64_t version, n_keys, n_blocks;
	unsigned char sha256[CRYPT_SHA256_SIZE];
};

_Static_assert(sizeof(struct header) == HEADER, "as the format says");

static const char magic[] = "hearthpw";

struct crypt_leak
crypt_leak_of(const char *password, size_t len)
{
	struct crypt_leak leak;

	bug_if(!SHA1((const unsigned char *)password, len, leak.sha1));
	return leak;
}

/*
 * Where a password is: its block, and which bits of it.
 */

static uint64_t
number_at(const unsigned char *p)
{
	uint64_t n;

	memcpy(&n, p, sizeof(n));
	return le64toh(n);
}

/* The first 64 bits as a fraction of all blocks. */
static int64_t
block_of(struct crypt_leak leak, int64_t n_blocks)
{
	__extension__ typedef unsigned __int128 wide;

	return (
	    int64_t)(((wide)number_at(leak.sha1) * (uint64_t)n_blocks) >> 64);
}

static unsigned
probe_of(struct crypt_leak leak, unsigned i)
{
	enum { FIRST = 64 };
	unsigned at = FIRST + i * PROBE_BITS;
	const unsigned char *p = leak.sha1 + at / 8;
	unsigned two = (unsigned)p[0] | (unsigned)p[1] << 8;

	return (two >> at % 8) % BLOCK_BITS;
}

static bool
block_has(const unsigned char block[BLOCK], struct crypt_leak leak)
{
	for (unsigned i = 0; i < PROBES; i++) {
		unsigned bit = probe_of(leak, i);

		if (!(block[bit / 8] >> bit % 8 & 1))
			return false;
	}
	return true;
}

/*
 * Asking.
 */

/* A file that ends too early is a damaged one. */
static bool
read_at(int fd, void *p, size_t len, off_t at)
{
	ssize_t n = pread(fd, p, len, at);

	if (n >= 0 && (size_t)n != len)
		errno = EBADMSG;
	return n >= 0 && (size_t)n == len;
}

static bool
read_header(int fd, struct header *h)
{
	struct stat st;
	uint64_t n_blocks;

	if (fstat(fd, &st) != 0 || !read_at(fd, h, sizeof(*h), 0))
		return false;
	n_blocks = le64toh(h->n_blocks);
	if (S_ISREG(st.st_mode) && st.st_size > HEADER &&
	    memcmp(h->magic, magic, sizeof(h->magic)) == 0 &&
	    le64toh(h->version) == 1 &&
	    le64toh(h->n_keys) <= CRYPT_PASSWORD_FILTER_MAX &&
	    (uint64_t)(st.st_size - HEADER) % BLOCK == 0 &&
	    (uint64_t)(st.st_size - HEADER) / BLOCK == n_blocks)
		return true;
	errno = EBADMSG;
	return false;
}

bool
crypt_password_filter_open(
    struct crypt_password_filter *filter, const char *path)
{
	struct header h;

	/* a FIFO must not keep anybody waiting */
	filter->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (filter->fd < 0)
		return false;
	if (!read_header(filter->fd, &h)) {
		crypt_password_filter_close(filter);
		return false;
	}
	filter->n_keys = (int64_t)le64toh(h.n_keys);
	filter->n_blocks = (int64_t)le64toh(h.n_blocks);
	return true;
}

bool
crypt_password_filter_ask(const struct crypt_password_filter *filter,
    struct crypt_leak leak, bool *has)
{
	unsigned char block[BLOCK];
	off_t at = HEADER + BLOCK * block_of(leak, filter->n_blocks);

	if (!read_at(filter->fd, block, sizeof(block), at))
		return false;
	*has = block_has(block, leak);
	return true;
}

bool
crypt_password_filter_verify(const struct crypt_password_filter *filter)
{
	size_t size = HEADER + BLOCK * (size_t)filter->n_blocks;
	unsigned char sha256[CRYPT_SHA256_SIZE], *map;
	struct header h;
	bool same;

	if (!read_header(filter->fd, &h))
		return false;
	map = mmap(NULL, size, PROT_READ, MAP_SHARED, filter->fd, 0);
	if (map == MAP_FAILED)
		return false;
	crypt_sha256(map + HEADER, size - HEADER, sha256);
	munmap(map, size);
	same = memcmp(sha256, h.sha256, sizeof(sha256)) == 0;
	if (!same)
		errno = EBADMSG;
	return same;
}

void
crypt_password_filter_close(struct crypt_password_filter *filter)
{
	int saved = errno;

	close(filter->fd);
	errno = saved;
}

/*
 * Making one.
 */

static bool
give_up(struct crypt_password_filter_draft *draft, int error)
{
	if (draft->map)
		munmap(draft->map, draft->size);
	close(draft->fd);
	errno = error;
	return false;
}

bool
crypt_password_filter_draft_begin(
    struct crypt_password_filter_draft *draft, const char *path, int64_t n_keys)
{
	void *map;
	int error;

	bug_if(n_keys < 1 || n_keys > CRYPT_PASSWORD_FILTER_MAX);
	*draft = (struct crypt_password_filter_draft){ .fd = file_make(
							   path, 0640),
		.n_blocks = (n_keys * BITS_PER_KEY + BLOCK_BITS - 1) /
			    BLOCK_BITS };
	if (draft->fd < 0)
		return false;
	draft->size = HEADER + BLOCK * (size_t)draft->n_blocks;
	/* all of it now: a disk that is full later would be a SIGBUS */
	error = posix_fallocate(draft->fd, 0, (off_t)draft->size);
	if (error)
		return give_up(draft, error);
	map = mmap(NULL, draft->size, PROT_READ | PROT_WRITE, MAP_SHARED,
	    draft->fd, 0);
	if (map == MAP_FAILED)
		return give_up(draft, errno);
	draft->map = map;
	return true;
}

void
crypt_password_filter_draft_add(
    struct crypt_password_filter_draft *draft, struct crypt_leak leak)
{
	unsigned char *block = draft->map + HEADER +
			       BLOCK * block_of(leak, draft->n_blocks);

	for (unsigned i = 0; i < PROBES; i++) {
		unsigned bit = probe_of(leak, i);

		block[bit / 8] |= (unsigned char)(1U << bit % 8);
	}
	draft->n_keys++;
}

bool
crypt_password_filter_draft_end(struct crypt_password_filter_draft *draft)
{
	struct header h = { .version = htole64(1),
		.n_keys = htole64((uint64_t)draft->n_keys),
		.n_blocks = htole64((uint64_t)draft->n_blocks) };

	memcpy(h.magic, magic, sizeof(h.magic));
	crypt_sha256(draft->map + HEADER, draft->size - HEADER, h.sha256);
	memcpy(draft->map, &h, sizeof(h));
	if (msync(draft->map, draft->size, MS_SYNC) != 0 ||
	    fsync(draft->fd) != 0)
		return give_up(draft, errno);
	munmap(draft->map, draft->size);
	return close(draft->fd) == 0;
}
