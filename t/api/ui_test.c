/*
 * What clients are told of how they should look and behave: rows of two
 * versions, of patches and places, and what each client gets of them.
 */
#include <json-c/json.h>
#include <string.h>

#include "base/str.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* A row, of more members than these two. */
static void
given_row(
    const char *name, const char *version, const char *config, const char *more)
{
	given(name, "root",
	    "/admin/ui-configs {'app_version': '%s', 'config': %s%s}", version,
	    quoted(config), quoted(more));
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

#define LIGHT                                                    \
	"'theme': 'light', 'menu': {'sparks': 1, 'groups': 2}, " \
	"'greetings': {'morning': 'Good morning', 'evening': 'Good evening'}"
#define LIGHT_BETA                                                 \
	"'theme': 'light', 'menu': {'sparks': 1, 'routines': 3}, " \
	"'greetings': {'morning': 'Good morning', 'evening': 'Good evening'}"
#define DARK                                               \
	"'theme': 'dark', 'greetings': {'morning': 'Hi', " \
	"'night': 'Still up?'}"

/* Twelve clients, and all that they are told but what is the same for each:
 * what they said themselves and the times. */
static const struct {
	char version[12], patch[8], place[24], time[32], told[256];
} clients[] = {
	{ "1.0", "", "", "2030-06-01T08:00:00Z",
	    LIGHT ", 'greeting': 'Good morning', 'timezone': 'UTC'" },
	{ "1.0", "", "", "2030-06-01T18:00:00Z",
	    LIGHT ", 'greeting': 'Good evening', 'timezone': 'UTC'" },
	{ "1.5", "", "", "2030-06-01T08:00:00Z",
	    DARK ", 'greeting': 'Hi', 'timezone': 'UTC'" },
	{ "1.5.2", "", "", "2030-06-01T23:00:00Z",
	    DARK ", 'greeting': 'Still up?', 'timezone': 'UTC'" },
	{ "2", "", "", "2030-06-01T08:00:00Z",
	    "'theme': 'plain', 'greeting': '', 'timezone': 'UTC'" },
	{ "x", "", "", "2030-06-01T13:00:00Z",
	    LIGHT ", 'greeting': '', 'timezone': 'UTC'" },
	{ "1.0", "beta", "", "2030-06-01T08:00:00Z",
	    LIGHT_BETA ", 'greeting': 'Good morning', 'timezone': 'UTC'" },
	{ "1.5", "beta", "", "2030-06-01T08:00:00Z",
	    DARK ", 'menu': {'routines': 3}, 'greeting': 'Hi', 'timezone': "
		 "'UTC'" },
	{ "1.0", "gamma", "", "2030-06-01T08:00:00Z",
	    LIGHT ", 'greeting': 'Good morning', 'timezone': 'UTC'" },
	{ "1.0", "", "The Library, 2", "2030-06-02T00:00:00Z",
	    LIGHT ", 'banner': 'Quiet, please', 'greeting': 'Good morning', "
		  "'timezone': 'Asia/Tokyo'" },
	{ "1.0", "beta", "Library", "2030-05-31T23:00:00Z",
	    LIGHT_BETA ", 'banner': 'Closed today', 'greeting': 'Good "
		       "morning', 'timezone': 'Asia/Tokyo'" },
	{ "1.0", "", "Librarygate", "2030-06-01T08:00:00Z",
	    LIGHT ", 'greeting': 'Good morning', 'timezone': 'UTC'" },
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

static struct json_object *
parse(const char *json)
{
	struct json_object *v = json_tokener_parse(json);

	cr_assert(v, "%s", json);
	return v;
}

/* Every member of the answer, but those that are the time. */
static void
expect_told(size_t i, const char *version)
{
	char *said = quoted(
	    text("{%s, 'metadata': {'version': '%s', 'patchId': '%s', "
		 "'location': '%s', 'clientTime': '%s'}}",
		clients[i].told, version, clients[i].patch, clients[i].place,
		clients[i].time));
	struct json_object *want = parse(said);
	struct json_object *got = parse(response()->body), *metadata;

	json_object_object_del(got, "serverTime");
	cr_assert(json_object_object_get_ex(got, "metadata", &metadata));
	json_object_object_del(metadata, "responseTime");
	cr_expect(json_object_equal(want, got), "%zu: %s instead of %s", i,
	    json_object_to_json_string(got), said);
	json_object_put(want);
	json_object_put(got);
}

Test_engines(api_ui, each_client_gets_what_is_for_it)
{
	given_rows();
	for (size_t i = 0; i < N_OF(clients); i++) {
		expect(200, ask(i));
		expect_told(i, str_eq(clients[i].version, "x")
				   ? "1.0"
				   : clients[i].version);
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
	expect(200, as("root", PATCH, "/admin/ui-configs/%s {'config': {}}",
			id("one")));
	with("If-None-Match", etag);
	expect(200, ask(0));
}

/* What a layer takes away is not said, in the greeting either; an edit replaces
 * all that a row says. */
Test_engines(api_ui, what_is_null_takes_away)
{
	given_rows();
	given_row("dumb", "1", "{'greetings': {'morning': null}, 'menu': null}",
	    ", 'patch_id': 'dumb'");
	with("X-Patch-ID", "dumb");
	with("X-Time", "2030-06-01T08:00:00Z");
	expect(200, anonymous(GET, "/ui"));
	expect_text("", body("/greeting"));
	expect_text("(none)", body("/menu"));
	expect_text("Good evening", body("/greetings/evening"));
	expect(200, as("root", GET, "/admin/ui-configs/%s", id("dumb")));
	expect_text("null", body("/config/menu"));
	expect(200, as("root", PATCH,
			"/admin/ui-configs/%s {'config': {'greetings': 1}}",
			id("dumb")));
	expect_text("(none)", body("/config/menu"));
	with("X-Patch-ID", "dumb");
	with("X-Time", "2030-06-01T08:00:00Z");
	expect(200, anonymous(GET, "/ui"));
	expect_text("", body("/greeting"));
	expect_text("1", body("/greetings"));
	expect_text("2", body("/menu/groups"));
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
		"/admin/ui-configs {'app_version': '1', 'config': {}}"));
	expect_problem(422, "validation_failed",
	    as("root", POST,
		"/admin/ui-configs {'app_version': '3', 'config': []}"));
	expect_text("type", error_at("/config"));
	expect_problem(422, "validation_failed",
	    as("root", POST,
		"/admin/ui-configs {'app_version': '3', 'config': {'a': "
		"'%032767d'}}",
		0));
	expect_text("too_long", error_at("/config"));
	expect_problem(422, "validation_failed",
	    as("root", PATCH, "/admin/ui-configs/%s {'config': null}",
		id("one")));
	expect_problem(422, "timezone_unknown",
	    as("root", POST,
		"/admin/ui-configs {'app_version': '3', 'config': {}, "
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
	expect(200, as("root", GET, "/admin/ui-configs/%s", id("any")));
	with("If-None-Match", header("ETag"));
	expect(304, as("root", GET, "/admin/ui-configs/%s", id("any")));
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
			  "\"config\":{}}",
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
