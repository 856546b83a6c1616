/*
 * Events: made, seen, changed, published, cancelled, removed.
 */
#include "t/lib/api.h"

#include <string.h>

#include "base/banned.h"

#define MUSIC "01900000-0000-7000-8000-000000000008"
#define FOOD  "01900000-0000-7000-8000-000000000005"

Test_engines(api_event, little_is_needed)
{
	char *start = in_hours(24), *end = in_hours(26);

	expect(201, as("ann", POST,
			"/events {'title': 'Picnic', 'start_time': '%s', "
			"'end_time': '%s'}",
			start, end));
	expect_text("Picnic", body("/title"));
	expect_text("published", body("/status"));
	expect_text("public", body("/visibility"));
	expect_text("UTC", body("/timezone"));
	expect_text(start, body("/start_time"));
	expect_text(id("ann"), body("/organizer_id"));
	expect_text("null", body("/capacity"));
	expect_text("null", body("/spots_left"));
	expect_text("0", body("/spots_taken"));
	expect_text("null", body("/venue"));
	expect_text("null", body("/my_rsvp"));
	expect_text(text("/api/v1/events/%s", body("/id")), header("Location"));
	cr_expect(header("ETag")[0] == '"');
	keep("e");
	expect(200, anonymous(GET, "/events/%s", id("e")));
	expect_text("Picnic", body("/title"));
}

Test_engines(api_event, everything_comes_back)
{
	expect(201,
	    as("ann", POST,
		"/events {'title': 'Ännual \\\\ \\\"meeting\\\"', "
		"'description': 'Line one\\nline two', 'location': 'Park', "
		"'venue': {'name': 'Hall', 'address': '1 Road', 'lat': 52.5, "
		"'lon': -13.25}, 'online_url': 'https://meet.test/x?a=b#c', "
		"'image_url': 'http://img.test/a', 'start_time': "
		"'2031-05-01T12:00:00+02:00', 'end_time': "
		"'2031-05-01T12:00:00.25Z', 'timezone': 'Europe/Berlin', "
		"'visibility': 'private', 'capacity': 40, 'waitlist': true, "
		"'rsvp_closes_at': '2031-04-30T00:00:00Z', "
		"'category_ids': ['" MUSIC "', '" FOOD "'], "
		"'tags': ['a', 'b'], 'draft': true}"));
	expect_text("Ännual \\ \"meeting\"", body("/title"));
	expect_text("Line one\nline two", body("/description"));
	expect_text("52.5", body("/venue/lat"));
	expect_text("-13.25", body("/venue/lon"));
	expect_text("2031-05-01T10:00:00Z", body("/start_time"));
	expect_text("2031-05-01T12:00:00.25Z", body("/end_time"));
	expect_text("draft", body("/status"));
	expect_text("40", body("/capacity"));
	expect_text("40", body("/spots_left"));
	expect_text("true", body("/waitlist"));
	expect_text("2031-04-30T00:00:00Z", body("/rsvp_closes_at"));
	expect_int(2, body_count("/category_ids"));
	expect_text("b", body("/tags/1"));
	expect_text("https://meet.test/x?a=b#c", body("/online_url"));
}

Test_engines(api_event, the_first_one_makes_an_organizer)
{
	expect(200, as("ann", GET, "/users/me"));
	expect_text("attendee", body("/role"));
	given_event("e");
	expect(200, as("ann", GET, "/users/me"));
	expect_text("organizer", body("/role"));
	api_set("ORGANIZER_PROMOTION", "off");
	given_event("f");
	expect_problem(403, "forbidden",
	    as("bob", POST,
		"/events {'title': 'x', 'start_time': '%s', 'end_time': '%s'}",
		in_hours(1), in_hours(2)));
	expect_text(
	    "You may not make events (events.create).", body("/detail"));
	given_admin("root");
	given_event("g", .by = "root");
}

