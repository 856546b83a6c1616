/*
 * Events that people bring from calendars elsewhere.
 */
#include <string.h>

#include "t/api/calendar_read.h"
#include "t/api/series_given.h"
#include "t/lib/answer.h"
#include "t/lib/given.h"

#include "base/banned.h"

/* A calendar of these events, whose lines end as people's editors have it. */
static char *
calendar_of(const char *events)
{
	return text("BEGIN:VCALENDAR\nVERSION:2.0\n%sEND:VCALENDAR\n", events);
}

static char *
event_of(const char *lines)
{
	return text("BEGIN:VEVENT\n%sEND:VEVENT\n", lines);
}

static int
bring_to(const char *user, const char *calendar, const char *query)
{
	with_body("text/calendar", calendar, strlen(calendar));
	return as(user, POST, "/calendar/imports%s", query);
}

static int
bring(const char *user, const char *calendar)
{
	return bring_to(user, calendar, "");
}

/* One event becomes this. */
static void
expect_result(const char *result, const char *reason, const char *lines)
{
	expect(200, bring("ann", calendar_of(event_of(lines))));
	expect_text(result, body("/items/0/result"));
	if (reason)
		expect_text(reason, body("/items/0/reason"));
}

/* The only event of ann's, or the n-th. */
static void
keep_mine(const char *name, int n)
{
	expect(200, as("ann", GET, "/users/me/events"));
	keep_id(name, body(text("/%d/id", n)));
	expect(200, as("ann", GET, "/events/%s", id(name)));
}

#define CHOIR                                            \
	"UID:choir@example\nSUMMARY:Choir\\, practice\n" \
	"DTSTART;TZID=Europe/Berlin:20300601T180000\n"   \
	"DTEND;TZID=Europe/Berlin:20300601T200000\n"

Test_engines(api_import, an_event_becomes_a_draft_that_nobody_else_sees)
{
	expect(200, bring("ann", calendar_of(event_of(
				     CHOIR "DESCRIPTION:Bring\\na score\n"
					   "LOCATION:Hall\n"))));
	expect_int(1, body_int("/created"));
	expect_text("choir@example", body("/items/0/uid"));
	expect_text("Choir, practice", body("/items/0/title"));
	keep_mine("e", 0);
	expect_text("draft", body("/status"));
	expect_text("private", body("/visibility"));
	expect_text("Choir, practice", body("/title"));
	expect_text("Bring\na score", body("/description"));
	expect_text("Hall", body("/location"));
	expect_text("Europe/Berlin", body("/timezone"));
	expect_text("2030-06-01T16:00:00Z", body("/start_time"));
	expect_text("2030-06-01T18:00:00Z", body("/end_time"));
	expect(404, as("bob", GET, "/events/%s", id("e")));
}

Test_engines(api_import, what_is_brought_again_is_brought_up_to_date)
{
	expect_result("created", NULL, CHOIR);
	keep_mine("e", 0);
	expect_result("updated", NULL,
	    CHOIR "LOCATION:Church\nGEO:52.5;13.25\nDESCRIPTION:Late\n");
	expect(200, as("ann", GET, "/users/me/events"));
	expect_int(1, body_count(""));
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_text("Church", body("/venue/name"));
	expect_text("Late", body("/description"));
	expect(200, as("ann", POST, "/events/%s/publish", id("e")));
	expect_result(
	    "skipped", "It is no draft any more: change it here.", CHOIR);
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
	expect_result("created", NULL, CHOIR);
	/* of somebody else it is another one */
	expect(200, bring("bob", calendar_of(event_of(CHOIR))));
	expect_text("created", body("/items/0/result"));
}

