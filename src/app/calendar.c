#include "app/calendar.h"

#include "app/calendar_routine.h"
#include "app/calendar_series.h"
#include "app/calendar_spark.h"
#include "app/space.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"
#include "crypt/token.h"
#include "generated/query/user.h"
#include "json/ids.h"
#include "rule/recurrence.h"

#include "base/banned.h"

static int64_t
since(const struct call *call)
{
	return call->now_us - APP_CALENDAR_DAYS * CLOCK_DAY_US;
}

/* Which it is */

enum err
app_calendar_of_event(
    struct call *call, struct event_id id, struct app_calendar *c)
{
	struct q_calendar_is_seen_row seen;
	struct q_calendar_mark_of_event_row row;
	enum err err = q_calendar_is_seen(
	    call->db, .id = id, .viewer = call->user, &seen);

	*c = (struct app_calendar){ .viewer = call->user, .event = id };
	if (!err)
		err = q_calendar_mark_of_event(
		    call->db, .id = id, .viewer = c->viewer, &row);
	if (!err)
		c->mark = row.mark;
	return err;
}

/* Of an empty one there is nothing to be asked. */
static enum err
read_mark(struct call *call, struct app_calendar *c)
{
	struct q_calendar_mark_of_person_row person = { 0 };
	struct q_calendar_mark_of_cluster_row cluster = { 0 };
	struct q_calendar_mark_of_group_row group = { 0 };
	enum err err = ERR_OK;

	if (c->kind == CALENDAR_KIND_PERSON)
		err = q_calendar_mark_of_person(call->db, .viewer = c->viewer,
		    .since = since(call), .most = APP_CALENDAR_MOST, &person);
	else if (c->kind == CALENDAR_KIND_CLUSTER)
		err = q_calendar_mark_of_cluster(call->db, .viewer = c->viewer,
		    .since = since(call), .most = APP_CALENDAR_MOST,
		    .space = c->space, &cluster);
	else if (c->kind == CALENDAR_KIND_GROUP)
		err = q_calendar_mark_of_group(call->db, .viewer = c->viewer,
		    .since = since(call), .most = APP_CALENDAR_MOST,
		    .space = c->space, &group);
	c->mark = person.mark ^ cluster.mark ^ group.mark; /* one of them */
	return err;
}

static enum err
read_mark_of_together(struct call *call, struct app_calendar *c)
{
	int64_t sparks, routines;
	enum err err = app_calendar_mark_sparks(
	    call, c->viewer, c->space, since(call), &sparks);

	if (!err)
		err = app_calendar_mark_routines(
		    call, c->viewer, c->space, since(call), &routines);
	if (!err)
		c->together = sparks ^ routines;
	return err;
}

/* That somebody reads it is written down once a day. */
static enum err
note_use(struct call *call, struct calendar_feed_id id,
    const struct q_calendar_feed_of_row *feed)
{
	return feed->last_used_at.set &&
		       feed->last_used_at.v > call->now_us - CLOCK_DAY_US
		   ? ERR_OK
		   : q_calendar_feed_use(
			 call->db, .id = id, .now = call->now_us, NULL);
}

enum err
app_calendar_of_feed(
    struct call *call, const char *token, struct app_calendar *c)
{
	struct q_calendar_feed_of_row feed;
	struct calendar_feed_id id;
	uint32_t number;
	enum err err;

	if (!crypt_token_open(
		call->keys, CRYPT_FEED_TOKEN, token, &id.v, &number))
		return ERR_NOT_FOUND;
	err = q_calendar_feed_of(call->db, .id = id, &feed);
	if (!err)
		err = note_use(call, id, &feed);
	if (err)
		return err;
	*c = (struct app_calendar){ .name = feed.name ? feed.name : "Hearth",
		.viewer = feed.user_id,
		.kind = feed.is_open ? feed.kind : NO_CALENDAR_KIND,
		.space = feed.space_id };
	err = read_mark(call, c);
	return err || c->kind == NO_CALENDAR_KIND || !feed.is_together
		   ? err
		   : read_mark_of_together(call, c);
}

void
app_calendar_put_mark(const struct app_calendar *c, struct buf *to)
{
	char zones[TIMEZONE_VERSION_SIZE];

	buf_printf(to, "%s %s %lld %lld %s", PACKAGE_VERSION,
	    timezone_version(zones) ? zones : "", (long long)c->mark,
	    (long long)c->together, c->name ? c->name : "");
}

/* What it says */

struct content {
	struct q_calendar_events_row *events; /* by start */
	size_t n_events;
	struct app_calendar_routines routines;
};

/* Candidates: of these the viewer's are read. */
static enum err
find_ids(struct call *call, const struct app_calendar *c, const char **ids)
{
	struct q_calendar_of_person_row person = { "[]" };
	struct q_calendar_of_cluster_row cluster = { "[]" };
	struct q_calendar_of_group_row group = { "[]" };
	enum err err = ERR_OK;

	if (c->kind == CALENDAR_KIND_PERSON)
		err = q_calendar_of_person(call->db, .viewer = c->viewer,
		    .since = since(call), .most = APP_CALENDAR_MOST, &person);
	else if (c->kind == CALENDAR_KIND_CLUSTER)
		err = q_calendar_of_cluster(call->db, .viewer = c->viewer,
		    .since = since(call), .most = APP_CALENDAR_MOST,
		    .space = c->space, &cluster);
	else if (c->kind == CALENDAR_KIND_GROUP)
		err = q_calendar_of_group(call->db, .viewer = c->viewer,
		    .since = since(call), .most = APP_CALENDAR_MOST,
		    .space = c->space, &group);
	*ids = c->kind == CALENDAR_KIND_PERSON	  ? person.ids
	       : c->kind == CALENDAR_KIND_CLUSTER ? cluster.ids
						  : group.ids;
	return err;
}

