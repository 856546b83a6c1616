/*
 * What comes of all that doors report of a party.
 */
#include "rule/check_in.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

enum { SAID_MAX = 8, PLACES = 3 };

/* One step: at which time, who ("a" to "c" a ticket, "*" whoever), how many (0:
 * the others), and what comes of it. */
struct step {
	int at;
	char who[2];
	int persons;
	bool is_out, is_forced;
	enum check_in_result refused, result;
	int inside, arrived; /* afterwards */
};

#define OK     CHECK_IN_RESULT_OK
#define IN     CHECK_IN_RESULT_ALREADY_IN
#define NOT_IN CHECK_IN_RESULT_NOT_IN
#define OFF    CHECK_IN_RESULT_CANCELLED

static const struct {
	char name[40];
	int places, party;
	struct step steps[SAID_MAX];
} cases[] = {
	{ "a ticket lets one in once", 1, 1,
	    { { 1, "a", 0, false, false, OK, OK, 1, 1 },
		{ 2, "a", 0, false, false, OK, IN, 1, 1 },
		{ 3, "a", 0, false, true, OK, OK, 1, 1 } } },
	{ "who went out may come again", 1, 1,
	    { { 1, "a", 0, true, false, OK, NOT_IN, 0, 0 },
		{ 2, "a", 0, false, false, OK, OK, 1, 1 },
		{ 3, "a", 0, true, false, OK, OK, 0, 1 },
		{ 4, "a", 0, false, false, OK, OK, 1, 1 },
		{ 5, "*", 0, true, false, OK, OK, 0, 1 } } },
	{ "a refusal stands", 1, 1,
	    { { 1, "a", 0, false, false, OFF, OFF, 0, 0 },
		{ 2, "a", 0, false, true, OK, OK, 1, 1 } } },
	{ "a party comes in parts", 0, 4,
	    { { 1, "*", 2, false, false, OK, OK, 2, 2 },
		{ 2, "*", 3, false, false, OK, IN, 2, 2 },
		{ 3, "*", 0, false, false, OK, OK, 4, 4 },
		{ 4, "*", 0, false, false, OK, IN, 4, 4 },
		{ 5, "*", 3, true, false, OK, OK, 1, 4 },
		{ 6, "*", 2, true, false, OK, NOT_IN, 1, 4 },
		{ 7, "*", 2, false, false, OK, OK, 3, 4 },
		{ 8, "*", 3, false, true, OK, OK, 6, 6 } } },
	{ "by name others' tickets follow", 3, 3,
	    { { 1, "b", 0, false, false, OK, OK, 1, 1 },
		{ 2, "*", 1, false, false, OK, OK, 2, 2 },
		{ 3, "a", 0, false, false, OK, IN, 2, 2 },
		{ 4, "*", 0, false, false, OK, OK, 3, 3 },
		{ 5, "*", 1, false, false, OK, IN, 3, 3 },
		{ 6, "*", 9, true, true, OK, OK, 0, 3 } } },
	{ "who has bought one since", 2, 1,
	    { { 1, "*", 1, false, false, OK, OK, 1, 1 },
		{ 2, "*", 1, false, false, OK, IN, 1, 1 } } },
};

static struct rule_check_in
said_of(const struct step *s, int party, char nonce[8])
{
	snprintf(nonce, 8, "%d", s->at);
	return (struct rule_check_in){ .at_us = s->at,
		.nonce = nonce,
		.is_out = s->is_out,
		.is_forced = s->is_forced,
		.place = *s->who == '*' ? -1 : *s->who - 'a',
		.persons = { s->persons > 0, s->persons },
		.party = party,
		.refused = s->refused };
}

