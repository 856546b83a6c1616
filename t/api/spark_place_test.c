/*
 * Where a spark is, which those who are not in it are told by some hundred
 * metres, whatever they ask.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "rule/spark.h"
#include "t/api/operations.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

#define LAT	"48.1371547"
#define LON	"11.5761249"
#define PLANTED "1371547", "5761249", "The red door"

static const char *const planted[] = { PLANTED };

/* Home is "cluster" or "group", called c or g. */
static void
given_place_in(
    const char *home, const char *name, const char *lat, const char *lon)
{
	given(name, "ann",
	    "/sparks {'name': 'x', 'total_spots': 4, '%s_id': '%s', "
	    "'join_policy': 'approve', 'start_time': '%s', "
	    "'location': {'label': 'Old town', 'detail': 'The red door', "
	    "'lat': %s, 'lon': %s}}",
	    home, id(text("%c", *home)), in_hours(2), lat, lon);
}

static void
given_place(const char *name, const char *lat, const char *lon)
{
	given_place_in("cluster", name, lat, lon);
}

static void
given_cluster(void)
{
	given("c", "ann", "/clusters {'name': 'Campus'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
}

static bool
tells(void)
{
	for (size_t i = 0; i < N_OF(planted); i++)
		if (response_contains(planted[i]))
			return true;
	return false;
}

/* The path with the id of a thing for what stands for it. */
static const char *
filled(const char *path, const char *placeholder, const char *name)
{
	const char *at = strstr(path, placeholder);

	return at ? text("%.*s%s%s", (int)(at - path), path, id(name),
			at + strlen(placeholder))
		  : path;
}

/* All that bob can read of Hearth that is about this spark, its cluster, or
 * nothing by name; and his mails. */
static void
expect_told_nowhere(void)
{
	int n = 0;

	for (const struct operation_row *row = operation_rows; row->id; row++) {
		const char *path = row->path ? row->path : "{}";

		path = filled(filled(path, "{spark}", "s"), "{cluster}", "c");
		if (strchr(path, '{') || !str_eq(row->method, GET))
			continue;
		as("bob", GET, "%s", path);
		cr_expect(!tells(), "%s: %s", row->id, response()->body);
		n++;
	}
	cr_expect(n > 40, "%d", n);
	for (int i = 0; i < work_mails("bob@example.org"); i++)
		for (size_t k = 0; k < N_OF(planted); k++)
			cr_expect(!strstr(
			    work_mail_at("bob@example.org", i), planted[k]));
}

/* No answer to bob has it. */
static void
expect_hidden(const char *code)
{
	const char *const paths[] = { text("/sparks/%s", id("s")),
		text("/sparks/%s?invite=%s", id("s"), code), "/sparks",
		"/sparks?near=48.13,11.57&radius_m=50000",
		text("/sparks?cluster_id=%s", id("c")), "/users/me/sparks",
		text("/sparks/%s/participants", id("s")),
		text("/sparks/%s/messages", id("s")),
		text("/sparks/%s/calendar.ics", id("s")), "/matches/sparks",
		text("/calendar?from=%s&to=%s", in_hours(0), in_hours(24)) };

	for (size_t i = 0; i < N_OF(paths); i++) {
		as("bob", GET, "%s", paths[i]);
		cr_expect(!tells(), "%s: %s", paths[i], response()->body);
	}
}

static void
expect_told(const char *who)
{
	expect(200, as(who, GET, "/sparks/%s", id("s")));
	for (size_t i = 0; i < N_OF(planted); i++)
		cr_expect(
		    response_contains(planted[i]), "%s", response()->body);
	expect_text("true", body("/location/is_exact"));
	expect(200, as(who, GET, "/sparks"));
	cr_expect(tells(), "%s: %s", who, response()->body);
	expect(200, as(who, GET, "/sparks?cluster_id=%s", id("c")));
	cr_expect(tells(), "%s: %s", who, response()->body);
}

Test_engines(api_spark_place, who_is_in_it_is_told_where_it_is)
{
	char *code;

	given_cluster();
	given_place("s", LAT, LON);
	expect_told("ann");
	expect(201, as("ann", POST, "/sparks/%s/invites {}", id("s")));
	code = body("/code");
	expect_hidden(code);
	expect(200, as("bob", GET, "/sparks/%s", id("s")));
	expect_text("Old town", body("/location/label"));
	expect_text("false", body("/location/is_exact"));
	expect_int(500, body_int("/location/precision_m"));
	expect(202, as("bob", POST, "/sparks/%s/join", id("s")));
	cr_expect(!tells());
	expect_hidden(code);
	work();
	expect_told_nowhere();
	expect(200, as("ann", POST, "/sparks/%s/participants/%s/approve",
			id("s"), id("bob")));
	expect_told("bob");
	expect(204, as("ann", DELETE, "/sparks/%s/participants/%s", id("s"),
			id("bob")));
	expect_hidden(code);
}

static void
given_in_group(const char *name)
{
	expect(200, as(name, POST, "/groups/%s/join", id("g")));
}

/* Of a group that gus has made. Sam may manage sparks in its cluster alone, gus
 * in the group alone, and root as an administrator of the server; bob nowhere.
 */
static void
given_managers(void)
{
	given_cluster();
	given("r", "ann",
	    "/clusters/%s/roles {'name': 'Ranger', 'rank': 1, 'permissions': "
	    "['sparks.manage']}",
	    id("c"));
	given_admin("root");
	expect(200, as("root", POST, "/clusters/%s/join", id("c")));
	expect(200, as("sam", POST, "/clusters/%s/join", id("c")));
	expect(204, as("ann", PUT, "/clusters/%s/members/%s/roles/%s", id("c"),
			id("sam"), id("r")));
	expect(200, as("gus", POST, "/clusters/%s/join", id("c")));
	given("g", "gus", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	given_in_group("ann");
	given_in_group("bob");
	given_in_group("root");
	given_in_group("sam");
}

Test_engines(api_spark_place, who_manages_it_is_told_where_it_is)
{
	given_managers();
	given_place_in("group", "s", LAT, LON);
	expect_told("sam");
	expect_told("gus");
	expect_told("root");
	expect(200, as("bob", GET, "/sparks?cluster_id=%s", id("c")));
	expect_int(1, body_count(""));
	cr_expect(!tells(), "%s", response()->body);
	expect(200, as("bob", GET, "/sparks/%s", id("s")));
	cr_expect(!tells(), "%s", response()->body);
}

Test_engines(api_spark_place, it_is_not_told_more_exactly_once_others_are_in_it)
{
	given_cluster();
	given_place("s", LAT, LON);
	expect(
	    200, as("ann", PATCH,
		     "/sparks/%s {'location': {'precision_m': 100}}", id("s")));
	expect_int(100, body_int("/location/precision_m"));
	expect(202, as("bob", POST, "/sparks/%s/join", id("s")));
	expect(200, as("ann", POST, "/sparks/%s/participants/%s/approve",
			id("s"), id("bob")));
	expect(
	    422, as("ann", PATCH, "/sparks/%s {'location': {'precision_m': 0}}",
		     id("s")));
	expect_text("out_of_range", error_at("/location/precision_m"));
	expect(200, as("ann", PATCH, "/sparks/%s {'location': null}", id("s")));
	expect_text("null", body("/location"));
	expect(422, as("ann", PATCH,
			"/sparks/%s {'location': {'label': 'x', 'lat': 1, "
			"'lon': 1, 'precision_m': 0}}",
			id("s")));
	expect(200, as("ann", PATCH,
			"/sparks/%s {'location': {'label': 'x', 'lat': 1, "
			"'lon': 1, 'precision_m': 2000}}",
			id("s")));
}

/* By hand SPARK_QUESTIONS=10000. */
enum { QUESTIONS = 400 };

static int
questions(void)
{
	const char *n = getenv("SPARK_QUESTIONS");

	return n ? (int)strtol(n, NULL, 10) : QUESTIONS;
}

static double
between(double low, double high)
{
	return low + (high - low) * (double)random() / (double)RAND_MAX;
}

/* Two places in opposite corners of one cell: no list tells one from the other,
 * however one asks, so nobody learns more of either than the cell. */
Test_engines(api_spark_place, no_question_tells_more_than_the_cell)
{
	double lat, lon, step = 500 / 111320.0;
	int n_found = 0, n_asked = questions();

	given_cluster();
	rule_spark_blur(48.1371547, 11.5761249, 500, &lat, &lon);
	given_place("a", text("%.7f", lat - 0.45 * step),
	    text("%.7f", lon - 0.45 * step));
	given_place("b", text("%.7f", lat + 0.45 * step),
	    text("%.7f", lon + 0.45 * step));
	for (int i = 0; i < n_asked; i++) {
		int n;

		expect(200, as("bob", GET, "/sparks?near=%.6f,%.6f&radius_m=%d",
				lat + between(-2 * step, 2 * step),
				lon + between(-2 * step, 2 * step),
				100 + (int)(random() % 900)));
		n = body_count("");
		cr_assert(n == 0 || n == 2, "%s", response()->body);
		n_found += n / 2;
	}
	cr_expect(n_found > n_asked / 8 && n_found < n_asked * 7 / 8);
}
