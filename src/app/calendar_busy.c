#include "app/calendar_busy.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"

#include "base/banned.h"

enum { FOUND_MAX = 5 * APP_CALENDAR_BUSY_MAX, ONWARD_MAX = 20 };

static const int64_t shift_max = 366 * CLOCK_DAY_US;

/* What is found so far. */
struct finding {
	struct app_calendar_source *c;
	int64_t from_us, until_us;
	struct rule_busy *v;
	size_t n;
};

/* By start, then by end, what is certain first. */
static int
compare(const void *a, const void *b)
{
	const struct rule_busy *x = a, *y = b;

	if (x->start_us != y->start_us)
		return x->start_us < y->start_us ? -1 : 1;
	if (x->end_us != y->end_us)
		return x->end_us < y->end_us ? -1 : 1;
	return x->is_tentative - y->is_tentative;
}

/* Keeps the first, each once. */
static void
keep_first(struct finding *f)
{
	size_t n = 0;

	if (f->n)
		qsort(f->v, f->n, sizeof(*f->v), compare);
	for (size_t i = 0; i < f->n && n < APP_CALENDAR_BUSY_MAX; i++)
		if (!n || f->v[n - 1].start_us != f->v[i].start_us ||
		    f->v[n - 1].end_us != f->v[i].end_us)
			f->v[n++] = f->v[i];
	f->n = n;
}

static void
add(struct finding *f, const struct ical_item *item, int64_t start_us,
    int64_t end_us)
{
	if (start_us < f->from_us)
		start_us = f->from_us;
	if (end_us > f->until_us)
		end_us = f->until_us;
	if (start_us >= end_us)
		return;
	if (f->n == FOUND_MAX)
		keep_first(f);
	f->v[f->n++] = (struct rule_busy){ start_us, end_us,
		item->status == ICAL_TENTATIVE };
}

static bool
is_taken(const struct ical_item *item)
{
	return item->status != ICAL_CANCELLED && !item->is_free;
}

/* What is said of all dates behind one. */
struct onward {
	const struct ical_item *item;
	struct app_calendar_time time;
	int64_t wall_us;  /* of that date */
	int64_t shift_us; /* of theirs */
};

/* A series, and what other items say of its dates. */
struct series {
	const struct ical_item *whole;
	struct app_calendar_time time;
	struct rule_recurrence_set set;
	int64_t *dates; /* walls of those that are items of their own */
	size_t n;
	struct onward onward[ONWARD_MAX];
	size_t n_onward;
};

static void
add_onward(struct finding *f, struct series *s, const struct ical_item *item,
    int64_t wall_us)
{
	struct onward o = { .item = item, .wall_us = wall_us };

	if (s->n_onward == ONWARD_MAX ||
	    !app_calendar_item_time(f->c, item, &o.time))
		return;
	o.shift_us = app_calendar_item_wall(
			 f->c, &item->start, s->time.timezone, 0) -
		     wall_us;
	o.time.timezone = s->time.timezone;
	if (o.shift_us >= -shift_max && o.shift_us <= shift_max)
		s->onward[s->n_onward++] = o;
}

static void
find_parts(struct finding *f, struct series *s)
{
	const struct ical_items *items = f->c->items;
	int64_t time_us;

	s->dates = arena_array(f->c->arena, ICAL_DATES_MAX, sizeof(*s->dates));
	clock_split(s->time.start_wall, &time_us);
	for (size_t i = 0; i < items->n && s->n < ICAL_DATES_MAX; i++) {
		const struct ical_item *item = &items->v[i];

		if (!item->date.is_set || !s->whole->uid ||
		    !str_eq(item->uid, s->whole->uid))
			continue;
		s->dates[s->n] = app_calendar_item_wall(
		    f->c, &item->date, s->time.timezone, time_us);
		if (item->is_onward)
			add_onward(f, s, item, s->dates[s->n]);
		s->n++;
	}
}

/* How the item recurs; false when it does not, or in a way that is not taken.
 */