Test_engines(api_import, a_dry_run_says_the_same_and_keeps_nothing)
{
	const char *two = text(
	    "%s%s", event_of(CHOIR), event_of("UID:2\nSUMMARY:x\n"));

	expect(200, bring_to("ann", calendar_of(two), "?dry_run=true"));
	expect_int(1, body_int("/created"));
	expect_int(1, body_int("/skipped"));
	expect(200, as("ann", GET, "/users/me/events"));
	expect_int(0, body_count(""));
	expect(200, as("ann", GET, "/users/me"));
	expect_text("attendee", body("/role"));
	expect(200, bring("ann", calendar_of(two)));
	expect_int(1, body_int("/created"));
	expect(200, bring_to("ann", calendar_of(two), "?dry_run=true"));
	expect_int(1, body_int("/updated"));
}

#define AT "DTSTART:20300601T180000Z\nDTEND:20300601T190000Z\n"

#define NO_YEAR "It has a time that is not of the years 1 to 9999."
/* A series. */
#define NEW_YORK                                              \
	"UID:1\nSUMMARY:x\nRRULE:FREQ=DAILY\nDURATION:PT1H\n" \
	"DTSTART;TZID=America/New_York:20300601T180000\n"

Test_engines(api_import, what_cannot_be_is_left_out_with_a_reason)
{
	static const struct {
		const char *lines, *reason;
	} cases[] = {
		{ AT "SUMMARY:x\n", "It has no UID." },
		{ "UID:1\n" AT, "title: Is required." },
		{ "UID:1\nSUMMARY:\\n \n" AT, NULL },
		{ "UID:1\nSUMMARY:\xe2\x80\x8b\n" AT, NULL },
		{ "UID:1\nSUMMARY:x\nSTATUS:CANCELLED\n" AT,
		    "It is cancelled." },
		{ "UID:1\nSUMMARY:x\nDTSTART:20301301\n",
		    "It does not say when it takes place." },
		{ "UID:1\nSUMMARY:x\nDTSTART:20300601T180000Z\n"
		  "DTEND:20300601T170000Z\n",
		    "It does not say when it takes place." },
		{ "UID:1\nSUMMARY:x\nDTSTART:20300601T180000Z\n",
		    "end_time: The end must come after the start." },
		{ "UID:1\nSUMMARY:x\nDTSTART:21990601T180000Z\nDURATION:PT1H\n",
		    "start_time: Not more than 10 years ago or 100 years "
		    "ahead." },
		{ "UID:1\nSUMMARY:x\nDTSTART:20250601T180000Z\nDURATION:PT1H\n",
		    "It is over." },
		{ "UID:1\nSUMMARY:x\nRRULE:FREQ=HOURLY\n" AT, NULL },
		{ "UID:1\nSUMMARY:x\nRRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY\n" AT,
		    "It has more than one rule." },
		{ "UID:1\nSUMMARY:x\nRRULE:FREQ=DAILY;BYHOUR=3\n" AT, NULL },
		{ "UID:1\nSUMMARY:x\nDTSTART:20200601T180000Z\n"
		  "DURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\n",
		    NULL },
		{ "UID:1\nSUMMARY:x\nDTSTART:99981231T000000Z\n"
		  "DURATION:P3660D\n",
		    NO_YEAR },
		{ "UID:1\nSUMMARY:x\nDTSTART;TZID=Asia/Tokyo:00010101T000000\n"
		  "DURATION:PT1H\nRRULE:FREQ=DAILY\n",
		    NO_YEAR },
		{ NEW_YORK "EXDATE:00010101T000000Z\n", NO_YEAR },
		{ NEW_YORK "RDATE;TZID=Asia/Tokyo:00010101T000000\n", NO_YEAR },
		{ NEW_YORK "DURATION:P367D\n",
		    "end_time: A date of a series lasts for 366 days at "
		    "most." },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		expect_result("skipped", cases[i].reason, cases[i].lines);
		cr_expect(!str_eq(body("/items/0/reason"), "(none)"), "%s",
		    cases[i].lines);
	}
	/* nothing without a name is of another one */
	expect_result("skipped", "It has no UID.",
	    AT "SUMMARY:x\nRRULE:FREQ=DAILY\nEND:VEVENT\nBEGIN:VEVENT\n" AT
	       "RECURRENCE-ID:20300601T180000Z\n");
	expect_text("It has no UID.", body("/items/1/reason"));
	expect(200, as("ann", GET, "/users/me/events"));
	expect_int(0, body_count(""));
}

