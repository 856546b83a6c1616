/*
 * What clients are told of how they should look and behave: rows of two
 * versions, of patches and places, and what each client gets of them.
 */
#include <string.h>

#include "base/str.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* A text of JSON, written with ' for " and that for \\". */
static char *
quoted(const char *json, const char *quote)
{
	char *out = text("%s", "");

	for (; *json; json++)
		out = *json == '\'' ? text("%s%s", out, quote)
				    : text("%s%c", out, *json);
	return out;
}

/* A row, of more members than these two. */
static void
given_row(
    const char *name, const char *version, const char *config, const char *more)
{
	given(name, "root",
	    "/admin/ui-configs {'app_version': '%s', 'config': '%s'%s}",
	    version, quoted(config, "\\\""), quoted(more, "\""));
}

static void
given_rows(void)
{
	given_admin("root");
	given_row("any", "*", "{'theme': 'plain'}", "");
	given_row("one", "1",
	    "{'theme': 'light', 'menu': {'sparks': 1, 'groups': 2},"
	    " 'greetings': {'morning': 'Good morning',"
	    " 'evening': 'Good evening'}}",
	    "");
	given_row("five", "1.5",
	    "{'theme': 'dark', 'greetings': {'morning': 'Hi',"
	    " 'night': 'Still up?'}}",
	    "");
	given_row("beta", "1", "{'menu': {'groups': null, 'routines': 3}}",
	    ", 'patch_id': 'beta'");
	given_row("campus", "*", "{'banner': 'Quiet, please'}",
	    ", 'location': 'campus library', 'priority': 1,"
	    " 'timezone': 'Asia/Tokyo'");
	given_row("library", "*", "{'banner': 'Closed today'}",
	    ", 'location': 'library', 'priority': 2,"
	    " 'until_time': '2030-06-01T00:00:00Z'");
}

/* Twelve clients, and what they are told. */
static const struct {
	char version[12], patch[8], place[24], time[32];
	char theme[8], sparks[8], groups[8], routines[8], banner[16],
	    greeting[16], timezone[12];
} clients[] = {
	{ "1.0", "", "", "2030-06-01T08:00:00Z", "light", "1", "2", "(none)",
	    "(none)", "Good morning", "UTC" },
	{ "1.0", "", "", "2030-06-01T18:00:00Z", "light", "1", "2", "(none)",
	    "(none)", "Good evening", "UTC" },
	{ "1.5", "", "", "2030-06-01T08:00:00Z", "dark", "(none)", "(none)",
	    "(none)", "(none)", "Hi", "UTC" },
	{ "1.5.2", "", "", "2030-06-01T23:00:00Z", "dark", "(none)", "(none)",
	    "(none)", "(none)", "Still up?", "UTC" },
	{ "2", "", "", "2030-06-01T08:00:00Z", "plain", "(none)", "(none)",
	    "(none)", "(none)", "", "UTC" },
	{ "x", "", "", "2030-06-01T13:00:00Z", "light", "1", "2", "(none)",
	    "(none)", "", "UTC" },
	{ "1.0", "beta", "", "2030-06-01T08:00:00Z", "light", "1", "(none)",
	    "3", "(none)", "Good morning", "UTC" },
	{ "1.5", "beta", "", "2030-06-01T08:00:00Z", "dark", "(none)", "(none)",
	    "3", "(none)", "Hi", "UTC" },
	{ "1.0", "gamma", "", "2030-06-01T08:00:00Z", "light", "1", "2",
	    "(none)", "(none)", "Good morning", "UTC" },
	{ "1.0", "", "The Library, 2", "2030-06-02T00:00:00Z", "light", "1",
	    "2", "(none)", "Quiet, please", "Good morning", "Asia/Tokyo" },
	{ "1.0", "beta", "Library", "2030-05-31T23:00:00Z", "light", "1",
	    "(none)", "3", "Closed today", "Good morning", "Asia/Tokyo" },
	{ "1.0", "", "Librarygate", "2030-06-01T08:00:00Z", "light", "1", "2",
	    "(none)", "(none)", "Good morning", "UTC" },
};

static int
ask(size_t i)
{
	if (clients[i].version[0])
		with("X-App-Version", clients[i].version);
	if (clients[i].patch[0])
		with("X-Patch-ID", clients[i].patch);
	if (clients[i].place[0])
		with("X-Location", clients[i].place);
	with("X-Time", clients[i].time);
	return anonymous(GET, "/ui");
}

static void
expect_member(size_t i, const char *pointer, const char *want)
{
	cr_expect(str_eq(body(pointer), want), "%zu: %s is %s instead of %s", i,
	    pointer, body(pointer), want);
}

Test_engines(api_ui, each_client_gets_what_is_for_it)
{
	given_rows();
	for (size_t i = 0; i < N_OF(clients); i++) {
		expect(200, ask(i));
		expect_member(i, "/theme", clients[i].theme);
		expect_member(i, "/menu/sparks", clients[i].sparks);
		expect_member(i, "/menu/groups", clients[i].groups);
		expect_member(i, "/menu/routines", clients[i].routines);
		expect_member(i, "/banner", clients[i].banner);
		expect_member(i, "/greeting", clients[i].greeting);
		expect_member(i, "/timezone", clients[i].timezone);
		expect_member(i, "/metadata/version",
		    i == 5 ? "1.0" : clients[i].version);
		expect_member(i, "/metadata/patchId", clients[i].patch);
		expect_member(i, "/metadata/location", clients[i].place);
		expect_member(i, "/metadata/clientTime", clients[i].time);
	}
}

