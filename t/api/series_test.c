/*
 * Series: dates that are made, found and read like events, and say what their
 * series says.
 */
#include <string.h>

#include "app/event_room.h"
#include "app/series.h"
#include "t/api/series_given.h"
#include "t/lib/answer.h"
#include "t/lib/work.h"

#include "base/banned.h"

Test_engines(api_series, is_an_event_that_stands_for_its_dates)
{
	given_series("s", FIVE);
	expect(200, as("bob", GET, "/events/%s", id("s")));
	expect_text("true", body("/is_series"));
	expect_text("FREQ=DAILY;COUNT=5", body("/rrule"));
	expect(200, as("bob", GET, "/events/%s/recurrence", id("s")));
	expect_int(12, body_int("/open_dates"));
	cr_expect(count_dates("s", "") == 5);
	expect_text("Choir", body("/4/title"));
	expect_text("We sing.", body("/4/description"));
	expect_text("Hall", body("/4/location"));
	expect_text(id("s"), body("/4/series_id"));
	expect_text(at(4 * 24 + 18), body("/4/start_time"));
	expect_text(at(4 * 24 + 20), body("/4/end_time"));
}

Test_engines(api_series, a_date_is_read_as_an_event)
{
	given_series("s", FIVE);
	expect(200, anonymous(GET, "/events/%s", date("s", 1)));
	expect_text("Choir", body("/title"));
	expect_text("false", body("/is_series"));
	expect_text("FREQ=DAILY;COUNT=5", body("/rrule"));
	expect_text("null", body("/online_url"));
	expect(200, as("ann", GET, "/events/%s", body("/id")));
	expect_text("https://x.org/", body("/online_url"));
	expect(200, anonymous(GET, "/events/%s/recurrence", body("/id")));
	expect_text(id("s"), body("/series_id"));
}

Test_engines(api_series, lists_have_its_dates_among_other_events)
{
	given_event("e", .starts_in_h = 80);
	given_series("s", FIVE);
	expect(200, anonymous(GET, "/events"));
	expect_int(6, body_count(""));
	expect_text("Choir", body("/0/title"));
	expect(200, as("ann", GET, "/users/me/events"));
	expect_int(6, body_count(""));
	expect(200, anonymous(GET, "/events?q=choir"));
	expect_int(5, body_count(""));
	expect(200, anonymous(GET, "/events?q=picnic"));
	expect_int(1, body_count(""));
	expect(200, anonymous(GET, "/events?status=published&from=%s", at(40)));
	expect_int(5, body_count(""));
}

Test_engines(api_series, a_page_of_dates_has_a_next_one)
{
	given_series("s", FIVE);
	expect(200, as("bob", GET, "/events/%s/occurrences?limit=3", id("s")));
	expect_int(3, body_count(""));
	expect(200, as("bob", GET, "/%s", next_page()));
	expect_int(2, body_count(""));
	cr_expect(count_dates("s", text("&to=%s", at(40))) == 1);
	cr_expect(count_dates("s", "&status=cancelled") == 0);
	given_event("e");
	expect(404, as("ann", GET, "/events/%s/occurrences", id("e")));
	expect(404, as("ann", GET, "/events/%s/recurrence", id("e")));
	expect_problem(400, "cursor_invalid",
	    as("ann", GET, "/events/%s/occurrences?cursor=x", id("s")));
}

Test_engines(api_series, clocks_that_are_set_move_no_date_on_the_wall)
{
	given("s", "ann",
	    "/events {'title': 'x', 'start_time': '2030-10-22T16:00:00Z', "
	    "'end_time': '2030-10-22T18:00:00Z', 'timezone': 'Europe/Berlin', "
	    "'rrule': 'FREQ=WEEKLY'}");
	cr_expect(count_dates("s", "") == 2); /* the next two, however far */
	expect_text("2030-10-29T18:00:00", body("/1/recurrence_id"));
	expect_text("2030-10-29T17:00:00Z", body("/1/start_time"));
	expect_text("2030-10-29T19:00:00Z", body("/1/end_time"));
}