Test_engines(api_event, what_cannot_be_is_refused)
{
	expect_problem(422, "end_before_start",
	    as("ann", POST,
		"/events {'title': 'x', 'start_time': '%s', 'end_time': '%s'}",
		in_hours(2), in_hours(1)));
	expect_problem(422, "timezone_unknown",
	    as("ann", POST,
		"/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
		"'timezone': 'Berlin'}",
		in_hours(1), in_hours(2)));
	expect_problem(422, "validation_failed",
	    as("ann", POST,
		"/events {'title': ' ', 'start_time': 'tomorrow', "
		"'capacity': 0, 'venue': {'lat': 91}, 'online_url': "
		"'javascript:alert(1)', 'category_ids': ['x'], "
		"'visibility': 'secret', 'tags': ['']}"));
	cr_expect(body_count("/errors") >= 9);
	expect_text("required", error_at("/end_time"));
	cr_expect(!str_eq(error_at("/venue/lat"), "(none)"));
	expect_text("required", error_at("/venue/name"));
	cr_expect(!str_eq(error_at("/tags/0"), "(none)"));
	expect_problem(422, "validation_failed",
	    as("ann", POST,
		"/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
		"'category_ids': ['01890a5d-ac96-774b-bcce-b302099a8057']}",
		in_hours(1), in_hours(2)));
	expect(200, as("ann", GET, "/users/me/events"));
	expect_int(0, body_count(""));
}

Test_engines(api_event, a_change_to_no_time_zone_is_refused)
{
	given_event("e");
	expect_problem(422, "timezone_unknown",
	    as("ann", PATCH, "/events/%s {'timezone': 'Berlin'}", id("e")));
	expect_problem(422, "timezone_unknown",
	    as("ann", PUT,
		"/events/%s {'title': 'x', 'start_time': '%s', "
		"'end_time': '%s', 'timezone': 'Berlin'}",
		id("e"), in_hours(1), in_hours(2)));
}

Test_engines(api_event, what_does_not_fit_together_is_said_at_once)
{
	expect_problem(422, "validation_failed",
	    as("ann", POST,
		"/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
		"'timezone': 'Berlin'}",
		in_hours(2), in_hours(1)));
	expect_int(2, body_count("/errors"));
	expect_text("timezone_unknown", error_at("/timezone"));
	expect_text("end_before_start", error_at("/end_time"));
}

Test_engines(api_event, patch_changes_what_is_named)
{
	given_event("e", .capacity = 5,
	    .more = ", 'location': 'Park', "
		    "'venue': {'name': 'Hall', 'lat': 1, 'lon': 2}");
	expect(200, as("ann", PATCH, "/events/%s {'title': 'Ball'}", id("e")));
	expect_text("Ball", body("/title"));
	expect_text("Park", body("/location"));
	expect_text("5", body("/capacity"));
	expect_text("Hall", body("/venue/name"));
	expect(200, as("ann", PATCH,
			"/events/%s {'location': null, 'capacity': null, "
			"'venue': null}",
			id("e")));
	expect_text("null", body("/location"));
	expect_text("null", body("/capacity"));
	expect_text("null", body("/venue"));
	expect_text("Ball", body("/title"));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/events/%s {'title': null, 'start_time': null}",
		id("e")));
	expect_problem(422, "end_before_start",
	    as("ann", PATCH, "/events/%s {'end_time': '%s'}", id("e"),
		in_hours(1)));
	expect_problem(422, "end_before_start",
	    as("ann", PUT,
		"/events/%s {'title': 'x', 'start_time': '%s', 'end_time': "
		"'%s'}",
		id("e"), in_hours(2), in_hours(1)));
}

Test_engines(api_event, patch_of_a_venue_merges_into_it)
{
	given_event("e", .more = ", 'venue': {'name': 'Hall', "
				 "'address': '1 Road', 'lat': 1, 'lon': 2}");
	expect(
	    200, as("ann", PATCH,
		     "/events/%s {'venue': {'address': '2 Road', 'lat': null}}",
		     id("e")));
	expect_text("Hall", body("/venue/name"));
	expect_text("2 Road", body("/venue/address"));
	expect_text("null", body("/venue/lat"));
	expect_text("2", text("%.1s", body("/venue/lon")));
	given_event("f");
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/events/%s {'venue': {'address': '2 Road'}}",
		id("f")));
	expect_text("required", error_at("/venue/name"));
}

