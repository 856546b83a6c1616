/*
 * getrandom(2), drawn in larger portions, because an id needs only a few bytes.
 */
#include "base/rand.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/types.h>
#include <unistd.h>

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

void
rand_bytes(void *p, size_t len)
{
	static unsigned char pool[256];
	static size_t left;
	static pid_t owner;

	if (len > sizeof(pool)) {
		draw(p, len);
		return;
	}
	if (left < len || owner != getpid()) { /* a fork shares no bytes */
		draw(pool, sizeof(pool));
		left = sizeof(pool);
		owner = getpid();
	}
	left -= len;
	memcpy(p, pool + left, len);
	explicit_bzero(pool + left, len);
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
