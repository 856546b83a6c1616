/*
 * What becomes of dates, told a second time: series that are changed at random,
 * and a list of dates to which the same is done in the simplest way. All begin
 * tomorrow or later, and take place every so many days at an hour.
 */
#include <stdio.h>
#include <stdlib.h>

#include "t/api/series_given.h"
#include "t/lib/answer.h"

#include "base/banned.h"

enum { SERIES_MAX = 4, DATES_MAX = 64, DAYS = 128, STEPS = 40, NOT = -1 };

struct series {
	int day, interval, count, hour;
	bool is_out[DAYS]; /* days that are left out */
	bool is_cancelled, is_removed;
};

struct slot {
	int series, day, hour;
	int own_hour; /* NOT: when the series has it */
	bool is_cancelled, is_answered;
	bool is_with_series; /* cancelled with it */
	bool is_gone;	     /* cancelled when the series had it no more */
	char name[8];	     /* "": the test has not seen it */
};

static struct series series[SERIES_MAX];
static struct slot slots[DATES_MAX];
static int n_series, n_slots, n_names;
static unsigned state;

static int
roll(int sides)
{
	return (int)((unsigned)rand_r(&state) % (unsigned)sides);
}

static const char *
name_of(int s)
{
	return text("series%d", s);
}

/* The model */

static bool
has_day(const struct series *s, int day)
{
	int since = day - s->day;

	return since >= 0 && since % s->interval == 0 &&
	       since / s->interval < s->count && !s->is_out[day];
}

static int
hour_of(const struct slot *d)
{
	return d->own_hour == NOT ? d->hour : d->own_hour;
}

static void
remove_slot(int i)
{
	for (n_slots--; i < n_slots; i++)
		slots[i] = slots[i + 1];
}

static struct slot *
find_slot(int s, int day)
{
	for (int i = 0; i < n_slots; i++)
		if (slots[i].series == s && slots[i].day == day &&
		    !slots[i].is_gone)
			return &slots[i];
	return NULL;
}

/* One that is gone is the series' again only at its very hour. */
static bool
has_slot(const struct series *s, const struct slot *d)
{
	return has_day(s, d->day) && (!d->is_gone || d->hour == s->hour);
}

/* What is left over is cancelled when somebody has answered; what is missing is
 * made. */
static void
apply(int s)
{
	for (int i = n_slots - 1; i >= 0; i--) {
		if (slots[i].series != s)
			continue;
		slots[i].is_gone = slots[i].is_gone ||
				   !has_day(&series[s], slots[i].day);
		if (has_slot(&series[s], &slots[i])) {
			slots[i].hour = series[s].hour;
			slots[i].is_gone = false;
		} else if (slots[i].is_answered) {
			slots[i].is_cancelled = true;
		} else {
			remove_slot(i);
		}
	}
	for (int day = 0; day < DAYS; day++)
		if (has_day(&series[s], day) && !find_slot(s, day))
			slots[n_slots++] = (struct slot){ .series = s,
				.day = day,
				.hour = series[s].hour,
				.own_hour = NOT };
}

static int
count_days(const struct series *s, int before)
{
	int n = 0;

	for (int day = 0; day < before; day++)
		n += has_day(s, day);
	return n;
}

static bool
is_first(const struct slot *d)
{
	return count_days(&series[d->series], d->day) == 0;
}

/* From a day on, which the series has, it is another one. */
static int
split(int s, int day)
{
	struct series *t = &series[n_series];
	int n = (day - series[s].day) / series[s].interval;

	*t = series[s];
	for (int i = 0; i < DAYS; i++) /* each knows of its own days alone */
		*(i < day ? &t->is_out[i] : &series[s].is_out[i]) = false;
	t->day = day;
	t->count -= n;
	if (t->count == 1) { /* one date is no series: the one before is its
				start, and left out */
		t->day -= t->interval;
		t->count = 2;
		t->is_out[t->day] = true;
	}
	series[s].count = n;
	for (int i = 0; i < n_slots; i++)
		if (slots[i].series == s && 24 * slots[i].day + slots[i].hour >=
						24 * day + series[s].hour)
			slots[i].series = n_series;
	return n_series++;
}

