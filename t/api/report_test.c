/*
 * Reports: who may file and who handles them, and what stays of what was said.
 */
#include "app/report.h"
#include "t/lib/api.h"

#include "base/banned.h"

static int
report(const char *by, const char *kind, const char *subject)
{
	return as(by, POST,
	    "/reports {'subject_kind': '%s', 'subject_id': '%s', "
	    "'reason': 'spam', 'note': 'Zoë 日本'}",
	    kind, id(subject));
}

/* How many reports a list has; the last response is the list. */
static int
count(const char *by, const char *path)
{
	expect(200, as(by, GET, "%s", path));
	return body_count("");
}

static char *
reports_of(const char *kind, const char *space)
{
	return text("/%s/%s/reports", kind, id(space));
}

static int
handle(const char *by, const char *verb)
{
	return as(by, POST, "/reports/%s/%s {'outcome': 'Done.'}", id("report"),
	    verb);
}

/* A cluster of ann's with a group of bob's, which cat reports; both know it. */
static void
given_report(void)
{
	given_admin("root");
	given_user("cat");
	given("c", "ann", "/clusters {'name': 'x'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	given("g", "bob",
	    "/groups {'name': 'Tea', 'description': 'Buy now', "
	    "'cluster_id': '%s'}",
	    id("c"));
	expect(202, report("cat", "space", "g"));
	keep("report");
}

Test_engines(api_report, what_comes_of_it_stands_in_the_log)
{
	given_report();
	expect(200, handle("ann", "dismiss"));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("report.dismiss", body("/0/action"));
	expect_text("Done.", body("/0/details/outcome"));
}

Test_engines(api_report, of_what_is_in_a_cluster_is_for_who_handles_them_there)
{
	given_report();
	expect_text("open", body("/state"));
	expect_int(1, count("ann", reports_of("clusters", "c")));
	expect_text(id("report"), body("/0/id"));
	expect_text(id("cat"), body("/0/reporter/id"));
	expect_text(id("bob"), body("/0/about/id"));
	expect_text(id("c"), body("/0/space_id"));
	expect_text("Tea: Buy now", body("/0/excerpt"));
	expect_text("Zoë 日本", body("/0/note"));
	expect_problem(403, "forbidden",
	    as("bob", GET, "%s", reports_of("clusters", "c")));
	expect_problem(403, "forbidden",
	    as("cat", GET, "%s", reports_of("clusters", "c")));
	expect_int(0, count("bob", reports_of("groups", "g")));
}

Test_engines(api_report, of_what_is_in_no_cluster_is_for_administrators)
{
	given_admin("root");
	given("g", "ann", "/groups {'name': 'x'}");
	given_event("e", .by = "ann");
	expect(202, report("bob", "space", "g"));
	expect(202, report("bob", "event", "e"));
	expect(202, report("bob", "user", "ann"));
	keep("report");
	expect_int(0, count("ann", reports_of("groups", "g")));
	expect_int(3, count("root", "/admin/reports"));
	expect_text("user", body("/0/subject_kind"));
	expect_text("Ann Example", body("/0/excerpt"));
	expect_text("null", body("/0/space_id"));
	expect_text("Picnic", body("/1/excerpt"));
	expect_problem(403, "forbidden", as("ann", GET, "/admin/reports"));
	expect_problem(404, "not_found", handle("bob", "resolve"));
	expect(200, handle("root", "dismiss"));
	expect_int(2, count("root", "/admin/reports"));
	expect_int(1, count("root", "/admin/reports?state=dismissed"));
}

Test_engines(api_report, of_an_event_is_for_who_moderates_where_it_was_made)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	given("e", "bob",
	    "/events {'title': 'Tea', 'start_time': '%s', 'end_time': '%s', "
	    "'cluster_id': '%s'}",
	    in_hours(1), in_hours(2), id("c"));
	expect(202, report("cat", "event", "e"));
	keep("report");
	expect_int(1, count("ann", reports_of("clusters", "c")));
	expect_text("Tea", body("/0/excerpt"));
	expect_text(id("bob"), body("/0/about/id"));
	expect_problem(404, "not_found", handle("bob", "resolve"));
	expect(200, handle("ann", "resolve"));
}

