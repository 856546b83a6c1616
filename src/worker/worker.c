/*
 * The loop of the worker. One process, one job at a time: a job that kills its
 * process takes no other with it, and more jobs at once are more processes.
 */
#include "worker/worker.h"

#include <stdio.h>
#include <unistd.h>

#include "app/file.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "generated/query/job.h"
#include "net/dns.h"
#include "worker/attempt.h"
#include "worker/chore.h"
#include "worker/kind.h"
#include "worker/mailer.h"
#include "worker/turn.h"

#include "base/banned.h"

enum {
	ARENA_MAX = 16 * 1024 * 1024,
	IDLE_MIN_MS = 200, /* between looks for a job */
	IDLE_MAX_MS = 1000,
	AWAY_MIN_MS = 250, /* between tries when the database fails */
	AWAY_MAX_MS = 10000,
	END_TRIES_STOPPING = 5 /* to record an end, after SIGTERM */
};

/* Life */

enum err
worker_check_settings(const struct conf *conf, struct fault *f)
{
	struct net_mailer *mailer = NULL;
	enum err err = worker_mailer_open(conf, NULL, f, &mailer);

	net_mailer_free(mailer);
	if (!err && *conf->dns_server &&
	    !net_dns_server_is_valid(conf->dns_server))
		err = fault(f, ERR_CONFIG,
		    "DNS_SERVER must be an IPv4 address, or one with a port: "
		    "192.0.2.1:5353");
	return err;
}

/* A kind is told from the start, with nothing done. */
static void
announce_kinds(struct metric *metric)
{
	const struct worker_kind *kind;

	for (size_t i = 0; metric && (kind = worker_kind_at(i)); i++)
		metric_cells(metric, METRIC_JOB, kind->name);
}

enum err
worker_init(
    struct worker *w, const struct worker_options *options, struct fault *f)
{
	char host[64] = "?";

	*w = (struct worker){ .once = options->once,
		.turn = options->turn,
		.beat = options->beat,
		.limits = {
		    .priority_max = options->is_reserved ? APP_JOB_FIRST : 0,
		    .destination_max = options->conf->mail_per_destination } };
	arena_init(&w->arena, ARENA_MAX);
	w->call = (struct call){ .db = options->db,
		.arena = &w->arena,
		.fault = &w->fault,
		.conf = options->conf,
		.keys = options->keys,
		.metric = options->metric };
	db_bind(options->db, &w->arena, &w->fault);
	announce_kinds(options->metric);
	gethostname(host, sizeof(host) - 1);
	snprintf(w->name, sizeof(w->name), "%s:%d", host, (int)getpid());
	return worker_mailer_open(options->conf, w, f, &w->mailer);
}

void
worker_release(struct worker *w)
{
	net_mailer_free(w->mailer);
	arena_release(&w->arena);
}

/* One job */

static void
count_end(
    struct worker *w, const struct q_job_claim_row *job, enum app_job_end how)
{
	struct metric *m = w->call.metric;
	bool is_known = worker_kind_find(job->kind) != NULL;

	if (!m || how == APP_JOB_LEFT) /* which was no attempt */
		return;
	metric_add(
	    &metric_cells(m, METRIC_JOB, is_known ? job->kind : "unknown")[how],
	    1);
	metric_note_arena(m, w->arena.used);
	metric_note_memory(m);
}