static void
remove_series(int s)
{
	series[s].is_removed = true;
	for (int i = n_slots - 1; i >= 0; i--)
		if (slots[i].series == s)
			remove_slot(i);
}

/* With all dates that were not, or were with it. */
static void
set_cancelled(int s, bool is_cancelled)
{
	series[s].is_cancelled = is_cancelled;
	for (struct slot *d = slots; d < slots + n_slots; d++)
		if (d->series == s &&
		    (is_cancelled ? !d->is_cancelled : d->is_with_series))
			d->is_cancelled = d->is_with_series = is_cancelled;
}

/* The program */

/* The place of a date among all: by hour, and of the same hour the older one.
 */
static int
place_of(const struct slot *d)
{
	return (24 * d->day + hour_of(d)) * DATES_MAX + (int)(d - slots);
}

/* The next date of a series behind a place. */
static struct slot *
find_next(int s, int after)
{
	struct slot *next = NULL;

	for (struct slot *d = slots; d < slots + n_slots; d++)
		if (d->series == s && place_of(d) > after &&
		    (!next || place_of(d) < place_of(next)))
			next = d;
	return next;
}

static void
expect_slot(struct slot *d, int i)
{
	const char *id_now = body(text("/%d/id", i));

	if (!d->name[0]) {
		snprintf(d->name, sizeof(d->name), "d%d", n_names++);
		keep_id(d->name, id_now);
	}
	expect_text(id(d->name), id_now);
	expect_text(
	    at(24 * d->day + hour_of(d)), body(text("/%d/start_time", i)));
	expect_text(text("%.19s", at(24 * d->day + d->hour)),
	    body(text("/%d/recurrence_id", i)));
	expect_text(d->is_cancelled ? "cancelled" : "published",
	    body(text("/%d/status", i)));
	expect_int(d->is_answered, body_int(text("/%d/spots_taken", i)));
}

static void
expect_same(int s)
{
	int i = 0, after = -1;

	expect(200,
	    as("ann", GET, "/events/%s/occurrences?limit=200", id(name_of(s))));
	for (struct slot *d; (d = find_next(s, after)) != NULL; i++) {
		expect_slot(d, i);
		after = place_of(d);
	}
	expect_int(i, body_count(""));
}

static const char *
hours(int day, int hour)
{
	return text("\"start_time\": \"%s\", \"end_time\": \"%s\"",
	    at(24 * day + hour), at(24 * day + hour + 1));
}

/* What may be done */

static void
answer(struct slot *d)
{
	expect(200, attend("bob", d->name));
	d->is_answered = true;
}

static void
cancel(struct slot *d)
{
	expect(200, as("ann", POST, "/events/%s/cancel", id(d->name)));
	d->is_cancelled = true;
}

static void
leave_out(struct slot *d)
{
	expect(204, as("ann", DELETE, "/events/%s", id(d->name)));
	series[d->series].is_out[d->day] = true;
	remove_slot((int)(d - slots));
}

static void
move_one(struct slot *d, int hour)
{
	expect(200, as("ann", PATCH, "/events/%s {%s}", id(d->name),
			hours(d->day, hour)));
	d->own_hour = hour == d->hour ? NOT : hour;
}

static void
move_all(struct slot *d, int hour)
{
	expect(200, as("ann", PATCH, "/events/%s?apply=all {%s}", id(d->name),
			hours(d->day, hour)));
	if (hour != hour_of(d))
		series[d->series].hour = hour;
	apply(d->series);
}

/* Once the program has done it. */
static int
split_at(const struct slot *d)
{
	int s = split(d->series, d->day);

	expect(200, as("ann", GET, "/events/%s", id(d->name)));
	keep_id(name_of(s), body("/series_id"));
	return s;
}