static enum err
read_events(
    struct call *call, const struct app_calendar *c, struct content *out)
{
	const char *ids;
	enum err err = ERR_OK;

	if (uuid_is_nil(c->event.v))
		err = find_ids(call, c, &ids);
	else
		ids = app_calendar_ids(call, &c->event, 1);
	return err ? err
		   : q_calendar_events(call->db, .ids = ids,
			 .viewer = c->viewer, .only_seen = true, &out->events,
			 &out->n_events);
}

static enum err
read_content(
    struct call *call, const struct app_calendar *c, struct content *out)
{
	enum err err = read_events(call, c, out);

	out->routines = (struct app_calendar_routines){ 0 };
	if (!err && c->kind != NO_CALENDAR_KIND)
		err = app_calendar_read_routines(
		    call, c->viewer, c->space, since(call), &out->routines);
	return err;
}

/* A series goes on behind its last date that is known. */
static int64_t
until_of(const struct q_calendar_events_row *of)
{
	return of->made_until.set ? of->made_until.v + RULE_RECURRENCE_YEARS *
							   366 * CLOCK_DAY_US
				  : of->end_time;
}

static void
write_zones(struct app_calendar_pen *pen, const struct content *of)
{
	size_t n = 0, most = of->n_events + of->routines.n_spans;
	struct app_calendar_span *spans = arena_array(
	    pen->call->arena, most, sizeof(*spans));

	for (size_t i = 0; i < of->n_events; i++)
		spans[n++] = (struct app_calendar_span){ of->events[i].timezone,
			of->events[i].start_time, until_of(&of->events[i]) };
	for (size_t i = 0; i < of->routines.n_spans; i++)
		spans[n++] = of->routines.spans[i];
	app_calendar_put_zones(pen, spans, n);
}

static enum err
write_event(struct app_calendar_pen *pen,
    const struct q_calendar_events_row *row, struct app_calendar_series *how)
{
	struct ical_event event;
	enum err err;

	if (row->is_series)
		return app_calendar_put_series(pen, row, how);
	err = app_calendar_read_event(pen, row, &event);
	if (!err)
		ical_event(&pen->w, &event);
	return err;
}

static enum err
write_events(struct app_calendar_pen *pen, const struct content *of)
{
	struct app_calendar_series how = { .dates = APP_CALENDAR_DATES,
		.room = APP_CALENDAR_MOST };
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < of->n_events; i++)
		err = write_event(pen, &of->events[i], &how);
	return err;
}

static enum err
write_content(struct app_calendar_pen *pen, const struct app_calendar *c,
    const struct content *of)
{
	enum err err;

	write_zones(pen, of);
	err = write_events(pen, of);
	if (err || c->kind == NO_CALENDAR_KIND)
		return err;
	err = app_calendar_put_sparks(pen, c->space, since(pen->call));
	return err ? err : app_calendar_put_routines(pen, &of->routines);
}

enum err
app_calendar_write(
    struct call *call, const struct app_calendar *c, struct buf *to)
{
	struct app_calendar_pen pen = app_calendar_pen(call, c->viewer, to);
	struct content content;
	enum err err = read_content(call, c, &content);

	if (err)
		return err;
	ical_calendar_begin(&pen.w, c->name, ICAL_PUBLISH);
	err = write_content(&pen, c, &content);
	ical_calendar_end(&pen.w);
	return err;
}

/* Feeds */

static enum err
check_space(struct call *call, enum calendar_kind kind, struct space_id id)
{
	struct app_space space;
	enum err err;

	if (kind == CALENDAR_KIND_PERSON)
		return ERR_OK;
	err = app_space_find(call, id, kind == CALENDAR_KIND_GROUP, &space);
	if (err || space.is_active)
		return err;
	return fault(
	    call->fault, ERR_FORBIDDEN, "Its members have a calendar of it.");
}

/* With the user locked: of two at once the second counts the first. */
static enum err
check_room(struct call *call)
{
	struct q_user_lock_row user;
	struct q_calendar_feed_count_row feeds;
	enum err err = q_user_lock(call->db, .id = call->user, &user);

	if (!err)
		err = q_calendar_feed_count(
		    call->db, .viewer = call->user, &feeds);
	return err || feeds.n < APP_CALENDAR_FEEDS_MAX
		   ? err
		   : fault(call->fault, ERR_INVALID_TRANSITION,
			 "%d calendars are the most; end one of them.",
			 APP_CALENDAR_FEEDS_MAX);
}

enum err
app_calendar_add_feed(struct call *call, enum calendar_kind kind,
    struct space_id space, struct calendar_feed_id *id)
{
	enum err err = check_space(call, kind, space);

	*id = (struct calendar_feed_id){ uuid_new() };
	if (!err)
		err = check_room(call);
	return err ? err
		   : q_calendar_feed_add(call->db, .id = *id,
			 .viewer = call->user, .kind = kind, .space = space,
			 .now = call->now_us, NULL);
}

const char *
app_calendar_url(struct call *call, struct calendar_feed_id id)
{
	char token[CRYPT_TOKEN_SIZE];

	crypt_token_seal(call->keys, CRYPT_FEED_TOKEN, id.v, 0, token);
	return arena_printf(call->arena, "%s/api/v1/feeds/%s.ics",
	    call->conf->public_url, token);
}