#define YEARLY "UID:1\nSUMMARY:x\nDURATION:PT1H\nRRULE:FREQ=YEARLY\n"

Test_engines(api_import, of_what_is_left_out_nothing_remains)
{
	static const char far[] = YEARLY "DTSTART:20450101T100000Z\n";

	expect(
	    200, bring_to("ann", calendar_of(event_of(far)), "?dry_run=true"));
	expect_text("skipped", body("/items/0/result"));
	expect_result("skipped", "All dates of the series are over.", far);
	expect_result("created", NULL, YEARLY "DTSTART:20300101T100000Z\n");
	/* a change that cannot be undoes itself, too */
	expect_result("skipped", "All dates of the series are over.", far);
	keep_mine("e", 0);
	expect_text("2030-01-01T10:00:00Z", body("/start_time"));
}

Test_engines(api_import, times_are_read_in_the_zone_that_is_meant)
{
	static const struct {
		const char *start, *timezone, *at, *reason;
	} cases[] = {
		{ ";TZID=W. Europe Standard Time:20300601T180000",
		    "Europe/Berlin", "2030-06-01T16:00:00Z", NULL },
		{ ";TZID=/citadel.org/20210210_1/Europe/Berlin:20300601T180000",
		    "Europe/Berlin", "2030-06-01T16:00:00Z", NULL },
		{ ";TZID=/x/America/Argentina/Salta:20300601T180000",
		    "America/Argentina/Salta", "2030-06-01T21:00:00Z", NULL },
		{ ";TZID=Mine:20300601T180000", "Asia/Tokyo",
		    "2030-06-01T09:00:00Z", NULL },
		{ ":20300601T180000Z", "UTC", "2030-06-01T18:00:00Z", NULL },
		{ ":20300601T180000", "America/New_York",
		    "2030-06-01T22:00:00Z", NULL },
		{ ";VALUE=DATE:20300601", "America/New_York",
		    "2030-06-01T04:00:00Z", NULL },
		{ ";TZID=Atlantis:20300601T180000", "America/New_York",
		    "2030-06-01T22:00:00Z",
		    "Its time zone is not known here: it is read in yours." },
	};

	expect(200,
	    as("ann", PATCH, "/users/me {'timezone': 'America/New_York'}"));
	for (size_t i = 0; i < N_OF(cases); i++) {
		expect(
		    200, bring("ann",
			     calendar_of(text("BEGIN:VTIMEZONE\nTZID:Mine\n"
					      "X-LIC-LOCATION:Asia/Tokyo\n"
					      "END:VTIMEZONE\n%s",
				 event_of(text("UID:1\nSUMMARY:x\nDTSTART%s\n"
					       "DURATION:P1D\n",
				     cases[i].start))))));
		if (cases[i].reason)
			expect_text(cases[i].reason, body("/items/0/reason"));
		keep_mine("e", 0);
		expect_text(cases[i].timezone, body("/timezone"));
		expect_text(cases[i].at, body("/start_time"));
	}
}

/* The only one of ann's. */
static void
keep_series(void)
{
	expect(200, as("ann", GET, "/users/me/events"));
	keep_id("s", body("/0/series_id"));
	for (int i = 1; i < body_count(""); i++)
		expect_text(id("s"), body(text("/%d/series_id", i)));
}

#define WEEKLY                                         \
	"UID:1\nSUMMARY:x\n"                           \
	"DTSTART;TZID=Europe/Berlin:20300603T180000\n" \
	"DURATION:PT1H\nRRULE:FREQ=WEEKLY;"