static void
move_following(struct slot *d, int hour)
{
	bool is_all = is_first(d);
	bool is_moved = hour != hour_of(d);
	int s = d->series;

	if (n_series == SERIES_MAX)
		return;
	expect(200, as("ann", PATCH, "/events/%s?apply=following {%s}",
			id(d->name), hours(d->day, hour)));
	s = is_all ? s : split_at(d);
	if (is_moved)
		series[s].hour = hour;
	apply(s);
}

/* A series, or one of it that begins with a date, is cancelled, or takes place
 * again. */
static void
change_state(struct slot *d, bool is_following)
{
	bool is_cancelled = !series[d->series].is_cancelled;
	int s = d->series;

	if (d->is_gone || (is_following && n_series == SERIES_MAX))
		return;
	expect(200, as("ann", POST, "/events/%s/%s?apply=%s", id(d->name),
			is_cancelled ? "cancel" : "reinstate",
			is_following ? "following" : "all"));
	if (is_following && !is_first(d))
		s = split_at(d);
	set_cancelled(s, is_cancelled);
}

static void
remove_following(struct slot *d)
{
	bool is_whole = is_first(d);
	int s = d->series;

	if (d->is_gone || n_series == SERIES_MAX)
		return;
	expect(
	    204, as("ann", DELETE, "/events/%s?apply=following", id(d->name)));
	if (!is_whole)
		s = split(s, d->day);
	remove_series(s);
}

static void
change_hour(int s, int hour)
{
	expect(200, as("ann", PATCH, "/events/%s {%s}", id(name_of(s)),
			hours(series[s].day, hour)));
	series[s].hour = hour;
	apply(s);
}

static void
change_rule(int s)
{
	struct series is = series[s];

	is.interval = 1 + roll(3);
	is.count = 2 + roll(5);
	if (count_days(&is, DAYS) == 0)
		return;
	expect(
	    200, as("ann", PATCH,
		     "/events/%s {'rrule': 'FREQ=DAILY;INTERVAL=%d;COUNT=%d'}",
		     id(name_of(s)), is.interval, is.count));
	series[s] = is;
	apply(s);
}

static void
change_date(int what, int hour)
{
	struct slot *d = n_slots ? &slots[roll(n_slots)] : NULL;

	if (d && what < 0)
		change_state(d, what < -2);
	if (!d || what < 0 || d->is_cancelled)
		return;
	if (what == 0)
		cancel(d);
	else if (what == 1 && count_days(&series[d->series], DAYS) > 1)
		leave_out(d);
	else if (what < 4)
		move_one(d, hour);
	else if (what < 6)
		move_all(d, hour);
	else if (what < 8)
		move_following(d, hour);
	else if (what == 8 && !is_first(d))
		remove_following(d);
	else
		answer(d);
}

static void
step(void)
{
	int what = roll(19) - 4, s = roll(n_series), hour = 1 + roll(22);

	if (what < 11)
		change_date(what, hour);
	else if (series[s].is_cancelled || series[s].is_removed)
		return;
	else if (what < 13)
		change_rule(s);
	else if (count_days(&series[s], DAYS) > 0)
		change_hour(s, hour);
}

static void
walk(unsigned seed)
{
	state = seed;
	series[0] = (struct series){
		.day = 1, .interval = 1, .count = 6, .hour = 18
	};
	n_series = 1;
	given(name_of(0), "ann",
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'rrule': 'FREQ=DAILY;COUNT=6', 'open_dates': 104}",
	    at(24 + 18), at(24 + 19));
	apply(0);
	expect_same(0);
	for (int i = 0; i < STEPS; i++) {
		step();
		for (int s = 0; s < n_series; s++)
			if (!series[s].is_removed)
				expect_same(s);
	}
}

#define WALK(seed)                                                          \
	Test_engines(                                                       \
	    api_series_model, changes_##seed##_are_as_told, .timeout = 120) \
	{                                                                   \
		walk(seed);                                                 \
	}
WALK(1)
WALK(2)
WALK(3)
