#include "t/e2e/later.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crypt/jwt.h"
#include "t/lib/e2e.h"

#include "base/banned.h"

#define LIBRARY "/usr/$LIB/faketime/libfaketime.so.1"

enum { WORKER_MS = 120000 };

/* libfaketime shows the day on the clock alone: no file is older for it, and
 * no pause longer. Without faketime(1), which does not start where a process of
 * its number was once killed. */
void
later_start_worker(struct process *p, const char *offset)
{
	setenv("NO_FAKE_STAT", "1", 1);
	setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1", 1);
	process_start(p, text("%s/worker.log", e2e_dir()),
	    (const char *const[]){ "env", "LD_PRELOAD=" LIBRARY,
		text("FAKETIME=%s", offset),
		text("%s/release/hearth-worker", e2e_dir()), "--once", NULL });
}

/* What libfaketime would have taken away at its end goes, too. */
void
later_kill_worker(struct process *p)
{
	int pid = (int)p->pid;

	kill(pid, SIGKILL);
	process_wait(p, WORKER_MS);
	unlink(text("/dev/shm/sem.faketime_sem_%d", pid));
	unlink(text("/dev/shm/faketime_shm_%d", pid));
}

/* A worker does all that there is to do, so long from now. */
void
later_work(const char *offset)
{
	struct process p;
	int status;

	later_start_worker(&p, offset);
	status = process_wait(&p, WORKER_MS);
	cr_assert(status == 0, "%d; see %s", status, e2e_dir());
}

/* When a job is due PostgreSQL says by its own clock, which shows no other day.
 */
static void
tell_postgresql(const char *sql)
{
	if (e2e_engine() == DB_POSTGRESQL)
		cr_assert(process_run(text("%s/psql.log", e2e_dir()), WORKER_MS,
			      (const char *const[]){ "psql", "-qX", "-c", sql,
				  e2e_database_url(), NULL }) == 0);
}

/* What a killed worker had begun is free when its lease is over, and tried
 * again after a pause. */
void
later_end_leases(void)
{
	tell_postgresql("UPDATE job SET lease_until = now() - interval "
			"'1 second' WHERE state = 'running'; "
			"UPDATE job SET run_at = now() "
			"WHERE state = 'ready' AND attempt > 0");
}

void
later_move_jobs(int seconds)
{
	tell_postgresql(text("UPDATE job SET run_at = run_at - interval "
			     "'%d seconds' WHERE state = 'ready'",
	    seconds));
}

/* A session's token, as it is made so many minutes from now. */
static char *
login_at(const char *user, int minutes)
{
	struct crypt_claims claims = given_claims(user);
	char token[CRYPT_JWT_SIZE];

	claims.issued_s += minutes * 60;
	claims.expires_s += minutes * 60;
	crypt_jwt_sign(given_keys(), &claims, token);
	return text("Bearer %s", token);
}

/* Executed as a web server does. */
int
later_ask(int seconds, const char *authorization, const char *method,
    const char *path, const char *json)
{
	static int n;
	const char *out = text("%s/answer%d", e2e_dir(), n++);
	int status = 0;
	FILE *file;

	/* a machine that has much to do */
	setenv("DATABASE_CONNECT_MS", "10000", 1);
	setenv("REQUEST_METHOD", method, 1);
	setenv("REQUEST_URI", text("/api/v1%s", path), 1);
	setenv("CONTENT_TYPE", "application/json", 1);
	setenv("CONTENT_LENGTH", text("%zu", strlen(json)), 1);
	setenv("HTTP_AUTHORIZATION", authorization, 1);
	cr_assert(
	    process_run(out, WORKER_MS,
		(const char *const[]){ "sh", "-c",
		    "printf %s \"$1\" | NO_FAKE_STAT=1 "
		    "FAKETIME_DONT_FAKE_MONOTONIC=1 "
		    "LD_PRELOAD='" LIBRARY "' FAKETIME=\"$2\" \"$3\" 2>>\"$4\"",
		    "sh", json, text("%+ds", seconds),
		    text("%s/release/hearth.fcgi", e2e_dir()),
		    text("%s/later.log", e2e_dir()), NULL }) == 0,
	    "%s", out);
	file = fopen(out, "re");
	cr_assert(file);
	cr_assert(fscanf(file, "Status: %d", &status) == 1, "%s", out);
	fclose(file);
	return status;
}

void
later_expect(int expected, int minutes, const char *user, const char *method,
    const char *path, const char *json)
{
	int status = later_ask(
	    minutes * 60, login_at(user, minutes), method, path, json);

	cr_assert(status == expected, "%d instead of %d: %s", status, expected,
	    e2e_dir());
}