Test(rule_check_in, what_comes_of_each)
{
	for (size_t c = 0; c < N_OF(cases); c++)
		for (size_t n = 1; n <= SAID_MAX && cases[c].steps[n - 1].at;
		     n++) {
			const struct step *last = &cases[c].steps[n - 1];
			struct rule_check_in_place places[PLACES] = {
				{ .is_valid = true }, { .is_valid = true },
				{ .is_valid = true }
			};
			struct rule_check_in_party p = { .places = places,
				.n = (size_t)cases[c].places };
			struct rule_check_in said[SAID_MAX], *all[SAID_MAX];
			char nonces[SAID_MAX][8];

			for (size_t i = 0; i < n; i++) {
				said[i] = said_of(&cases[c].steps[i],
				    cases[c].party, nonces[i]);
				all[n - 1 - i] = &said[i];
			}
			rule_check_in_replay(&p, all, n);
			cr_expect(said[n - 1].result == last->result &&
				      p.inside == last->inside &&
				      p.arrived == last->arrived,
			    "%s, %d: %s, %lld inside, %lld came", cases[c].name,
			    last->at, check_in_result_text(said[n - 1].result),
			    (long long)p.inside, (long long)p.arrived);
		}
}

static struct rule_check_in
random_said(unsigned *seed, char nonce[8], int i)
{
	snprintf(nonce, 8, "%d", i);
	return (struct rule_check_in){ .at_us = rand_r(seed) % 5,
		.nonce = nonce,
		.is_out = rand_r(seed) % 3 == 0,
		.is_forced = rand_r(seed) % 8 == 0,
		.place = rand_r(seed) % (PLACES + 1) - 1,
		.persons = { rand_r(seed) % 2, 1 + rand_r(seed) % 2 },
		.party = PLACES,
		.refused = rand_r(seed) % 6 ? OK : OFF };
}

static void
shuffle(struct rule_check_in **all, size_t n, unsigned *seed)
{
	for (size_t i = n - 1; i > 0; i--) {
		size_t k = (size_t)rand_r(seed) % (i + 1);
		struct rule_check_in *one = all[i];

		all[i] = all[k];
		all[k] = one;
	}
}

/* Lets it happen, and adds up what is said of it. */
static struct rule_check_in_party
happen(struct rule_check_in_place places[PLACES], struct rule_check_in *said,
    struct rule_check_in **all, bool has_places)
{
	struct rule_check_in_party p = { .places = places,
		.n = has_places ? PLACES : 0 };
	int64_t moved = 0, arrivals = 0;

	for (size_t i = 0; i < PLACES; i++)
		places[i] = (struct rule_check_in_place){ .is_valid = i != 1 };
	for (size_t i = 0; !has_places && i < SAID_MAX; i++)
		said[i].place = -1;
	rule_check_in_replay(&p, all, SAID_MAX);
	for (size_t i = 0; i < SAID_MAX; i++) {
		moved += said[i].moved;
		arrivals += said[i].arrivals;
	}
	cr_assert(moved == p.inside && arrivals == p.arrived && moved >= 0);
	return p;
}

Test(rule_check_in, the_order_in_which_they_are_reported_does_not_matter)
{
	unsigned seed = 7;

	for (int round = 0; round < 3000; round++) {
		struct rule_check_in said[SAID_MAX], was[SAID_MAX];
		struct rule_check_in *all[SAID_MAX];
		struct rule_check_in_place places[2][PLACES];
		struct rule_check_in_party one, other;
		char nonces[SAID_MAX][8];

		for (int i = 0; i < SAID_MAX; i++) {
			said[i] = random_said(&seed, nonces[i], i);
			all[i] = &said[i];
		}
		one = happen(places[0], said, all, round % 2);
		memcpy(was, said, sizeof(was));
		shuffle(all, SAID_MAX, &seed);
		other = happen(places[1], said, all, round % 2);
		cr_assert(
		    one.inside == other.inside && one.arrived == other.arrived);
		for (int i = 0; i < SAID_MAX; i++)
			cr_assert(said[i].result == was[i].result &&
				      said[i].moved == was[i].moved,
			    "round %d", round);
		for (int i = 0; i < PLACES; i++)
			cr_assert(
			    places[0][i].is_inside == places[1][i].is_inside &&
			    places[0][i].arrived_at.v ==
				places[1][i].arrived_at.v);
	}
}
