/*
 * Single events and series are walked by id; the dates of a series are done
 * with it, so that its row is locked before theirs and people are told once.
 */
#include "app/timezone_update.h"

#include <string.h>

#include "app/event_state.h"
#include "app/job.h"
#include "base/clock.h"
#include "base/timezone.h"
#include "generated/query/event.h"
#include "generated/query/timezone.h"
#include "json/read.h"

#include "base/banned.h"

enum {
	PAGE = 500,
	LOCKED_MAX = 20, /* of a page: others wait for them until its end */
	PAUSE_S = 60
};

/* By which rules the times of events behind one are to be worked out. */
static enum err
add_page(struct call *call, const char *version, struct event_id after)
{
	char id[UUID_TEXT_SIZE];
	const char *payload;

	uuid_format(after.v, id);
	payload = arena_printf(call->arena,
	    "{\"version\":\"%s\",\"after_id\":\"%s\"}", version, id);
	return app_job_add(call, APP_TIMEZONE_JOB, payload,
	    &(struct app_job_options){ .dedupe_key = arena_printf(call->arena,
					   APP_TIMEZONE_JOB ":%s", payload) });
}

static enum err
note(struct call *call, const char *version, bool is_other)
{
	enum err err = db_begin(call->db);

	if (!err)
		err = q_timezone_rules_set(call->db, .version = version, NULL);
	if (!err && is_other)
		err = add_page(call, version, (struct event_id){ 0 });
	if (!err)
		err = db_commit(call->db);
	if (err)
		db_rollback(call->db);
	return err;
}

/* Years of four digits, and letters behind them. */
static bool
is_later(const char *version, const char *other)
{
	return strcmp(version, other) > 0;
}

enum err
app_timezone_update_begin(struct call *call, bool *is_new)
{
	char version[TIMEZONE_VERSION_SIZE];
	struct q_timezone_rules_get_row seen;
	enum err err;

	*is_new = false;
	if (!timezone_version(version))
		return ERR_OK; /* doctor says so */
	err = q_timezone_rules_get(call->db, &seen);
	if (err == ERR_NOT_FOUND)
		return note(call, version, false);
	*is_new = !err && is_later(version, seen.version);
	return *is_new ? note(call, version, true) : err;
}

/* When an event begins and ends by the rules as they are. */
struct times {
	int64_t start_us, end_us;
};

/* A time that clocks show twice is the one that was meant as long as they show
 * it then. */
static int64_t
instant_of(const struct zone *zone, int64_t us, struct opt_time wall)
{
	return !wall.set || zone_to_wall(zone, us) == wall.v
		   ? us
		   : zone_to_instant(zone, wall.v);
}

/* Whether these times are others than the event has. */
static bool
find_times(const char *timezone, struct opt_time start_wall,
    struct opt_time end_wall, int64_t start_us, int64_t end_us,
    struct times *out)
{
	const struct zone *zone = timezone_find(timezone);

	*out = (struct times){ start_us, end_us };
	if (!zone)
		return false;
	out->start_us = instant_of(zone, start_us, start_wall);
	out->end_us = instant_of(zone, end_us, end_wall);
	if (out->end_us <= out->start_us)
		out->end_us = out->start_us + (end_us - start_us);
	return out->start_us != start_us || out->end_us != end_us;
}

#define FIND_TIMES(e, out)                                        \
	find_times((e)->timezone, (e)->start_wall, (e)->end_wall, \
	    (e)->start_time, (e)->end_time, out)

/* Its dates; *first: the first that moves, whose start is *to; untouched when
 * none does. */
static enum err
move_dates(
    struct call *call, struct event_id series, int64_t *first, int64_t *to)
{
	struct q_timezone_dates_row *rows;
	struct times is;
	size_t n = 0;
	enum err err = q_timezone_dates(
	    call->db, .series = series, .now = call->now_us, &rows, &n);