Test_engines(api_report, of_a_message_is_for_who_moderates_the_group)
{
	given("g", "ann", "/groups {'name': 'x'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	given("m", "bob", "/groups/%s/messages {'content': 'Buy this now'}",
	    id("g"));
	expect_problem(404, "not_found", report("cat", "message", "m"));
	expect(200, as("cat", POST, "/groups/%s/join", id("g")));
	expect(202, report("cat", "message", "m"));
	keep("report");
	expect(
	    204, as("bob", DELETE, "/groups/%s/messages/%s", id("g"), id("m")));
	expect_int(1, count("ann", reports_of("groups", "g")));
	expect_text("Buy this now", body("/0/excerpt"));
	expect_text(id("bob"), body("/0/about/id"));
	expect(200, handle("ann", "resolve"));
	/* what says nothing any more is not reported */
	expect_problem(404, "not_found", report("cat", "message", "m"));
}

Test_engines(api_report, keeps_what_was_said)
{
	given_report();
	expect(
	    200, as("bob", PATCH, "/groups/%s {'name': 'Harmless'}", id("g")));
	expect_int(1, count("ann", reports_of("clusters", "c")));
	expect_text("Tea: Buy now", body("/0/excerpt"));
}

Test_engines(api_report, repeated_is_one)
{
	given_report();
	for (int i = 0; i < 2; i++) {
		expect(202, report("cat", "space", "g"));
		expect_text(id("report"), body("/id"));
	}
	expect(202, report("bob", "space", "g"));
	expect_int(2, count("ann", reports_of("clusters", "c")));
	expect(200, handle("ann", "resolve"));
	expect(202, report("cat", "space", "g"));
	expect_int(2, count("ann", reports_of("clusters", "c")));
}

Test_engines(api_report, is_handled_once_and_stands_in_the_log)
{
	given_report();
	expect(200, handle("ann", "resolve"));
	expect_text("resolved", body("/state"));
	expect_text("Done.", body("/outcome"));
	expect_text(id("ann"), body("/handled_by"));
	expect_problem(409, "invalid_transition", handle("ann", "dismiss"));
	expect_problem(409, "invalid_transition", handle("root", "resolve"));
	expect_int(0, count("ann", reports_of("clusters", "c")));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("report.resolve", body("/0/action"));
	expect_text(id("bob"), body("/0/subject_id"));
	expect_text("Done.", body("/0/details/outcome"));
}

Test_engines(api_report, is_nothing_for_whom_it_is_about)
{
	given_report();
	expect(200, as("ann", POST, "/clusters/%s/transfer {'user_id': '%s'}",
			id("c"), id("bob")));
	expect_int(0, count("bob", reports_of("clusters", "c")));
	expect_problem(404, "not_found", handle("bob", "dismiss"));
	expect_problem(404, "not_found", handle("cat", "dismiss"));
	expect_int(1, count("ann", reports_of("clusters", "c")));
	expect(200, handle("root", "resolve"));
}

Test_engines(api_report, is_of_what_is_seen)
{
	given_user("bob");
	given_event("e", .draft = true);
	given("g", "ann", "/groups {'name': 'x', 'is_private': true}");
	expect_problem(404, "not_found", report("bob", "event", "e"));
	expect_problem(404, "not_found", report("bob", "space", "g"));
	expect_problem(404, "not_found", report("bob", "user", "ann"));
	/* nor of another kind of thing */
	expect_problem(404, "not_found", report("ann", "user", "g"));
	expect(202, report("ann", "space", "g"));
}

/* Whoever flees first can still tell. */
Test_engines(api_report, of_somebody_blocked_is_possible)
{
	given_event("e");
	expect(204, as("bob", PUT, "/users/me/blocks/%s", id("ann")));
	expect(202, report("bob", "user", "ann"));
	expect_problem(404, "not_found", report("ann", "user", "bob"));
}

Test_engines(api_report, has_a_bound_a_day)
{
	given_event("e");
	for (int i = 0; i < APP_REPORTS_PER_DAY; i++)
		expect(202, report("bob", "event", "e"));
	expect_problem(429, "rate_limited", report("bob", "event", "e"));
	expect(202, report("cat", "event", "e"));
}

static struct {
	char *login, *target;
} race;

static int
file(int i)
{
	(void)i;
	return api_ask(race.login, POST, "/api/v1/reports", race.target);
}

Test_engines(api_report, filed_twice_at_once_is_one)
{
	enum { PROCESSES = 6 };
	int results[PROCESSES];

	given_admin("root");
	given_event("e");
	race.login = given_login(NULL, "bob");
	race.target = text("{\"subject_kind\":\"event\",\"subject_id\":\"%s\","
			   "\"reason\":\"hate\"}",
	    id("e"));
	api_in_processes(PROCESSES, file, results);
	for (int i = 0; i < PROCESSES; i++)
		cr_expect(results[i] == 202, "%d: %d", i, results[i]);
	expect_int(1, count("root", "/admin/reports"));
}
