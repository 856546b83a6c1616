/*
 * What comes of all that doors report of a party, whoever reported it first.
 */
#ifndef RULE_CHECK_IN_H
#define RULE_CHECK_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/opt.h"
#include "generated/words.h"

enum {
	/* nobody is let in earlier than so long before the start */
	RULE_CHECK_IN_EARLY_H = 6,
	/* so many of one party are kept */
	RULE_CHECK_IN_MAX = 200
};

/* One of a party who has a ticket of their own. */
struct rule_check_in_place {
	bool is_valid; /* their ticket lets somebody in */
	bool is_inside;
	struct opt_time arrived_at; /* not set: they have not come */
};

/* What a door has reported, and what comes of it. */
struct rule_check_in {
	int64_t at_us;
	const char *nonce;
	bool is_out, is_forced;
	int place;		/* which of the party; -1: whoever */
	struct opt_int persons; /* not set: all the others */
	int64_t party;		/* how many there were when it was reported */
	/* CHECK_IN_RESULT_OK, or why it comes to nothing whatever else there is
	 */
	enum check_in_result refused;

	enum check_in_result result;
	int64_t moved;	  /* by how many more are inside; negative: went out */
	int64_t arrivals; /* how many came by it for the first time */
};

/* People who come together, with a place each or (n 0) counted alone. */
struct rule_check_in_party {
	struct rule_check_in_place *places;
	size_t n;
	int64_t inside, arrived;
};

/* Whether one was before another: by their time, then by their nonce. */
bool rule_check_in_is_before(
    const struct rule_check_in *a, const struct rule_check_in *b);

/* Sorts all that there is of a party, of which nobody has come, and lets it
 * happen one after the other. What comes of it is the same whatever order it is
 * given in. */
void rule_check_in_replay(
    struct rule_check_in_party *party, struct rule_check_in **all, size_t n);

#endif
