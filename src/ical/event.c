#include "ical/event.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

const char *
ical_method_name(enum ical_method method)
{
	static const char *const names[] = { [ICAL_PUBLISH] = "PUBLISH",
		[ICAL_REQUEST] = "REQUEST",
		[ICAL_CANCEL] = "CANCEL" };

	return names[method];
}

void
ical_calendar_begin(
    struct ical_writer *w, const char *name, enum ical_method method)
{
	ical_open(w, "VCALENDAR");
	ical_put(w, "VERSION", "2.0");
	ical_put(w, "PRODID", "-//Hearth//Hearth " PACKAGE_VERSION "//EN");
	ical_put(w, "CALSCALE", "GREGORIAN");
	if (method != ICAL_PUBLISH)
		ical_put(w, "METHOD", ical_method_name(method));
	if (!name)
		return;
	ical_put_text(w, "NAME", name);		/* RFC 7986, 5.1 */
	ical_put_text(w, "X-WR-CALNAME", name); /* what programs read */
	ical_line(w, "REFRESH-INTERVAL");	/* RFC 7986, 5.7 */
	ical_param(w, "VALUE", "DURATION");
	ical_value(w, "PT1H");
	ical_end(w);
	ical_put(w, "X-PUBLISHED-TTL", "PT1H");
}

void
ical_calendar_end(struct ical_writer *w)
{
	ical_close(w, "VCALENDAR");
}

/* The same for all dates of a series, by which they are told apart. */
static void
put_wall(struct ical_writer *w, const char *name, const struct ical_event *e,
    int64_t wall_us, bool is_day)
{
	ical_line(w, name);
	if (is_day) {
		ical_param(w, "VALUE", "DATE");
		ical_day(w, wall_us);
	} else if (str_eq(e->timezone, "UTC"))
		ical_utc(w, wall_us);
	else {
		ical_param(w, "TZID", e->timezone);
		ical_wall(w, wall_us);
	}
	ical_end(w);
}

static void
put_time(struct ical_writer *w, const char *name, const struct ical_event *e,
    int64_t us)
{
	if (e->is_all_day || !zone_is_repeated(e->zone, us))
		put_wall(w, name, e, zone_to_wall(e->zone, us), e->is_all_day);
	else
		ical_put_utc(w, name, us);
}

/* One to a line: some readers know no other. */
static void
put_dates(struct ical_writer *w, const char *name, const struct ical_event *e,
    const struct ical_dates *dates)
{
	for (size_t i = 0; i < dates->n; i++)
		put_wall(w, name, e, dates->wall_us[i], e->is_all_day);
}

static void
put_recurrence(struct ical_writer *w, const struct ical_event *e)
{
	const struct ical_recurrence *r = e->recurrence;

	put_wall(w, "DTSTART", e, r->start_wall, e->is_all_day);
	if (r->end_wall > r->start_wall)
		put_wall(w, "DTEND", e, r->end_wall, e->is_all_day);
	if (r->rule)
		ical_put(w, "RRULE", r->rule);
	put_dates(w, "RDATE", e, &r->rdates);
	put_dates(w, "EXDATE", e, &r->exdates);
}

static void
put_times(struct ical_writer *w, const struct ical_event *e)
{
	if (e->recurrence) {
		put_recurrence(w, e);
		return;
	}
	if (e->date)
		put_wall(
		    w, "RECURRENCE-ID", e, e->date->wall_us, e->date->is_day);
	put_time(w, "DTSTART", e, e->start_us);
	if (e->end_us > e->start_us)
		put_time(w, "DTEND", e, e->end_us);
}

static void
put_place(struct ical_writer *w, const struct ical_event *e)
{
	char text[sizeof("-180.000000;-180.000000")];

	if (!e->has_place)
		return;
	snprintf(text, sizeof(text), "%.6f;%.6f", e->lat, e->lon);
	ical_put(w, "GEO", text);
}

static void
put_categories(struct ical_writer *w, const struct ical_event *e)
{
	if (e->n_categories == 0)
		return;
	ical_line(w, "CATEGORIES");
	for (size_t i = 0; i < e->n_categories; i++)
		ical_text(w, e->categories[i]);
	ical_end(w);
}

static void
put_mail(struct ical_writer *w, const char *address)
{
	char uri[sizeof("mailto:") + 320];

	snprintf(uri, sizeof(uri), "mailto:%s", address);
	ical_value(w, uri);
	ical_end(w);
}

static void
put_invitation(struct ical_writer *w, const struct ical_invitation *i)
{
	static const char *const answers[] = {
		[ICAL_NEEDS_ACTION] = "NEEDS-ACTION",
		[ICAL_ACCEPTED] = "ACCEPTED",
		[ICAL_PERHAPS] = "TENTATIVE",
		[ICAL_DECLINED] = "DECLINED"
	};

	ical_line(w, "ORGANIZER");
	if (i->organizer)
		ical_param(w, "CN", i->organizer);
	put_mail(w, i->organizer_mail);
	ical_line(w, "ATTENDEE");
	ical_param(w, "ROLE", "REQ-PARTICIPANT");
	ical_param(w, "PARTSTAT", answers[i->answer]);
	ical_param(w, "RSVP", "TRUE");
	put_mail(w, i->attendee_mail);
}

void
ical_event(struct ical_writer *w, const struct ical_event *e)
{
	static const char *const statuses[] = { [ICAL_CONFIRMED] = "CONFIRMED",
		[ICAL_TENTATIVE] = "TENTATIVE",
		[ICAL_CANCELLED] = "CANCELLED" };

	ical_open(w, "VEVENT");
	ical_put_text(w, "UID", e->uid);
	/* what nobody is sent is the same text as long as it is the same event
	 */
	ical_put_utc(w, "DTSTAMP", e->stamp_us ? e->stamp_us : e->changed_us);
	ical_put_utc(w, "CREATED", e->created_us);
	ical_put_utc(w, "LAST-MODIFIED", e->changed_us);
	ical_line(w, "SEQUENCE");
	ical_int(w, e->sequence);
	ical_end(w);
	if (e->invitation)
		put_invitation(w, e->invitation);
	put_times(w, e);
	ical_put_text(w, "SUMMARY", e->summary);
	ical_put_text(w, "DESCRIPTION", e->description);
	ical_put_text(w, "LOCATION", e->location);
	put_place(w, e);
	if (e->url)
		ical_put(w, "URL", e->url);
	put_categories(w, e);
	ical_put(w, "STATUS", statuses[e->status]);
	ical_put(w, "TRANSP", e->is_busy ? "OPAQUE" : "TRANSPARENT");
	ical_put(w, "CLASS", e->is_private ? "PRIVATE" : "PUBLIC");
	ical_close(w, "VEVENT");
}
