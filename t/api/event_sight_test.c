/*
 * Who sees an event, and how much of it.
 */
#include "t/lib/api.h"

#include "base/banned.h"

Test_engines(api_event_sight, a_draft_is_its_organizers_alone)
{
	given_event("e", .draft = true);
	expect(404, anonymous(GET, "/events/%s", id("e")));
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_problem(403, "forbidden",
	    (given_event("p"), as("bob", POST, "/events/%s/publish", id("p"))));
	expect(404, as("bob", POST, "/events/%s/publish", id("e")));
	expect(200, as("ann", POST, "/events/%s/publish", id("e")));
	expect_text("published", body("/status"));
	expect(200, as("bob", GET, "/events/%s", id("e")));
}

Test_engines(
    api_event_sight, a_draft_that_is_given_up_stays_its_organizers_alone)
{
	given_event("e", .draft = true);
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect(404, anonymous(GET, "/events/%s", id("e")));
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect(200, anonymous(GET, "/events"));
	expect_int(0, body_count(""));
	given_event("f");
	expect(200, as("ann", POST, "/events/%s/cancel", id("f")));
	expect(200, anonymous(GET, "/events/%s", id("f")));
}

Test_engines(api_event_sight, a_private_one_is_seen_by_its_organizer)
{
	given_event("e", .is_private = true);
	expect(404, as("bob", GET, "/events/%s", id("e")));
	expect(404, as("bob", PUT,
			"/events/%s/rsvps/me "
			"{'status': 'attending'}",
			id("e")));
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect(200, as("bob", GET, "/events"));
	expect_int(0, body_count(""));
}

Test_engines(api_event_sight, the_online_address_is_for_those_who_attend)
{
	given_event("e", .more = ", 'online_url': 'https://meet.test/x'");
	expect_text("https://meet.test/x", body("/online_url"));
	expect(200, as("bob", GET, "/events/%s", id("e")));
	expect_text("null", body("/online_url"));
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("e")));
	expect(200, as("bob", GET, "/events/%s", id("e")));
	expect_text("null", body("/online_url"));
	expect(
	    200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	expect(200, as("bob", GET, "/events/%s", id("e")));
	expect_text("https://meet.test/x", body("/online_url"));
	expect_text("attending", body("/my_rsvp/status"));
	expect(200, anonymous(GET, "/events/%s", id("e")));
	expect_text("null", body("/online_url"));
}

/* What hides an address from its readers hides it from an admin who changes
 * something else. */
Test_engines(api_event_sight, who_changes_it_sees_no_more_than_before)
{
	given_event("e", .more = ", 'online_url': 'https://meet.test/x'");
	expect(
	    200, as("ann", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	given_admin("root");
	expect(200, as("root", PATCH, "/events/%s {'title': 'B'}", id("e")));
	expect_text("null", body("/online_url"));
	expect_text("null", body("/my_rsvp"));
	expect(200,
	    as("root", PATCH, "/events/%s {'visibility': 'private'}", id("e")));
	expect_text("private", body("/visibility"));
	expect_text("null", body("/online_url"));
	expect(404, as("root", GET, "/events/%s", id("e")));
	given_event("d", .more = ", 'online_url': 'https://meet.test/x'");
	expect(200, as("root", POST, "/events/%s/cancel", id("d")));
	expect_text("null", body("/online_url"));
	expect(200, as("ann", PATCH, "/events/%s {'title': 'C'}", id("e")));
	expect_text("https://meet.test/x", body("/online_url"));
	expect_text("attending", body("/my_rsvp/status"));
}

/* Sends all of an event back, with its online address as JSON. */
static int
replace(const char *user, const char *online_url)
{
	return as(user, PUT,
	    "/events/%s {'title': 'B', 'start_time': '%s', 'end_time': '%s', "
	    "'online_url': %s}",
	    id("e"), in_hours(3), in_hours(4), online_url);
}

static void
expect_online_url(const char *wanted)
{
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_text("B", body("/title"));
	expect_text(wanted, body("/online_url"));
}

Test_engines(api_event_sight, nobody_takes_away_what_they_were_not_shown)
{
	given_admin("root");
	given_event("e", .more = ", 'online_url': 'https://meet.test/x'");
	expect(200, replace("root", "null"));
	expect_text("null", body("/online_url"));
	expect_online_url("https://meet.test/x");
	expect(200, replace("root", "\"https://meet.test/y\""));
	expect_online_url("https://meet.test/y");
	/* shown it, they mean what they send */
	expect(
	    200, as("root", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	expect(200, replace("root", "null"));
	expect_online_url("null");
	expect(200, replace("ann", "\"https://meet.test/z\""));
	expect(200, replace("ann", "null"));
	expect_online_url("null");
}

/* Who says outright that it goes, means it. */
Test_engines(api_event_sight, an_admin_may_take_the_online_address_away)
{
	given_admin("root");
	given_event("e", .more = ", 'online_url': 'https://meet.test/x'");
	expect(
	    200, as("root", PATCH, "/events/%s {'online_url': null}", id("e")));
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_text("null", body("/online_url"));
}

Test_engines(api_event_sight, nothing_turns_public_because_nobody_spoke_of_it)
{
	given_event("e", .is_private = true);
	expect(200, as("ann", PATCH, "/events/%s {'title': 'B'}", id("e")));
	expect_text("private", body("/visibility"));
	expect(
	    200, as("ann", PATCH, "/events/%s {'visibility': null}", id("e")));
	expect_text("private", body("/visibility"));
	expect(200, as("ann", PUT,
			"/events/%s {'title': 'C', 'start_time': '%s', "
			"'end_time': '%s'}",
			id("e"), in_hours(3), in_hours(4)));
	expect_text("private", body("/visibility"));
	expect_problem(422, "validation_failed",
	    as("ann", PUT,
		"/events/%s {'title': 'C', 'start_time': '%s', "
		"'end_time': '%s', 'visibility': null}",
		id("e"), in_hours(3), in_hours(4)));
	expect(404, anonymous(GET, "/events/%s", id("e")));
	expect(200, as("ann", PUT,
			"/events/%s {'title': 'C', 'start_time': '%s', "
			"'end_time': '%s', 'visibility': 'public'}",
			id("e"), in_hours(3), in_hours(4)));
	expect(200, anonymous(GET, "/events/%s", id("e")));
}
