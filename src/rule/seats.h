/*
 * The arithmetic of a waitlist: who is next when seats are free.
 */
#ifndef RULE_SEATS_H
#define RULE_SEATS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/opt.h"

/* A party that has been passed so often blocks those behind it. */
enum { RULE_SEATS_PASSES_MAX = 3 };

struct rule_seats_party {
	int64_t size;
	int64_t passed; /* how often a party behind it went first */
};

/* A walk along a line, from its front. Begins with capacity and taken set. */
struct rule_seats_walk {
	struct opt_int capacity; /* not set: no limit */
	int64_t taken;
	bool passes;	     /* who gets seats now goes before somebody else */
	int64_t most_passed; /* of those, how often the one passed most was */
	int64_t given;	     /* how many got seats */
};

/* The same of a kind of seats that an event has, of which some parties want
 * one. Begins with capacity and taken set. */
struct rule_seats_type {
	struct opt_int capacity;
	int64_t taken;
	bool passes;	     /* somebody waits for one of these alone */
	int64_t most_passed; /* as often, but for those given seats by then */
};

/* What becomes of the next party in the line. */
enum rule_seats_turn {
	RULE_SEATS_GIVEN, /* it gets its seats: they are taken */
	RULE_SEATS_WAITS, /* there are not so many */
	RULE_SEATS_KEPT	  /* what is free is kept for one before it, and so for
			     nobody behind it */
};

/* Whether somebody who comes now finds so many seats: nobody waits, and that
 * many of the capacity (not set: no limit) are not taken. */
bool rule_seats_are_free(
    struct opt_int capacity, int64_t taken, int64_t waiting, int64_t seats);

/* Whether an event of that capacity could ever seat the party. */
bool rule_seats_could_hold(struct opt_int capacity, int64_t size);

/* How many seats are free: as many as parties at most can be seated. INT64_MAX
 * without a limit. */
int64_t rule_seats_free(const struct rule_seats_walk *walk);

/*
 * Goes on to the next party. It gets seats when there are so many, unless one
 * before it has been passed RULE_SEATS_PASSES_MAX times already: a small party
 * may use what a larger one in front cannot, but only so often. A party larger
 * than the capacity blocks nobody, since no seat kept free for it would ever be
 * enough. So at most RULE_SEATS_PASSES_MAX parties get seats while the walk
 * passes others.
 */
enum rule_seats_turn rule_seats_next(
    struct rule_seats_walk *walk, const struct rule_seats_party *party);

/*
 * The same of a party that wants seats of a type (NULL: of any). One that lacks
 * only those blocks, once it was passed that often, those of its type alone,
 * who then wait.
 */
enum rule_seats_turn rule_seats_next_of(struct rule_seats_walk *walk,
    struct rule_seats_type *type, const struct rule_seats_party *party);

#endif