	for (size_t i = 0; !err && i < n; i++) {
		if (!FIND_TIMES(&rows[i], &is))
			continue;
		if (!*first && rows[i].status == EVENT_STATUS_PUBLISHED) {
			*first = rows[i].start_time;
			*to = is.start_us;
		}
		err = q_timezone_set(call->db, .id = rows[i].id,
		    .start_time = is.start_us, .end_time = is.end_us,
		    .now = call->now_us, NULL);
	}
	return err;
}

static enum err
tell(struct call *call, const struct q_timezone_lock_row *e, int64_t was_us,
    int64_t is_us)
{
	struct app_event_state was = { .event = { .id = e->id,
					   .title = e->title,
					   .timezone = e->timezone,
					   .place = e->place,
					   .start_time = was_us },
		.status = e->status,
		.end_time = e->is_series ? INT64_MAX : e->end_time,
		.sequence = e->sequence };
	struct app_event_state is = was;

	is.event.start_time = is_us;
	is.event.changed = "another time";
	return e->is_shown ? app_event_state_tell_changed(call, &was, &is)
			   : ERR_OK;
}

/* With the row locked. */
static enum err
move(struct call *call, struct event_id id)
{
	struct q_timezone_lock_row e;
	struct times is;
	int64_t was_us = 0, is_us = 0;
	enum err err = q_timezone_lock(call->db, .id = id, &e);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	if (FIND_TIMES(&e, &is)) {
		if (!e.is_series)
			was_us = e.start_time;
		is_us = is.start_us;
		err = q_timezone_set(call->db, .id = id,
		    .start_time = is.start_us, .end_time = is.end_us,
		    .now = call->now_us, NULL);
	}
	if (!err && e.is_series)
		err = move_dates(call, id, &was_us, &is_us);
	return err || !was_us ? err : tell(call, &e, was_us, is_us);
}

/* Whether it is worth a lock. */
static bool
may_move(struct call *call, const struct q_timezone_page_row *e)
{
	struct times is;

	return e->is_series ||
	       (e->end_time > call->now_us && FIND_TIMES(e, &is));
}

static enum err
read_version(struct call *call, const char *payload, const char **version)
{
	const struct json_value *v, *member;
	enum err err = json_parse(
	    call->arena, payload, strlen(payload), call->fault, &v);

	if (err)
		return err;
	member = json_type(v) == JSON_OBJECT ? json_member(v, "version") : NULL;
	if (!member || json_type(member) != JSON_TEXT)
		return fault(
		    call->fault, ERR_BAD_REQUEST, "the payload has no version");
	*version = json_text(member, NULL);
	return ERR_OK;
}

/* Without a key, by which it would be taken for the job that runs. */
static enum err
leave_to_others(struct call *call, const char *payload)
{
	return app_job_add(call, APP_TIMEZONE_JOB, payload,
	    &(struct app_job_options){
		.run_at_us = call->now_us + PAUSE_S * CLOCK_SECOND_US });
}

static enum err
work_out(struct call *call, const char *version, struct event_id after)
{
	struct q_timezone_page_row *rows;
	size_t n = 0, i, n_locked = 0;
	enum err err = q_timezone_page(
	    call->db, .after_id = after, .limit = PAGE, &rows, &n);

	for (i = 0; !err && i < n && n_locked < LOCKED_MAX; i++) {
		if (!may_move(call, &rows[i]))
			continue;
		n_locked++;
		err = move(call, rows[i].id);
	}
	return err || (i == n && n < PAGE)
		   ? err
		   : add_page(call, version, rows[i - 1].id);
}

enum err
app_timezone_update_run(struct call *call, const char *payload)
{
	char own[TIMEZONE_VERSION_SIZE];
	const char *version = "";
	struct event_id after;
	enum err err = app_job_read_id(call, payload, "after_id", &after.v);

	if (!err)
		err = read_version(call, payload, &version);
	if (err)
		return err;
	return timezone_version(own) && !is_later(version, own)
		   ? work_out(call, version, after)
		   : leave_to_others(call, payload);
}
