/*
 * Metrics of the whole service: what two pools and a worker counted together is
 * what was sent, whoever died meanwhile, and whatever names a metric names one
 * that there is.
 */
#define E2E_OPTIONS .fast = 3
#include "t/lib/e2e_engine.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <json-c/json.h>

#include "t/lib/exposition.h"
#include "t/lib/process.h"

enum { REQUESTS = 40, ROUNDS = 5, WAIT_MS = 20000, NAME_SIZE = 80 };

#include "base/banned.h"

#define HEALTH	  "hearth_requests_total{operation=\"system_health\""
#define SIGNUP	  "hearth_requests_total{operation=\"auth_signup\""
#define MAILED	  "hearth_jobs_ended_total{kind=\"mail\",end=\"done\"}"
#define IS_SHARED "hearth_metrics_shared"

/* The answer, well-formed; lives until the test ends. */
static const char *
scrape(void)
{
	const char *fault;

	expect(200, anonymous(GET, "//metrics"));
	fault = exposition_fault(response()->body);
	cr_assert(!fault, "%s", fault);
	return text("%s", response()->body);
}

struct wanted {
	const char *prefix;
	double sum;
};

/* A response is written before it is counted. */
static bool
is_counted(void *ctx)
{
	const struct wanted *w = ctx;

	return exposition_sum(scrape(), w->prefix) == w->sum;
}

/* Responders of three lanes, and the worker's processes. */
enum { PROCESSES = 3 + 1 + 1 + 6 };

static bool
is_complete(void *ctx)
{
	(void)ctx;
	return exposition_count(scrape(), "hearth_process_start_time") ==
	       PROCESSES;
}

/* None that is still starting is counted later. */
static void
wait_for_processes(void)
{
	wait_until(is_complete, NULL, WAIT_MS, "all processes");
}

static void
expect_counted(const char *prefix, double sum)
{
	struct wanted w = { prefix, sum };

	wait_until(is_counted, &w, WAIT_MS, text("%s to be %g", prefix, sum));
}

/* Kills the first responder and waits for another in its place. */
static bool
is_replaced(void *ctx)
{
	pid_t now[E2E_RESPONDERS_MAX];
	size_t n = e2e_responders(now);

	for (size_t i = 0; i < n; i++)
		if (now[i] == *(pid_t *)ctx)
			return false;
	return n == 3;
}

static void
kill_one(int round)
{
	pid_t pids[E2E_RESPONDERS_MAX];
	size_t n = e2e_responders(pids);

	cr_assert(n > 0);
	kill(pids[(size_t)round % n], round % 2 ? SIGTERM : SIGKILL);
	wait_until(is_replaced, &pids[(size_t)round % n], WAIT_MS,
	    "another responder");
}

Test_engines(e2e_metrics, count_what_was_sent_whoever_dies, .timeout = 300)
{
	double starts;

	expect_counted(IS_SHARED, 1);
	wait_for_processes();
	starts = exposition_sum(scrape(), "hearth_process_starts_total");
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < REQUESTS; i++)
			expect(200, anonymous(GET, "//healthcheck"));
		expect_counted(HEALTH, REQUESTS * (round + 1));
		kill_one(round);
		expect_counted(HEALTH, REQUESTS * (round + 1));
	}
	expect_counted("hearth_process_starts_total", starts + ROUNDS);
	wait_for_processes();
}

static bool
has_worked(void *ctx)
{
	(void)ctx;
	return exposition_value(scrape(), MAILED) == 1;
}

Test_engines(
    e2e_metrics, both_pools_and_the_worker_count_together, .timeout = 120)
{
	const char *now;

	expect(200, anonymous(POST,
			"/auth/signup {'email': 'ann@example.org', "
			"'first_name': 'A', 'last_name': 'L', 'password': "
			"'%s', 'password_verify': '%s'}",
			GIVEN_PASSWORD, GIVEN_PASSWORD));
	expect_counted(SIGNUP ",status=\"2xx\"}", 1);
	e2e_mail("ann@example.org", 0);
	wait_until(has_worked, NULL, WAIT_MS, MAILED);
	wait_for_processes();
	now = scrape();
	cr_expect(exposition_value(now, "hearth_mail_seconds_count") == 1);
	cr_expect(exposition_count(now,
		      "hearth_process_start_time_seconds{program=\"hearth-"
		      "worker\"") == 6);
	cr_expect(exposition_value(
		      now, "hearth_statements_total{query=\"job_claim\"}") > 0);
}

