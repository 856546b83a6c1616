/*
 * What is due is found from the event as its row says it when the job runs: it
 * may have been moved, cancelled or removed since the job was added.
 */
#include "app/due.h"

#include "app/announcement.h"
#include "app/event_clock.h"
#include "app/event_state.h"
#include "app/job.h"
#include "app/reconfirm.h"
#include "base/clock.h"
#include "generated/query/due.h"
#include "rule/rsvp.h"

#include "base/banned.h"

enum { PAGE = 100, AGAIN_S = 3600, SET_BACK_MAX = 1000 };

/* An event of which something is due. */
struct due {
	struct call *call;
	struct event_id id;
	struct q_due_lock_row row;
	struct rule_event_clock clock;
};

/* The event, with its row locked. */
static enum err
lock(struct call *call, struct event_id id, struct due *d)
{
	enum err err;

	*d = (struct due){ .call = call, .id = id };
	err = q_due_lock(call->db, .id = id, &d->row);
	return err ? err
		   : app_event_clock_read(call,
			 &(struct app_event_clock){
			     Q_FIELDS_event_clock(&d->row) },
			 &d->clock);
}

static struct app_notice_event
told(const struct due *d)
{
	return (struct app_notice_event){ .id = d->id,
		.title = d->row.title,
		.timezone = d->row.timezone,
		.place = d->row.place,
		.start_time = d->row.start_time,
		.until = d->clock.ask_until.set ? d->clock.ask_until.v : 0 };
}

static enum err
tell(const struct due *d, enum rule_notice kind, enum notice_audience audience)
{
	struct app_notice_event event = told(d);

	return app_announcement_add(d->call, kind, audience, &event, NULL);
}

static enum err
ask(struct due *d, bool is_again)
{
	struct app_notice_event event;

	d->clock.ask_until = (struct opt_time){ true,
		rule_event_ask_until(&d->clock, d->call->now_us) };
	event = told(d);
	return app_reconfirm_ask(d->call, &event, is_again);
}

/* Of many only some at a time: the rest is due at once. */
static enum err
lapse(struct due *d)
{
	struct app_notice_event event = told(d);
	bool is_done;
	enum err err = app_reconfirm_lapse(d->call, &event, &is_done);

	d->clock.ask_until.set = !is_done;
	return err;
}

static enum err
do_items(struct due *d, int items)
{
	enum err err = ERR_OK;

	if (items & RULE_EVENT_REMIND)
		err = tell(
		    d, RULE_NOTICE_EVENT_REMINDER, NOTICE_AUDIENCE_ATTENDING);
	if (!err && (items & RULE_EVENT_LAPSE))
		err = lapse(d);
	if (!err && (items & RULE_EVENT_NUDGE))
		err = tell(
		    d, RULE_NOTICE_STILL_COMING, NOTICE_AUDIENCE_UNCONFIRMED);
	if (!err && (items & RULE_EVENT_ASK))
		err = ask(d, false);
	return err;
}

/* When to look again. */
static enum err
set_next(struct due *d)
{
	int64_t now_us = d->call->now_us;
	struct opt_time next;

	d->clock.done_until = (struct opt_time){ true, now_us };
	next = (struct opt_time){ true, rule_event_next(&d->clock) };
	return q_due_set(d->call->db, .id = d->id, .due_at = next,
	    .done_until = now_us, .reconfirm_until = d->clock.ask_until, NULL);
}

static enum err
look_at(struct due *d)
{
	int items = rule_event_due(&d->clock, d->call->now_us);
	struct app_notice_event event = told(d);
	enum err err = ERR_OK;

	if (items & RULE_EVENT_END)
		return app_event_state_complete(
		    d->call, &event, d->row.is_shown);
	if (d->row.is_shown)
		err = do_items(d, items);
	if (!d->row.is_shown || d->row.start_time <= d->call->now_us)
		d->clock.ask_until.set = false;
	return err ? err : set_next(d);
}

enum err
app_due_run(struct call *call, const char *payload)
{
	struct event_id id;
	struct due d;
	enum err err = app_job_read_id(call, payload, "event_id", &id.v);

	if (!err)
		err = lock(call, id, &d);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err; /* it is gone */
	return d.row.status == EVENT_STATUS_PUBLISHED ? look_at(&d) : ERR_OK;
}

enum err
app_due_ask_again(struct call *call, struct event_id event)
{
	struct due d;
	enum err err = lock(call, event, &d);

	if (err || d.row.status != EVENT_STATUS_PUBLISHED || !d.row.is_shown ||
	    d.row.start_time <= call->now_us)
		return err;
	err = ask(&d, true);
	return err ? err : set_next(&d);
}

static enum err
add_job(struct call *call, struct event_id id)
{
	const char *payload = app_job_payload_id(call->arena, "event_id", id.v);

	return app_job_add(call, APP_DUE_JOB, payload,
	    &(struct app_job_options){ .priority = APP_JOB_URGENT,
		.dedupe_key = arena_printf(
		    call->arena, APP_DUE_JOB ":%s", payload) });
}

static enum err
take(struct call *call, size_t *n)
{
	struct q_due_take_row *rows;
	enum err err = db_begin(call->db);

	if (!err)
		err = q_due_take(call->db, .now = call->now_us,
		    .again = call->now_us + AGAIN_S * CLOCK_SECOND_US,
		    .limit = PAGE, &rows, n);
	for (size_t i = 0; !err && i < *n; i++)
		err = add_job(call, rows[i].id);
	if (!err)
		err = db_commit(call->db);
	if (err)
		db_rollback(call->db);
	return err;
}

enum err
app_due_begin(struct call *call, size_t *n)
{
	struct q_due_is_any_row row;
	size_t page = PAGE;
	enum err err = q_due_is_any(call->db, .now = call->now_us, &row);

	for (*n = 0; !err && row.is_any && page == PAGE; *n += page)
		err = take(call, &page);
	return err;
}

enum err
app_due_set_back(struct call *call, int64_t *n)
{
	return q_due_set_back(call->db,
	    .newest = call->now_us + AGAIN_S * CLOCK_SECOND_US,
	    .now = call->now_us, .limit = SET_BACK_MAX, n);
}
