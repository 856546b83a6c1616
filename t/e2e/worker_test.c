/*
 * The processes of one hearth-worker: what they do at once, and what becomes of
 * them.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generated/query/job.h"
#include "t/e2e/mail_fixture.h"

#include "base/banned.h"

enum { PROCESSES_MAX = 8 };

/* Waits until so many jobs are in the state. */
static void
wait_for_count(const char *state, int64_t count)
{
	int64_t end = clock_monotonic_us() + WAIT_MS * INT64_C(1000);

	for (;;) {
		struct q_job_counts_row *rows;
		int64_t found = 0;
		size_t n;

		ok(q_job_counts(call.db, &rows, &n));
		for (size_t i = 0; i < n; i++)
			if (str_eq(rows[i].state, state))
				found = rows[i].count;
		if (found == count)
			return;
		cr_assert(lt(i64, clock_monotonic_us(), end),
		    "%lld jobs are %s, not %lld", (long long)found, state,
		    (long long)count);
		poll(NULL, 0, 10);
	}
}

static void
tell(struct user_id user)
{
	ok(app_notice_account(&call, RULE_NOTICE_PASSWORD_CHANGED, user));
}

Test_engines(e2e_worker, a_slow_domain_holds_up_nobody_else)
{
	struct user_id slow = add_user("bob@slow.example");

	setenv("WORKER_PROCESSES", "4", 1);
	start_server("hold=slow.example", NULL);
	for (int i = 0; i < 5; i++)
		tell(slow);
	for (int i = 0; i < 3; i++)
		tell(ann);
	start_worker(&worker);
	wait_for_count("done", 3);
	wait_for_count("running", 2);
	wait_for_count("ready", 3);
	smtp_server_go(&server);
	wait_for_count("done", 8);
}

Test_engines(e2e_worker, what_is_waited_for_passes_mail_to_many)
{
	struct user_id slow = add_user("bob@slow.example");
	struct app_notice mass = { .kind = RULE_NOTICE_EVENT_GONE,
		.users = &slow,
		.n_users = 1,
		.event = { .title = "Tea", .timezone = "UTC" } };

	setenv("WORKER_PROCESSES", "2", 1);
	setenv("MAIL_PER_DESTINATION", "9", 1);
	start_server("hold=slow.example", NULL);
	for (int i = 0; i < 4; i++) {
		mass.event.id.v = uuid_new();
		ok(app_notice(&call, &mass));
	}
	start_worker(&worker);
	free(wait_for_message(0)); /* and waits for the server's response */
	tell(ann);
	wait_for_count("done", 1);
	wait_for_count("running", 1);
	wait_for_count("ready", 3);
}

/* The processes that have said that they are ready; how many. */
static int
read_pids(pid_t pids[PROCESSES_MAX])
{
	char path[96], line[4096];
	FILE *file;
	int n = 0;

	snprintf(path, sizeof(path), "%s/worker.log", server.dir);
	file = fopen(path, "re");
	while (file && n < PROCESSES_MAX && fgets(line, sizeof(line), file)) {
		const char *pid = strstr(line, "\"pid\":");

		if (pid && strstr(line, "\"ready\""))
			pids[n++] = (pid_t)strtol(pid + 6, NULL, 10);
	}
	if (file)
		fclose(file);
	return n;
}

/* Gone, or dead and not yet collected by whoever inherited it. */
static bool
is_dead(pid_t pid)
{
	char path[64], state = 'X';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "re");
	if (!file)
		return true;
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = 'X';
	fclose(file);
	return state == 'Z' || state == 'X';
}

Test_engines(e2e_worker, a_process_that_dies_is_replaced)
{
	pid_t pids[PROCESSES_MAX];

	setenv("WORKER_PROCESSES", "2", 1);
	start_server("ok", NULL);
	start_worker(&worker);
	wait_for_log("\"ready\"", 2);
	cr_assert(eq(int, read_pids(pids), 2));
	for (int i = 0; i < 2; i++)
		cr_assert(zero(int, kill(pids[i], SIGKILL)));
	wait_for_log("is replaced", 2);
	wait_for_log("\"ready\"", 4);
	tell(ann);
	free(wait_for_message(0));
	cr_expect(eq(int, process_stop(&worker, WAIT_MS), 0));
}

Test_engines(e2e_worker, no_process_outlives_the_one_that_watches)
{
	int64_t end = clock_monotonic_us() + WAIT_MS * INT64_C(1000);
	pid_t pids[PROCESSES_MAX];

	setenv("WORKER_PROCESSES", "3", 1);
	start_server("ok", NULL);
	start_worker(&worker);
	wait_for_log("\"ready\"", 3);
	cr_assert(eq(int, read_pids(pids), 3));
	kill(worker.pid, SIGKILL);
	cr_expect(eq(int, process_wait(&worker, WAIT_MS), 128 + SIGKILL));
	for (int i = 0; i < 3; i++)
		while (!is_dead(pids[i])) {
			cr_assert(lt(i64, clock_monotonic_us(), end));
			poll(NULL, 0, 10);
		}
}

Test_engines(e2e_worker, all_are_told_to_stop_and_end_their_mails_first)
{
	setenv("WORKER_PROCESSES", "3", 1);
	start_server("hold", NULL);
	for (int i = 0; i < 3; i++)
		tell(ann);
	start_worker(&worker);
	free(wait_for_message(1));
	stop_worker(2);
	cr_expect(process_is_alive(&worker));
	smtp_server_go(&server);
	cr_expect(eq(int, process_wait(&worker, WAIT_MS), 0));
	wait_for_count("done", 2);
	wait_for_count("ready", 1);
}