/* Processes of another database that were told the same file. */
Test_engines(e2e_metrics, another_hearth_on_the_host_mixes_nothing_in)
{
	const char *url = text("sqlite://%s/other.db", e2e_dir()),
		   *log = text("%s/other.log", e2e_dir());

	expect(200, anonymous(GET, "//healthcheck"));
	expect_counted(HEALTH, 1);
	cr_assert(
	    process_run(log, WAIT_MS,
		(const char *const[]){ "env", text("DATABASE_URL=%s", url),
		    "REQUEST_METHOD=GET", "REQUEST_URI=/healthcheck",
		    TOP_BUILDDIR "/hearth.fcgi", NULL }) == 0);
	expect_counted(HEALTH, 1);
	cr_expect(process_run(log, WAIT_MS,
		      (const char *const[]){ "grep", "-q",
			  "processes of another Hearth", log, NULL }) == 0,
	    "it says whose the file is");
}

static char *
read_file(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = fopen(path, "r");

	cr_assert(f && getdelim(&text, &size, '\0', f) > 0, "%s", path);
	fclose(f);
	return text;
}

Test_engines(e2e_metrics, hearthctl_prints_the_same)
{
	char *printed;
	const char *fault;
	const char *out = text("%s/printed", e2e_dir());

	wait_for_processes();
	expect(200, anonymous(GET, "//healthcheck"));
	expect_counted(HEALTH, 1);
	cr_assert(process_run(text("%s/log", e2e_dir()), WAIT_MS,
		      (const char *const[]){ "sh", "-c",
			  text(TOP_BUILDDIR "/hearthctl metrics >%s", out),
			  NULL }) == 0);
	printed = read_file(out);
	fault = exposition_fault(printed);
	cr_assert(!fault, "%s", fault);
	cr_expect(exposition_sum(printed, HEALTH) == 1);
	cr_expect(exposition_value(printed, "hearth_database_up") == 1);
	cr_expect(exposition_count(printed, "hearth_process_start_time") ==
		  PROCESSES);
	free(printed);
}

/* The last name of a metric in what a file says, or else NULL. */
static const char *
find_name(const char *p, char name[NAME_SIZE])
{
	size_t n = 0;

	p = strstr(p, "hearth_");
	if (!p)
		return NULL;
	while (n + 1 < NAME_SIZE &&
	       (p[n] == '_' || isalnum((unsigned char)p[n]))) {
		name[n] = p[n];
		n++;
	}
	name[n] = '\0';
	return p + n;
}

static void
expect_names(const char *file, size_t at_least)
{
	char *said = read_file(text(TOP_SRCDIR "/contrib/%s", file));
	const char *now = scrape(), *p = said;
	char name[NAME_SIZE];
	size_t n = 0;

	for (; (p = find_name(p, name)); n++)
		cr_expect(exposition_has_metric(now, name),
		    "%s names %s, which is none", file, name);
	cr_expect(n >= at_least, "%s: %zu names", file, n);
	free(said);
}

Test_once(e2e_metrics, alerts_and_the_board_ask_for_what_there_is)
{
	struct json_object *board;
	char *said = read_file(TOP_SRCDIR "/contrib/grafana/hearth.json");

	board = json_tokener_parse(said);
	cr_assert(board, "the board is no JSON");
	json_object_put(board);
	free(said);
	expect_names("grafana/hearth.json", 20);
	expect_names("prometheus/alerts.yml", 10);
	expect_names("prometheus/alerts.test.yml", 10);
}

/* Where the machine has promtool, it has the last word. */
Test_once(e2e_metrics, promtool_has_nothing_to_say)
{
	const char *out = text("%s/printed", e2e_dir()),
		   *log = text("%s/promtool", e2e_dir());
	FILE *f = fopen(out, "w");

	cr_assert(f && fputs(scrape(), f) >= 0 && fclose(f) == 0);
	switch (process_run(log, WAIT_MS,
	    (const char *const[]){ "sh", "-c",
		text("command -v promtool >/dev/null || exit 69; "
		     "promtool check metrics <%s && "
		     "exec " TOP_SRCDIR "/contrib/prometheus/check",
		    out),
		NULL })) {
	case 69:
		cr_skip_test("no promtool here");
		break;
	case 0:
		break;
	default:
		cr_assert_fail("%s", read_file(log));
	}
}
