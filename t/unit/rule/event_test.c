/*
 * When something is due of an event. It begins at 100 hours, and lasts two.
 */
#include "rule/event.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

#define H CLOCK_HOUR_US

enum { NO = -1 };

/* Reminders a day and an hour before; asked 48 hours before, for 24. */
static struct rule_event_clock
clock_of(int asked_until_h, int done_until_h)
{
	return (struct rule_event_clock){ .start_us = 100 * H,
		.end_us = 102 * H,
		.reminders_min = { 1440, 60 },
		.n_reminders = 2,
		.ask_before_h = { true, 48 },
		.ask_for_h = 24,
		.ask_until = { asked_until_h != NO, asked_until_h * H },
		.done_until = { true, done_until_h * H } };
}

static const struct {
	int until_h, done_h; /* NO: nobody was asked */
	int now_h, due, next_h;
} cases[] = {
	{ NO, 0, 0, 0, 52 }, { NO, 0, 51, 0, 52 },
	{ NO, 0, 52, RULE_EVENT_ASK, 52 }, { NO, 52, 53, 0, 76 },
	{ NO, 0, 60, RULE_EVENT_ASK, 52 }, /* late, and worth it */
	{ 76, 52, 63, 0, 64 }, { 76, 52, 64, RULE_EVENT_NUDGE, 64 },
	{ 76, 64, 75, 0, 76 },
	{ 76, 64, 76, RULE_EVENT_LAPSE | RULE_EVENT_REMIND, 76 },
	{ 76, 64, 90, RULE_EVENT_LAPSE, 76 }, /* too late to remind */
	{ NO, 76, 77, 0, 99 }, { NO, 52, 78, RULE_EVENT_REMIND, 76 },
	{ NO, 52, 79, 0, 76 }, /* three hours late */
	{ NO, 76, 99, RULE_EVENT_REMIND, 99 },
	{ NO, 76, 100, 0, 99 }, /* it has begun */
	{ NO, 99, 100, 0, 102 },
	{ 101, 99, 101, 0, 101 }, /* they were asked until after the start */
	{ NO, 99, 102, RULE_EVENT_END, 102 },
	{ NO, 200, 102, RULE_EVENT_END, 102 }, /* of a clock that was ahead */
	{ NO, 0, 500, RULE_EVENT_END, 52 },    /* after a long sleep */
};

Test(rule_event, things_are_due_in_their_order)
{
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct rule_event_clock c = clock_of(
		    cases[i].until_h, cases[i].done_h);
		int due = rule_event_due(&c, cases[i].now_h * H);
		int64_t next = rule_event_next(&c);

		cr_expect(due == cases[i].due, "case %zu: %d", i, due);
		cr_expect(next == cases[i].next_h * H, "case %zu: %lld", i,
		    (long long)(next / H));
	}
}

/* Whatever is done in whatever steps, each thing is due once. */
Test(rule_event, each_thing_is_due_once)
{
	static const int want[] = { RULE_EVENT_ASK, RULE_EVENT_NUDGE,
		RULE_EVENT_REMIND | RULE_EVENT_LAPSE, RULE_EVENT_REMIND,
		RULE_EVENT_END };
	struct rule_event_clock c = clock_of(NO, 0);
	size_t n = 0;

	for (int due = 0; due != RULE_EVENT_END; n++) {
		int64_t now = rule_event_next(&c);

		due = rule_event_due(&c, now);
		cr_assert(n < N_OF(want));
		cr_expect(due == want[n], "%zu: %d at %lld", n, due,
		    (long long)(now / H));
		c.done_until = (struct opt_time){ true, now };
		if (due & RULE_EVENT_LAPSE)
			c.ask_until.set = false;
		if (due & RULE_EVENT_ASK)
			c.ask_until = (struct opt_time){ true,
				rule_event_ask_until(&c, now) };
	}
	cr_expect(n == N_OF(want));
}

Test(rule_event, nobody_answers_after_the_start)
{
	struct rule_event_clock c = clock_of(NO, 0);

	cr_expect(rule_event_ask_until(&c, 50 * H) == 74 * H);
	cr_expect(rule_event_ask_until(&c, 90 * H) == 100 * H);
}

Test(rule_event, the_end_of_answers_follows_the_start)
{
	struct opt_time said = { true, 7 };
	struct opt_int none = { 0 }, minutes = { true, 90 };

	cr_expect(rule_event_closes_at(100 * H, none, said).v == 7);
	cr_expect(
	    !rule_event_closes_at(100 * H, none, (struct opt_time){ 0 }).set);
	cr_expect(
	    rule_event_closes_at(100 * H, minutes, said).v == 98 * H + H / 2);
}
