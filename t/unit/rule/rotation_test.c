/*
 * Whose turn it is, against what is known of it (R. L. Graham, 1969), with
 * random people and runs.
 */
#include "rule/rotation.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/banned.h"

enum { PEOPLE = 12, ROUNDS = 300, RUNS = 200, LONGEST = 240 };

static unsigned seed = 1;

static int64_t
below(int64_t n)
{
	return rand_r(&seed) % n;
}

static void
start(struct rule_rotation_member *members, size_t n)
{
	for (size_t i = 0; i < n; i++)
		members[i] = (struct rule_rotation_member){
			.last_us = INT64_MIN, .is_free = true
		};
}

static void
give(struct rule_rotation_member *m, int64_t minutes, int64_t at)
{
	m->minutes += minutes;
	m->last_us = at;
}

static int64_t
spread(const struct rule_rotation_member *members, size_t n)
{
	int64_t least = INT64_MAX, most = 0;

	for (size_t i = 0; i < n; i++) {
		if (members[i].minutes < least)
			least = members[i].minutes;
		if (members[i].minutes > most)
			most = members[i].minutes;
	}
	return most - least;
}

/* Newcomers included: each comes with the least of the others. */
Test(rule_rotation, nobody_does_more_than_another_by_more_than_a_run)
{
	struct rule_rotation_member members[PEOPLE];
	bool is_conflict;

	for (int round = 0; round < ROUNDS; round++) {
		size_t n = 1 + (size_t)below(PEOPLE - 1);
		int64_t longest = 0;

		start(members, PEOPLE);
		for (int run = 0; run < RUNS; run++) {
			int64_t minutes = 1 + below(LONGEST);
			size_t who;

			if (n < PEOPLE && below(40) == 0) {
				members[n].minutes = rule_rotation_credit(
				    members, n);
				n++;
			}
			if (minutes > longest)
				longest = minutes;
			who = rule_rotation_next(members, n, &is_conflict);
			cr_assert(who < n && !is_conflict);
			give(&members[who], minutes, run);
			cr_assert(spread(members, n) <= longest,
			    "%lld minutes, a run has %lld",
			    (long long)spread(members, n), (long long)longest);
		}
	}
}

/* Of runs that are alike each has their turn before anybody has a second. */
Test(rule_rotation, turns_go_round)
{
	struct rule_rotation_member members[PEOPLE];
	bool is_conflict;

	start(members, PEOPLE);
	for (int run = 0; run < RUNS; run++) {
		size_t who = rule_rotation_next(members, PEOPLE, &is_conflict);

		cr_expect(who == (size_t)run % PEOPLE);
		give(&members[who], 60, run);
	}
}

Test(rule_rotation, who_is_free_comes_before_who_has_done_less)
{
	struct rule_rotation_member members[3];
	bool is_conflict;

	start(members, 3);
	members[0].is_free = false;
	members[1].minutes = 60;
	members[2].minutes = 90;
	cr_expect(rule_rotation_next(members, 3, &is_conflict) == 1);
	cr_expect(!is_conflict);
	members[1].is_taken = true;
	cr_expect(rule_rotation_next(members, 3, &is_conflict) == 2);
	members[2].is_free = false;
	cr_expect(rule_rotation_next(members, 3, &is_conflict) == 0);
	cr_expect(is_conflict);
	members[0].is_taken = members[2].is_taken = true;
	cr_expect(
	    rule_rotation_next(members, 3, &is_conflict) == RULE_ROTATION_NONE);
	cr_expect(!is_conflict);
	cr_expect(rule_rotation_credit(members, 0) == 0);
}

/* With everybody busy one time in five the least loaded still catch up: what
 * remains is some runs, whatever their number. */
Test(rule_rotation, who_was_busy_catches_up)
{
	struct rule_rotation_member members[PEOPLE];
	bool is_conflict;

	for (int round = 0; round < ROUNDS; round++) {
		start(members, PEOPLE);
		for (int run = 0; run < RUNS; run++) {
			for (size_t i = 0; i < PEOPLE; i++)
				members[i].is_free = below(5) != 0;
			give(&members[rule_rotation_next(
				 members, PEOPLE, &is_conflict)],
			    60, run);
		}
		cr_assert(spread(members, PEOPLE) <= 6 * 60, "%lld",
		    (long long)spread(members, PEOPLE));
	}
}
