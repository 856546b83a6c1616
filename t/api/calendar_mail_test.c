/*
 * Mails about events with what belongs into their reader's calendar.
 */
#include <stdlib.h>
#include <string.h>

#include "crypt/token.h"
#include "generated/query/event_invitation.h"
#include "t/api/calendar_mailed.h"
#include "t/api/guest_ask.h"
#include "t/lib/answer.h"
#include "t/lib/given.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

static int
invite_address(const char *email)
{
	return as("ann", POST, "/events/%s/invites {'emails': ['%s']}", id("e"),
	    email);
}

static int
set_for(const char *user, const char *status)
{
	return as("ann", PUT, "/events/%s/rsvps/%s {'status': '%s'}", id("e"),
	    id(user), status);
}

Test_engines(api_calendar_mail, whoever_is_invited_can_answer_from_a_calendar)
{
	char *calendar, *token;
	struct uuid to;

	use_calendar();
	given_event("e", .title = "Jazz", .is_private = true);
	expect(200, invite_address("gus@else.example"));
	calendar = calendar_mailed("gus@else.example");
	expect_in(calendar, "METHOD:REQUEST");
	expect_in(calendar, "SEQUENCE:0");
	expect_in(calendar, "SUMMARY:Jazz");
	expect_in(calendar,
	    "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:"
	    "mailto:gus@else.example");
	cr_expect(strstr(calendar, text("\r\nUID:%s@", id("e"))) != NULL);
	token = between(calendar, "\r\nORGANIZER;CN=Ann:mailto:rsvp+",
	    "@events.example.org\r\n");
	cr_expect(crypt_imip_open(given_keys(), token, strlen(token), &to),
	    "%s", token);
	cr_expect(strstr(work_mail("gus@else.example"),
		      text("Reply-To: <rsvp+%s@events.example.org>\r\n",
			  token)) != NULL);
	cr_expect(strstr(work_mail("gus@else.example"),
		      "From: \"Ann via Hearth\"\r\n") != NULL);
	cr_expect(strstr(work_mail("gus@else.example"),
		      "filename=\"invite.ics\"") != NULL);
}

Test_engines(api_calendar_mail, a_stranger_reads_no_link_in_it)
{
	char *calendar;

	use_calendar();
	given_event("e", .title = "win.example/now",
	    .more = ", 'location': 'evil.example', 'description': "
		    "'go to evil.example', 'guest_rsvp': true");
	expect(200, invite_address("gus@else.example"));
	calendar = calendar_mailed("gus@else.example");
	expect_in(calendar, "METHOD:REQUEST");
	cr_expect(strstr(calendar, "SUMMARY") == NULL);
	cr_expect(strstr(calendar, "evil") == NULL, "%s", calendar);
}

Test_engines(api_calendar_mail, an_answer_is_what_the_calendar_has)
{
	char *calendar;

	use_calendar();
	given_event("e", .capacity = 1, .waitlist = true,
	    .more = ", 'online_url': 'https://meet.example/1'");
	expect(200, decline("bob", "e"));
	expect(200, set_for("bob", "maybe"));
	calendar = calendar_mailed("bob@example.org");
	cr_expect(strstr(calendar, "PARTSTAT=TENTATIVE") != NULL);
	expect_in(calendar, "STATUS:TENTATIVE");
	cr_expect(strstr(calendar, "meet.example") == NULL);
	expect(200, attend("cat", "e"));
	expect(202, attend("dan", "e"));
	expect(200, decline("cat", "e"));
	calendar = calendar_mailed("dan@example.org");
	expect_in(calendar, "METHOD:REQUEST");
	cr_expect(strstr(calendar, "PARTSTAT=ACCEPTED") != NULL);
	expect_in(calendar, "STATUS:CONFIRMED");
	cr_expect(strstr(calendar, "https://meet.example/1") != NULL);
}

Test_engines(api_calendar_mail, each_move_is_another_state_of_the_event)
{
	char *calendar, *address;

	use_calendar();
	given_event("e");
	expect(200, attend("bob", "e"));
	expect(200, as("ann", PATCH, "/events/%s {'title': 'Y'}", id("e")));
	expect(200,
	    as("ann", PATCH, "/events/%s {'location': 'Cellar'}", id("e")));
	calendar = calendar_mailed("bob@example.org");
	expect_in(calendar, "METHOD:REQUEST");
	expect_in(calendar, "SEQUENCE:1");
	expect_in(calendar, "LOCATION:Cellar");
	address = between(calendar, "mailto:rsvp+", "@");
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	calendar = calendar_mailed("bob@example.org");
	expect_in(calendar, "METHOD:CANCEL");
	expect_in(calendar, "STATUS:CANCELLED");
	expect_in(calendar, "SEQUENCE:2");
	expect_text(address, between(calendar, "mailto:rsvp+", "@"));
	expect(200, as("ann", POST, "/events/%s/reinstate", id("e")));
	calendar = calendar_mailed("bob@example.org");
	expect_in(calendar, "METHOD:REQUEST");
	expect_in(calendar, "SEQUENCE:3");
}

