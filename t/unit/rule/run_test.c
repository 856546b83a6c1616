/*
 * What the clock does to runs, by a worker that is there, slow, or comes twice.
 */
#include "rule/run.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/clock.h"

#include "base/banned.h"

enum { RUNS = 2000, LOOKS = 20 };

static unsigned seed = 1;

static int64_t
below(int64_t n)
{
	return rand_r(&seed) % n;
}

static int64_t
hours(int64_t n)
{
	return n * CLOCK_HOUR_US;
}

static struct rule_run
some_run(void)
{
	struct rule_run r = { .status = RUN_STATUS_SCHEDULED,
		.starts_us = hours(24) };

	r.due_us = r.starts_us + hours(1 + below(24));
	r.overdue_us = r.due_us + hours(below(7 * 24 + 1));
	r.wake = rule_run_wake(r.starts_us);
	return r;
}

static void
settle(struct rule_run *r, int64_t misses_us, int64_t now_us)
{
	while (rule_run_step(r, misses_us, now_us) != RULE_RUN_RESTS)
		;
}

Test(rule_run, it_does_not_matter_who_looked_when)
{
	for (int i = 0; i < RUNS; i++) {
		struct rule_run often = some_run(), once = often;
		enum missed_policy policy = 1 + (int)below(2);
		struct opt_time next = { below(2), once.starts_us + hours(24) };
		int64_t misses = rule_run_misses_us(&once, policy, next);
		int64_t now = 0;

		for (int look = 0; look < LOOKS; look++) {
			now += hours(below(24));
			settle(&often, misses, now);
			settle(&often, misses, now);
		}
		settle(&once, misses, now);
		cr_assert(often.status == once.status &&
			  often.wake.set == once.wake.set &&
			  often.wake.v == once.wake.v);
		if (once.status != RUN_STATUS_MISSED)
			cr_assert(rule_run_status(&once, now) == once.status);
	}
}

Test(rule_run, each_thing_happens_once_and_in_order)
{
	static const enum rule_run_turn turns[] = { RULE_RUN_REMINDS,
		RULE_RUN_OPENS, RULE_RUN_IS_OVERDUE, RULE_RUN_IS_MISSED,
		RULE_RUN_RESTS };

	for (int i = 0; i < RUNS; i++) {
		struct rule_run r = some_run();
		int64_t misses = rule_run_misses_us(
		    &r, MISSED_POLICY_CARRY, (struct opt_time){ 0 });

		for (size_t turn = 0; turn < 5; turn++)
			cr_assert(rule_run_step(&r, misses, CLOCK_MAX_US) ==
				  turns[turn]);
		cr_assert(r.status == RUN_STATUS_MISSED && !r.wake.set);
	}
}

Test(rule_run, it_is_missed_when_the_next_begins_or_a_week_later)
{
	struct rule_run r = { .status = RUN_STATUS_OPEN,
		.starts_us = 0,
		.due_us = hours(1),
		.overdue_us = hours(2),
		.wake = { true, hours(2) } };
	struct opt_time next = { true, hours(24) }, none = { 0 };
	int64_t last = hours(1 + 7 * 24);

	cr_expect(
	    rule_run_misses_us(&r, MISSED_POLICY_SKIP, next) == hours(24));
	cr_expect(rule_run_misses_us(&r, MISSED_POLICY_CARRY, next) == last);
	cr_expect(rule_run_misses_us(&r, MISSED_POLICY_SKIP, none) == last);
	next.v = hours(30 * 24);
	cr_expect(rule_run_misses_us(&r, MISSED_POLICY_SKIP, next) == last);
	cr_expect(!rule_run_is_overdue(&r, hours(2) - 1));
	cr_expect(rule_run_is_overdue(&r, hours(2)));
	/* the next one has begun before it was overdue */
	cr_expect(rule_run_step(&r, hours(1), hours(2)) == RULE_RUN_IS_OVERDUE);
	cr_expect(rule_run_step(&r, hours(1), hours(2)) == RULE_RUN_RESTS);
	cr_expect(rule_run_step(&r, hours(1), hours(3)) == RULE_RUN_IS_MISSED);
}
