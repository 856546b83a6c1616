/*
 * The half hours of a week, against the same told by the minute.
 */
#include "rule/week.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

enum { MINUTES = 7 * 24 * 60, ROUNDS = 500 };

static bool
has(const struct rule_week *week, int slot)
{
	return week->bits[slot / 64] >> slot % 64 & 1;
}

static struct rule_week
some_week(bool *minutes)
{
	struct rule_week week = { 0 };

	memset(minutes, 0, MINUTES);
	for (int i = 0; i < 6; i++) {
		int day = (int)(random() % 7), from = (int)(random() % 48);
		int to = (int)(random() % 48);
		int n = (to > from ? to - from : to + 48 - from) * 30;

		rule_week_add(&week, day, from, to);
		for (int j = 0; j < n; j++)
			minutes[(day * 1440 + from * 30 + j) % MINUTES] = true;
	}
	return week;
}

static bool
is_free(const bool *minutes, int from)
{
	for (int i = 0; i < 30; i++)
		if (!minutes[(from + i + MINUTES) % MINUTES])
			return false;
	return true;
}

Test(rule_week, is_what_clocks_elsewhere_show)
{
	static bool minutes[MINUTES];

	for (int i = 0; i < ROUNDS; i++) {
		struct rule_week week = some_week(minutes), there;
		int offset = (int)(random() % 113 - 56) * 15;

		there = rule_week_shift(&week, offset * 60);
		for (int slot = 0; slot < RULE_WEEK_SLOTS; slot++)
			cr_assert(has(&there, slot) ==
				      is_free(minutes, slot * 30 + offset),
			    "%d minutes, half hour %d", offset, slot);
	}
}

Test(rule_week, is_kept_as_it_is)
{
	static bool minutes[MINUTES];
	unsigned char kept[RULE_WEEK_SIZE];

	for (int i = 0; i < ROUNDS; i++) {
		struct rule_week week = some_week(minutes), back;

		rule_week_encode(&week, kept);
		back = rule_week_decode(kept);
		cr_assert(!memcmp(&week, &back, sizeof(week)));
		cr_assert(rule_week_common(&week, &back) ==
			  rule_week_common(&week, &week));
	}
}

Test(rule_week, tells_its_longest_runs)
{
	struct rule_week week = { 0 };
	struct rule_week_run runs[2];

	cr_assert(rule_week_runs(&week, 2, runs, 2) == 0);
	rule_week_add(&week, 1, 20, 21); /* half an hour is too short */
	rule_week_add(&week, 2, 20, 22);
	rule_week_add(&week, 3, 20, 22);
	rule_week_add(&week, 6, 44, 4); /* over the end of the week */
	cr_assert(rule_week_runs(&week, 2, runs, 2) == 2);
	cr_assert(runs[0].first == 6 * 48 + 44 && runs[0].n == 8);
	cr_assert(runs[1].first == 2 * 48 + 20 && runs[1].n == 2);
	for (int day = 0; day < 7; day++)
		rule_week_add(&week, day, 0, 0);
	cr_assert(rule_week_runs(&week, 2, runs, 2) == 1);
	cr_assert(runs[0].first == 0 && runs[0].n == RULE_WEEK_SLOTS);
}