Test_engines(api_calendar_mail, what_is_cancelled_or_hidden_tells_no_details)
{
	static const char more[] = ", 'location': 'Cellar', 'description': "
				   "'Knock twice', 'online_url': "
				   "'https://meet.example/1'";
	char *calendar;

	use_calendar();
	given_admin("root");
	given_event("e", .more = more);
	expect(200, attend("bob", "e"));
	expect(200, as("ann", PATCH, "/events/%s {'location': 'X'}", id("e")));
	cr_expect(strstr(calendar_mailed("bob@example.org"), "Knock") != NULL);
	expect(200, as("root", POST, "/events/%s/hide", id("e")));
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	calendar = calendar_mailed("bob@example.org");
	expect_in(calendar, "METHOD:CANCEL");
	cr_expect(strstr(calendar, "Knock") == NULL, "%s", calendar);
	cr_expect(strstr(calendar, "LOCATION") == NULL, "%s", calendar);
	cr_expect(strstr(calendar, "meet.example") == NULL, "%s", calendar);
}

static bool
has_it(const char *user, const char *event)
{
	struct q_event_invitation_sent_row sent;
	struct event_id of;
	struct user_id whose;
	enum err err;

	cr_assert(
	    uuid_parse(id(event), &of.v) && uuid_parse(id(user), &whose.v));
	err = q_event_invitation_sent(
	    given_db(), .event = of, .user = whose, &sent);
	cr_assert(err == ERR_OK || err == ERR_NOT_FOUND);
	return err == ERR_OK;
}

Test_engines(api_calendar_mail, who_got_no_mail_has_nothing_in_a_calendar)
{
	use_calendar();
	given_event("e");
	expect(200, decline("bob", "e"));
	expect(200, set_for("bob", "attending"));
	work_undelivered();
	cr_expect(!has_it("bob", "e"));
	expect_in(calendar_mailed("bob@example.org"), "METHOD:REQUEST");
	cr_expect(has_it("bob", "e"));
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	work_undelivered();
	cr_expect(has_it("bob", "e"));
	expect_in(calendar_mailed("bob@example.org"), "METHOD:CANCEL");
	cr_expect(!has_it("bob", "e"));
}

Test_engines(api_calendar_mail, what_nobody_has_does_not_go)
{
	use_calendar();
	given_event("e");
	expect(200, attend("bob", "e"));
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect_text("", calendar_mailed("bob@example.org"));
}

Test_engines(api_calendar_mail, who_is_not_expected_has_it_no_more)
{
	use_calendar();
	given_event("e");
	expect(200, attend("bob", "e"));
	expect(200, set_for("bob", "maybe"));
	expect_in(calendar_mailed("bob@example.org"), "METHOD:REQUEST");
	expect(
	    204, as("ann", DELETE, "/events/%s/rsvps/%s", id("e"), id("bob")));
	expect_in(calendar_mailed("bob@example.org"), "METHOD:CANCEL");
}

/* By the address by which it came: programs do not believe another. */
Test_engines(api_calendar_mail, what_is_gone_goes_too)
{
	char *calendar, *address;

	use_calendar();
	given_event("e", .title = "Jazz");
	expect(200, decline("bob", "e"));
	expect(200, set_for("bob", "attending"));
	expect(200, attend("cat", "e"));
	calendar = calendar_mailed("bob@example.org");
	address = between(calendar, "mailto:rsvp+", "@");
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
	calendar = calendar_mailed("bob@example.org");
	expect_in(calendar, "METHOD:CANCEL");
	expect_in(calendar, "SEQUENCE:1");
	expect_in(calendar, "SUMMARY:Jazz");
	expect_text(address, between(calendar, "mailto:rsvp+", "@"));
	cr_expect(strstr(calendar, text("\r\nUID:%s@", id("e"))) != NULL);
	cr_expect(strstr(calendar, "\r\nDTEND") == NULL);
	expect_text("", calendar_mailed("cat@example.org"));
}

static char *
mailed_to_bob(const char *method, const char *event)
{
	char *calendar = calendar_mailed("bob@example.org");

	expect_in(calendar, text("METHOD:%s", method));
	cr_expect(is_of(calendar, event), "%s: %s", event, calendar);
	return calendar;
}