Test_engines(api_ui, it_is_kept_for_a_minute_and_known_again)
{
	char *etag;

	given_rows();
	expect(200, ask(0));
	etag = header("ETag");
	expect_text("max-age=60", header("Cache-Control"));
	cr_expect(strstr(response()->headers, "X-App-Version"));
	with("If-None-Match", etag);
	expect(304, ask(0));
	with("If-None-Match", etag);
	expect(200, ask(1));
	expect(200, as("root", PATCH, "/admin/ui-configs/%s {'config': '{}'}",
			id("one")));
	with("If-None-Match", etag);
	expect(200, ask(0));
}

Test_engines(api_ui, where_nothing_is_said_it_says_so)
{
	expect(200, anonymous(GET, "/ui"));
	expect_text("", body("/greeting"));
	expect_text("1.0", body("/metadata/version"));
	with("X-Patch-ID", text("%065d", 0));
	expect_problem(422, "validation_failed", anonymous(GET, "/ui"));
}

Test_engines(api_ui, administrators_write_what_can_be)
{
	given_rows();
	expect(200, as("root", GET, "/admin/ui-configs"));
	expect_int(6, body_count(""));
	expect(200, as("root", GET,
			"/admin/ui-configs/preview?app_version=1.5&time="
			"2030-06-01T08:00:00Z"));
	expect_text("Hi", body("/greeting"));
	expect_text("private, no-store", header("Cache-Control"));
	with("If-None-Match", header("ETag"));
	expect(304, as("root", GET,
			"/admin/ui-configs/preview?app_version=1.5&time="
			"2030-06-01T08:00:00Z"));
	expect_problem(422, "validation_failed",
	    as("root", POST,
		"/admin/ui-configs {'app_version': '1', 'config': '{}'}"));
	expect_problem(422, "validation_failed",
	    as("root", POST,
		"/admin/ui-configs {'app_version': '3', 'config': '[]'}"));
	expect_text("format", error_at("/config"));
	expect_problem(422, "validation_failed",
	    as("root", POST,
		"/admin/ui-configs {'app_version': '3', 'config': '{'}"));
	expect_problem(422, "timezone_unknown",
	    as("root", POST,
		"/admin/ui-configs {'app_version': '3', 'config': '{}', "
		"'timezone': 'x'}"));
	expect_problem(422, "timezone_unknown",
	    as("root", PATCH, "/admin/ui-configs/%s {'timezone': 'x'}",
		id("one")));
	expect_problem(422, "validation_failed",
	    as("root", PATCH,
		"/admin/ui-configs/%s {'from_time': '2030-06-01T00:00:00Z', "
		"'until_time': '2030-06-01T00:00:00Z'}",
		id("one")));
	expect(200, as("root", PATCH,
			"/admin/ui-configs/%s {'is_enabled': "
			"false}",
			id("any")));
	expect(200, ask(4));
	expect_text("(none)", body("/theme"));
	expect(204, as("root", DELETE, "/admin/ui-configs/%s", id("any")));
	expect(404, as("root", GET, "/admin/ui-configs/%s", id("any")));
}

enum { PROCESSES = 8, MOST = 500 };

static char *logins[PROCESSES];

/* All rows that there may be but two. */
static void
given_many(void)
{
	work_sql(
	    text("INSERT INTO ui_config (id, app_version, patch_id, "
		 "location, priority, config, is_enabled, created_at, "
		 "updated_at) SELECT gen_random_uuid(), '1', 'x' || n, '', "
		 "0, '{}', TRUE, now(), now() FROM generate_series(1, %d) "
		 "AS n",
		MOST - 2),
	    text("WITH RECURSIVE k (n) AS (SELECT 1 UNION ALL SELECT n + 1 "
		 "FROM k WHERE n < %d) INSERT INTO ui_config (id, app_version, "
		 "patch_id, location, priority, config, is_enabled, "
		 "created_at, updated_at) SELECT randomblob(16), '1', "
		 "'x' || n, '', 0, '{}', TRUE, 0, 0 FROM k",
		MOST - 2));
}

/* The status of adding one; 503 is asked again. */
static int
add_one(int i)
{
	char *json = text("{\"app_version\":\"2\",\"patch_id\":\"p%d\","
			  "\"config\":\"{}\"}",
	    i);
	int status;

	do
		status = api_ask(
		    logins[i], POST, "/api/v1/admin/ui-configs", json);
	while (status == 503);
	return status;
}

Test_engines(api_ui, as_many_as_there_may_be_are_the_most)
{
	int results[PROCESSES], made = 0, refused = 0;

	for (int i = 0; i < PROCESSES; i++) {
		given_admin(text("root%d", i));
		logins[i] = given_login(NULL, text("root%d", i));
	}
	given_many();
	api_expect_503();
	api_in_processes(PROCESSES, add_one, results);
	for (int i = 0; i < PROCESSES; i++) {
		made += results[i] == 201;
		refused += results[i] == 403;
	}
	expect_int(2, made);
	expect_int(PROCESSES - 2, refused);
}