Test_engines(api_import, a_series_comes_with_its_dates_and_what_they_say)
{
	expect(200,
	    bring("ann",
		calendar_of(text("%s%s%s%s",
		    event_of(WEEKLY "COUNT=4;BYHOUR=18;BYMINUTE=0;BYSECOND=0\n"
				    "EXDATE:20300610T160000Z\n"
				    "RDATE;TZID=Europe/Berlin:"
				    "20300605T180000\n"),
		    event_of("UID:1\nRECURRENCE-ID:20300605T160000Z\n"
			     "SUMMARY:y\nDTSTART;TZID=Europe/Berlin:"
			     "20300605T200000\nDURATION:PT2H\n"),
		    event_of("UID:1\nSTATUS:CANCELLED\nRECURRENCE-ID;"
			     "TZID=Europe/Berlin:20300624T180000\n"),
		    event_of("UID:1\nRECURRENCE-ID:20310101T000000Z\n"
			     "SUMMARY:z\nDTSTART:20310101T000000Z\n"
			     "DURATION:PT2H\n")))));
	expect_int(3, body_int("/created"));
	expect_text("Its series has no such date yet, or none.",
	    body("/items/3/reason"));
	keep_series();
	expect(200, as("ann", GET, "/events/%s/recurrence", id("s")));
	expect_text("FREQ=WEEKLY;COUNT=4", body("/rrule"));
	expect_int(2, body_count("/exdates"));
	expect_text("2030-06-10T18:00:00", body("/exdates/0"));
	expect_text("2030-06-24T18:00:00", body("/exdates/1"));
	/* the next two, which are made however far away they are */
	expect(200, as("ann", GET, "/events/%s/occurrences", id("s")));
	expect_int(2, body_count(""));
	expect_text("2030-06-03T16:00:00Z", body("/0/start_time"));
	expect_text("x", body("/0/title"));
	expect_text("2030-06-05T18:00:00Z", body("/1/start_time"));
	expect_text("2030-06-05T20:00:00Z", body("/1/end_time"));
	expect_text("y", body("/1/title"));
}

Test_engines(api_import, a_series_is_brought_up_to_date_too)
{
	expect_result("created", NULL, WEEKLY "COUNT=4\n");
	expect_result("updated", NULL,
	    WEEKLY "UNTIL=20300617\nEXDATE;VALUE=DATE:20300610\n");
	keep_series();
	expect(200, as("ann", GET, "/events/%s/occurrences", id("s")));
	expect_int(2, body_count(""));
	expect_text("2030-06-17T16:00:00Z", body("/1/start_time"));
}

#define DATE(id, title)                 \
	"UID:1\nSUMMARY:" title "\n"    \
	"RECURRENCE-ID" id "T160000Z\n" \
	"DTSTART:20300603T180000Z\nDURATION:PT1H\n"

Test_engines(api_import, dates_without_their_series_are_events_each)
{
	const char *both = calendar_of(
	    text("%s%s", event_of(DATE(":20300603", "x")),
		event_of(DATE(":20300610", "y"))));

	expect(200, bring("ann", both));
	expect_int(2, body_int("/created"));
	expect(200, as("ann", GET, "/users/me/events"));
	expect_int(2, body_count(""));
	expect(200, bring("ann", both));
	expect_int(2, body_int("/updated"));
	expect_result(
	    "skipped", NULL, DATE(";RANGE=THISANDFUTURE:20300617", "z"));
}

Test_engines(api_import, a_date_does_not_change_the_series_that_is_here)
{
	expect_result("created", NULL, WEEKLY "COUNT=4\n");
	expect_result("skipped", "Its series is here: bring that with it.",
	    DATE(":20300603", "y"));
	expect(200, as("ann", GET, "/users/me/events"));
	expect_text("x", body("/0/title"));
}

Test_engines(api_import, so_many_are_taken_an_hour)
{
	const char *empty = calendar_of("");

	for (int i = 0; i < 30; i++)
		expect(200, bring("ann", empty));
	expect_problem(429, "rate_limited", bring("ann", empty));
	expect(200, bring("bob", empty));
}

