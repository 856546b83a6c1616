/*
 * Its server is asked outside of a transaction; what it says is then written in
 * one.
 */
#include "worker/calendar.h"

#include <string.h>

#include "app/calendar_source.h"
#include "base/str.h"
#include "net/fetch.h"
#include "worker/attempt.h"

#include "base/banned.h"

enum { SCRATCH_MAX = 64 * 1024 * 1024 };

/* Asks; got is what etag and the like of the answer point into. */
static struct app_calendar_answer
ask(struct worker *w, const struct app_calendar_asked *asked,
    struct arena *scratch, struct net_fetched *got)
{
	const struct q_calendar_source_begin_row *row = &asked->row;
	struct net_fetch in = { .url = row->url,
		.allow = w->call.conf->outbound_allow,
		.media_type = "text/calendar",
		.body_max = APP_CALENDAR_SOURCE_BYTES,
		.etag = asked->is_conditional ? row->etag : NULL,
		.last_modified = asked->is_conditional ? row->last_modified
						       : NULL,
		.breaker = &w->breaker,
		.tick = worker_tick,
		.tick_ctx = w };

	switch (net_fetch(&in, scratch, got)) {
	case NET_FETCH_DONE:
		return (struct app_calendar_answer){ .text = got->body,
			.etag = got->etag,
			.last_modified = got->last_modified };
	case NET_FETCH_UNCHANGED:
		return (struct app_calendar_answer){ 0 };
	case NET_FETCH_SPARED:
		return (struct app_calendar_answer){ .is_spared = true };
	case NET_FETCH_FAILED:
		break;
	}
	return (struct app_calendar_answer){ .error = got->sentence };
}

static enum err
record(struct call *call, const struct app_calendar_asked *asked,
    const struct app_calendar_answer *answer, struct arena *scratch)
{
	enum err err = app_begin(call);

	if (!err)
		err = app_calendar_source_answered(
		    call, asked, answer, scratch);
	if (!err)
		err = db_commit(call->db);
	return err;
}

static enum err
ask_and_record(struct worker *w, struct calendar_source_id id,
    char reason[WORKER_REASON_SIZE])
{
	struct app_calendar_asked asked;
	struct app_calendar_answer answer;
	struct net_fetched got;
	struct arena scratch;
	enum err err = app_calendar_source_ask(&w->call, id, &asked);

	if (err)
		return err;
	arena_init(&scratch, SCRATCH_MAX);
	answer = ask(w, &asked, &scratch, &got);
	err = record(&w->call, &asked, &answer, &scratch);
	if (answer.error)
		str_copy(reason, WORKER_REASON_SIZE, answer.error);
	arena_release(&scratch);
	return err;
}

enum app_job_end
worker_calendar_run(struct worker *w, const struct q_job_claim_row *job,
    char reason[WORKER_REASON_SIZE])
{
	struct calendar_source_id id;
	enum err err = app_job_read_id(
	    &w->call, job->payload, "calendar_source_id", &id.v);

	if (err) {
		str_copy(reason, WORKER_REASON_SIZE, w->fault.detail);
		return APP_JOB_DEAD;
	}
	err = ask_and_record(w, id, reason);
	if (!err)
		return APP_JOB_DONE;
	db_rollback(w->call.db);
	if (err != ERR_NOT_FOUND)
		return worker_db_failed(w, err, reason);
	str_copy(reason, WORKER_REASON_SIZE, "the calendar is gone");
	return APP_JOB_MOOT;
}