Test_engines(api_event, put_replaces_everything)
{
	given_event("e", .capacity = 5, .waitlist = true,
	    .more = ", 'location': 'Park', 'tags': ['a']");
	expect(200, as("ann", PUT,
			"/events/%s {'title': 'Ball', 'start_time': '%s', "
			"'end_time': '%s'}",
			id("e"), in_hours(3), in_hours(4)));
	expect_text("Ball", body("/title"));
	expect_text("null", body("/location"));
	expect_text("null", body("/capacity"));
	expect_text("false", body("/waitlist"));
	expect_text("[]", body("/tags"));
	expect_text("published", body("/status"));
	expect_problem(422, "validation_failed",
	    as("ann", PUT, "/events/%s {'title': 'Ball'}", id("e")));
}

Test_engines(api_event, categories_can_be_exchanged)
{
	given_event("e", .more = ", 'category_ids': ['" MUSIC "']");
	expect(200, as("ann", PATCH, "/events/%s {'title': 'B'}", id("e")));
	expect_text(MUSIC, body("/category_ids/0"));
	expect(200, anonymous(GET, "/events?category_id=" MUSIC));
	expect_int(1, body_count(""));
	expect(200, as("ann", PATCH,
			"/events/%s {'category_ids': ['" FOOD "']}", id("e")));
	expect_text(FOOD, body("/category_ids/0"));
	expect(200, anonymous(GET, "/events?category_id=" MUSIC));
	expect_int(0, body_count(""));
	expect(200, anonymous(GET, "/events?category_id=" FOOD));
	expect_int(1, body_count(""));
}

Test_engines(api_event, a_stale_if_match_is_412)
{
	char *first;

	given_event("e");
	first = header("ETag");
	with("If-Match", first);
	expect(200, as("ann", PATCH, "/events/%s {'title': 'B'}", id("e")));
	cr_expect(header("ETag")[0] == '"' && !str_eq(header("ETag"), first));
	with("If-Match", first);
	expect_problem(412, "precondition_failed",
	    as("ann", PATCH, "/events/%s {'title': 'C'}", id("e")));
	with("If-Match", first);
	expect_problem(412, "precondition_failed",
	    as("ann", PUT,
		"/events/%s {'title': 'C', 'start_time': '%s', "
		"'end_time': '%s'}",
		id("e"), in_hours(3), in_hours(4)));
	with("If-Match", first);
	expect_problem(412, "precondition_failed",
	    as("ann", DELETE, "/events/%s", id("e")));
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_text("B", body("/title"));
	with("If-None-Match", header("ETag"));
	expect(304, as("ann", GET, "/events/%s", id("e")));
	with("If-None-Match", first);
	expect(200, as("ann", GET, "/events/%s", id("e")));
}

Test_engines(api_event, only_its_organizer_or_an_admin_changes_it)
{
	given_event("e");
	expect_problem(403, "forbidden",
	    as("bob", PATCH, "/events/%s {'title': 'B'}", id("e")));
	expect_problem(403, "forbidden",
	    as("bob", PUT,
		"/events/%s {'title': 'C', 'start_time': '%s', "
		"'end_time': '%s'}",
		id("e"), in_hours(3), in_hours(4)));
	expect_problem(
	    403, "forbidden", as("bob", DELETE, "/events/%s", id("e")));
	expect_problem(
	    403, "forbidden", as("bob", POST, "/events/%s/cancel", id("e")));
	given_admin("root");
	expect(200, as("root", PATCH, "/events/%s {'title': 'B'}", id("e")));
	expect(204, as("root", DELETE, "/events/%s", id("e")));
	expect(404, as("ann", GET, "/events/%s", id("e")));
}

