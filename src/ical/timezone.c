#include "ical/timezone.h"

#include <stdio.h>

#include "base/bug.h"
#include "base/clock.h"

#include "base/banned.h"

#define DAY_S  (CLOCK_DAY_US / CLOCK_SECOND_US)
#define YEAR_S (366 * DAY_S)

/* The days of a month on which a change may be, and the day of the week. */
struct window {
	unsigned month, first, last, weekday;
	int nth; /* BYDAY says it; 0: the days do */
};

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/*
 * When the rule's time is not within its day, the change is on another one: on
 * the Saturday of 24 to 30 March, where it is 50 hours after the fourth
 * Thursday begins. False when those days are not all of one month.
 */
static bool
find_window(const struct zone_rule_date *d, struct window *out)
{
	static const unsigned lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30,
		31, 30, 31 };
	int64_t moved = floor_div(d->time_s, DAY_S);
	int64_t length, first;

	if (d->kind != ZONE_RULE_WEEKDAY)
		return false;
	length = lengths[d->month - 1];
	first = (d->week < 5 ? 1 + 7 * (d->week - 1) : length - 6) + moved;
	if (moved != 0 && (first < 1 || first + 6 > length ||
			      (d->week == 5 && d->month == 2)))
		return false;
	*out = (struct window){ .month = d->month,
		.first = (unsigned)first,
		.last = (unsigned)first + 6,
		.weekday = (unsigned)((d->day + moved % 7 + 7) % 7),
		.nth = moved != 0    ? 0
		       : d->week < 5 ? (int)d->week
				     : -1 };
	return true;
}

static void
put_rule(struct ical_writer *w, const struct window *d)
{
	static const char days[][3] = { "SU", "MO", "TU", "WE", "TH", "FR",
		"SA" };
	char text[sizeof("FREQ=YEARLY;BYMONTH=12;BYDAY=-1SU;BYMONTHDAY=") +
		  7 * sizeof("31")];
	int n = snprintf(
	    text, sizeof(text), "FREQ=YEARLY;BYMONTH=%u;BYDAY=", d->month);

	if (d->nth != 0)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "%d", d->nth);
	n += snprintf(
	    text + n, sizeof(text) - (size_t)n, "%s", days[d->weekday]);
	for (unsigned day = d->first; d->nth == 0 && day <= d->last; day++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "%s%u",
		    day == d->first ? ";BYMONTHDAY=" : ",", day);
	ical_put(w, "RRULE", text);
}

static void
put_observance(struct ical_writer *w, const char *kind,
    const struct zone_change *c, const struct window *yearly)
{
	ical_open(w, kind);
	ical_line(w, "DTSTART");
	ical_wall(w, (c->at_s + c->before_s) * CLOCK_SECOND_US);
	ical_end(w);
	ical_line(w, "TZOFFSETFROM");
	ical_offset(w, c->before_s);
	ical_end(w);
	ical_line(w, "TZOFFSETTO");
	ical_offset(w, c->after_s);
	ical_end(w);
	if (yearly)
		put_rule(w, yearly);
	ical_close(w, kind);
}

/* Summer time is what clocks are set forward to and, within a year, back from:
 * the zone does not say. */
static const char *
kind_of(const struct zone *z, const struct zone_change *c)
{
	struct zone_change next;
	bool is_summer = c->after_s > c->before_s &&
			 zone_next_change(z, c->at_s, &next) &&
			 next.at_s - c->at_s < YEAR_S &&
			 next.after_s < next.before_s;

	return is_summer ? "DAYLIGHT" : "STANDARD";
}

/* The last change until an instant; before all changes, one that is none. */
static struct zone_change
last_change(const struct zone *z, int64_t until_s)
{
	int64_t from_s = z->n > 0 ? z->at_s[0] - 1 : until_s - 2 * YEAR_S;
	struct zone_change last = { until_s < 0 ? until_s : 0, z->first_s,
		z->first_s };
	struct zone_change next = { .at_s = from_s };

	while (zone_next_change(z, next.at_s, &next) && next.at_s <= until_s)
		last = next;
	return last;
}

static bool
is_same(const struct zone_change *a, const struct zone_change *b)
{
	return a->at_s == b->at_s && a->before_s == b->before_s &&
	       a->after_s == b->after_s;
}

/* Whether a change and all that follow it are those of the zone's rule, in
 * each year. */
static bool
is_by_rule(const struct zone *z, const struct zone_change *c)
{
	struct zone ruled = { .has_rule = true, .rule = z->rule };
	struct zone_change ours = { .at_s = c->at_s - 1 }, theirs = ours;
	int64_t last_s = z->n > 0 ? z->at_s[z->n - 1] : ours.at_s;

	do {
		if (!zone_next_change(z, ours.at_s, &ours) ||
		    !zone_next_change(&ruled, theirs.at_s, &theirs) ||
		    !is_same(&ours, &theirs))
			return false;
	} while (ours.at_s <= last_s);
	return true;
}

/* The two changes of each year, the first of which is c. */
static void
put_years(struct ical_writer *w, const struct zone *z,
    const struct zone_change *c, const struct window *begin,
    const struct window *end)
{
	bool begins = c->after_s == z->rule.summer_s;
	struct zone_change next;

	bug_if(!zone_next_change(z, c->at_s, &next));
	put_observance(w, kind_of(z, c), c, begins ? begin : end);
	put_observance(w, kind_of(z, &next), &next, begins ? end : begin);
}

void
ical_timezone(struct ical_writer *w, const char *name, const struct zone *z,
    int64_t from_us, int64_t until_us)
{
	struct zone_change c = last_change(
	    z, floor_div(from_us, CLOCK_SECOND_US));
	struct window begin, end;
	bool is_sayable = z->has_rule && z->rule.has_summer &&
			  find_window(&z->rule.begin, &begin) &&
			  find_window(&z->rule.end, &end);

	ical_open(w, "VTIMEZONE");
	ical_put(w, "TZID", name);
	do {
		if (is_sayable && is_by_rule(z, &c)) {
			put_years(w, z, &c, &begin, &end);
			break;
		}
		put_observance(w, kind_of(z, &c), &c, NULL);
	} while (zone_next_change(z, c.at_s, &c) &&
		 c.at_s * CLOCK_SECOND_US <= until_us);
	ical_close(w, "VTIMEZONE");
}