static void
log_end(const struct q_job_claim_row *job, enum app_job_end how,
    const char *reason, bool is_dead)
{
	static const char *const words[] = { [APP_JOB_DONE] = "done",
		[APP_JOB_MOOT] = "not needed any more",
		[APP_JOB_VOID] = "was for nobody",
		[APP_JOB_AGAIN] = "failed, will be tried again",
		[APP_JOB_UNCERTAIN] = "ended in doubt, will be tried again",
		[APP_JOB_LEFT] = "is left to other workers",
		[APP_JOB_DEAD] = "failed for good" };
	char id[UUID_TEXT_SIZE];
	const char *colon = *reason ? ": " : "";

	uuid_format(job->id.v, id);
	if (is_dead)
		log_error("job %s (%s) is dead after attempt %lld%s%s", id,
		    job->kind, (long long)job->attempt, colon, reason);
	else if (how == APP_JOB_VOID)
		log_debug("job %s (%s) %s", id, job->kind, words[how]);
	else if (how == APP_JOB_DONE || how == APP_JOB_MOOT)
		log_info("job %s (%s) %s%s%s", id, job->kind, words[how], colon,
		    reason);
	else
		log_warning("job %s (%s) %s%s%s", id, job->kind, words[how],
		    colon, reason);
}

/* Whether none of the kind was left to others before. Of more kinds than this
 * the log says nothing. */
static bool
is_first_left(struct worker *w, const char *kind)
{
	char name[WORKER_KIND_SIZE];

	str_copy(name, sizeof(name), kind);
	for (size_t i = 0; i < w->n_left; i++)
		if (str_eq(w->left[i], name))
			return false;
	if (w->n_left == N_OF(w->left))
		return false;
	str_copy(w->left[w->n_left++], sizeof(name), name);
	return true;
}

static bool
is_passing(enum err err)
{
	return err == ERR_DATABASE_UNAVAILABLE || err == ERR_BUSY ||
	       err == ERR_RETRY;
}

/* Records the end. The effect has happened, so a database that is away is
 * waited for: what is not recorded happens again. */
static enum err
end_job(struct worker *w, const struct q_job_claim_row *job,
    enum app_job_end how, const char *reason)
{
	int64_t pause = AWAY_MIN_MS;
	bool is_dead = false;
	enum err err;

	for (int i = 0;; i++) {
		fault_clear(&w->fault);
		err = app_job_end(&w->call, job,
		    &(struct app_job_ended){ .how = how,
			.reason = *reason ? reason : NULL,
			.pause_s = w->again_s },
		    &is_dead);
		if (!is_passing(err))
			break;
		if (i == 0)
			log_warning("cannot record the end of a job: %s",
			    err_code(err));
		if (worker_wait(w, pause * 1000) && i >= END_TRIES_STOPPING)
			return err;
		if (w->is_stopping)
			usleep((useconds_t)(pause * 1000));
		pause = pause * 2 < AWAY_MAX_MS ? pause * 2 : AWAY_MAX_MS;
	}
	if (err == ERR_NOT_FOUND) {
		log_warning("the lease of a job (%s) was lost while it ran; "
			    "its result is dropped",
		    job->kind);
		return ERR_OK;
	}
	if (!err) {
		if (how != APP_JOB_LEFT || is_dead ||
		    is_first_left(w, job->kind))
			log_end(job, how, reason, is_dead);
		count_end(w, job, is_dead ? APP_JOB_DEAD : how);
	}
	return err;
}

static enum app_job_end
end_with(char reason[WORKER_REASON_SIZE], enum app_job_end how, const char *why)
{
	str_copy(reason, WORKER_REASON_SIZE, why);
	return how;
}

/* How the work of the job ended; *is_ended: together with the job itself. */
static enum app_job_end
run_job(struct worker *w, const struct q_job_claim_row *job,
    char reason[WORKER_REASON_SIZE], bool *is_ended)
{
	const struct worker_kind *kind = worker_kind_find(job->kind);
	enum err err;

	reason[0] = '\0';
	*is_ended = false;
	if (job->effect_at.set)
		return end_with(
		    reason, APP_JOB_MOOT, "an earlier attempt had its effect");
	if (!kind || (kind->knows && !kind->knows(&w->call, job->payload)))
		return end_with(reason, APP_JOB_LEFT,
		    "this worker does not know the kind, or the notice");
	if (kind->run)
		return kind->run(w, job, reason);
	err = app_job_perform(&w->call, job, kind->write);
	if (err == ERR_BAD_REQUEST)
		return end_with(reason, APP_JOB_DEAD, w->fault.detail);
	if (err)
		return worker_db_failed(w, err, reason);
	*is_ended = true;
	return APP_JOB_DONE;
}