Test_engines(api_series, first_dates_are_made_at_once_and_others_by_a_job)
{
	given_series("s", ", \"rrule\": \"FREQ=DAILY;COUNT=150\"");
	cr_expect(count_dates("s", "") == APP_SERIES_FIRST_DATES);
	work();
	cr_expect(count_dates("s", "") == 150);
}

Test_engines(api_series, dates_beside_the_rule_come_and_some_are_left_out)
{
	char *rdate = text("%.19s", at(30)), *exdate = text("%.19s", at(42));

	given_series(
	    "s", text(FIVE ", \"rdates\": [\"%s\"], \"exdates\": [\"%s\"]",
		     rdate, exdate));
	cr_expect(count_dates("s", "") == 5);
	expect_text(rdate, body("/1/recurrence_id"));
	expect_text(at(66), body("/2/start_time"));
	given_series("t", text(", \"rdates\": [\"%s\"]", rdate));
	cr_expect(count_dates("t", "") == 2);
}

Test_engines(api_series, only_the_next_dates_take_answers)
{
	given_series("s", FIVE ", \"open_dates\": 2, \"guest_rsvp\": true");
	keep_id("second", date("s", 1));
	keep_id("third", date("s", 2));
	expect_problem(409, "rsvp_not_open",
	    anonymous(POST,
		"/events/%s/guest-rsvps {'email': 'gus@x.org', 'first_name': "
		"'Gus', 'last_name': 'G', 'status': 'maybe'}",
		id("third")));
	expect(200, attend("bob", "second"));
	expect_problem(409, "rsvp_not_open", attend("bob", "third"));
	expect_problem(409, "rsvp_not_open",
	    as("ann", PUT, "/events/%s/rsvps/%s {'status': 'attending'}",
		id("third"), id("bob")));
	expect_problem(409, "rsvp_not_open",
	    as("bob", POST, "/rsvp/ {'event_id': '%s', 'status': 'maybe'}",
		id("third")));
	expect(204, as("ann", DELETE, "/events/%s", date("s", 0)));
	expect(200, attend("bob", "third"));
	expect(200, as("ann", GET, "/events/%s/recurrence", id("s")));
	expect_int(1, body_count("/exdates"));
}

Test_engines(api_series, a_date_that_begins_lets_the_next_one_take_answers)
{
	given_series("s", FIVE ", \"open_dates\": 1");
	keep_id("second", date("s", 1));
	work_sql("UPDATE event SET start_time = 'epoch' WHERE series_id IS NOT "
		 "NULL AND is_open",
	    "UPDATE event SET start_time = 0 WHERE series_id IS NOT NULL AND "
	    "is_open");
	work_sql("UPDATE recurrence SET due_at = 'epoch'",
	    "UPDATE recurrence SET due_at = 0");
	expect_problem(409, "rsvp_not_open", attend("bob", "second"));
	work();
	expect(200, attend("bob", "second"));
}

Test_engines(api_series, a_draft_is_published_with_its_dates)
{
	given_series("s", FIVE ", \"draft\": true");
	expect(200, anonymous(GET, "/events"));
	expect_int(0, body_count(""));
	expect(404, anonymous(GET, "/events/%s", id("s")));
	expect(200, as("ann", POST, "/events/%s/publish", id("s")));
	expect(200, anonymous(GET, "/events"));
	expect_int(5, body_count(""));
	expect_text("true", body("/4/is_open"));
}

Test_engines(api_series, is_cancelled_with_what_lies_ahead_and_reinstated)
{
	given_series("s", FIVE);
	keep_id("first", date("s", 0));
	keep_id("second", date("s", 1));
	expect(200, attend("bob", "first"));
	expect(200, attend("bob", "second"));
	expect(200, as("ann", POST, "/events/%s/cancel", id("first")));
	work();
	expect_int(1, work_mails("bob@example.org"));
	cr_expect(strstr(work_mail("bob@example.org"), "Choir") != NULL);
	cr_expect(strstr(work_mail("bob@example.org"), "Hall") != NULL);
	expect(200,
	    as("ann", POST, "/events/%s/cancel {'reason': 'Colds'}", id("s")));
	cr_expect(count_dates("s", "&status=cancelled") == 5);
	work();
	expect_int(2, work_mails("bob@example.org")); /* once for all dates */
	expect_problem(409, "rsvp_closed", attend("cat", "second"));
	expect(200, as("ann", POST, "/events/%s/reinstate", id("s")));
	cr_expect(count_dates("s", "&status=cancelled") == 1);
	work();
	expect_int(3, work_mails("bob@example.org"));
	expect(200, attend("cat", "second"));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/events/%s/complete", id("s")));
}

