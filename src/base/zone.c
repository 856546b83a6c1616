#include "base/zone.h"

#include "base/clock.h"

#include "base/banned.h"

/* No offset of a file is farther from UTC: base/zone_file.h. */
#define OFFSET_MAX_S INT64_C(93599)

/* A year's rule may reach into the years beside it. */
enum { YEARS_AROUND = 4, CHANGES_AROUND = 2 * YEARS_AROUND };

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t
floor_to_s(int64_t us)
{
	return floor_div(us, CLOCK_SECOND_US);
}

/* How many changes are listed until t. */
static size_t
count_until(const struct zone *z, int64_t t)
{
	size_t low = 0, high = z->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (z->at_s[middle] <= t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What holds after the first n changes that are listed. */
static int32_t
offset_after(const struct zone *z, size_t n)
{
	return n > 0 ? z->after_s[n - 1] : z->first_s;
}

/* By the rule */

static bool
is_by_rule(const struct zone *z, int64_t t)
{
	return z->has_rule && z->rule.has_summer &&
	       (z->n == 0 || t >= z->at_s[z->n - 1]);
}

static int64_t
year_of(const struct zone *z, int64_t t)
{
	int64_t year;
	unsigned month, day;

	clock_civil_from_days(
	    floor_div(t + z->rule.standard_s, CLOCK_DAY_US / CLOCK_SECOND_US),
	    &year, &month, &day);
	return year;
}

/* Into a list in order. Summer time that ends at the instant at which it begins
 * anew goes on, so the end comes first. */
static void
insert(struct zone_change *list, size_t n, struct zone_change c, bool is_begin)
{
	while (n > 0 && (list[n - 1].at_s > c.at_s ||
			    (list[n - 1].at_s == c.at_s && !is_begin))) {
		list[n] = list[n - 1];
		n--;
	}
	list[n] = c;
}

static void
list_years(const struct zone *z, int64_t t, struct zone_change *list)
{
	const struct zone_rule *r = &z->rule;
	int64_t year = year_of(z, t) - 1;

	for (size_t n = 0; n < CHANGES_AROUND; year++) {
		struct zone_change begin = { zone_rule_begin(r, year),
			r->standard_s, r->summer_s };
		struct zone_change end = { zone_rule_end(r, year), r->summer_s,
			r->standard_s };

		insert(list, n++, begin, true);
		insert(list, n++, end, false);
	}
}

/* The changes of the years around t in order, without those that the list of
 * the zone stands for. Of two at one instant the second is taken, so the very
 * last, which may be a first, is not. */
static size_t
list_around(const struct zone *z, int64_t t, struct zone_change *out)
{
	struct zone_change all[CHANGES_AROUND];
	int32_t before_s;
	size_t n = 0;

	list_years(z, t, all);
	before_s = all[0].before_s;
	for (size_t i = 0; i + 1 < CHANGES_AROUND; i++) {
		if (z->n > 0 && all[i].at_s <= z->at_s[z->n - 1]) {
			before_s = z->after_s[z->n - 1];
			continue;
		}
		if (all[i + 1].at_s == all[i].at_s)
			continue;
		out[n] = all[i];
		out[n++].before_s = before_s;
		before_s = all[i].after_s;
	}
	return n;
}

static int32_t
offset_by_rule(const struct zone *z, int64_t t)
{
	struct zone_change list[CHANGES_AROUND];
	size_t n = list_around(z, t, list), i = 0;

	while (i < n && list[i].at_s <= t)
		i++;
	return i > 0 ? list[i - 1].after_s : list[0].before_s;
}

static bool
next_by_rule(const struct zone *z, int64_t t, struct zone_change *out)
{
	struct zone_change list[CHANGES_AROUND];
	size_t n = list_around(z, t, list);

	for (size_t i = 0; i < n; i++)
		if (list[i].at_s > t && list[i].before_s != list[i].after_s) {
			*out = list[i];
			return true;
		}
	return false;
}

/* By both */

static int32_t
offset_at(const struct zone *z, int64_t t)
{
	return is_by_rule(z, t) ? offset_by_rule(z, t)
				: offset_after(z, count_until(z, t));
}

bool
zone_next_change(const struct zone *z, int64_t after_s, struct zone_change *out)
{
	int64_t last = z->n > 0 ? z->at_s[z->n - 1] : after_s;

	for (size_t i = count_until(z, after_s); i < z->n; i++) {
		*out = (struct zone_change){ z->at_s[i], offset_after(z, i),
			z->after_s[i] };
		if (out->before_s != out->after_s)
			return true;
	}
	if (last < after_s)
		last = after_s;
	return is_by_rule(z, last) && next_by_rule(z, last, out);
}

int32_t
zone_offset_s(const struct zone *z, int64_t us)
{
	return offset_at(z, floor_to_s(us));
}

int64_t
zone_to_wall(const struct zone *z, int64_t us)
{
	return us + zone_offset_s(z, us) * CLOCK_SECOND_US;
}

/* The end of the time that clocks show before a change or leave out at it. */
static int64_t
last_wall(const struct zone_change *c)
{
	return c->at_s + (c->before_s > c->after_s ? c->before_s : c->after_s);
}

int64_t
zone_to_instant(const struct zone *z, int64_t wall_us)
{
	int64_t wall_s = floor_to_s(wall_us);
	int64_t t = wall_s - OFFSET_MAX_S - 1;
	int32_t offset_s = offset_at(z, t);
	struct zone_change c;

	while (zone_next_change(z, t, &c) && wall_s >= last_wall(&c)) {
		t = c.at_s;
		offset_s = c.after_s;
	}
	return wall_us - offset_s * CLOCK_SECOND_US;
}

bool
zone_is_repeated(const struct zone *z, int64_t us)
{
	int64_t wall_us = zone_to_wall(z, us);
	struct zone_change c;

	if (zone_to_instant(z, wall_us) != us)
		return true;
	return zone_next_change(z, floor_to_s(us), &c) &&
	       floor_to_s(wall_us) >= c.at_s + c.after_s;
}
