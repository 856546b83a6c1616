/*
 * The rules of the queue that are not SQL: ids and lease tokens, the pauses
 * between attempts, and when a job is given up.
 */
#include "app/job.h"

#include <string.h>

#include "base/clock.h"
#include "base/rand.h"
#include "generated/query/job.h"
#include "json/read.h"

#include "base/banned.h"

enum { PAUSE_MAX_S = 3600, LEFT_MIN_S = 5, SET_BACK_MAX = 10000 };

/* So old is what no worker knows, and none will: no upgrade takes longer. */
#define LEFT_US CLOCK_DAY_US

enum err
app_job_add(struct call *call, const char *kind, const char *payload,
    const struct app_job_options *options)
{
	static const struct app_job_options usual;
	const struct app_job_options *o = options ? options : &usual;
	struct opt_time run_at = { o->run_at_us != 0, o->run_at_us };

	return q_job_add(call->db, .id = { uuid_new() }, .kind = kind,
	    .payload = payload,
	    .priority = o->priority ? o->priority : APP_JOB_PRIORITY,
	    .run_at = run_at,
	    .max_attempts = o->max_attempts ? o->max_attempts
					    : APP_JOB_ATTEMPTS,
	    .dedupe_key = o->dedupe_key, .quiet_s = o->quiet_s,
	    .recipient = o->recipient, .now = call->now_us, NULL);
}

const char *
app_job_payload_id(struct arena *arena, const char *name, struct uuid id)
{
	char text[UUID_TEXT_SIZE];

	uuid_format(id, text);
	return arena_printf(arena, "{\"%s\":\"%s\"}", name, text);
}

enum err
app_job_read_id(
    struct call *call, const char *payload, const char *name, struct uuid *id)
{
	const struct json_value *v, *member;
	enum err err;

	err = json_parse(
	    call->arena, payload, strlen(payload), call->fault, &v);
	if (err)
		return err;
	member = json_type(v) == JSON_OBJECT ? json_member(v, name) : NULL;
	if (member && json_type(member) == JSON_TEXT &&
	    uuid_parse(json_text(member, NULL), id))
		return ERR_OK;
	return fault(
	    call->fault, ERR_BAD_REQUEST, "the payload has no %s", name);
}

/* Zero is no limit. */
static int64_t
limit(int64_t n)
{
	return n ? n : INT64_MAX;
}

static const char *
except(const struct app_job_limits *limits)
{
	return limits->except ? limits->except : "";
}

enum err
app_job_is_due(
    struct call *call, const struct app_job_limits *limits, bool *is_due)
{
	struct q_job_is_due_row row = { false };
	enum err err;

	err = q_job_is_due(call->db,
	    .priority_max = limit(limits->priority_max),
	    .destination_max = limit(limits->destination_max),
	    .except = except(limits), &row);
	*is_due = row.is_due;
	return err;
}

enum err
app_job_claim(struct call *call, const char *worker,
    const struct app_job_limits *limits, struct q_job_claim_row *job)
{
	struct q_job_claim_alone_row alone;
	enum err err = db_begin(call->db);

	if (!err)
		err = q_job_claim_alone(call->db, &alone);
	if (!err)
		err = q_job_claim(call->db, .lease_token = uuid_new(),
		    .lease_s = APP_JOB_LEASE_S, .worker = worker,
		    .priority_max = limit(limits->priority_max),
		    .destination_max = limit(limits->destination_max),
		    .except = except(limits), job);
	if (!err)
		err = db_commit(call->db);
	if (err)
		db_rollback(call->db);
	return err;
}

static enum err
lease_lost(struct call *call)
{
	return fault(call->fault, ERR_NOT_FOUND, "the lease is lost");
}

enum err
app_job_keep(struct call *call, const struct q_job_claim_row *job)
{
	int64_t n;
	enum err err;

	err = q_job_heartbeat(call->db, .id = job->id,
	    .lease_token = job->lease_token, .lease_s = APP_JOB_LEASE_S, &n);
	if (err)
		return err;
	return n ? ERR_OK : lease_lost(call);
}

