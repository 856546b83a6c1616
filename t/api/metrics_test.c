/*
 * GET /metrics: who may read it, what it says, and how little a client can do
 * to that.
 */
#include "t/api/sign.h"
#include "t/lib/exposition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/backup_name.h"
#include "db/migrate.h"

#include "base/banned.h"

/* Eighteen of each operation, most of them for how long it took. */
enum { SERIES_MAX = 9000 };

/* The answer, well-formed; valid until the test ends. */
static const char *
scrape(void)
{
	const char *fault;

	api_from("127.0.0.1");
	expect(200, anonymous(GET, "//metrics"));
	fault = exposition_fault(response()->body);
	cr_assert(!fault, "%s", fault);
	api_from(NULL);
	return text("%s", response()->body);
}

static void
expect_sample(double value, const char *now, const char *sample)
{
	cr_expect(exposition_value(now, sample) == value, "%s: %g, not %g",
	    sample, exposition_value(now, sample), value);
}

Test_once(api_metrics, strangers_read_nothing)
{
	static const char *const strangers[] = { "192.0.2.1", "127.0.0.2",
		"2001:db8::1", "::ffff:192.0.2.1", "unix:", "", ", ",
		"127.0.0.1 ", "127.0.0.1, 192.0.2.1", "localhost" };

	for (size_t i = 0; i < N_OF(strangers); i++) {
		api_from(strangers[i]);
		expect_problem(403, "forbidden", anonymous(GET, "//metrics"));
		cr_expect(!response_contains("hearth_"));
	}
}

Test_once(api_metrics, whom_the_setting_names_reads_them)
{
	static const char *const local[] = { "127.0.0.1", "::1",
		"::ffff:127.0.0.1", "0:0:0:0:0:0:0:1" };

	for (size_t i = 0; i < N_OF(local); i++) {
		api_from(local[i]);
		expect(200, anonymous(GET, "//metrics"));
	}
	expect_text(
	    "text/plain; version=0.0.4; charset=utf-8", header("Content-Type"));
	expect_text("no-store", header("Cache-Control"));
	api_set("METRICS_ALLOW", "nonsense, 192.0.2.7,2001:db8::1");
	expect_problem(403, "forbidden", anonymous(GET, "//metrics"));
	api_from("192.0.2.7");
	expect(200, anonymous(GET, "//metrics"));
	api_from("2001:0db8::1");
	expect(200, anonymous(GET, "//metrics"));
}

Test_once(api_metrics, requests_are_counted_by_operation_and_class)
{
	static const char *const samples[] = {
		"hearth_requests_total{operation=\"event_list\",status="
		"\"2xx\"}",
		"hearth_requests_total{operation=\"event_get\",status="
		"\"4xx\"}",
		"hearth_requests_total{operation=\"unmatched\",status="
		"\"4xx\"}",
		"hearth_request_seconds_count{operation=\"event_list\"}",
		"hearth_request_seconds_bucket{operation=\"event_list\",le="
		"\"+Inf\"}",
	};
	static const double counts[] = { 3, 1, 2, 3, 3 };
	const char *before = scrape(), *after;

	for (int i = 0; i < 3; i++)
		expect(200, anonymous(GET, "/events"));
	expect(404, anonymous(GET, "/events/x"));
	expect(404, anonymous(GET, "/nowhere"));
	expect(405, anonymous(DELETE, "/events"));
	after = scrape();
	for (size_t i = 0; i < N_OF(samples); i++)
		expect_sample(exposition_value(before, samples[i]) + counts[i],
		    after, samples[i]);
	cr_expect(
	    exposition_value(after, "hearth_response_bytes_total{operation="
				    "\"event_list\"}") == 6);
}

