/*
 * What tests of hearth-worker share: a database, a real SMTP server, a worker.
 */
#ifndef T_E2E_MAIL_FIXTURE_H
#define T_E2E_MAIL_FIXTURE_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "app/job.h"
#include "app/notice.h"
#include "base/clock.h"
#include "base/str.h"
#include "t/lib/database.h"
#include "t/lib/engines.h"
#include "t/lib/process.h"
#include "t/lib/smtp_server.h"

#define SECRET "a secret for tests only, long enough"

enum { WAIT_MS = 20000 };

extern struct smtp_server server;
extern struct process worker, other;
extern struct database *database;
extern struct fault f;
extern struct call call;   /* on the database */
extern struct user_id ann; /* ann@example.org */

#define ok(call) \
	cr_assert(eq(int, (int)(call), ERR_OK), "%s %s", f.detail, f.internal)

/* What engines.h calls around each test: a database, and settings for a worker
 * in the environment. */
void engine_open(enum db_engine engine);
void engine_close(void);
void engine_pass(void);

/* A verified user called Ann Example. */
struct user_id add_user(const char *email);
/* A mail server that takes two steps, the last for ever; next may be NULL. */
void start_server(const char *step, const char *next);
/* hearth-worker, which sends to that server. */
void start_worker(struct process *p);
/* Waits for the n-th message that the server has got; to be freed. */
char *wait_for_message(int n);
/* Tells the worker to stop, and waits until only those of its processes are
 * left that have something to do, and each of them has been told. */
void stop_worker(size_t n_busy);
/* How many lines of the worker's log have text, and waits until n have. */
int count_logged(const char *text);
void wait_for_log(const char *text, int n);

#endif
