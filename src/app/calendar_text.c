#include "app/calendar_text.h"

#include <string.h>

#include "app/recurrence.h"
#include "base/str.h"
#include "base/timezone.h"
#include "conf/url.h"
#include "ical/timezone.h"
#include "json/ids.h"
#include "json/read.h"

#include "base/banned.h"

/* bytes of a calendar, and of what is not events in it */
enum { DESCRIPTIONS_UNTIL = 2 << 20, SHORT_UNTIL = 256 << 10 };

const char *
app_calendar_ids(struct call *call, const struct event_id *ids, size_t n)
{
	return JSON_IDS(call->arena, ids, v, n);
}

struct app_calendar_pen
app_calendar_pen(struct call *call, struct user_id viewer, struct buf *to)
{
	return (struct app_calendar_pen){ .call = call,
		.viewer = viewer,
		.w = ical_writer(to),
		.host = conf_url_authority(
		    call->arena, call->conf->public_url) };
}

void
app_calendar_take_zone(struct app_calendar_pen *pen, const char *name)
{
	if (str_eq(pen->zone_name, name))
		return;
	pen->zone_name = name;
	pen->zone = timezone_find(name);
	if (pen->zone)
		return;
	pen->zone_name = "UTC";
	pen->zone = timezone_find("UTC");
}

void
app_calendar_put_zone(struct app_calendar_pen *pen, const char *name,
    int64_t from_us, int64_t until_us)
{
	app_calendar_take_zone(pen, name);
	if (!str_eq(pen->zone_name, "UTC"))
		ical_timezone(
		    &pen->w, pen->zone_name, pen->zone, from_us, until_us);
}

const char *
app_calendar_short(const struct app_calendar_pen *pen, const char *description)
{
	return pen->w.buf->len > SHORT_UNTIL ? NULL : description;
}

/* The first of a zone says what else it is needed for. */
static void
put_zone_of(struct app_calendar_pen *pen, const struct app_calendar_span *spans,
    size_t n, size_t first)
{
	struct app_calendar_span all = spans[first];

	for (size_t i = 0; i < n; i++) {
		if (!str_eq(spans[i].zone, all.zone))
			continue;
		if (i < first)
			return;
		if (spans[i].from_us < all.from_us)
			all.from_us = spans[i].from_us;
		if (spans[i].until_us > all.until_us)
			all.until_us = spans[i].until_us;
	}
	app_calendar_put_zone(pen, all.zone, all.from_us, all.until_us);
}

void
app_calendar_put_zones(struct app_calendar_pen *pen,
    const struct app_calendar_span *spans, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_zone_of(pen, spans, n, i);
}

enum ical_status
app_calendar_status(
    enum event_status status, bool is_host, enum rsvp_status answer)
{
	if (status == EVENT_STATUS_CANCELLED)
		return ICAL_CANCELLED;
	return status == EVENT_STATUS_DRAFT ||
		       (!is_host && answer != RSVP_STATUS_ATTENDING)
		   ? ICAL_TENTATIVE
		   : ICAL_CONFIRMED;
}

static const char *
location_of(struct call *call, const struct q_calendar_events_row *e)
{
	const char *name = e->location ? e->location : e->venue_name;

	if (name && e->venue_address && !e->location)
		return arena_printf(
		    call->arena, "%s, %s", name, e->venue_address);
	return name ? name : e->venue_address;
}

/* With the address for those who may have it, and the event's page. */
static const char *
description_of(struct app_calendar_pen *pen,
    const struct q_calendar_events_row *e, const char *page)
{
	const char *text = e->description;

	if (!text || pen->w.buf->len > DESCRIPTIONS_UNTIL)
		text = "";
	return arena_printf(pen->call->arena, "%s%s%s%s%s", text,
	    *text ? "\n\n" : "", e->online_url ? e->online_url : "",
	    e->online_url ? "\n" : "", page);
}