Test_engines(api_import, it_may_be_for_a_group)
{
	given("c", "ann", "/clusters {'name': 'x', 'join_policy': 'open'}");
	given("g", "ann", "/groups {'name': 'y', 'cluster_id': '%s'}", id("c"));
	expect(200, bring_to("ann", calendar_of(event_of(CHOIR)),
			text("?group_id=%s", id("g"))));
	keep_mine("e", 0);
	expect_text("group", body("/visibility"));
	expect_text(id("g"), body("/group_id"));
	expect(200,
	    bring_to("ann",
		calendar_of(event_of("UID:2\nSUMMARY:x\nCLASS:PRIVATE\n" AT)),
		text("?group_id=%s", id("g"))));
	keep_mine("p", 1);
	expect_text("x", body("/title"));
	expect_text("private", body("/visibility"));
	expect(200, bring_to("bob", calendar_of(event_of(CHOIR)),
			text("?group_id=%s", id("g"))));
	expect_text("skipped", body("/items/0/result"));
}

Test_engines(api_import, what_goes_out_comes_in_again)
{
	char *out;

	given("e", "ann",
	    "/events {'title': 'Jazz; and, more', 'start_time': "
	    "'2030-06-01T16:00:00Z', 'end_time': '2030-06-01T18:30:00Z', "
	    "'timezone': 'Europe/Berlin', 'description': 'Come\\nearly', "
	    "'location': 'Cellar'}");
	expect(200, read_file("ann", "e"));
	out = text("%s", response()->body);
	/* her own, which is no draft */
	expect(200, bring("ann", out));
	expect_text("It is no draft any more: change it here.",
	    body("/items/0/reason"));
	expect(200, bring("bob", out));
	expect_text("created", body("/items/0/result"));
	expect(200, as("bob", GET, "/users/me/events"));
	keep_id("again", body("/0/id"));
	expect(200, as("bob", GET, "/events/%s", id("again")));
	expect_text("Come\nearly", body("/description"));
	expect_text("Jazz; and, more", body("/title"));
	expect(200, read_file("bob", "again"));
	expect_line("SUMMARY:Jazz\\; and\\, more");
	expect_line("LOCATION:Cellar");
	expect_line("DTSTART;TZID=Europe/Berlin:20300601T180000");
	expect_line("DTEND;TZID=Europe/Berlin:20300601T203000");
}

Test_engines(api_import, ones_own_draft_comes_back_unharmed)
{
	given("d", "ann",
	    "/events {'title': 'x', 'start_time': '2030-06-01T16:00:00Z', "
	    "'end_time': '2030-06-01T18:30:00Z', 'draft': true, "
	    "'description': '%s', 'online_url': 'https://meet.example/1', "
	    "'venue': {'name': 'Hall', 'address': 'Lane 1'}}",
	    text("%03000d", 1));
	expect(200, read_file("ann", "d"));
	expect(200, bring("ann", text("%s", response()->body)));
	expect_text("updated", body("/items/0/result"));
	expect(200, as("ann", GET, "/events/%s", id("d")));
	expect_int(3000, (int)strlen(body("/description")));
	expect_text("https://meet.example/1", body("/online_url"));
	expect_text("Hall", body("/venue/name"));
	expect_text("Lane 1", body("/venue/address"));
	expect_text("null", body("/location"));
}

Test_engines(api_import, what_is_no_calendar_or_too_much_is_refused)
{
	char *much = text("%64000s", ""), *at = much;

	expect_problem(422, "validation_failed", bring("ann", "hello"));
	expect_problem(422, "validation_failed", bring("ann", " "));
	expect_problem(
	    422, "validation_failed", bring("ann", text("%1048576s", "")));
	expect_problem(
	    413, "body_too_large", bring("ann", text("%1048577s", "")));
	with_body("text/calendar", "BEGIN:VCALENDAR\nEND:VCALENDAR\n\0x", 32);
	expect_problem(
	    422, "validation_failed", as("ann", POST, "/calendar/imports"));
	with_body("text/calendar", "BEGIN:VCALENDAR\n", 16);
	expect(401, anonymous(POST, "/calendar/imports"));
	with_body("text/plain", "BEGIN:VCALENDAR\n", 16);
	expect_problem(415, "unsupported_media_type",
	    as("ann", POST, "/calendar/imports"));
	memcpy(at, "BEGIN:VCALENDAR\n", 16);
	for (at += 16; at < much + 63990; at += 2)
		memcpy(at, "A\n", 2);
	*at = '\0';
	expect_problem(422, "validation_failed", bring("ann", much));
}

