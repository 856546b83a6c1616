/*
 * Times for people to come together, against the same looked for minute by
 * minute.
 */
#include "rule/poll.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"

#include "base/banned.h"

enum {
	ROUNDS = 160,
	PEOPLE = 5,
	BUSY = 12,
	DAYS = 6,	      /* of a window at most */
	MINUTES = 9 * 24 * 60 /* that are looked at: a day more at each side */
};

/* Days on which clocks are set there, at midnight too, and by half an hour. */
static const struct {
	char name[24];
	int64_t year;
	unsigned month, day;
} places[] = {
	{ "UTC", 2030, 1, 1 },
	{ "Europe/Berlin", 2030, 3, 31 },
	{ "Europe/Berlin", 2030, 10, 27 },
	{ "America/New_York", 2030, 11, 3 },
	{ "America/Havana", 2024, 11, 3 },
	{ "Africa/Cairo", 2024, 4, 26 },
	{ "Asia/Beirut", 2021, 10, 31 },
	{ "Australia/Lord_Howe", 2030, 4, 7 },
	{ "Asia/Kathmandu", 2030, 5, 5 },
};

struct person {
	struct rule_poll_person known;
	const struct zone *zone;
	bool is_busy[MINUTES];
};

static struct {
	struct arena arena;
	struct rule_poll_window w;
	int64_t first_us; /* of the minutes */
	struct person people[PEOPLE];
	size_t n;
} at;

static int64_t
below(int64_t n)
{
	return random() % n;
}

static void
make_busy(struct person *p)
{
	struct rule_busy times[BUSY], *united;
	size_t n = (size_t)below(BUSY + 1);

	for (int i = 0; i < MINUTES; i++)
		p->is_busy[i] = false;
	for (size_t i = 0; i < n; i++) {
		int64_t from = below(MINUTES - 600), to = from + 1 + below(600);

		times[i] = (struct rule_busy){ at.first_us +
						   from * CLOCK_MINUTE_US,
			at.first_us + to * CLOCK_MINUTE_US, below(5) == 0 };
		for (int64_t m = from; !times[i].is_tentative && m < to; m++)
			p->is_busy[m] = true;
	}
	p->known.n_busy = rule_busy_unite(&at.arena, times, n, &united);
	p->known.busy = united;
}

static void
make_person(struct person *p)
{
	p->known.timezone = places[below(N_OF(places))].name;
	p->known.is_required = below(2);
	p->zone = timezone_find(p->known.timezone);
	cr_assert(p->zone != NULL);
	make_busy(p);
}

static void
make_round(void)
{
	size_t place = (size_t)below(N_OF(places));
	int64_t day = clock_days_from_civil(
	    places[place].year, places[place].month, places[place].day);
	int64_t hour = below(24);

	arena_reset(&at.arena);
	at.first_us = (day - 3) * CLOCK_DAY_US;
	at.w = (struct rule_poll_window){ .zone = timezone_find(
					      places[place].name),
		.from_us = at.first_us + CLOCK_DAY_US +
			   below(600) * CLOCK_MINUTE_US,
		.length_us = (15 + below(300)) * CLOCK_MINUTE_US,
		.day_from_us = below(2) ? hour * CLOCK_HOUR_US : 0,
		.day_to_us = (hour + 1 + below(24 - hour)) * CLOCK_HOUR_US };
	cr_assert(at.w.zone != NULL);
	at.w.to_us = at.w.from_us +
		     (1 + below(DAYS * 24 * 60)) * CLOCK_MINUTE_US;
	at.n = (size_t)below(PEOPLE + 1);
	for (size_t i = 0; i < at.n; i++)
		make_person(&at.people[i]);
}

/*
 * The same, looked for.
 */

static int64_t
time_us(int64_t minute)
{
	return at.first_us + minute * CLOCK_MINUTE_US;
}

/* Whether clocks have shown that before. */
static bool
is_again(const struct zone *z, int64_t start_us)
{
	int64_t wall_us = zone_to_wall(z, start_us);

	for (int m = 1; m <= 180; m++)
		if (zone_to_wall(z, start_us - m * CLOCK_MINUTE_US) == wall_us)
			return true;
	return false;
}

/* What clocks show at a time, since the midnight of the day of another. */
static int64_t
since_midnight(const struct zone *z, int64_t us, int64_t of_us)
{
	int64_t wall_us = zone_to_wall(z, of_us);

	return zone_to_wall(z, us) - wall_us / CLOCK_DAY_US * CLOCK_DAY_US;
}

static bool
may_begin(int64_t start_us)
{
	int64_t end_us = start_us + at.w.length_us;
	int64_t from = since_midnight(at.w.zone, start_us, start_us);

	return start_us >= at.w.from_us && end_us <= at.w.to_us &&
	       from % (15 * CLOCK_MINUTE_US) == 0 && from >= at.w.day_from_us &&
	       since_midnight(at.w.zone, end_us, start_us) <= at.w.day_to_us &&
	       !is_again(at.w.zone, start_us);
}

