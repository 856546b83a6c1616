/*
 * getrandom(2), drawn in larger portions, because an id needs only a few bytes.
 */
#include "base/rand.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/random.h>
#include <sys/types.h>

#include "base/bug.h"

#include "base/banned.h"

static void
draw(unsigned char *p, size_t len)
{
	while (len) {
		ssize_t n = getrandom(p, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		bug_if(n <= 0);
		p += n;
		len -= (size_t)n;
	}
}

/* Bytes that were drawn and not yet handed out. */
static struct {
	unsigned char bytes[256];
	size_t left;
	bool is_watched; /* forget_pool runs in every child */
} pool;

/* A child must not hand out what its parent will. */
static void
forget_pool(void)
{
	explicit_bzero(pool.bytes, sizeof(pool.bytes));
	pool.left = 0;
}

static void
fill_pool(void)
{
	if (!pool.is_watched)
		bug_if(pthread_atfork(NULL, NULL, forget_pool) != 0);
	pool.is_watched = true;
	draw(pool.bytes, sizeof(pool.bytes));
	pool.left = sizeof(pool.bytes);
}

void
rand_bytes(void *p, size_t len)
{
	if (len > sizeof(pool.bytes)) {
		draw(p, len);
		return;
	}
	if (pool.left < len)
		fill_pool();
	pool.left -= len;
	memcpy(p, pool.bytes + pool.left, len);
	explicit_bzero(pool.bytes + pool.left, len);
}

uint32_t
rand_below(uint32_t bound)
{
	uint32_t v, limit = UINT32_MAX - UINT32_MAX % bound;

	do
		rand_bytes(&v, sizeof(v));
	while (v >= limit);
	return v % bound;
}