Test_engines(api_calendar_mail, who_has_a_series_is_told_of_its_dates_by_it)
{
	char *calendar, *address;

	use_calendar();
	given_user("bob");
	given_dates();
	expect(200, as("ann", POST, "/events/%s/invites {'user_ids': ['%s']}",
			id("e"), id("bob")));
	calendar = mailed_to_bob("REQUEST", "e");
	expect_in(calendar, "RRULE:FREQ=DAILY;COUNT=3");
	address = between(calendar, "mailto:rsvp+", "@");
	expect(200, attend("bob", "e"));
	expect(200,
	    as("ann", PATCH, "/events/%s {'location': 'Hall'}", id("first")));
	calendar = mailed_to_bob("REQUEST", "e");
	cr_expect(is_date(calendar) && !strstr(calendar, "RRULE:FREQ=D"));
	expect_in(calendar, "LOCATION:Hall");
	expect_text(address, between(calendar, "mailto:rsvp+", "@"));
	expect(200, as("ann", POST, "/events/%s/cancel", id("first")));
	cr_expect(is_date(mailed_to_bob("CANCEL", "e")));
	expect(204, as("ann", DELETE, "/events/%s", id("second")));
	calendar = mailed_to_bob("CANCEL", "e");
	cr_expect(is_date(calendar));
	expect_text(address, between(calendar, "mailto:rsvp+", "@"));
	expect(
	    200, as("ann", PATCH, "/events/%s {'location': 'Attic'}", id("e")));
	calendar = mailed_to_bob("REQUEST", "e");
	expect_in(calendar, "RRULE:FREQ=DAILY;COUNT=3");
	expect_in(calendar, "LOCATION:Attic");
	cr_expect(strstr(calendar, "\r\nEXDATE:") != NULL);
	cr_expect(is_date(calendar));
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
	calendar = mailed_to_bob("CANCEL", "e");
	cr_expect(!is_date(calendar));
	expect_text(address, between(calendar, "mailto:rsvp+", "@"));
}

/* Bob is invited to a series, and answers it where it says so. */
static void
given_bob_has_dates(bool answers)
{
	use_calendar();
	given_user("bob");
	given_dates();
	expect(200, as("ann", POST, "/events/%s/invites {'user_ids': ['%s']}",
			id("e"), id("bob")));
	mailed_to_bob("REQUEST", "e");
	if (answers)
		expect(200, attend("bob", "e"));
}

static void
split(const char *member, const char *value)
{
	expect(200, as("ann", PATCH, "/events/%s?apply=following {'%s': '%s'}",
			id("second"), member, value));
	keep_id("half", body("/series_id"));
}

Test_engines(api_calendar_mail, a_split_ends_what_a_calendar_has)
{
	char *calendar;

	given_bob_has_dates(true);
	split("location", "Attic");
	expect_int(2, mails_of("e", &calendar));
	expect_in(calendar, "METHOD:REQUEST");
	expect_in(calendar, "RRULE:FREQ=DAILY;COUNT=1");
	cr_expect(!strstr(calendar, "LOCATION:Attic"));
	expect_int(1, mails_of("half", &calendar));
	expect_in(calendar, "RRULE:FREQ=DAILY;COUNT=2");
	expect_in(calendar, "LOCATION:Attic");
	expect_in(calendar, "STATUS:CONFIRMED");
}

Test_engines(api_calendar_mail, a_split_says_all_of_it_to_who_is_told_no_change)
{
	char *calendar;

	given_bob_has_dates(false);
	split("location", "Attic");
	expect_int(2, mails_of("e", &calendar));
	expect_int(1, mails_of("half", &calendar));
	expect_in(calendar, "RRULE:FREQ=DAILY;COUNT=2");
	cr_expect(strstr(calendar, "PARTSTAT=NEEDS-ACTION") != NULL);
}

Test_engines(api_calendar_mail, a_split_by_words_alone_is_told_to_calendars)
{
	char *calendar;

	given_bob_has_dates(true);
	expect(200, attend("cat", "e"));
	split("title", "Coffee");
	expect_int(2, mails_of("e", &calendar));
	expect_in(calendar, "SUMMARY:Tea");
	expect_int(1, mails_of("half", &calendar));
	expect_in(calendar, "SUMMARY:Coffee");
	expect_int(0, work_mails("cat@example.org"));
}

Test_engines(api_calendar_mail, what_follows_goes_out_of_a_calendar)
{
	char *calendar;

	given_bob_has_dates(true);
	expect(200,
	    as("ann", POST, "/events/%s/cancel?apply=following", id("second")));
	expect_int(2, mails_of("e", &calendar));
	expect_in(calendar, "RRULE:FREQ=DAILY;COUNT=1");
	given_dates();
	expect(200, as("ann", POST, "/events/%s/invites {'user_ids': ['%s']}",
			id("e"), id("bob")));
	expect_int(1, mails_of("e", &calendar));
	expect(
	    204, as("ann", DELETE, "/events/%s?apply=following", id("second")));
	expect_int(2, mails_of("e", &calendar));
	expect_in(calendar, "RRULE:FREQ=DAILY;COUNT=1");
}

