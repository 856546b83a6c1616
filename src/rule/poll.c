/*
 * Each count is kept as what it changes by from one start to the next, so that
 * a person costs two steps for each of their times, however many starts lie
 * within it.
 */
#include "rule/poll.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/timezone.h"

#include "base/banned.h"

enum poll_status
rule_poll_status(
    enum poll_status status, struct opt_time deadline, int64_t now_us)
{
	return status == POLL_STATUS_OPEN && deadline.set &&
		       deadline.v <= now_us
		   ? POLL_STATUS_CLOSED
		   : status;
}

/* The starts, ascending, and what the counts of each differ by from those of
 * the one before. */
struct sweep {
	const struct rule_poll_window *w;
	struct rule_poll_time *v;
	size_t n;
};

/*
 * The starts.
 */

static int64_t
midnight_of(int64_t wall_us)
{
	int64_t time_us;

	clock_split(wall_us, &time_us);
	return wall_us - time_us;
}

/* Whether clocks show that time, which is the instant's, when it may begin. */
static bool
may_begin(const struct rule_poll_window *w, int64_t wall_us, int64_t start_us)
{
	int64_t midnight_us = midnight_of(wall_us);
	int64_t end_us = start_us + w->length_us;

	return start_us >= w->from_us && end_us <= w->to_us &&
	       zone_to_wall(w->zone, start_us) == wall_us &&
	       wall_us - midnight_us >= w->day_from_us &&
	       zone_to_wall(w->zone, end_us) - midnight_us <= w->day_to_us;
}

static void
list_starts(struct arena *arena, struct sweep *s)
{
	const struct rule_poll_window *w = s->w;
	const int64_t step_us = RULE_POLL_STEP_M * CLOCK_MINUTE_US;
	int64_t wall_us = zone_to_wall(w->zone, w->from_us);
	/* however far clocks are set forward meanwhile */
	int64_t last_us = wall_us + (w->to_us - w->from_us) + CLOCK_DAY_US;
	int64_t time_us = wall_us - midnight_of(wall_us);

	wall_us -= time_us % step_us;
	s->v = arena_array(
	    arena, (size_t)((last_us - wall_us) / step_us) + 2, sizeof(*s->v));
	for (; wall_us <= last_us; wall_us += step_us) {
		int64_t start_us = zone_to_instant(w->zone, wall_us);

		if (may_begin(w, wall_us, start_us))
			s->v[s->n++] = (struct rule_poll_time){
				.start_us = start_us
			};
	}
	memset(&s->v[s->n], 0, sizeof(*s->v)); /* where what lasts ends */
}

/* The first start at a time or behind it. */
static size_t
first_at(const struct sweep *s, int64_t us)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->v[middle].start_us < us)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * The counts.
 */

static void
count_busy(struct sweep *s, const struct rule_poll_person *person)
{
	size_t done = 0; /* before it they have been counted */

	for (size_t i = 0; i < person->n_busy; i++) {
		const struct rule_busy *b = &person->busy[i];
		size_t first, end;

		if (b->is_tentative)
			continue;
		first = first_at(s, b->start_us - s->w->length_us + 1);
		end = first_at(s, b->end_us);
		first = first > done ? first : done;
		if (first >= end)
			continue;
		if (person->is_required) {
			s->v[first].missing++;
			s->v[end].missing--;
		} else {
			s->v[first].missing_optional++;
			s->v[end].missing_optional--;
		}
		done = end;
	}
}

static void
add_odd(struct sweep *s, size_t first, size_t end)
{
	if (first >= end)
		return;
	s->v[first].odd++;
	s->v[end].odd--;
}

/* Of the starts on one day there: those before the day begins for people, and
 * those with which it lasts until it has ended for them. */
static void
count_odd_day(struct sweep *s, const struct zone *zone, int64_t midnight_us)
{
	size_t first = first_at(s, zone_to_instant(zone, midnight_us));
	size_t end = first_at(
	    s, zone_to_instant(zone, midnight_us + CLOCK_DAY_US));
	size_t begins = first_at(
	    s, zone_to_instant(
		   zone, midnight_us + RULE_POLL_DAY_BEGINS_H * CLOCK_HOUR_US));
	size_t ends = first_at(
	    s, zone_to_instant(
		   zone, midnight_us + RULE_POLL_DAY_ENDS_H * CLOCK_HOUR_US) -
		   s->w->length_us + 1);

	if (begins > end)
		begins = end;
	add_odd(s, first, begins);
	add_odd(s, ends > begins ? ends : begins, end);
}

static void
count_odd(struct sweep *s, const struct rule_poll_person *person)
{
	const struct zone *zone = timezone_find(person->timezone);
	int64_t day_us, last_us;

	if (!zone || s->n == 0)
		return;
	day_us = midnight_of(zone_to_wall(zone, s->v[0].start_us));
	last_us = zone_to_wall(zone, s->v[s->n - 1].start_us);
	for (; day_us <= last_us; day_us += CLOCK_DAY_US)
		count_odd_day(s, zone, day_us);
}

/* From what they change by to what they are. */
static void
add_up(struct sweep *s)
{
	for (size_t i = 1; i < s->n; i++) {
		s->v[i].missing += s->v[i - 1].missing;
		s->v[i].missing_optional += s->v[i - 1].missing_optional;
		s->v[i].odd += s->v[i - 1].odd;
	}
}

/*
 * The choice.
 */

static int
order_of(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
compare(const void *a, const void *b)
{
	const struct rule_poll_time *x = a, *y = b;
	int order = order_of(x->missing, y->missing);

	if (!order)
		order = order_of(x->missing_optional, y->missing_optional);
	if (!order)
		order = order_of(x->odd, y->odd);
	return order ? order : order_of(x->start_us, y->start_us);
}

static bool
overlaps(const struct rule_poll_time *chosen, size_t n, int64_t start_us,
    int64_t length_us)
{
	for (size_t i = 0; i < n; i++)
		if (llabs(chosen[i].start_us - start_us) < length_us)
			return true;
	return false;
}

size_t
rule_poll_suggest(struct arena *arena, const struct rule_poll_window *w,
    const struct rule_poll_person *people, size_t n,
    struct rule_poll_time out[RULE_POLL_SUGGESTIONS])
{
	struct sweep s = { .w = w };
	size_t n_out = 0;

	list_starts(arena, &s);
	for (size_t i = 0; i < n; i++) {
		count_busy(&s, &people[i]);
		count_odd(&s, &people[i]);
	}
	add_up(&s);
	if (s.n)
		qsort(s.v, s.n, sizeof(*s.v), compare);
	for (size_t i = 0; i < s.n && n_out < RULE_POLL_SUGGESTIONS; i++)
		if (!overlaps(out, n_out, s.v[i].start_us, w->length_us))
			out[n_out++] = s.v[i];
	return n_out;
}
