#include "net/breaker.h"

#include "base/clock.h"

#include "base/banned.h"

/* FNV-1a; whoever makes hosts collide spares others a few requests. */
static uint64_t
hash(const char *host)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *host; host++)
		h = (h ^ (unsigned char)*host) * UINT64_C(0x100000001b3);
	return h;
}

bool
net_breaker_is_open(
    const struct net_breaker *b, const char *host, int64_t now_us)
{
	uint64_t h = hash(host);
	size_t i = h % NET_BREAKER_HOSTS;

	return b->places[i].host == h && now_us < b->places[i].open_until_us;
}

void
net_breaker_note(
    struct net_breaker *b, const char *host, bool has_answered, int64_t now_us)
{
	uint64_t h = hash(host);
	size_t i = h % NET_BREAKER_HOSTS;

	if (b->places[i].host != h || has_answered)
		b->places[i].failures = 0;
	b->places[i].host = h;
	b->places[i].open_until_us = 0;
	if (has_answered)
		return;
	if (++b->places[i].failures >= NET_BREAKER_FAILURES)
		b->places[i].open_until_us = now_us +
					     NET_BREAKER_S * CLOCK_SECOND_US;
}
