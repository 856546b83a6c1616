/*
 * A worker: takes jobs one at a time, runs them and ends them; now and then
 * takes back the jobs of workers that vanished and deletes what is old. Any
 * number of workers share one database.
 */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include <stdatomic.h>

#include "app/call.h"
#include "app/job.h"
#include "generated/query/job.h"
#include "net/breaker.h"
#include "net/mailer.h"

enum {
	WORKER_NAME_SIZE = 96,
	WORKER_REASON_SIZE = 320,
	WORKER_KIND_SIZE = 40,
	WORKER_LEFT_MAX = 16
};

struct worker_options {
	struct db *db; /* all borrowed */
	const struct conf *conf;
	const struct crypt_keys *keys;
	struct metric *metric; /* where jobs are counted; NULL: nowhere */
	bool once;	       /* see worker_run */
	/* takes only jobs that somebody waits for, so that none of them stands
	 * behind mass mail */
	bool is_reserved;
	/* A file that whichever process makes smaller pictures has locked; 0:
	 * there are no others. */
	int turn;
	atomic_uint *beat; /* counted up while it is not stuck; may be NULL */
};

struct worker {
	struct call call; /* its arena is reset after each job */
	struct arena arena;
	struct fault fault;
	struct net_mailer *mailer;
	struct app_job_limits limits;
	char name[WORKER_NAME_SIZE]; /* "host:pid", kept with its jobs */
	bool once;
	bool is_stopping; /* a signal asked for the end */
	/* the lease of the job that runs */
	const struct q_job_claim_row *job;
	int64_t kept_us; /* monotonic: when it was prolonged */
	bool is_lease_lost;
	/* kinds that it does not know, of which the log has said so */
	char left[WORKER_LEFT_MAX][WORKER_KIND_SIZE];
	size_t n_left;
	int64_t again_s; /* whoever was asked wants such a pause; 0: none */
	/* the database, as the log knows it */
	enum err trouble;
	int64_t pause_us;	    /* before the next try */
	struct net_breaker breaker; /* of servers that people name */
	int turn;		    /* as in the options */
	atomic_uint *beat;	    /* NULL: nobody watches */
	/* monotonic: when each chore (chore.c) is due */
	int64_t second_at_us, look_at_us, sweep_at_us, purge_at_us;
	bool is_sweep_said; /* that files cannot be looked through */
};

/* Blocks SIGTERM and SIGINT, which then end worker_run, and ignores SIGPIPE and
 * SIGHUP; call first in main. */
void worker_block_signals(void);

/* Whether worker_init will take the settings: ERR_CONFIG, or all is well. */
MUST_CHECK enum err worker_check_settings(
    const struct conf *conf, struct fault *f);

/* ERR_CONFIG when MAIL_URL, MAIL_FROM or MAIL_HELO cannot be used; the reason
 * is in *f. Must stay where it is until worker_release. */
MUST_CHECK enum err worker_init(
    struct worker *w, const struct worker_options *options, struct fault *f);
/* Gives up the mailer and the memory; db, conf and keys stay the owner's. */
void worker_release(struct worker *w);

/* Works until SIGTERM or SIGINT; the job that runs then is finished first. A
 * database that is away is waited for. With once: until no job is due, or the
 * database fails, whose error is returned. */
MUST_CHECK enum err worker_run(struct worker *w);

/* One round: the chores that are due, then one job. *worked tells whether
 * there was a job. Errors are those of the database. */
MUST_CHECK enum err worker_step(struct worker *w, bool *worked);

/* Says that the worker is not stuck; whatever waits does so about once a
 * second. */
void worker_beat(struct worker *w);
/* Waits at most us; true when a signal asked for the end. */
bool worker_wait(struct worker *w, int64_t us);

#endif
