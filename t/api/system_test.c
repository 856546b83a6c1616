/*
 * What lies outside of /api/v1, and what every response has.
 */
#include "t/lib/api.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "db/migrate.h"
#include "generated/query/schema.h"

#include "base/banned.h"

Test_once(api_system, welcome_names_the_version)
{
	expect(200, anonymous(GET, "//"));
	expect_text("Welcome to Hearth!", body("/message"));
	cr_expect(body("/version")[0] >= '0' && body("/version")[0] <= '9');
}

/* As a browser sends it when it is pointed at an address. */
#define BROWSER \
	"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

Test_once(api_system, a_browser_gets_a_page)
{
	with("Accept", BROWSER);
	expect(200, anonymous(GET, "//"));
	expect_text("text/html; charset=utf-8", header("Content-Type"));
	cr_expect(response_contains("href=\"/docs/\""));
	cr_expect(!response_contains("Source"));
	api_set("SOURCE_URL", "https://code.example.org/hearth");
	with("Accept", BROWSER);
	expect(200, anonymous(GET, "//"));
	cr_expect(
	    response_contains("href=\"https://code.example.org/hearth\""));
}

Test_once(api_system, a_browser_that_went_astray_gets_a_page)
{
	with("Accept", BROWSER);
	expect(404, anonymous(GET, "//no/such<path"));
	expect_text("text/html; charset=utf-8", header("Content-Type"));
	cr_expect(response_contains("There is nothing at this path."));
	/* what an operation says stays for programs */
	with("Accept", BROWSER);
	expect_problem(401, "not_authenticated", anonymous(GET, "/users/me"));
}

Test_once(api_system, health_needs_no_database)
{
	api_expect_503();
	api_set("DATABASE_URL", "sqlite:////dev/null/hearth.db");
	expect(200, anonymous(GET, "//healthcheck"));
	expect_text("ok", body("/status"));
	expect_problem(503, "database_unavailable", anonymous(GET, "//readyz"));
	expect_problem(503, "database_unavailable", anonymous(GET, "/events"));
	cr_expect(!response_contains("/dev/null"));
}

Test_engines(api_system, ready_when_the_schema_is_the_one_expected)
{
	expect(200, anonymous(GET, "//readyz"));
	expect_text("ok", body("/status"));
	expect_int(db_schema_expected(), body_int("/schema_version"));
	expect_int(db_schema_expected(), body_int("/schema_needed"));
}

Test_engines(api_system, ready_beside_a_newer_schema_that_lets_it_go_on)
{
	cr_assert(q_schema_add(given_db(), .version = 9999, .name = "newer",
		      .checksum = "x", .now = 0, NULL) == ERR_OK);
	cr_assert(q_schema_compatible_add(given_db(), .version = 9999,
		      .oldest = db_schema_expected(), NULL) == ERR_OK);
	expect(200, anonymous(GET, "//readyz"));
	expect_int(9999, body_int("/schema_version"));
	expect_int(db_schema_expected(), body_int("/schema_needed"));
}

Test_engines(api_system, not_ready_with_an_older_schema)
{
	cr_assert(db_migrate_down(given_db(), 1, false, NULL, NULL) == ERR_OK);
	api_expect_503();
	api_set("LOG_LEVEL", "error");
	expect_problem(503, "schema_outdated", anonymous(GET, "//readyz"));
	expect(200, anonymous(GET, "//healthcheck"));
	cr_assert(db_migrate_up(given_db(), 0, false, NULL, NULL) == ERR_OK);
	expect(200, anonymous(GET, "//readyz"));
}

/* Behind PgBouncer in transaction mode named statements are unsafe. */
Test_engines(api_system, works_without_named_statements)
{
	int i;

	api_set("DATABASE_PREPARE", "off");
	for (i = 0; i < 3; i++) {
		given_event("e", .capacity = 1);
		expect(200, as("bob", PUT,
				"/events/%s/rsvps/me {'status': 'attending'}",
				id("e")));
		expect(409, as("cat", PUT,
				"/events/%s/rsvps/me {'status': 'attending'}",
				id("e")));
		expect(200, anonymous(GET, "/events?q=picnic&limit=1"));
		expect_int(1, body_count(""));
	}
}

Test_once(api_system, the_document_served_is_the_one_tested)
{
	const struct contract *c = talk_contract();

	expect(200, anonymous(GET, "//openapi.json"));
	cr_expect(json_object_equal(response()->json, document_value(c->root)));
}

Test_once(api_system, problems_lists_every_code_once)
{
	int i, j, n;

	expect(200, anonymous(GET, "//problems"));
	n = body_count("");
	cr_expect(n > 20);
	for (i = 0; i < n; i++) {
		const char *code = body(text("/%d/code", i));

		for (j = 0; j < i; j++)
			cr_expect(!str_eq(body(text("/%d/code", j)), code) ||
				      str_eq(code, "token_expired"),
			    "%s", code);
	}
	cr_expect(response_contains("event_full"));
	cr_expect(!response_contains("\"replay\""));
}