Test_engines(api_calendar_mail, a_day_that_is_gone_is_named_as_a_day)
{
	char *calendar;

	use_calendar();
	given_user("bob");
	given("e", "ann",
	    "/events {'title': 'x', 'timezone': 'Europe/Berlin', "
	    "'start_time': '2030-05-31T22:00:00Z', 'end_time': "
	    "'2030-06-01T22:00:00Z', 'rrule': 'FREQ=WEEKLY'}");
	expect(200, as("ann", POST, "/events/%s/invites {'user_ids': ['%s']}",
			id("e"), id("bob")));
	expect_in(mailed_to_bob("REQUEST", "e"), "DTSTART;VALUE=DATE:20300601");
	expect(200, attend("bob", "e"));
	expect(200, as("ann", GET, "/events/%s/occurrences", id("e")));
	expect(204, as("ann", DELETE, "/events/%s", body("/1/id")));
	calendar = mailed_to_bob("CANCEL", "e");
	expect_in(calendar, "RECURRENCE-ID;VALUE=DATE:20300608");
	expect_in(calendar, "DTSTART;VALUE=DATE:20300608");
}

/* Bob attends all of the dates, of which the third is cancelled then, as the
 * series is shorter. */
static void
given_shortened_dates(void)
{
	use_calendar();
	given_dates();
	keep_id("third", body("/2/id"));
	expect(200, as("ann", POST, "/events/%s/invites {'user_ids': ['%s']}",
			id("e"), id("bob")));
	mailed_to_bob("REQUEST", "e");
	expect(200, attend("bob", "e"));
	expect(200, as("ann", PATCH,
			"/events/%s {'rrule': 'FREQ=DAILY;COUNT=2'}", id("e")));
}

Test_engines(api_calendar_mail, a_mail_has_one_event)
{
	char *calendar;

	given_user("bob");
	given_shortened_dates();
	calendar = mailed_to_bob("REQUEST", "e");
	expect_in(calendar, "RRULE:FREQ=DAILY;COUNT=2");
	cr_expect(!is_of(calendar, "third"), "%s", calendar);
}

Test_engines(api_calendar_mail, what_the_series_has_no_more_has_no_calendar)
{
	given_user("bob");
	given_shortened_dates();
	mailed_to_bob("REQUEST", "e");
	expect(204,
	    as("ann", DELETE, "/events/%s/rsvps/%s", id("third"), id("bob")));
	expect_text("", calendar_mailed("bob@example.org"));
	cr_expect(!strstr(work_mail("bob@example.org"), "invite.ics"), "%s",
	    work_mail("bob@example.org"));
}

Test_engines(api_calendar_mail, a_date_that_somebody_has_alone_stays_alone)
{
	char *calendar;

	use_calendar();
	given_dates();
	expect(200, decline("bob", "first"));
	expect(
	    200, as("ann", PUT, "/events/%s/rsvps/%s {'status': 'attending'}",
		     id("first"), id("bob")));
	calendar = mailed_to_bob("REQUEST", "first");
	cr_expect(!is_date(calendar));
	expect(
	    200, as("ann", PATCH, "/events/%s {'location': 'Attic'}", id("e")));
	calendar = mailed_to_bob("REQUEST", "first");
	cr_expect(!is_date(calendar));
	expect(200, decline("bob", "e"));
	expect(200, set_for("bob", "attending"));
	calendar = mailed_to_bob("REQUEST", "e");
	cr_expect(strstr(calendar, "\r\nEXDATE:") != NULL, "%s", calendar);
	expect(200,
	    as("ann", PATCH, "/events/%s {'location': 'Hall'}", id("first")));
	calendar = mailed_to_bob("REQUEST", "first");
	cr_expect(!is_date(calendar));
}

Test_engines(api_calendar_mail, without_an_address_for_answers_there_is_none)
{
	given_event("e", .is_private = true);
	expect(200, invite_address("gus@else.example"));
	expect_text("", calendar_mailed("gus@else.example"));
	cr_expect(strstr(work_mail("gus@else.example"), "Reply-To") == NULL);
}

/* Whoever is named by it sees no more of the event. */
Test_engines(api_calendar_mail, a_mail_lets_nobody_in)
{
	use_calendar();
	given_user("bob");
	given_event("e", .is_private = true);
	expect(204, as("ann", PUT, "/events/%s/guests/%s", id("e"), id("bob")));
	expect(200, decline("bob", "e"));
	expect(200, set_for("bob", "attending"));
	expect_in(calendar_mailed("bob@example.org"), "METHOD:REQUEST");
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", id("e")));
	expect(
	    204, as("ann", DELETE, "/events/%s/guests/%s", id("e"), id("bob")));
	expect(404, as("bob", GET, "/events/%s", id("e")));
}