Test_engines(api_series, a_date_says_something_else_until_it_says_the_same)
{
	given_series("s", FIVE);
	keep_id("d", date("s", 1));
	expect(
	    200, as("ann", PATCH, "/events/%s {'title': 'Concert'}", id("d")));
	expect_text("Concert", body("/title"));
	expect_text("We sing.", body("/description"));
	expect_text(id("s"), body("/series_id"));
	expect(200, anonymous(GET, "/events?q=concert"));
	expect_int(1, body_count(""));
	expect(200, anonymous(GET, "/events?q=choir"));
	expect_int(4, body_count(""));
	expect(200,
	    as("ann", PATCH, "/events/%s {'location': 'Church'}", id("s")));
	expect(200, anonymous(GET, "/events"));
	expect_text("Church", body("/0/location"));
	expect_text("Church", body("/1/location"));
	expect_text("Concert", body("/1/title"));
	expect(200, as("ann", PATCH, "/events/%s {'title': 'Choir'}", id("d")));
	expect(200, anonymous(GET, "/events?q=choir"));
	expect_int(5, body_count(""));
}

Test_engines(api_series, what_all_dates_share_is_not_changed_for_one)
{
	given_series("s", FIVE);
	keep_id("d", date("s", 1));
	expect(200, attend("bob", "d"));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/events/%s {'timezone': 'Asia/Tokyo'}", id("d")));
	expect_text("of_series", error_at("/timezone"));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/events/%s {'visibility': 'private'}", id("d")));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/events/%s/transfer {'user_id': '%s'}", id("d"),
		id("bob")));
}

Test_engines(api_series, who_comes_to_one_of_its_dates_hears_of_its_end)
{
	given_series("s", FIVE);
	keep_id("d", date("s", 1));
	keep_id("e", date("s", 2));
	expect(200, attend("bob", "d"));
	expect(200, attend("bob", "e"));
	expect(200, attend("cat", "e"));
	expect(204, as("ann", DELETE, "/events/%s", id("s")));
	expect(404, as("ann", GET, "/events/%s", id("d")));
	work();
	expect_int(1, work_mails("bob@example.org"));
	expect_int(1, work_mails("cat@example.org"));
	cr_expect(strstr(work_mail("bob@example.org"), "Choir"));
}

Test_engines(api_series, guests_and_hosts_are_those_of_all_its_dates)
{
	given_user("bob");
	given_user("cat");
	expect(200, as("bob", GET, "/users/me"));
	given_series("s", FIVE ", \"visibility\": \"private\"");
	keep_id("d", date("s", 1));
	expect(404, as("bob", GET, "/events/%s", id("d")));
	expect(404, as("bob", GET, "/events/%s", id("s")));
	expect(204, as("ann", PUT, "/events/%s/guests/%s", id("d"), id("bob")));
	expect(200, as("bob", GET, "/events/%s", id("d")));
	expect(200, as("bob", GET, "/events/%s", id("s")));
	expect(200, as("bob", GET, "/events"));
	expect_int(5, body_count(""));
	expect_text("Choir", body("/0/title"));
	expect(200, as("bob", GET, "/events?q=choir"));
	expect_int(5, body_count(""));
	expect(200, as("ann", GET, "/events/%s/guests", id("s")));
	expect_int(1, body_count(""));
	expect(200, attend("bob", "d"));
}

