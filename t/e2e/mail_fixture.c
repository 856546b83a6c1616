/*
 * The database, the mail server and the worker of a test.
 */
#include "t/e2e/mail_fixture.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generated/query/user.h"

#include "base/banned.h"

enum { PROCESSES_MAX = 8 };

struct database *database;
struct smtp_server server;
struct process worker, other;
static struct arena arena;
struct fault f;
struct call call;
struct user_id ann;

struct user_id
add_user(const char *email)
{
	struct user_id id = { uuid_new() };

	ok(q_user_add_with(call.db,
	    &(struct q_user_add_in){ .id = id,
		.email = email,
		.email_key = email,
		.is_verified = true,
		.first_name = "Ann",
		.last_name = "Example",
		.role = USER_ROLE_ATTENDEE,
		.now = call.now_us },
	    NULL));
	return id;
}

void
engine_open(enum db_engine engine)
{
	struct db *db;

	database = database_new(engine);
	arena_init(&arena, 64 << 20);
	ok(db_open(&(struct db_options){ .url = database_url(database),
		       .prepare = true,
		       .connect_ms = 5000,
		       .statement_ms = 10000,
		       .program = "test" },
	    &f, &db));
	db_bind(db, &arena, &f);
	call = (struct call){ .db = db,
		.arena = &arena,
		.fault = &f,
		.now_us = clock_now_us(),
		.keys = crypt_keys_new(SECRET, "") };
	setenv("DATABASE_URL", database_url(database), 1);
	setenv("SECRET_KEY", SECRET, 1);
	setenv("PUBLIC_URL", "https://hearth.example/", 1);
	setenv("MAIL_FROM", "Hearth <hearth@example.org>", 1);
	setenv("HEARTH_CONF", "/dev/null", 1);
	ann = add_user("ann@example.org");
}

void
engine_close(void)
{
	if (!database)
		return;
	process_stop(&worker, 5000);
	process_stop(&other, 5000);
	if (server.port)
		smtp_server_stop(&server);
	db_close(call.db);
	crypt_keys_free((struct crypt_keys *)(uintptr_t)call.keys);
	arena_release(&arena);
	database_free(database);
}

void
engine_pass(void)
{
}

void
start_server(const char *step, const char *next)
{
	char url[64];

	smtp_server_start(
	    &server, &(struct smtp_server_options){ .steps = { step, next } });
	snprintf(url, sizeof(url), "smtp://127.0.0.1:%d", server.port);
	setenv("MAIL_URL", url, 1);
}

void
start_worker(struct process *p)
{
	char log[96];

	snprintf(log, sizeof(log), "%s/worker.log", server.dir);
	process_start(p, log,
	    (const char *const[]){ TOP_BUILDDIR "/hearth-worker", NULL });
}

static bool
are_told(size_t n_busy)
{
	pid_t pids[PROCESSES_MAX];
	size_t n = process_children(worker.pid, pids, PROCESSES_MAX);

	if (n != n_busy)
		return false;
	while (n && process_has_pending(pids[n - 1], SIGTERM))
		n--;
	return n == 0;
}

void
stop_worker(size_t n_busy)
{
	int64_t end = clock_monotonic_us() + WAIT_MS * INT64_C(1000);

	kill(worker.pid, SIGTERM);
	while (!are_told(n_busy)) {
		cr_assert(lt(i64, clock_monotonic_us(), end));
		poll(NULL, 0, 10);
	}
}

char *
wait_for_message(int n)
{
	int64_t end = clock_monotonic_us() + WAIT_MS * INT64_C(1000);
	char *envelope;

	/* the envelope is written last */
	while (!(envelope = smtp_server_envelope(&server, n))) {
		cr_assert(lt(i64, clock_monotonic_us(), end));
		poll(NULL, 0, 10);
	}
	free(envelope);
	return smtp_server_message(&server, n);
}

int
count_logged(const char *text)
{
	char path[96], line[4096];
	FILE *file;
	int n = 0;

	snprintf(path, sizeof(path), "%s/worker.log", server.dir);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		n += strstr(line, text) != NULL;
	if (file)
		fclose(file);
	return n;
}

void
wait_for_log(const char *text, int n)
{
	int64_t end = clock_monotonic_us() + WAIT_MS * INT64_C(1000);

	while (count_logged(text) < n) {
		cr_assert(lt(i64, clock_monotonic_us(), end), "%s", text);
		poll(NULL, 0, 10);
	}
}
