#include "app/calendar_busy.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"

#include "base/banned.h"

enum { FOUND_MAX = 5 * APP_CALENDAR_BUSY_MAX };

/* What is found so far. */
struct finding {
	struct app_calendar_source *c;
	int64_t from_us, until_us;
	struct rule_busy *v;
	size_t n;
};

static void
add(struct finding *f, const struct ical_item *item, int64_t start_us,
    int64_t end_us)
{
	if (start_us < f->from_us)
		start_us = f->from_us;
	if (end_us > f->until_us)
		end_us = f->until_us;
	if (start_us < end_us && f->n < FOUND_MAX)
		f->v[f->n++] = (struct rule_busy){ start_us, end_us,
			item->status == ICAL_TENTATIVE };
}

static bool
is_taken(const struct ical_item *item)
{
	return item->status != ICAL_CANCELLED && !item->is_free;
}

/* The dates of a series of which other items say something. */
static const int64_t *
parts_of(const struct finding *f, const struct ical_item *whole,
    const struct app_calendar_time *t, size_t *n)
{
	const struct ical_items *items = f->c->items;
	int64_t *dates = arena_array(
	    f->c->arena, ICAL_DATES_MAX, sizeof(*dates));
	int64_t time_us;

	clock_split(t->start_wall, &time_us);
	*n = 0;
	for (size_t i = 0; i < items->n && *n < ICAL_DATES_MAX; i++)
		if (items->v[i].date.is_set &&
		    str_eq(items->v[i].uid, whole->uid))
			dates[(*n)++] = app_calendar_item_wall(
			    f->c, &items->v[i].date, t->timezone, time_us);
	return dates;
}

/* How the item recurs; false when it does not, or in a way that is not taken.
 */
static bool
read_set(struct finding *f, const struct ical_item *item,
    const struct app_calendar_time *t, struct rule_recurrence_set *set)
{
	const int64_t *parts;
	struct fault fault = { 0 };
	size_t n;

	if (!app_calendar_item_recurs(item) || t->start_wall < 0)
		return false;
	parts = parts_of(f, item, t, &n);
	return !app_calendar_item_recurrence(
	    f->c, item, t, parts, n, &fault, set);
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
add_dates(struct finding *f, const struct ical_item *item,
    const struct app_calendar_time *t, const struct rule_recurrence_set *set)
{
	int64_t duration_us = t->end_wall - t->start_wall, wall_us, start, end;
	struct rule_recurrence_walk w;

	rule_recurrence_begin(&w, set,
	    cursor_of(set, f->from_us - duration_us - 2 * CLOCK_DAY_US),
	    f->until_us + CLOCK_DAY_US);
	while (f->n < FOUND_MAX && rule_recurrence_next(&w, &wall_us)) {
		rule_recurrence_times(
		    set->zone, wall_us, duration_us, &start, &end);
		add(f, item, start, end);
	}
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
	struct rule_recurrence_set set;
	struct app_calendar_time t;

	if (!is_taken(item) || !app_calendar_item_time(f->c, item, &t))
		return;
	if (item->date.is_set) {
		add(f, item, t.start_us, t.end_us);
		return;
	}
	if (is_twice(f->c->items, i))
		return;
	if (read_set(f, item, &t, &set))
		add_dates(f, item, &t, &set);
	else
		add(f, item, t.start_us, t.end_us);
}

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

size_t
app_calendar_busy(struct app_calendar_source *c, int64_t from_us,
    int64_t until_us, struct rule_busy **out)
{
	struct finding f = { .c = c,
		.from_us = from_us,
		.until_us = until_us,
		.v = arena_array(c->arena, FOUND_MAX, sizeof(*f.v)) };
	size_t n = 0;

	for (size_t i = 0; i < c->items->n; i++)
		add_item(&f, i);
	if (f.n)
		qsort(f.v, f.n, sizeof(*f.v), compare);
	for (size_t i = 0; i < f.n && n < APP_CALENDAR_BUSY_MAX; i++)
		if (!n || f.v[n - 1].start_us != f.v[i].start_us ||
		    f.v[n - 1].end_us != f.v[i].end_us)
			f.v[n++] = f.v[i];
	*out = f.v;
	return n;
}
