#include "app/calendar_item.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"
#include "ical/windows_zone.h"
#include "rule/recurrence_text.h"

#include "base/banned.h"

enum { PARTS_MAX = 3 /* of a name: America/Argentina/Salta */ };

/* Zones */

/* The last n parts of a path; NULL when it has fewer. */
static const char *
last_parts(const char *name, int n)
{
	const char *p = name + strlen(name);

	while (p > name && (p[-1] != '/' || --n > 0))
		p--;
	return n <= 0 || (n == 1 && p == name) ? p : NULL;
}

/* The name by which the system knows a zone; NULL when it knows none such. */
static const char *
known(const char *name)
{
	const char *iana;

	if (!name)
		return NULL;
	if (timezone_find(name))
		return name;
	iana = ical_windows_zone(name);
	if (iana && timezone_find(iana))
		return iana;
	for (int n = PARTS_MAX; n > 1; n--) {
		iana = last_parts(name, n);
		if (iana && timezone_find(iana))
			return iana;
	}
	return NULL;
}

static const char *
location_of(const struct ical_items *items, const char *tzid)
{
	for (size_t i = 0; i < items->n_zones; i++)
		if (str_eq(items->zones[i].tzid, tzid))
			return items->zones[i].location;
	return NULL;
}

/* The name by which the system knows the zone of that name; NULL when it knows
 * none such. */
static const char *
find_zone(struct app_calendar_source *c, const char *tzid)
{
	if (str_eq(c->tzid, tzid))
		return c->zone;
	c->tzid = tzid;
	c->zone = known(tzid);
	if (!c->zone)
		c->zone = known(location_of(c->items, tzid));
	return c->zone;
}

static const char *
zone_of(struct app_calendar_source *c, const struct ical_when *when,
    bool *is_guessed)
{
	const char *name;

	*is_guessed = false;
	if (when->is_utc)
		return "UTC";
	if (!when->tzid)
		return c->timezone;
	name = find_zone(c, when->tzid);
	*is_guessed = !name;
	return name ? name : c->timezone;
}

static const struct zone *
zone_named(const char *name)
{
	const struct zone *zone = timezone_find(name);

	bug_if(!zone);
	return zone;
}

/* Times */

/* Where and when the item ends, without one as RFC 5545, 3.6.1 says. */
static int64_t
end_wall(struct app_calendar_source *c, const struct ical_item *item,
    const struct app_calendar_time *t)
{
	int64_t time_us;

	if (item->duration.is_set)
		return t->start_wall + item->duration.days_us +
		       item->duration.time_us;
	if (!item->end.is_set)
		return t->start_wall + (item->start.is_day ? CLOCK_DAY_US : 0);
	clock_split(t->start_wall, &time_us);
	return app_calendar_item_wall(c, &item->end, t->timezone, time_us);
}

bool
app_calendar_item_time(struct app_calendar_source *c,
    const struct ical_item *item, struct app_calendar_time *out)
{
	*out = (struct app_calendar_time){ 0 };
	if (!item->start.is_set)
		return false;
	out->timezone = zone_of(c, &item->start, &out->is_guessed);
	out->start_wall = item->start.wall_us;
	out->end_wall = end_wall(c, item, out);
	if (out->end_wall < out->start_wall)
		return false;
	app_calendar_item_times(
	    item, out, out->start_wall, &out->start_us, &out->end_us);
	return true;
}

void
app_calendar_item_times(const struct ical_item *item,
    const struct app_calendar_time *t, int64_t wall_us, int64_t *start_us,
    int64_t *end_us)
{
	const struct zone *zone = zone_named(t->timezone);

	if (!item->duration.is_set) {
		rule_recurrence_times(zone, wall_us,
		    t->end_wall - t->start_wall, start_us, end_us);
		return;
	}
	*start_us = zone_to_instant(zone, wall_us);
	*end_us = zone_to_instant(zone, wall_us + item->duration.days_us) +
		  item->duration.time_us;
}

int64_t
app_calendar_item_wall(struct app_calendar_source *c,
    const struct ical_when *when, const char *timezone, int64_t time_us)
{
	bool is_guessed;
	const char *there;

	if (when->is_day)
		return when->wall_us + time_us;
	if (!when->is_utc && !when->tzid)
		return when->wall_us;
	there = zone_of(c, when, &is_guessed);
	if (str_eq(there, timezone))
		return when->wall_us;
	return zone_to_wall(zone_named(timezone),
	    zone_to_instant(zone_named(there), when->wall_us));
}

