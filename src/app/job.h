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
#include "generated/query/job.h"
#include "generated/id/user.h"

enum {
	APP_JOB_LEASE_S = 60, /* and a heartbeat each quarter of it */
	/* priorities: lower runs first */
	APP_JOB_FIRST = 10, /* somebody waits for it */
	APP_JOB_URGENT = 50,
	APP_JOB_MASS = 60, /* urgent, but one of many */
	APP_JOB_PRIORITY = 100,
	APP_JOB_ATTEMPTS = 5
};

/* Zero stands for the usual. */
struct app_job_options {
	int64_t run_at_us;	/* not before; 0: at once */
	int64_t priority;	/* 0: APP_JOB_PRIORITY */
	int64_t max_attempts;	/* 0: APP_JOB_ATTEMPTS */
	const char *dedupe_key; /* a job with the same one that is not finished
				   gets the payload, and nothing is added;
				   one that runs, too, until q_job_pass_key */
	int64_t quiet_s;	/* not before so long after one with the same
				   dedupe_key had its effect; 0: at once */
	struct user_id recipient; /* whose mail it is; nil: none */
};

/* What a worker takes. Zero: no limit. */
struct app_job_limits {
	int64_t priority_max;	 /* no job of a higher number */
	int64_t destination_max; /* so many at once to one mail domain */
	const char *except;	 /* no job of this kind; NULL: of any */
};

/* Adds a job; payload is the text of a JSON object without secrets. options
 * may be NULL. */
MUST_CHECK enum err app_job_add(struct call *call, const char *kind,
    const char *payload, const struct app_job_options *options);

/* A payload that is one id, of that name; it lives in the arena. */
const char *app_job_payload_id(
    struct arena *arena, const char *name, struct uuid id);
/* The id of such a payload. ERR_BAD_REQUEST when it has none. */
MUST_CHECK enum err app_job_read_id(
    struct call *call, const char *payload, const char *name, struct uuid *id);

/*
 * For workers. None of these may be called in a transaction.
 */

/* Whether a claim would find something: a read. */
MUST_CHECK enum err app_job_is_due(
    struct call *call, const struct app_job_limits *limits, bool *is_due);
/* Takes one due job. ERR_NOT_FOUND when there is none. The row's texts live in
 * the call's arena. */
MUST_CHECK enum err app_job_claim(struct call *call, const char *worker,
    const struct app_job_limits *limits, struct q_job_claim_row *job);
/* Prolongs the lease. ERR_NOT_FOUND when it is lost: stop, the job may be
 * somebody else's. */
MUST_CHECK enum err app_job_keep(
    struct call *call, const struct q_job_claim_row *job);

/* Jobs that a clock added which was ahead by more than the longest pause become
 * due: they would wait until it is as late. Looks at the first 10000 of them;
 * *n: how many. */
MUST_CHECK enum err app_job_set_back(struct call *call, int64_t *n);

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
	APP_JOB_VOID,	   /* nothing ever was: the job is removed */
	APP_JOB_AGAIN,	   /* failed; another attempt may do better */
	APP_JOB_UNCERTAIN, /* nobody knows; one more attempt is right */
	APP_JOB_DEAD,	   /* no attempt will ever do better */
	APP_JOB_LEFT	   /* it was none; another worker may know what it is */
};

struct app_job_ended {
	enum app_job_end how;
	const char *reason; /* kept with the job; may be NULL */
	int64_t pause_s;    /* the least, up to an hour, before the next one */
};

/*
 * Ends the attempt. After
 * APP_JOB_AGAIN the job waits 2^attempt seconds, but not above 2^11, give or
 * take half, or as long as was asked for; without attempts left, or with a
 * second APP_JOB_UNCERTAIN, it is dead. After APP_JOB_LEFT it waits a quarter
 * of its age, and has as many attempts before it as before; it is dead when it
 * is a day old. *is_dead tells so. ERR_NOT_FOUND when the lease was lost: the
 * result is dropped, but that the effect has happened is recorded.
 */
MUST_CHECK enum err app_job_end(struct call *call,
    const struct q_job_claim_row *job, const struct app_job_ended *end,
    bool *is_dead);

#endif