Test_engines(api_event, states_follow_their_table)
{
	given_event("e", .draft = true);
	expect(200, as("ann", POST, "/events/%s/publish", id("e")));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/events/%s/publish", id("e")));
	expect_text("published", body("/from"));
	expect_text("published", body("/to"));
	cr_expect(body_count("/allowed") >= 1);
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect_text("cancelled", body("/status"));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/events/%s/publish", id("e")));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/events/%s/cancel", id("e")));
	/* who has the link still sees that it is off */
	expect(200, as("bob", GET, "/events/%s", id("e")));
	expect_text("cancelled", body("/status"));
	given_event("f", .draft = true);
	expect(200, as("ann", POST, "/events/%s/cancel", id("f")));
}

Test_engines(api_event, a_cancelled_one_is_changed_no_more)
{
	given_event("e");
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect_problem(409, "invalid_transition",
	    as("ann", PATCH, "/events/%s {'title': 'B'}", id("e")));
	expect_problem(409, "invalid_transition",
	    as("ann", PUT,
		"/events/%s {'title': 'C', 'start_time': '%s', "
		"'end_time': '%s'}",
		id("e"), in_hours(3), in_hours(4)));
}

Test_engines(api_event, cancelling_tells_those_concerned)
{
	given_event("e", .capacity = 1, .waitlist = true);
	expect(
	    200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	expect(
	    202, as("cat", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	expect(200,
	    as("dan", PUT, "/events/%s/rsvps/me {'status': 'not_attending'}",
		id("e")));
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	/* one job, which the worker turns into a mail for each of them */
	cr_expect(jobs_with("event_cancelled", id("e")) == 1);
	expect_problem(409, "rsvp_closed",
	    as("eve", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		id("e")));
}

Test_engines(api_event, capacity_never_falls_below_what_is_taken)
{
	given_event("e", .capacity = 5);
	expect(200, as("bob", PUT,
			"/events/%s/rsvps/me "
			"{'status': 'attending', 'party_size': 3}",
			id("e")));
	expect_problem(409, "capacity_below_taken",
	    as("ann", PATCH, "/events/%s {'capacity': 2}", id("e")));
	expect_problem(409, "capacity_below_taken",
	    as("ann", PUT,
		"/events/%s {'title': 'C', 'start_time': '%s', 'end_time': "
		"'%s', "
		"'capacity': 2}",
		id("e"), in_hours(3), in_hours(4)));
	expect(200, as("ann", PATCH, "/events/%s {'capacity': 3}", id("e")));
	expect_text("0", body("/spots_left"));
}

Test_engines(api_event, a_removed_one_takes_its_rsvps_along)
{
	given_event("e", .capacity = 5);
	expect(
	    200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
	expect(404, as("ann", GET, "/events/%s", id("e")));
	expect(404, as("ann", DELETE, "/events/%s", id("e")));
	expect(404, as("bob", GET, "/events/%s/rsvps/me", id("e")));
	expect(200, as("bob", GET, "/users/me/rsvps"));
	expect_int(0, body_count(""));
}

#define FORGED                                                       \
	"'id': '01890a5d-ac96-774b-bcce-b302099a8057', "             \
	"'organizer_id': '01890a5d-ac96-774b-bcce-b302099a8057', "   \
	"'status': 'completed', 'spots_taken': 99, 'taken': 99, "    \
	"'version': 7, 'created_at': '2000-01-01T00:00:00Z', "       \
	"'updated_at': '2000-01-01T00:00:00Z', 'is_listed': false, " \
	"'my_rsvp': {'status': 'attending'}, 'words': 'x'"

static void
expect_not_forged(void)
{
	expect_text(id("e"), body("/id"));
	expect_text(id("ann"), body("/organizer_id"));
	expect_text("published", body("/status"));
	expect_text("0", body("/spots_taken"));
	expect_text("null", body("/my_rsvp"));
	expect_text(id("made"), body("/created_at"));
	cr_expect(!response_contains("2000-01-01"));
}

Test_engines(api_event, what_the_server_owns_cannot_be_written)
{
	given_event("e", .more = ", " FORGED);
	cr_expect(!str_eq("01890a5d-ac96-774b-bcce-b302099a8057", id("e")));
	keep_id("made", body("/created_at"));
	expect_not_forged();
	expect(200,
	    as("ann", PATCH, "/events/%s {'title': 'B', " FORGED "}", id("e")));
	expect_not_forged();
	expect(200, as("ann", PUT,
			"/events/%s {'title': 'B', 'start_time': '%s', "
			"'end_time': '%s', " FORGED "}",
			id("e"), in_hours(3), in_hours(4)));
	expect_not_forged();
	expect(200, anonymous(GET, "/events"));
	expect_int(1, body_count(""));
}

Test_engines(api_event, times_end_where_the_calendar_does)
{
	static const char bad[][36] = { "0001-01-01T00:00:00+14:00",
		"9999-12-31T23:59:59-14:00", "10000-01-01T00:00:00Z",
		"2031-02-29T00:00:00Z", "2031-01-01T24:00:00Z",
		"2031-01-01T00:00:00", "2031-01-01T00:00Z",
		"2031-01-01T00:00:00+25:00", "1930502400", "2031-01-01" };
	size_t i;

	for (i = 0; i < N_OF(bad); i++) {
		expect_problem(422, "validation_failed",
		    as("ann", POST,
			"/events {'title': 'x', 'start_time': '%s', "
			"'end_time': '9999-12-31T23:59:59Z'}",
			bad[i]));
		cr_expect(
		    !str_eq(error_at("/start_time"), "(none)"), "%s", bad[i]);
	}
	expect(201, as("ann", POST,
			"/events {'title': 'x', 'start_time': '%s', "
			"'end_time': '9999-12-31T23:59:59.999999Z'}",
			in_hours(-10 * 365 * 24 + 1)));
	expect_text("9999-12-31T23:59:59.999999Z", body("/end_time"));
	expect(200, anonymous(GET, "/events?from=0001-01-01T00:00:00Z"
				   "&to=9999-12-31T23:59:59.999999Z"));
	expect_int(1, body_count(""));
	expect(201, as("ann", POST,
			"/events {'title': 'leap', 'start_time': "
			"'2028-02-29T10:00:00Z', "
			"'end_time': '2028-02-29T23:59:60Z'}"));
	expect_text("2028-03-01T00:00:00Z", body("/end_time"));
}

Test_engines(api_event, begins_in_our_time)
{
	static const char bad[][28] = { "0001-01-01T00:00:00Z",
		"1999-12-31T23:59:59Z", "9999-01-01T00:00:00Z" };

	given_event("e");
	for (size_t i = 0; i < N_OF(bad); i++) {
		expect_problem(422, "validation_failed",
		    as("ann", POST,
			"/events {'title': 'x', 'start_time': '%s', "
			"'end_time': '9999-12-31T23:59:59Z'}",
			bad[i]));
		expect_text("out_of_range", error_at("/start_time"));
		expect_problem(422, "validation_failed",
		    as("ann", PATCH,
			"/events/%s {'start_time': '%s', "
			"'end_time': '9999-12-31T23:59:59Z'}",
			id("e"), bad[i]));
	}
}

Test_engines(api_event, if_match_compares_strongly)
{
	char *tag;

	given_event("e");
	tag = header("ETag");
	with("If-Match", text("W/%s", tag));
	expect_problem(412, "precondition_failed",
	    as("ann", PATCH, "/events/%s {'title': 'B'}", id("e")));
	with("If-Match", "nonsense");
	expect_problem(412, "precondition_failed",
	    as("ann", PATCH, "/events/%s {'title': 'B'}", id("e")));
	with("If-Match", text("\"other\", %s", tag));
	expect(200, as("ann", PATCH, "/events/%s {'title': 'B'}", id("e")));
}

Test_engines(api_event, numbers_are_what_they_say)
{
	given_event("e");
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/events/%s {'capacity': 1.5}", id("e")));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/events/%s {'capacity': 1000001}", id("e")));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/events/%s {'capacity': -1}", id("e")));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH,
		"/events/%s {'venue': {'name': 'x', 'lat': 1e300}}", id("e")));
	expect(200, as("ann", PATCH,
			"/events/%s {'venue': {'name': 'x', 'lat': -90, "
			"'lon': 179.999999}}",
			id("e")));
	expect_text("179.999999", body("/venue/lon"));
}

