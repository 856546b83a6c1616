/*
 * The arithmetic of a waitlist: who is next when seats are free.
 */
#ifndef RULE_SEATS_H
#define RULE_SEATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/opt.h"

/* A party that has been passed so often blocks those behind it. */
enum { RULE_SEATS_PASSES_MAX = 3 };

/* Nobody of these fits. */
#define RULE_SEATS_NOBODY SIZE_MAX
/* What is free is kept for one of these, and so for nobody behind them. */
#define RULE_SEATS_KEPT (SIZE_MAX - 1)

struct rule_seats_party {
	int64_t size;
	int64_t passed; /* how often a party behind it went first */
};

/* Whether somebody who comes now finds so many seats: nobody waits, and that
 * many of the capacity (not set: no limit) are not taken. */
bool rule_seats_are_free(
    struct opt_int capacity, int64_t taken, int64_t waiting, int64_t seats);

/*
 * The index of the first of n waiting parties, in their order, that may be
 * seated when so many seats of a capacity (not set: no limit) are taken: the
 * first that fits, unless one before it has been passed RULE_SEATS_PASSES_MAX
 * times already (RULE_SEATS_KEPT). A party larger than the capacity blocks
 * nobody, since no seat kept free for it would ever be enough.
 * RULE_SEATS_NOBODY when there is none.
 */
size_t rule_seats_next(struct opt_int capacity, int64_t taken,
    const struct rule_seats_party *waiting, size_t n);

#endif
