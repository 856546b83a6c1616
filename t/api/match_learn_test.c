/*
 * What people like, learned from what they come to: of who lets it be learned,
 * and of nobody else.
 */
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* A cluster "c" of dan's, a category "music", and who comes to what is about
 * it: cat and bob, of whom bob lets it be learned. */
static void
given_people(void)
{
	static const char *const people[] = { "ann", "bob", "cat" };

	given_admin("root");
	given("music", "root", "/categories {'name': 'jam'}");
	given(
	    "c", "dan", "/clusters {'name': 'Rowers', 'join_policy': 'open'}");
	for (size_t i = 0; i < N_OF(people); i++) {
		expect(200, as(people[i], POST, "/clusters/%s/join", id("c")));
		expect(200, as(people[i], PUT,
				"/users/me/match-settings {'is_on': true, "
				"'learns': %s}",
				i == 1 ? "true" : "false"));
	}
	expect(200, as("ann", PUT,
			"/users/me/interests {'interests': [{'tag': 'jazz', "
			"'weight': 30}, {'category_id': '%s', 'weight': 30}]}",
			id("music")));
}

/* Everybody comes to an event about jazz and music, and it is over. */
static void
go(const char *name)
{
	given(name, "dan",
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'tags': ['Jazz', 'JAZZ'], 'category_ids': ['%s']}",
	    in_hours(24), in_hours(25), id("music"));
	expect(200, attend("bob", name));
	expect(200, attend("cat", name));
	given_moved(name, "dan", -3, -1);
	work();
}

/* What was learned of somebody: so much of both, or nothing. */
static void
expect_learned(const char *who, int weight)
{
	expect(200, as(who, GET, "/users/me/interests"));
	expect_int(weight ? 2 : 0, body_count("/learned"));
	if (!weight)
		return;
	expect_text(id("music"), body("/learned/0/category_id"));
	expect_int(weight, body_int("/learned/0/weight"));
	expect_text("jazz", body("/learned/1/tag"));
	expect_int(weight, body_int("/learned/1/weight"));
}

/* All that was learned was so, so many days ago. */
static void
age(int days)
{
	work_sql(text("UPDATE learned_interest SET learned_at = learned_at - "
		      "interval '%d days'",
		     days),
	    text("UPDATE learned_interest SET learned_at = learned_at - "
		 "86400000000 * %d",
		days));
}

/* A week in which nobody writes anything, and then the chores. */
static void
pass_a_week(void)
{
	work_sql("UPDATE match_setting SET updated_at = updated_at - interval "
		 "'8 days'",
	    "UPDATE match_setting SET updated_at = updated_at - 691200000000");
	work_sql("UPDATE match_cluster SET cleared_at = cleared_at - interval "
		 "'8 days'",
	    "UPDATE match_cluster SET cleared_at = cleared_at - 691200000000");
	work();
}

static int
matches(const char *who)
{
	expect(200, as(who, GET, "/matches/users"));
	return body_count("");
}

Test_engines(api_match_learn, who_lets_it_be_learned_is_matched_by_it)
{
	given_people();
	go("e");
	expect_learned("bob", 10);
	expect_learned("cat", 0);
	expect_int(1, matches("ann"));
	expect_text(id("bob"), body("/0/user/id"));
	expect_text("interest", body("/0/reasons/0/kind"));
	expect_int(1, matches("bob"));
	expect_int(0, matches("cat"));
	/* each of several once */
	expect(200, as("cat", PUT,
			"/users/me/match-settings {'is_on': true, 'learns': "
			"true}"));
	go("f");
	expect_learned("bob", 20);
	expect_learned("cat", 10);
	expect_int(2, matches("ann"));
}

Test_engines(api_match_learn, it_grows_fades_and_is_forgotten)
{
	static const int weights[] = { 10, 20, 30, 40, 40 };

	given_people();
	for (size_t i = 0; i < N_OF(weights); i++) {
		go(text("e%zu", i));
		expect_learned("bob", weights[i]);
	}
	age(60);
	go("f");
	expect_learned("bob", 30);
	age(365);
	go("g");
	expect_learned("bob", 10);
	/* of what they have said and what was seen the sum counts */
	expect(200, as("bob", PUT,
			"/users/me/interests {'interests': [{'tag': 'jazz', "
			"'weight': 20}, {'category_id': '%s', 'weight': 20}]}",
			id("music")));
	expect_int(1, matches("ann"));
	expect_text("1.0", body("/0/parts/interests"));
	expect(200, as("bob", PUT, "/users/me/match-settings {'is_on': true}"));
	expect_text("false", body("/learns"));
	expect_learned("bob", 0);
	expect(200, as("bob", PUT,
			"/users/me/interests {'interests': [{'tag': 'go'}]}"));
	expect_int(0, matches("ann"));
}

/* Though they do nothing that would have it written anew. */
Test_engines(api_match_learn, it_fades_for_others_too)
{
	given_people();
	expect(200, as("bob", PUT,
			"/users/me/interests {'interests': [{'tag': 'jazz', "
			"'weight': 1}]}"));
	go("e");
	expect_int(1, matches("ann"));
	expect_text("0.9989", body("/0/parts/interests"));
	age(365);
	pass_a_week();
	expect_int(1, matches("ann"));
	expect_text("0.7071", body("/0/parts/interests")); /* jazz alone */
}

Test_engines(api_match_learn, a_date_is_about_what_its_series_is)
{
	given_people();
	given("s", "dan",
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'rrule': 'FREQ=WEEKLY;COUNT=3', 'tags': ['Jazz'], "
	    "'category_ids': ['%s']}",
	    in_hours(24), in_hours(25), id("music"));
	expect(200, as("bob", GET, "/events/%s/occurrences", id("s")));
	expect(
	    200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     body("/0/id")));
#define OVER(now, hour)                                                     \
	"UPDATE event SET start_time = " now " - " hour ", end_time = " now \
	", due_at = " now " WHERE id IN (SELECT "                           \
	"r.event_id FROM rsvp r)"
	work_sql(OVER("now()", "interval '1 hour'"),
	    OVER("unixepoch() * 1000000", "3600000000"));
	work();
	expect_learned("bob", 10);
}

Test_engines(api_match_learn, thirty_things_are_learned_at_most)
{
	given_people();
	for (int i = 0; i < 4; i++) {
		char *tags = text("%s", "");

		for (int t = 0; t < 10; t++)
			tags = text(
			    "%s%s\"t%d\"", tags, t ? ", " : "", i * 10 + t);
		given_event(
		    text("e%d", i), .more = text(", \"tags\": [%s]", tags));
		expect(200, attend("bob", text("e%d", i)));
		given_moved(text("e%d", i), "ann", -3, -1);
		work();
		age(1);
	}
	expect(200, as("bob", GET, "/users/me/interests"));
	expect_int(30, body_count("/learned"));
	cr_expect(response_contains("\"t39\"") && response_contains("\"t10\""));
	cr_expect(!response_contains("\"t9\""));
}
