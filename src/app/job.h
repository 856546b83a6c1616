/*
 * Jobs: what must happen outside of a transaction, and only if it commits.
 * The queue is the table job; sql/query/job.sql says what each state means.
 *
 * A job is added in the caller's transaction. A worker claims one, which
 * counts the attempt and gives it a lease; keeps the lease while it works; and
 * ends the job, showing the lease: a worker that lost it changes nothing.
 */
#ifndef APP_JOB_H
#define APP_JOB_H

#include "app/call.h"
#include "generated/query.h"

enum {
	APP_JOB_LEASE_S = 60,	/* and a heartbeat each quarter of it */
	APP_JOB_PRIORITY = 100, /* lower runs first */
	APP_JOB_ATTEMPTS = 5
};

/* Zero stands for the usual. */
struct app_job_options {
	int64_t run_at_us;	/* not before; 0: at once */
	int64_t priority;	/* 0: APP_JOB_PRIORITY */
	int64_t max_attempts;	/* 0: APP_JOB_ATTEMPTS */
	const char *dedupe_key; /* while a job with the same one is not
				   finished, nothing is added */
};

/* Adds a job; payload is the text of a JSON object without secrets. options
 * may be NULL. */
MUST_CHECK enum err app_job_add(struct call *call, const char *kind,
    const char *payload, const struct app_job_options *options);

/*
 * For workers. None of these may be called in a transaction.
 */

/* Takes one due job. ERR_NOT_FOUND when there is none. The row's texts live in
 * the call's arena. */
MUST_CHECK enum err app_job_claim(
    struct call *call, const char *worker, struct q_job_claim_row *job);
/* Prolongs the lease. ERR_NOT_FOUND when it is lost: stop, the job may be
 * somebody else's. */
MUST_CHECK enum err app_job_keep(
    struct call *call, const struct q_job_claim_row *job);

/* Work that only writes to the database; it is called in a transaction. */
typedef enum err (*app_job_fn)(struct call *call, const char *payload);

/* Runs fn on the job's payload and ends the job as done, in one transaction:
 * what fn writes is written once. Nothing has happened when this fails;
 * ERR_NOT_FOUND when the lease was lost, else errors are those of fn and of
 * the database. */
MUST_CHECK enum err app_job_perform(
    struct call *call, const struct q_job_claim_row *job, app_job_fn fn);

/* How an attempt ended. */
enum app_job_end {
	APP_JOB_DONE,	   /* its effect has happened */
	APP_JOB_MOOT,	   /* nothing is left to do */
	APP_JOB_AGAIN,	   /* failed; another attempt may do better */
	APP_JOB_UNCERTAIN, /* nobody knows; one more attempt is right */
	APP_JOB_DEAD	   /* no attempt will ever do better */
};

/*
 * Ends the attempt; reason (may be NULL) is kept with the job. After
 * APP_JOB_AGAIN the job waits 2^attempt seconds, give or take half, at most six
 * hours; without attempts left, or with a second APP_JOB_UNCERTAIN, it is dead.
 * *is_dead tells so. ERR_NOT_FOUND when the lease was lost: the result is
 * dropped, but that the effect has happened is recorded.
 */
MUST_CHECK enum err app_job_end(struct call *call,
    const struct q_job_claim_row *job, enum app_job_end how, const char *reason,
    bool *is_dead);

#endif
