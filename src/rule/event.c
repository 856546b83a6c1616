/*
 * Each thing has one time; what lies behind done_until is not done yet. A clock
 * that was ahead has said of what is to come that it is done: whoever finds
 * that sets done_until back (app/due.h).
 */
#include "rule/event.h"

#include "base/clock.h"

#include "base/banned.h"

static bool
is_done(const struct rule_event_clock *c, int64_t at_us)
{
	return c->done_until.set && at_us <= c->done_until.v;
}

static int64_t
reminder_at(const struct rule_event_clock *c, size_t i)
{
	return c->start_us - c->reminders_min[i] * CLOCK_MINUTE_US;
}

static int64_t
ask_at(const struct rule_event_clock *c)
{
	return c->start_us - c->ask_before_h.v * CLOCK_HOUR_US;
}

static int64_t
nudge_at(const struct rule_event_clock *c)
{
	return c->ask_until.v - c->ask_for_h * CLOCK_HOUR_US / 2;
}

static bool
is_reminder_due(const struct rule_event_clock *c, int64_t now_us)
{
	for (size_t i = 0; i < c->n_reminders; i++) {
		int64_t at = reminder_at(c, i);

		if (at <= now_us && !is_done(c, at) &&
		    now_us - at <= RULE_EVENT_REMINDER_LATE_H * CLOCK_HOUR_US)
			return true;
	}
	return false;
}

/* Of what precedes the start. */
static int
due_before(const struct rule_event_clock *c, int64_t now_us)
{
	int items = is_reminder_due(c, now_us) ? RULE_EVENT_REMIND : 0;

	if (c->ask_before_h.set && ask_at(c) <= now_us &&
	    !is_done(c, ask_at(c)))
		items |= RULE_EVENT_ASK;
	if (!c->ask_until.set)
		return items;
	if (c->ask_until.v <= now_us)
		items |= RULE_EVENT_LAPSE;
	else if (nudge_at(c) <= now_us && !is_done(c, nudge_at(c)))
		items |= RULE_EVENT_NUDGE;
	return items;
}

int
rule_event_due(const struct rule_event_clock *c, int64_t now_us)
{
	int items = now_us < c->start_us ? due_before(c, now_us) : 0;

	return c->end_us <= now_us ? items | RULE_EVENT_END : items;
}

static void
note_earlier(const struct rule_event_clock *c, int64_t at_us, int64_t *next)
{
	if (!is_done(c, at_us) && at_us < *next)
		*next = at_us;
}

int64_t
rule_event_next(const struct rule_event_clock *c)
{
	int64_t next = c->end_us;

	for (size_t i = 0; i < c->n_reminders; i++)
		note_earlier(c, reminder_at(c, i), &next);
	if (c->ask_before_h.set)
		note_earlier(c, ask_at(c), &next);
	if (!c->ask_until.set)
		return next;
	note_earlier(c, nudge_at(c), &next);
	return c->ask_until.v < next ? c->ask_until.v : next;
}

int64_t
rule_event_ask_until(const struct rule_event_clock *c, int64_t now_us)
{
	int64_t until = now_us + c->ask_for_h * CLOCK_HOUR_US;

	return until < c->start_us ? until : c->start_us;
}

struct opt_time
rule_event_closes_at(
    int64_t start_us, struct opt_int before_min, struct opt_time as_said)
{
	if (!before_min.set)
		return as_said;
	return (
	    struct opt_time){ true, start_us - before_min.v * CLOCK_MINUTE_US };
}