static bool
read_series(struct finding *f, struct series *s)
{
	struct fault fault = { 0 };

	if (!app_calendar_item_recurs(s->whole) || s->time.start_wall < 0)
		return false;
	find_parts(f, s);
	return !app_calendar_item_recurrence(
	    f->c, s->whole, &s->time, s->dates, s->n, &fault, &s->set);
}

/* What holds of a date: the latest that was said before it, NULL for what is
 * said of the whole. */
static const struct onward *
onward_at(const struct series *s, int64_t wall_us)
{
	const struct onward *latest = NULL;

	for (size_t i = 0; i < s->n_onward; i++)
		if (s->onward[i].wall_us < wall_us &&
		    (!latest || s->onward[i].wall_us > latest->wall_us))
			latest = &s->onward[i];
	return latest;
}

static void
add_date(struct finding *f, const struct series *s, int64_t wall_us)
{
	const struct onward *o = onward_at(s, wall_us);
	const struct ical_item *item = o ? o->item : s->whole;
	int64_t start_us, end_us;

	app_calendar_item_times(item, o ? &o->time : &s->time,
	    wall_us + (o ? o->shift_us : 0), &start_us, &end_us);
	if (is_taken(item))
		add(f, item, start_us, end_us);
}

/* So much earlier and later than its rule says a date may begin, and so long it
 * may last. */
static void
measure(const struct series *s, int64_t *early, int64_t *late, int64_t *lasts)
{
	*early = *late = 0;
	*lasts = s->time.end_wall - s->time.start_wall;
	for (size_t i = 0; i < s->n_onward; i++) {
		const struct onward *o = &s->onward[i];
		int64_t length_us = o->time.end_wall - o->time.start_wall;

		if (-o->shift_us > *early)
			*early = -o->shift_us;
		if (o->shift_us > *late)
			*late = o->shift_us;
		if (length_us > *lasts)
			*lasts = length_us;
	}
}

/* Where a walk may begin: what it has passed must only be counted for COUNT. */
static struct rule_recurrence_cursor
cursor_of(const struct rule_recurrence_set *set, int64_t before)
{
	struct rule_recurrence_cursor at = rule_recurrence_start(set);

	if (!(set->rule && set->rule->count) && at.wall_us < before)
		at.wall_us = before;
	return at;
}

static void
add_dates(struct finding *f, const struct series *s)
{
	int64_t wall_us, early, late, lasts;
	struct rule_recurrence_walk w;

	measure(s, &early, &late, &lasts);
	rule_recurrence_begin(&w, &s->set,
	    cursor_of(&s->set, f->from_us - late - lasts - 2 * CLOCK_DAY_US),
	    f->until_us + early + CLOCK_DAY_US);
	while (rule_recurrence_next(&w, &wall_us))
		add_date(f, s, wall_us);
}

static bool
is_twice(const struct ical_items *items, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (!items->v[j].date.is_set && items->v[i].uid &&
		    str_eq(items->v[j].uid, items->v[i].uid))
			return true;
	return false;
}

static void
add_item(struct finding *f, size_t i)
{
	const struct ical_item *item = &f->c->items->v[i];
	struct series s = { .whole = item };

	if (!app_calendar_item_time(f->c, item, &s.time))
		return;
	if (!item->date.is_set && is_twice(f->c->items, i))
		return;
	if (!item->date.is_set && read_series(f, &s))
		add_dates(f, &s);
	else if (is_taken(item))
		add(f, item, s.time.start_us, s.time.end_us);
}

size_t
app_calendar_busy(struct app_calendar_source *c, int64_t from_us,
    int64_t until_us, struct rule_busy **out)
{
	struct finding f = { .c = c,
		.from_us = from_us,
		.until_us = until_us,
		.v = arena_array(c->arena, FOUND_MAX, sizeof(*f.v)) };

	for (size_t i = 0; i < c->items->n; i++)
		add_item(&f, i);
	keep_first(&f);
	*out = f.v;
	return f.n;
}