/* How it recurs */

bool
app_calendar_item_recurs(const struct ical_item *item)
{
	return item->n_rules > 0 || item->rdates.n > 0;
}

static int
compare(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Ascending, each once. */
static struct rule_recurrence_dates
sorted(int64_t *v, size_t n)
{
	size_t kept = 0;

	if (n)
		qsort(v, n, sizeof(*v), compare);
	for (size_t i = 0; i < n; i++)
		if (!kept || v[kept - 1] != v[i])
			v[kept++] = v[i];
	return (struct rule_recurrence_dates){ kept, v };
}

static struct rule_recurrence_dates
dates_of(struct app_calendar_source *c, const struct ical_whens *whens,
    const struct app_calendar_time *t, const int64_t *more, size_t n_more)
{
	int64_t *v = arena_array(c->arena, whens->n + n_more, sizeof(*v));
	int64_t time_us;

	clock_split(t->start_wall, &time_us);
	for (size_t i = 0; i < whens->n; i++)
		v[i] = app_calendar_item_wall(
		    c, &whens->v[i], t->timezone, time_us);
	for (size_t i = 0; i < n_more; i++)
		v[whens->n + i] = more[i];
	return sorted(v, whens->n + n_more);
}

/* Whether a part of a rule says only what the start says, too. */
static bool
is_of_start(const char *part, size_t len, int64_t time_us)
{
	const int64_t s = time_us / CLOCK_SECOND_US;
	const struct {
		const char *name;
		int64_t v;
	} parts[] = {
		{ "BYHOUR=", s / 3600 },
		{ "BYMINUTE=", s / 60 % 60 },
		{ "BYSECOND=", s % 60 },
	};

	for (size_t i = 0; i < N_OF(parts); i++) {
		size_t name_len = strlen(parts[i].name);
		char *end;

		if (len > name_len &&
		    strncasecmp(part, parts[i].name, name_len) == 0)
			return strtol(part + name_len, &end, 10) ==
				   parts[i].v &&
			       end == part + len;
	}
	return false;
}

/* A day until when is until its end, where dates have a time. */
static bool
is_until_day(const char *part, size_t len)
{
	static const char name[] = "UNTIL=";

	return len == strlen("UNTIL=20300601") &&
	       strncasecmp(part, name, strlen(name)) == 0;
}

/* The rule as Hearth takes it. */
static const char *
clean_rule(struct app_calendar_source *c, const struct ical_item *item,
    const struct app_calendar_time *t)
{
	struct buf b;
	int64_t time_us;
	const char *rule;

	clock_split(t->start_wall, &time_us);
	buf_init(&b, RULE_RECURRENCE_TEXT_MAX + 1);
	for (const char *p = item->rrule; *p; p += *p == ';') {
		size_t len = strcspn(p, ";");

		if (len && !is_of_start(p, len, time_us)) {
			if (b.len)
				buf_char(&b, ';');
			buf_put(&b, p, len);
			if (!item->start.is_day && is_until_day(p, len))
				buf_lit(&b, "T235959");
		}
		p += len;
	}
	rule = b.failed ? item->rrule : arena_strdup(c->arena, buf_text(&b));
	buf_release(&b);
	return rule;
}

enum err
app_calendar_item_recurrence(struct app_calendar_source *c,
    const struct ical_item *item, const struct app_calendar_time *time,
    const int64_t *exdates, size_t n, struct fault *f,
    struct rule_recurrence_set *out)
{
	struct rule_recurrence *rule;
	enum err err = ERR_OK;

	*out = (struct rule_recurrence_set){ .zone = timezone_find(
						 time->timezone),
		.start_us = time->start_wall,
		.all_day = item->start.is_day,
		.rdates = dates_of(c, &item->rdates, time, NULL, 0),
		.exdates = dates_of(c, &item->exdates, time, exdates, n) };
	if (item->n_rules > 1)
		return fault(
		    f, ERR_RRULE_INVALID, "It has more than one rule.");
	if (out->rdates.n > RULE_RECURRENCE_RDATES_MAX ||
	    out->exdates.n > RULE_RECURRENCE_EXDATES_MAX)
		return fault(f, ERR_VALIDATION_FAILED,
		    "It has too many dates beside its rule.");
	if (item->n_rules == 0)
		return ERR_OK;
	rule = arena_new(c->arena, struct rule_recurrence);
	err = rule_recurrence_parse(clean_rule(c, item, time), rule, f);
	out->rule = rule;
	return err;
}
