/*
 * Servers that give no answer, and are therefore not asked for a while: each
 * try would wait as long as one may, and so would all that stands behind it. A
 * circuit breaker (Nygard, "Release It!") for each host, in one process.
 *
 * Hosts share a fixed number of places; a host takes that of another.
 */
#ifndef NET_BREAKER_H
#define NET_BREAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	NET_BREAKER_HOSTS = 256,
	NET_BREAKER_FAILURES = 3, /* in a row, and it opens */
	NET_BREAKER_S = 30	  /* so long; one try then tells */
};

/* All zeros at first. */
struct net_breaker {
	struct {
		uint64_t host; /* a hash */
		int failures;  /* in a row */
		int64_t open_until_us;
	} places[NET_BREAKER_HOSTS];
};

/* Whether a host (with its port, in lower case) is not to be asked now; now_us:
 * monotonic. */
bool net_breaker_is_open(
    const struct net_breaker *b, const char *host, int64_t now_us);
/* Notes whether it gave an answer. */
void net_breaker_note(
    struct net_breaker *b, const char *host, bool has_answered, int64_t now_us);

#endif