Test_engines(api_event, a_stale_if_match_moves_nothing)
{
	given_event("e", .draft = true);
	with("If-Match", "\"0.0\"");
	expect_problem(412, "precondition_failed",
	    as("ann", POST, "/events/%s/publish", id("e")));
	with("If-Match", "\"0.0\"");
	expect_problem(412, "precondition_failed",
	    as("ann", POST, "/events/%s/cancel", id("e")));
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_text("draft", body("/status"));
	with("If-Match", header("ETag"));
	expect(200, as("ann", POST, "/events/%s/publish", id("e")));
}

Test_engines(api_event, if_none_match_refuses_to_change_what_it_names)
{
	char *tag;

	given_event("e", .draft = true);
	expect(200, as("ann", GET, "/events/%s", id("e")));
	tag = header("ETag");
	with("If-None-Match", "*");
	expect_problem(412, "precondition_failed",
	    as("ann", PATCH, "/events/%s {'title': 'Other'}", id("e")));
	with("If-None-Match", tag);
	expect_problem(412, "precondition_failed",
	    as("ann", PATCH, "/events/%s {'title': 'Other'}", id("e")));
	with("If-None-Match", text("W/%s", tag));
	expect_problem(412, "precondition_failed",
	    as("ann", POST, "/events/%s/publish", id("e")));
	with("If-None-Match", "*");
	expect_problem(412, "precondition_failed",
	    as("ann", DELETE, "/events/%s", id("e")));
	with("If-None-Match", "\"0.0\"");
	expect(200, as("ann", PATCH, "/events/%s {'title': 'Other'}", id("e")));
}

