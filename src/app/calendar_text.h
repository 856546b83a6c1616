/*
 * Events of the database as ical/ writes them: what a calendar says of each to
 * its reader.
 */
#ifndef APP_CALENDAR_TEXT_H
#define APP_CALENDAR_TEXT_H

#include "app/call.h"
#include "base/zone.h"
#include "generated/query/calendar.h"
#include "ical/event.h"
#include "rule/recurrence_days.h"

enum { APP_CALENDAR_DAYS = 90 /* so far back calendars go */ };

/* ["…","…"], as queries take ids; in the arena. */
const char *app_calendar_ids(
    struct call *call, const struct event_id *ids, size_t n);

/* One calendar that is being written. */
struct app_calendar_pen {
	struct call *call;
	struct user_id viewer; /* as whom it shows them */
	struct ical_writer w;
	const char *host;      /* of PUBLIC_URL, for UIDs */
	const char *zone_name; /* of the event before, mostly that of the
				  next */
	const struct zone *zone;
};

/* A pen that appends to a buffer. */
struct app_calendar_pen app_calendar_pen(
    struct call *call, struct user_id viewer, struct buf *to);

/* Has the pen write times of a zone; one that the system has no more is read as
 * UTC. */
void app_calendar_take_zone(struct app_calendar_pen *pen, const char *name);

/* Writes a zone as it is from one time to another; nothing for UTC, and for one
 * that the system does not know, which is read as UTC. */
void app_calendar_put_zone(struct app_calendar_pen *pen, const char *name,
    int64_t from_us, int64_t until_us);

/* From when to when a calendar has times of a zone. */
struct app_calendar_span {
	const char *zone;
	int64_t from_us, until_us;
};

/* Writes each zone once, for all that it is needed for. */
void app_calendar_put_zones(struct app_calendar_pen *pen,
    const struct app_calendar_span *spans, size_t n);

/* By what calendars know an event; in the arena. */
const char *app_calendar_uid(struct app_calendar_pen *pen, struct event_id id);

/* The same of whatever has this id. */
const char *app_calendar_uid_of(struct app_calendar_pen *pen, struct uuid id);

/* Where people see a thing of a kind, "sparks"; in the arena. */
const char *app_calendar_page(
    struct call *call, const char *things, struct uuid id);

/* A rule as calendars have it (RFC 5545, 3.3.10): its UNTIL is an instant, or a
 * day where dates are days; in the arena. */
const char *app_calendar_rule(struct call *call, struct rule_recurrence rule,
    const struct zone *zone, bool is_all_day);

/* A description as a calendar of much else has it: none when there is much
 * before it. */
const char *app_calendar_short(
    const struct app_calendar_pen *pen, const char *description);

/* How sure it is of somebody that they come. */
enum ical_status app_calendar_status(
    enum event_status status, bool is_host, enum rsvp_status answer);

/* Whether it is of whole days. Where nobody said where it is, which is UTC,
 * such times are no days: those of its readers are others. */
bool app_calendar_is_all_day(
    const char *timezone, int64_t start_wall, int64_t end_wall);

/* When it takes place. */
void app_calendar_set_time(struct app_calendar_pen *pen, const char *timezone,
    int64_t start_us, int64_t end_us, struct ical_event *out);

/* All of it, as the row's viewer sees it. It points into the row and the arena.
 */
MUST_CHECK enum err app_calendar_read_event(struct app_calendar_pen *pen,
    const struct q_calendar_events_row *e, struct ical_event *out);

#endif