Test_engines(api_series, rules_that_are_no_series_are_refused_with_a_reason)
{
	static const char wrong[][64] = { "FREQ=SECONDLY", "FREQ=DAILY;COUNT=1",
		"FREQ=DAILY;COUNT=2;UNTIL=20300101T000000Z", "x",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
		"FREQ=DAILY;COUNT=1001" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		expect_problem(422, "rrule_invalid",
		    make("ann", "x", text(", \"rrule\": \"%s\"", wrong[i])));
	expect_problem(422, "rrule_invalid",
	    as("ann", POST,
		"/events {'title': 'x', 'start_time': '2020-01-01T10:00:00Z', "
		"'end_time': '2020-01-01T11:00:00Z', 'rrule': "
		"'FREQ=DAILY;COUNT=5'}"));
	expect_text("All dates of the series are over.", body("/detail"));
	expect_problem(422, "validation_failed",
	    make("ann", "x", FIVE ", \"rdates\": [\"soon\"]"));
	expect_text("format", error_at("/rdates/0"));
}

Test_engines(api_series, an_event_that_is_there_does_not_become_one)
{
	given_event("e");
	expect_problem(422, "rrule_invalid",
	    as("ann", PATCH, "/events/%s {'rrule': 'FREQ=DAILY'}", id("e")));
	expect_problem(422, "rrule_invalid",
	    as("ann", PUT,
		"/events/%s {'title': 'x', 'start_time': "
		"'2030-01-01T10:00:00Z', 'end_time': '2030-01-01T11:00:00Z', "
		"'rrule': 'FREQ=DAILY'}",
		id("e")));
}

Test_engines(api_series, fewer_spots_than_a_date_has_given_are_refused)
{
	given_series("s", FIVE ", \"capacity\": 5");
	keep_id("d", date("s", 1));
	expect(200, attend_with("bob", "d", 3));
	expect_problem(409, "capacity_below_taken",
	    as("ann", PATCH, "/events/%s {'capacity': 2}", id("s")));
	expect(200, as("ann", PATCH, "/events/%s {'capacity': 3}", id("s")));
	expect_problem(409, "event_full", attend("cat", "d"));
	expect(200, as("ann", PATCH, "/events/%s {'capacity': 9}", id("d")));
	expect(200, as("ann", PATCH, "/events/%s {'capacity': 4}", id("s")));
	expect(200, as("ann", GET, "/events/%s", id("d")));
	expect_int(9, body_int("/capacity"));
	cr_expect(count_dates("s", "") == 5);
	expect_int(4, body_int("/3/capacity"));
}

Test_engines(api_series, a_series_that_turns_private_takes_its_dates_along)
{
	given_series("s", FIVE);
	keep_id("d", date("s", 1));
	keep_id("e", date("s", 2));
	expect(200, attend("bob", "d"));
	expect(200, as("cat", GET, "/events/%s", id("e")));
	expect(200,
	    as("ann", PATCH, "/events/%s {'visibility': 'private'}", id("s")));
	expect(404, as("cat", GET, "/events/%s", id("e")));
	expect(404, as("cat", GET, "/events/%s", id("s")));
	expect(200, as("bob", GET, "/events/%s", id("e")));
}

Test_engines(api_series, twenty_with_dates_ahead_are_the_most_of_a_person)
{
	for (int i = 0; i < APP_EVENT_ROOM_SERIES; i++)
		given_series("s", FIVE);
	expect_problem(403, "forbidden", make("ann", "x", FIVE));
	expect_text(
	    "20 series with dates ahead are the most; cancel one, or let "
	    "one end.",
	    body("/detail"));
	expect(200, as("ann", POST, "/events/%s/cancel", id("s")));
	given_series("t", FIVE);
}

Test_engines(api_series, its_organizer_finds_it_among_theirs)
{
	given_series("s", FIVE);
	given_series("t", FIVE ", \"draft\": true");
	given_event("e");
	expect(200, as("ann", GET, "/users/me/events?series=true&limit=1"));
	expect_int(1, body_count(""));
	expect_text("true", body("/0/is_series"));
	expect_text("Choir", body("/0/title"));
	expect(200, as("ann", GET, "/%s", next_page()));
	expect_text(id("t"), body("/0/id"));
	expect_text("draft", body("/0/status"));
	cr_expect(!next_page());
	expect(200,
	    as("ann", GET, "/users/me/events?series=true&from=%s", at(19)));
	expect_int(0, body_count(""));
	expect(200, as("ann", GET, "/users/me/events"));
	expect_int(11, body_count(""));
	expect(200, as("bob", GET, "/users/me/events?series=true"));
	expect_int(0, body_count(""));
}