static bool
is_missing(const struct person *p, int64_t minute)
{
	for (int64_t m = minute; m < minute + at.w.length_us / CLOCK_MINUTE_US;
	     m++)
		if (p->is_busy[m])
			return true;
	return false;
}

static bool
is_odd(const struct person *p, int64_t start_us)
{
	int64_t last_us = start_us + at.w.length_us - CLOCK_MINUTE_US;

	return since_midnight(p->zone, start_us, start_us) <
		   8 * CLOCK_HOUR_US ||
	       since_midnight(p->zone, last_us, start_us) >= 21 * CLOCK_HOUR_US;
}

static struct rule_poll_time
count(int64_t minute)
{
	struct rule_poll_time t = { .start_us = time_us(minute) };

	for (size_t i = 0; i < at.n; i++) {
		const struct person *p = &at.people[i];
		int64_t missing = is_missing(p, minute);

		*(p->known.is_required ? &t.missing
				       : &t.missing_optional) += missing;
		t.odd += is_odd(p, t.start_us);
	}
	return t;
}

static bool
is_better(const struct rule_poll_time *a, const struct rule_poll_time *b)
{
	if (a->missing != b->missing)
		return a->missing < b->missing;
	if (a->missing_optional != b->missing_optional)
		return a->missing_optional < b->missing_optional;
	return a->odd < b->odd; /* they come in the order of time */
}

static bool
is_apart(const struct rule_poll_time *t, const struct rule_poll_time *chosen,
    size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (t->start_us < chosen[i].start_us + at.w.length_us &&
		    chosen[i].start_us < t->start_us + at.w.length_us)
			return false;
	return true;
}

static size_t
look_for(struct rule_poll_time out[RULE_POLL_SUGGESTIONS])
{
	static struct rule_poll_time all[MINUTES];
	const struct rule_poll_time *best;
	size_t n = 0, n_out = 0;

	for (int64_t m = 0; m < MINUTES; m++)
		if (may_begin(time_us(m)))
			all[n++] = count(m);
	do {
		best = NULL;
		for (size_t i = 0; i < n; i++)
			if (is_apart(&all[i], out, n_out) &&
			    (!best || is_better(&all[i], best)))
				best = &all[i];
		if (best)
			out[n_out++] = *best;
	} while (best && n_out < RULE_POLL_SUGGESTIONS);
	return n_out;
}

static void
expect_same(int round)
{
	struct rule_poll_time got[RULE_POLL_SUGGESTIONS],
	    want[RULE_POLL_SUGGESTIONS];
	struct rule_poll_person people[PEOPLE];
	size_t n_want = look_for(want), n_got;

	for (size_t i = 0; i < at.n; i++)
		people[i] = at.people[i].known;
	n_got = rule_poll_suggest(&at.arena, &at.w, people, at.n, got);
	cr_assert(n_got == n_want, "round %d: %zu instead of %zu", round, n_got,
	    n_want);
	for (size_t i = 0; i < n_got; i++)
		cr_assert(
		    got[i].start_us == want[i].start_us &&
			got[i].missing == want[i].missing &&
			got[i].missing_optional == want[i].missing_optional &&
			got[i].odd == want[i].odd,
		    "round %d, %zu: %lld (%lld, %lld, %lld) instead of %lld "
		    "(%lld, %lld, %lld)",
		    round, i, (long long)got[i].start_us,
		    (long long)got[i].missing,
		    (long long)got[i].missing_optional, (long long)got[i].odd,
		    (long long)want[i].start_us, (long long)want[i].missing,
		    (long long)want[i].missing_optional,
		    (long long)want[i].odd);
}

Test(rule_poll, the_best_times_are_those_that_minutes_show)
{
	arena_init(&at.arena, 1 << 20);
	for (int round = 0; round < ROUNDS; round++) {
		make_round();
		expect_same(round);
	}
	arena_release(&at.arena);
}

Test(rule_poll, is_closed_from_its_deadline_on)
{
	static const struct opt_time at_ten = { true, 10 }, never = { 0 };

	for (int status = 1; status <= poll_status_words.n; status++)
		for (int64_t now = 8; now < 12; now++) {
			bool ends = status == POLL_STATUS_OPEN && now >= 10;

			cr_expect(
			    rule_poll_status((enum poll_status)status, at_ten,
				now) == (ends ? POLL_STATUS_CLOSED
					      : (enum poll_status)status));
			cr_expect(rule_poll_status((enum poll_status)status,
				      never, now) == (enum poll_status)status);
		}
}