enum err
app_job_set_back(struct call *call, int64_t *n)
{
	return q_job_set_back(call->db,
	    .newest = { uuid_at(call->now_us + PAUSE_MAX_S * CLOCK_SECOND_US) },
	    .pause_s = PAUSE_MAX_S, .limit = SET_BACK_MAX, n);
}

enum err
app_job_perform(
    struct call *call, const struct q_job_claim_row *job, app_job_fn fn)
{
	int64_t n = 0;
	enum err err = db_begin(call->db);

	if (!err)
		err = fn(call, job->payload);
	if (!err)
		err = q_job_finish(call->db, .id = job->id,
		    .lease_token = job->lease_token, .note = NULL, &n);
	if (!err && !n)
		err = lease_lost(call);
	if (!err)
		err = db_commit(call->db);
	if (err)
		db_rollback(call->db);
	return err;
}

/* Two to the power of the attempt, at most 34 minutes, times 0.5 to 1.5:
 * retries of many jobs that failed together do not come back together. Where
 * somebody asks for more, so long. */
static int64_t
pause_s(int64_t attempt, int64_t least_s)
{
	int64_t s = INT64_C(1) << (attempt < 11 ? attempt : 11);
	int64_t own = s / 2 + (int64_t)rand_below((uint32_t)s + 1);

	if (least_s > PAUSE_MAX_S)
		return PAUSE_MAX_S;
	return own > least_s ? own : least_s;
}

/* Soon at first, since somebody may wait for it. */
static int64_t
left_pause_s(int64_t age_us)
{
	int64_t s = age_us / CLOCK_SECOND_US / 4;

	if (s > PAUSE_MAX_S)
		return PAUSE_MAX_S;
	return s > LEFT_MIN_S ? s : LEFT_MIN_S;
}

static bool
is_given_up(const struct call *call, const struct q_job_claim_row *job,
    enum app_job_end how)
{
	if (how == APP_JOB_LEFT)
		return call->now_us - job->created_at >= LEFT_US;
	return how == APP_JOB_DEAD || job->attempt >= job->max_attempts ||
	       (how == APP_JOB_UNCERTAIN && job->doubts > 0);
}

static enum err
finish(struct call *call, const struct q_job_claim_row *job,
    const struct app_job_ended *end, int64_t *n)
{
	enum err err = ERR_OK;

	if (end->how == APP_JOB_VOID)
		return q_job_remove(call->db, .id = job->id,
		    .lease_token = job->lease_token, n);
	if (end->how == APP_JOB_DONE)
		err = q_job_effect(call->db, .id = job->id, NULL);
	if (err)
		return err;
	return q_job_finish(call->db, .id = job->id,
	    .lease_token = job->lease_token, .note = end->reason, n);
}

static enum err
fail(struct call *call, const struct q_job_claim_row *job,
    const struct app_job_ended *end, int64_t *n)
{
	int64_t doubts = end->how == APP_JOB_UNCERTAIN;
	const char *reason = end->reason ? end->reason : "";

	if (is_given_up(call, job, end->how))
		return q_job_bury(call->db, .id = job->id,
		    .lease_token = job->lease_token, .doubts = doubts,
		    .error = reason, n);
	if (end->how == APP_JOB_LEFT)
		return q_job_leave(call->db, .id = job->id,
		    .lease_token = job->lease_token,
		    .delay_s = left_pause_s(call->now_us - job->created_at),
		    .error = reason, n);
	return q_job_again(call->db, .id = job->id,
	    .lease_token = job->lease_token,
	    .delay_s = pause_s(job->attempt, end->pause_s), .doubts = doubts,
	    .error = reason, n);
}

enum err
app_job_end(struct call *call, const struct q_job_claim_row *job,
    const struct app_job_ended *end, bool *is_dead)
{
	enum app_job_end how = end->how;
	bool is_over = how == APP_JOB_DONE || how == APP_JOB_MOOT ||
		       how == APP_JOB_VOID;
	int64_t n = 0;
	enum err err;

	*is_dead = !is_over && is_given_up(call, job, how);
	err = db_begin(call->db);
	if (!err)
		err = is_over ? finish(call, job, end, &n)
			      : fail(call, job, end, &n);
	if (!err)
		err = db_commit(call->db);
	if (err) {
		db_rollback(call->db);
		return err;
	}
	return n ? ERR_OK : lease_lost(call);
}