static enum err
read_categories(struct call *call, const char *json, struct ical_event *out)
{
	const struct json_value *list;
	const char **names;
	enum err err;

	if (str_eq(json, "[]"))
		return ERR_OK; /* as most have it */
	err = json_parse(call->arena, json, strlen(json), call->fault, &list);
	if (err)
		return err;
	out->n_categories = json_array_len(list);
	names = arena_array(call->arena, out->n_categories, sizeof(*names));
	for (size_t i = 0; i < out->n_categories; i++)
		names[i] = json_text(json_array_at(list, i), NULL);
	out->categories = names;
	return ERR_OK;
}

const char *
app_calendar_uid_of(struct app_calendar_pen *pen, struct uuid id)
{
	char text[UUID_TEXT_SIZE];

	uuid_format(id, text);
	return arena_printf(pen->call->arena, "%s@%s", text, pen->host);
}

const char *
app_calendar_uid(struct app_calendar_pen *pen, struct event_id id)
{
	return app_calendar_uid_of(pen, id.v);
}

const char *
app_calendar_page(struct call *call, const char *things, struct uuid id)
{
	char text[UUID_TEXT_SIZE];

	uuid_format(id, text);
	return arena_printf(
	    call->arena, "%s/%s/%s", call->conf->public_url, things, text);
}

const char *
app_calendar_rule(struct call *call, struct rule_recurrence rule,
    const struct zone *zone, bool is_all_day)
{
	int64_t until_us = rule.until_us;

	if (rule.until != RULE_RECURRENCE_FOR_EVER && is_all_day) {
		if (rule.until == RULE_RECURRENCE_UNTIL_INSTANT)
			rule.until_us = zone_to_wall(zone, until_us);
		rule.until = RULE_RECURRENCE_UNTIL_DAY;
	} else if (rule.until == RULE_RECURRENCE_UNTIL_WALL ||
		   rule.until == RULE_RECURRENCE_UNTIL_DAY) {
		rule.until_us = zone_to_instant(zone, until_us);
		rule.until = RULE_RECURRENCE_UNTIL_INSTANT;
	}
	return app_recurrence_rrule(call, &rule);
}

bool
app_calendar_is_all_day(
    const char *timezone, int64_t start_wall, int64_t end_wall)
{
	return end_wall > start_wall && !str_eq(timezone, "UTC") &&
	       app_recurrence_is_all_day(start_wall, end_wall - start_wall);
}

void
app_calendar_set_time(struct app_calendar_pen *pen, const char *timezone,
    int64_t start_us, int64_t end_us, struct ical_event *out)
{
	app_calendar_take_zone(pen, timezone);
	out->zone = pen->zone;
	out->timezone = pen->zone_name;
	out->start_us = start_us;
	out->end_us = end_us;
	out->is_all_day = app_calendar_is_all_day(out->timezone,
	    zone_to_wall(pen->zone, start_us), zone_to_wall(pen->zone, end_us));
}

enum err
app_calendar_read_event(struct app_calendar_pen *pen,
    const struct q_calendar_events_row *e, struct ical_event *out)
{
	enum err err;

	*out = (struct ical_event){ .uid = app_calendar_uid(pen, e->id),
		.sequence = e->sequence,
		.created_us = e->created_at,
		.changed_us = e->updated_at,
		.status = app_calendar_status(e->status, e->is_host, e->answer),
		.is_busy = e->is_host || e->answer == RSVP_STATUS_ATTENDING,
		.is_private = e->visibility != EVENT_VISIBILITY_PUBLIC,
		.summary = e->title,
		.location = location_of(pen->call, e),
		.url = app_calendar_page(pen->call, "events", e->id.v),
		.has_place = e->venue_lat.set && e->venue_lon.set,
		.lat = e->venue_lat.v,
		.lon = e->venue_lon.v };
	err = read_categories(pen->call, e->categories, out);
	app_calendar_set_time(
	    pen, e->timezone, e->start_time, e->end_time, out);
	out->description = description_of(pen, e, out->url);
	return err;
}