static enum err
do_job(struct worker *w, const struct q_job_claim_row *job)
{
	char reason[WORKER_REASON_SIZE];
	enum app_job_end how;
	bool is_ended;

	w->job = job;
	w->kept_us = clock_monotonic_us();
	w->is_lease_lost = false;
	w->again_s = 0;
	how = run_job(w, job, reason, &is_ended);
	w->job = NULL;
	if (!is_ended)
		return end_job(w, job, how, reason);
	log_end(job, how, reason, false);
	count_end(w, job, how);
	return ERR_OK;
}

/* A job that wants the turn has it. */
static enum err
claim(struct worker *w, struct q_job_claim_row *job)
{
	enum err err;

	w->limits.except = worker_turn_take(w) ? NULL : APP_FILE_IMAGE_JOB;
	err = app_job_claim(&w->call, w->name, &w->limits, job);
	if (err || !str_eq(job->kind, APP_FILE_IMAGE_JOB))
		worker_turn_give(w);
	return err;
}

enum err
worker_step(struct worker *w, bool *worked)
{
	struct q_job_claim_row job;
	enum err err;

	*worked = false;
	db_rollback(w->call.db);
	arena_reset(&w->arena);
	fault_clear(&w->fault);
	w->call.now_us = clock_now_us();
	err = worker_chores_run(w);
	if (err)
		return err;
	err = claim(w, &job);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	*worked = true;
	err = do_job(w, &job);
	worker_turn_give(w);
	return err;
}

/* The loop */

/* Says once that the database fails, and once that it is back. */
static void
note_trouble(struct worker *w, enum err err)
{
	if (err && err != w->trouble)
		log_error("%s: %s%s", err_title(err),
		    w->fault.internal[0] ? w->fault.internal : w->fault.detail,
		    w->once ? "" : "; trying again");
	else if (!err && w->trouble)
		log_info("the database answers again");
	if (!err)
		w->pause_us = 0;
	else if (!w->trouble)
		w->pause_us = AWAY_MIN_MS * 1000;
	else if (w->pause_us < AWAY_MAX_MS * 1000 / 2)
		w->pause_us *= 2;
	else
		w->pause_us = AWAY_MAX_MS * 1000;
	w->trouble = err;
}

/* Looks for a due job, spark, run or poll, ever less often, until there is one.
 * Nothing is written: an idle worker does not take SQLite's write lock, nor
 * does PostgreSQL lock a row when none is due (app_look_is_due). */
static void
wait_for_job(struct worker *w)
{
	int64_t pause_us = IDLE_MIN_MS * 1000;
	bool is_due;

	net_mailer_rest(w->mailer);
	while (!worker_wait(w, pause_us)) {
		enum err err;

		arena_reset(&w->arena);
		fault_clear(&w->fault);
		w->limits.except = worker_turn_is_free(w) ? NULL
							  : APP_FILE_IMAGE_JOB;
		err = app_job_is_due(&w->call, &w->limits, &is_due);
		w->call.now_us = clock_now_us();
		if (!err && !is_due)
			err = worker_chores_are_due(w, &is_due);
		if (err || is_due || clock_monotonic_us() >= w->look_at_us)
			return; /* the next step will see to it */
		if (pause_us < IDLE_MAX_MS * 1000)
			pause_us += pause_us / 4;
	}
}

enum err
worker_run(struct worker *w)
{
	while (!worker_wait(w, w->pause_us)) {
		bool worked;
		enum err err = worker_step(w, &worked);

		note_trouble(w, err);
		if (w->once && (err || !worked))
			return err;
		if (!err && !worked)
			wait_for_job(w);
	}
	return ERR_OK;
}
