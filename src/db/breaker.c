/*
 * Arithmetic only; the clock is an argument.
 */
#include "db/breaker.h"

#include "base/clock.h"
#include "base/rand.h"

#include "base/banned.h"

enum { SHORTEST_US = 100 * 1000, LONGEST_US = 2 * 1000 * 1000 };

bool
db_breaker_is_open(const struct db_breaker *b, int64_t now_us, int64_t *left_us)
{
	*left_us = b->open_until_us - now_us;
	return *left_us > 0;
}

void
db_breaker_fail(struct db_breaker *b, int64_t now_us)
{
	int64_t half;

	b->pause_us = b->pause_us ? b->pause_us * 2 : SHORTEST_US;
	if (b->pause_us > LONGEST_US)
		b->pause_us = LONGEST_US;
	half = b->pause_us / 2;
	b->open_until_us = now_us + half + rand_below((uint32_t)half + 1);
}

void
db_breaker_reset(struct db_breaker *b)
{
	*b = (struct db_breaker){ 0 };
}