Test_once(api_system, head_is_get_without_the_body)
{
	expect(200, anonymous(HEAD, "//healthcheck"));
	expect_text("application/json", header("Content-Type"));
	expect(404, anonymous(HEAD, "//nothing-here"));
}

Test_once(api_system, a_trailing_slash_is_the_same_resource)
{
	expect(200, anonymous(GET, "//healthcheck/"));
	expect(200, anonymous(GET, "/events/"));
	expect(200, as("ann", GET, "/users/me/"));
	expect(404, anonymous(GET, "//healthcheck//"));
}

Test_once(api_system, an_unknown_route_is_404)
{
	expect_problem(404, "not_found", anonymous(GET, "/nothing"));
	expect_problem(404, "not_found", anonymous(GET, "//api/v2/events"));
	expect_problem(404, "not_found", anonymous(GET, "//api/v1"));
	expect_problem(404, "not_found", anonymous(POST, "/nothing {}"));
	expect_problem(404, "not_found", anonymous(GET, "//Healthcheck"));
}

Test_once(api_system, another_method_is_405_and_says_what_is_allowed)
{
	expect_problem(
	    405, "method_not_allowed", anonymous(POST, "//healthcheck {}"));
	expect_text("GET, HEAD, OPTIONS", header("Allow"));
	expect_problem(
	    405, "method_not_allowed", anonymous(PATCH, "/events {}"));
	cr_expect(strstr(header("Allow"), "GET"));
	cr_expect(strstr(header("Allow"), "POST"));
	cr_expect(!strstr(header("Allow"), "PATCH"));
	expect_problem(405, "method_not_allowed", anonymous("BREW", "/events"));
	expect_problem(405, "method_not_allowed", anonymous("get", "/events"));
	expect_problem(
	    405, "method_not_allowed", anonymous("TRACE", "//healthcheck"));
}

Test_once(api_system, a_sane_request_id_is_echoed)
{
	with("X-Request-Id", "trace-17_a.B");
	expect(200, anonymous(GET, "//healthcheck"));
	expect_text("trace-17_a.B", header("X-Request-Id"));
	with("X-Request-Id", "two words");
	expect(404, anonymous(GET, "/nothing"));
	cr_expect(!response_contains("two words"));
	expect_text(header("X-Request-Id"), body("/request_id"));
}

Test_once(api_system, what_needs_auth_is_never_cached)
{
	expect(200, as("ann", GET, "/users/me"));
	expect_text("private, no-store", header("Cache-Control"));
	expect_text("nosniff", header("X-Content-Type-Options"));
	expect(401, anonymous(GET, "/users/me"));
	expect_text("Bearer", text("%.6s", header("WWW-Authenticate")));
	cr_expect(strstr(header("Cache-Control"), "no-store"));
}

Test_once(api_system, odd_paths_are_refused)
{
	static const char paths[][32] = { "/events/%00", "/events/%2e%2e",
		"/events/%0d%0a", "/events/%2f", "/events/%5c", "/events/%",
		"/events/%zz", "/events/%ff", "/events/..", "/events/./x",
		"//../etc/passwd", "/events/%c0%ae" };
	size_t i;

	for (i = 0; i < N_OF(paths); i++) {
		int status = anonymous(GET, "%s", paths[i]);

		cr_expect(
		    status == 400 || status == 404, "%s: %d", paths[i], status);
	}
}

#ifdef WITH_POSTGRESQL

/* A socket on which nobody ever answers: connecting works, and then nothing. */
static char *
silent_server(int *fd)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char *dir = text("/tmp/hearth-silent-XXXXXX");

	cr_assert(mkdtemp(dir));
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/.s.PGSQL.5432",
	    dir);
	*fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	cr_assert(bind(*fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	cr_assert(listen(*fd, 16) == 0);
	return dir;
}

/* Milliseconds until the response, which is 503. */
static long
ms_until_503(void)
{
	int64_t began = clock_monotonic_us();

	expect_problem(503, "database_unavailable", anonymous(GET, "/events"));
	cr_expect(!str_eq(header("Retry-After"), "(none)"));
	return (long)((clock_monotonic_us() - began) / 1000);
}

Test_once(api_system, a_database_that_hangs_is_told_within_250_ms)
{
	long ms, best = LONG_MAX;
	int fd, i;
	char *dir = silent_server(&fd);

	api_expect_503();
	setenv("DATABASE_CONNECT_MS", "200", 1);
	setenv("DATABASE_URL", text("postgresql:///hearth?host=%s", dir), 1);
	/* several first attempts, because other tests take time as well */
	for (i = 0; i < 20 && best >= 250; i++) {
		api_set("LOG_LEVEL", "error");
		ms = ms_until_503();
		best = ms < best ? ms : best;
	}
	cr_expect(best < 250, "%ld ms", best);
	close(fd);
	unlink(text("%s/.s.PGSQL.5432", dir));
	rmdir(dir);
}

#endif