/* The lines of a calendar that say when. */
static char *
times_of(void)
{
	static const char *const names[] = { "RRULE:", "DTSTART", "DTEND",
		"EXDATE", "RDATE", "RECURRENCE-ID" };
	char *all = text("%s", "");

	for (const char *p = strstr(calendar(), "BEGIN:VEVENT"); p;
	     p = strstr(p, "\r\n"), p = p ? p + 2 : NULL)
		for (size_t i = 0; i < N_OF(names); i++)
			if (str_has_prefix(p, names[i]))
				all = text(
				    "%s%.*s|", all, (int)strcspn(p, "\r"), p);
	return all;
}

Test_engines(api_import, a_series_that_goes_out_comes_in_again)
{
	char *out, *times;

	given("s", "ann",
	    "/events {'title': 'x', 'start_time': '2030-06-03T16:00:00Z', "
	    "'end_time': '2030-06-03T17:00:00Z', 'timezone': 'Europe/Berlin', "
	    "'rrule': 'FREQ=WEEKLY;COUNT=6', "
	    "'exdates': ['2030-06-17T18:00:00'], "
	    "'rdates': ['2030-06-20T18:00:00']}");
	expect(200, read_file("ann", "s"));
	out = text("%s", response()->body);
	times = times_of();
	cr_expect(
	    strstr(times, "RRULE:FREQ=WEEKLY;COUNT=6") != NULL, "%s", times);
	expect(200, bring("bob", out));
	expect_text("created", body("/items/0/result"));
	expect(200, as("bob", GET, "/users/me/events"));
	keep_id("again", body("/0/series_id"));
	expect(200, read_file("bob", "again"));
	expect_text(times, times_of());
}

/* Whoever has read it brings it, as series "copy": what the copy's file says of
 * times, titles and states. */
static char *
brought_by(const char *user)
{
	expect(200, bring(user, text("%s", response()->body)));
	expect_int(0, body_int("/skipped"));
	expect(200, as(user, GET, "/users/me/events"));
	keep_id("copy", body("/0/series_id"));
	expect(200, read_file(user, "copy"));
	return text("%s%s", times_of(), summaries());
}

Test_engines(api_import, dates_that_are_otherwise_come_in_again)
{
	char *moved, *fewer;

	given_series("s", ", \"timezone\": \"Asia/Tokyo\"" FIVE);
	expect(
	    200, as("ann", PATCH, "/events/%s {'title': 'Tea'}", date("s", 1)));
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '%s', 'end_time': '%s'}",
			date("s", 2), at(48 + 20), at(48 + 23)));
	expect(200, read_file("ann", "s"));
	moved = text("%s%s", times_of(), summaries());
	expect_text(moved, brought_by("bob"));
	/* what is cancelled there is no date here, and stays so */
	expect(200, as("ann", POST, "/events/%s/cancel", date("s", 3)));
	expect(200, read_file("ann", "s"));
	expect_line("STATUS:CANCELLED");
	fewer = brought_by("eve");
	expect_no_line("STATUS:CANCELLED");
	expect_text(fewer, brought_by("dan"));
	expect(200, as("dan", GET, "/events/%s/occurrences", id("copy")));
	expect_int(4, body_count(""));
	expect_text("Choir", body("/0/title"));
	expect_text(at(18), body("/0/start_time"));
	expect_text("Tea", body("/1/title"));
	expect_text(at(24 + 18), body("/1/start_time"));
	expect_text(at(48 + 20), body("/2/start_time"));
	expect_text(at(48 + 23), body("/2/end_time"));
	expect_text(at(96 + 18), body("/3/start_time"));
}