Test_engines(api_metrics, statements_are_counted_by_query)
{
	static const char got[] =
	    "hearth_statements_total{query=\"event_get_shared\"}";
	const char *now;
	double before;

	given_event("e");
	expect(200, anonymous(GET, "/events/%s", id("e")));
	before = exposition_value(scrape(), got);
	expect(200, anonymous(GET, "/events/%s", id("e")));
	expect(200, anonymous(GET, "/events"));
	expect_sample(before + 1, scrape(), got);
	expect(
	    200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	now = scrape();
	expect_sample(
	    1, now, "hearth_statements_total{query=\"event_list_public\"}");
	cr_expect(exposition_value(now, "hearth_statement_seconds_total{query="
					"\"event_get_shared\"}") > 0);
	/* the caller's session, though it shared a round trip */
	cr_expect(exposition_value(now,
		      "hearth_statements_total{query=\"session_check\"}") > 0);
	cr_expect(exposition_sum(now, "hearth_statement_seconds_total") < 60);
}

static const char *const hostile[] = { "/events/%22%7D", "/%22",
	"//metrics/%0a", "/events?q=%22%0ahearth_up%201", "//hearth_up%201%0a",
	"/events/\xc3\xa9", "/users/%5c%22" };

Test_once(api_metrics, nothing_that_a_client_sends_becomes_a_label)
{
	const char *before = scrape(), *after;

	for (size_t i = 0; i < N_OF(hostile); i++)
		anonymous(GET, "%s", hostile[i]);
	anonymous("BREW", "/events");
	with("X-Request-Id", "evil");
	with("User-Agent", "evil");
	anonymous(GET, "/evil");
	after = scrape();
	cr_expect(strstr(after, "evil") == NULL);
	cr_expect(exposition_count(after, "hearth_request") ==
		  exposition_count(before, "hearth_request"));
}

/* Every operation is there from the start, so that they are as many as they
 * will ever be; of queries the slowest are shown. */
Test_once(api_metrics, series_are_not_too_many)
{
	const char *now = scrape();
	size_t n = exposition_count(now, "");

	n += 2 * 64 - exposition_count(now, "hearth_statement");
	n += 3 * 128 - exposition_count(now, "hearth_process_");
	cr_expect(n <= SERIES_MAX, "%zu", n);
	cr_expect(exposition_count(now, "hearth_statements_total") <= 64);
}

Test_engines(api_metrics, the_queue_is_looked_at_when_it_is_asked_for)
{
	const char *now = scrape();

	expect_sample(1, now, "hearth_database_up");
	expect_sample(0, now, "hearth_jobs{state=\"ready\"}");
	expect(200, sign_up("new", GIVEN_PASSWORD));
	now = scrape();
	expect_sample(1, now, "hearth_jobs{state=\"ready\"}");
	expect_sample(0, now, "hearth_jobs{state=\"running\"}");
	expect_sample(0, now, "hearth_jobs{state=\"dead\"}");
	cr_expect(exposition_value(now, "hearth_oldest_due_job_seconds") >= 0);
}

/* What is counted is told all the more while the database is away. */
Test_once(api_metrics, a_database_that_is_away_hides_the_queue_alone)
{
	const char *now;

	api_expect_503();
	api_set("DATABASE_URL", "sqlite:////dev/null/hearth.db");
	expect(200, anonymous(GET, "//healthcheck"));
	now = scrape();
	expect_sample(1, now,
	    "hearth_requests_total{operation=\"system_health\",status="
	    "\"2xx\"}");
	expect_sample(0, now, "hearth_database_up");
	cr_expect(exposition_count(now, "hearth_jobs") == 0);
}

Test_engines(api_metrics, another_schema_hides_the_queue_alone)
{
	cr_assert(db_migrate_down(given_db(), 1, false, NULL, NULL) == ERR_OK);
	api_expect_503();
	api_set("LOG_LEVEL", "error");
	expect_sample(0, scrape(), "hearth_database_up");
	cr_assert(db_migrate_up(given_db(), 0, false, NULL, NULL) == ERR_OK);
	expect_sample(1, scrape(), "hearth_database_up");
}

Test_engines(api_metrics, the_newest_copy_has_its_time)
{
	static const char newest[] = "hearth_newest_backup_time_seconds";
	char *dir = text("/tmp/hearth-copies-XXXXXX");
	struct arena arena;
	const char *path;
	FILE *f;

	cr_expect(exposition_count(scrape(), newest) == 0);
	cr_assert(mkdtemp(dir));
	api_set("BACKUP_DIR", dir);
	expect_sample(0, scrape(), newest);
	arena_init(&arena, 1 << 16);
	path = text("%s/%s", dir,
	    app_backup_name_format(
		&arena, INT64_C(1700000000000000), 7, engine_now()));
	f = fopen(path, "w");
	cr_assert(f && fclose(f) == 0);
	expect_sample(1700000000, scrape(), newest);
	unlink(path);
	rmdir(dir);
	expect_sample(0, scrape(), newest);
	arena_release(&arena);
}
