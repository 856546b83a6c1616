/*
 * What an answer to a series makes of a date.
 */
#include "rule/standing.h"

#include <criterion/criterion.h>

#include "base/str.h"

#include "base/banned.h"

enum {
	NONE = NO_RSVP_STATUS,
	GOES = RSVP_STATUS_ATTENDING,
	WAITS = RSVP_STATUS_WAITLISTED,
	MAYBE = RSVP_STATUS_MAYBE,
	NOT = RSVP_STATUS_NOT_ATTENDING,
	REMOVED = RSVP_STATUS_REMOVED
};

/* Capacity (0: no limit), taken, waiting, whether there is a waitlist; the
 * answer so far and its party, whether it is the person's own; what they answer
 * to the series, with what party; what becomes of it; what that takes, and who
 * waits more. */
static const struct {
	int capacity, taken, waiting, waitlist, was, party, own, asked, size;
	int to, takes, waits;
} cases[] = {
	{ 0, 9, 0, 0, NONE, 0, 0, GOES, 2, GOES, 2, 0 },
	{ 10, 9, 0, 0, NONE, 0, 0, GOES, 1, GOES, 1, 0 },
	{ 10, 9, 0, 0, NONE, 0, 0, GOES, 2, NONE, 0, 0 },
	{ 10, 9, 0, 1, NONE, 0, 0, GOES, 2, WAITS, 0, 1 },
	{ 10, 5, 1, 1, NONE, 0, 0, GOES, 2, WAITS, 0, 1 },
	{ 10, 5, 1, 0, NONE, 0, 0, GOES, 2, NONE, 0, 0 },
	/* nobody waits for what cannot come */
	{ 3, 1, 0, 1, NONE, 0, 0, GOES, 4, NONE, 0, 0 },
	/* what is said of the date itself wins */
	{ 0, 0, 0, 0, NOT, 1, 1, GOES, 1, NONE, 0, 0 },
	{ 0, 2, 0, 0, GOES, 2, 1, NOT, 1, NONE, 0, 0 },
	{ 0, 0, 0, 0, REMOVED, 1, 1, GOES, 1, NONE, 0, 0 },
	/* nobody loses a seat by asking for a second one */
	{ 10, 10, 0, 1, GOES, 1, 0, GOES, 2, NONE, 0, 0 },
	{ 10, 8, 0, 1, GOES, 1, 0, GOES, 3, GOES, 2, 0 },
	{ 10, 10, 4, 1, GOES, 3, 0, GOES, 1, GOES, -2, 0 },
	{ 10, 10, 0, 0, GOES, 3, 0, MAYBE, 1, MAYBE, -3, 0 },
	{ 10, 10, 2, 1, WAITS, 3, 0, GOES, 1, WAITS, 0, 0 },
	{ 10, 10, 2, 0, WAITS, 3, 0, GOES, 1, WAITS, 0, 0 },
	{ 10, 10, 2, 1, WAITS, 3, 0, NOT, 1, NOT, 0, -1 },
	{ 10, 10, 2, 1, NOT, 3, 0, GOES, 1, WAITS, 0, 1 },
	/* larger than what the date takes */
	{ 0, 0, 0, 0, NONE, 0, 0, GOES, 6, NONE, 0, 0 },
	{ 0, 6, 0, 0, GOES, 6, 0, GOES, 6, GOES, 0, 0 },
};

static struct rule_standing_date
date_of(size_t i)
{
	return (struct rule_standing_date){ .takes = true,
		.capacity = { cases[i].capacity != 0, cases[i].capacity },
		.taken = cases[i].taken,
		.waiting = cases[i].waiting,
		.waitlist = cases[i].waitlist,
		.max_party = 5,
		.status = (enum rsvp_status)cases[i].was,
		.party_size = cases[i].party,
		.is_standing = cases[i].was && !cases[i].own };
}

Test(rule_standing, fares_as_an_answer_to_the_date_would)
{
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct rule_standing_date date = date_of(i);
		enum rsvp_status to = rule_standing_status(
		    &date, (enum rsvp_status)cases[i].asked, cases[i].size);
		int64_t taken = 0, waiting = 0;

		cr_expect((int)to == cases[i].to, "%zu: %d", i, (int)to);
		if (to)
			rule_standing_move(
			    &date, to, cases[i].size, &taken, &waiting);
		cr_expect(taken == cases[i].takes, "%zu takes", i);
		cr_expect(waiting == cases[i].waits, "%zu waits", i);
		cr_expect(date.taken == cases[i].taken + taken);
		cr_expect(date.waiting == cases[i].waiting + waiting);
	}
}

Test(rule_standing, a_date_that_takes_no_answers_takes_a_refusal)
{
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct rule_standing_date date = date_of(i);
		enum rsvp_status to;

		date.takes = false;
		to = rule_standing_status(
		    &date, (enum rsvp_status)cases[i].asked, cases[i].size);
		cr_expect(
		    (int)to ==
			(cases[i].asked == NOT && !cases[i].own ? NOT : NONE),
		    "%zu: %d", i, (int)to);
	}
}