static int
make(const char *who, const char *from, const char *to, const char *more)
{
	return as(who, POST,
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s'%s}",
	    from, to, more);
}

/* What is refused for something else is not counted. */
Test_engines(api_event, one_person_makes_so_many_a_day)
{
	char *soon = in_hours(1), *later = in_hours(2);

	api_set("EVENTS_PER_DAY", "2");
	expect(422, make("ann", later, soon, ""));
	expect(201, make("ann", soon, later, ", \"rrule\": \"FREQ=DAILY\""));
	keep("series");
	expect(201, make("ann", soon, later, ", \"draft\": true"));
	expect(204, as("ann", DELETE, "/events/%s", id("series")));
	expect_problem(429, "rate_limited", make("ann", soon, later, ""));
	expect_text("2 events a day are the most.", body("/detail"));
	expect(201, make("bob", soon, later, ""));
}

Test_engines(api_event, one_person_organizes_so_many_ahead)
{
	char *soon = in_hours(1), *later = in_hours(2);

	api_set("EVENTS_PER_PERSON", "2");
	expect(201, make("ann", in_hours(-2), in_hours(-1), ""));
	expect(201, make("ann", soon, later, ", \"draft\": true"));
	expect(201, make("ann", soon, later, ", \"rrule\": \"FREQ=DAILY\""));
	keep("series");
	expect_problem(403, "forbidden", make("ann", soon, later, ""));
	expect_text("2 events ahead are the most that one person organizes.",
	    body("/detail"));
	expect(201, make("bob", soon, later, ""));
	expect(204, as("ann", DELETE, "/events/%s", id("series")));
	expect(201, make("ann", soon, later, ""));
}
