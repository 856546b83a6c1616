/*
 * What people do together in their calendars: sparks and routines in feeds,
 * and a routine as a file.
 */
#include "base/str.h"
#include "t/api/calendar_read.h"
#include "t/lib/answer.h"
#include "t/lib/given.h"

#include "base/banned.h"

/* The day so many days from now, as "2030-06-01" and as "20300601". */
static char *
day(int days)
{
	return text("%.10s", in_hours(24 * days));
}

static char *
plain_day(int days)
{
	char *d = day(days);

	return text("%.4s%.2s%.2s", d, d + 5, d + 8);
}

static void
given_group(void)
{
	given("c", "ann", "/clusters {'name': 'Campus'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
	given("g", "ann", "/groups {'name': 'Flat', 'cluster_id': '%s'}",
	    id("c"));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
}

static void
given_spark(const char *name, const char *more)
{
	given(name, "ann",
	    "/sparks {'name': '%s', 'total_spots': 4, 'cluster_id': '%s', "
	    "'start_time': '%s', 'location': {'label': 'Park', 'detail': "
	    "'By the oak', 'lat': 48.137154, 'lon': 11.576124}%s}",
	    name, id("c"), in_hours(2), more);
}

static void
given_routine(const char *name, const char *more)
{
	given(name, "ann",
	    "/routines {'name': '%s', 'start_time': '23:00', 'end_time': "
	    "'01:30', 'timezone': 'Europe/Berlin', 'rrule': 'FREQ=DAILY', "
	    "'starts_on': '2026-01-01', 'cluster_id': '%s'%s}",
	    name, id("c"), more);
}

static char *
feed_of(const char *who, const char *kind, const char *space)
{
	return given_feed(who, kind,
	    space ? text(", \"%s_id\": \"%s\"", kind, id(space)) : "");
}

static void
read_feed(const char *feed)
{
	expect(200, anonymous(GET, "%s", feed));
}

Test_engines(api_calendar_together, sparks_are_where_people_look_for_them)
{
	char *mine, *cluster, *group, *anns;

	given_group();
	given_spark("A", "");
	given_spark("B",
	    text(", \"visibility\": \"group\", \"group_id\": \"%s\"", id("g")));
	given_spark("C", ", \"visibility\": \"invite\"");
	given_spark("D", ", \"draft\": true");
	mine = feed_of("bob", "person", NULL);
	cluster = feed_of("bob", "cluster", "c");
	group = feed_of("bob", "group", "g");
	anns = feed_of("ann", "person", NULL);
	expect_summaries("", mine);
	expect_summaries("AB", cluster);
	expect_summaries("B", group);
	expect_summaries("ABCD", anns);
	expect_summaries("A", feed_of("cat", "cluster", "c"));
	expect(200, as("bob", POST, "/sparks/%s/join {}", id("A")));
	expect_summaries("A", mine);
	expect(204, as("bob", POST, "/groups/%s/leave", id("g")));
	expect_summaries("A", cluster);
	expect_summaries("", group);
	as("ann", PUT, "/users/me/blocks/%s", id("bob"));
	expect_summaries("", cluster);
}

Test_engines(api_calendar_together, a_place_is_told_to_those_in_it_alone)
{
	char *mine, *cluster, *etag;

	given_group();
	given_spark("A", "");
	cluster = feed_of("bob", "cluster", "c");
	mine = feed_of("bob", "person", NULL);
	read_feed(cluster);
	expect_line("LOCATION:Park");
	expect_line("TRANSP:TRANSPARENT");
	etag = text("%s", header("ETag"));
	with("If-None-Match", etag);
	expect(304, anonymous(GET, "%s", cluster));
	expect(200, as("bob", POST, "/sparks/%s/join {}", id("A")));
	with("If-None-Match", etag);
	expect(200, anonymous(GET, "%s", cluster));
	expect_line("LOCATION:Park\\, By the oak");
	expect_line("TRANSP:OPAQUE");
	read_feed(mine);
	expect_line("LOCATION:Park\\, By the oak");
	cr_expect(!response_contains("GEO") && !response_contains("48.137"));
	expect(204, as("ann", DELETE, "/sparks/%s/participants/%s", id("A"),
			id("bob")));
	read_feed(cluster);
	expect_line("LOCATION:Park");
}

Test_engines(api_calendar_together, a_routine_recurs_in_its_space)
{
	char *cluster, *etag;

	given_group();
	given_routine("R", text(", \"exdates\": [\"%s\"], \"until\": \"%s\"",
			       day(3), day(30)));
	cluster = feed_of("bob", "cluster", "c");
	read_feed(cluster);
	expect_line("DTSTART;TZID=Europe/Berlin:20260101T230000");
	expect_line("DTEND;TZID=Europe/Berlin:20260102T013000");
	expect_line(text("EXDATE;TZID=Europe/Berlin:%sT230000", plain_day(3)));
	expect_line("TZID:Europe/Berlin");
	cr_expect(strstr(calendar(),
		      text("\r\nRRULE:FREQ=DAILY;UNTIL=%sT2", plain_day(30))),
	    "%s", calendar());
	cr_expect(response_contains(text("UID:%s@", id("R"))));
	etag = text("%s", header("ETag"));
	expect(200,
	    as("ann", PATCH, "/routines/%s {'end_time': '02:00'}", id("R")));
	with("If-None-Match", etag);
	expect(200, anonymous(GET, "%s", cluster));
	expect_line("DTEND;TZID=Europe/Berlin:20260102T020000");
	expect(200, as("ann", POST, "/routines/%s/pause", id("R")));
	expect_summaries("", cluster);
}

Test_engines(api_calendar_together, whoever_does_a_run_has_it)
{
	char *bobs, *cats;

	given_group();
	given_routine("R",
	    text(", \"assignment\": {\"mode\": \"claim\", \"pool\": [\"%s\"]}",
		id("bob")));
	bobs = feed_of("bob", "person", NULL);
	cats = feed_of("cat", "person", NULL);
	expect_summaries("", bobs);
	expect(200,
	    as("bob", POST, "/routines/%s/runs/%s/claim", id("R"), day(2)));
	expect_summaries("R", bobs);
	expect_line("TRANSP:OPAQUE");
	cr_expect(response_contains(text("UID:%s-%s@", day(2), id("R"))));
	expect_summaries("", cats);
	expect(200,
	    as("bob", POST, "/routines/%s/runs/%s/release", id("R"), day(2)));
	expect_summaries("", bobs);
}

static void
read_file_of(const char *who)
{
	expect(200, as(who, GET, "/routines/%s/calendar.ics", id("R")));
}

Test_engines(api_calendar_together, a_routine_is_a_file)
{
	char *etag;

	given_group();
	given_routine("R", "");
	read_file_of("bob");
	expect_line("RRULE:FREQ=DAILY");
	expect_line("STATUS:CONFIRMED");
	expect_line("TZID:Europe/Berlin");
	etag = text("%s", header("ETag"));
	with("If-None-Match", etag);
	expect(304, as("bob", GET, "/routines/%s/calendar.ics", id("R")));
	expect(200, as("ann", POST, "/routines/%s/pause", id("R")));
	with("If-None-Match", etag);
	read_file_of("bob");
	expect_line("STATUS:TENTATIVE");
	expect(200, as("ann", POST, "/routines/%s/cancel", id("R")));
	read_file_of("bob");
	expect_line("STATUS:CANCELLED");
	expect_problem(404, "not_found",
	    as("eve", GET, "/routines/%s/calendar.ics", id("R")));
}

/* How a calendar says how long it goes on. */
static const struct {
	char more[128], end[48];
} courses[] = {
	/* it counts the day that is left out */
	{ "\"rrule\": \"FREQ=YEARLY;COUNT=900\", "
	  "\"exdates\": [\"2026-01-01\"]",
	    "RRULE:FREQ=YEARLY;COUNT=900" },
	/* two ends are one */
	{ "\"rrule\": \"FREQ=YEARLY;COUNT=9\", \"until\": \"2030-12-31\"",
	    "RRULE:FREQ=YEARLY;UNTIL=20300101T220000Z" },
	{ "\"rrule\": \"FREQ=YEARLY;UNTIL=20310101T120000\", "
	  "\"until\": \"2040-01-01\"",
	    "RRULE:FREQ=YEARLY;UNTIL=20310101T110000Z" },
	{ "\"rrule\": \"FREQ=YEARLY;UNTIL=20420101T220000Z\", "
	  "\"until\": \"2040-01-01\"",
	    "RRULE:FREQ=YEARLY;UNTIL=20400101T225959Z" },
};

Test_engines(api_calendar_together, it_has_one_end)
{
	given_group();
	given_routine("R", "");
	for (size_t i = 0; i < N_OF(courses); i++) {
		expect(200, as("ann", PATCH, "/routines/%s {%s}", id("R"),
				courses[i].more));
		read_file_of("bob");
		expect_line("DTSTART;TZID=Europe/Berlin:20260101T230000");
		expect_line(courses[i].end);
		expect(200, as("ann", PATCH,
				"/routines/%s {'until': null, 'exdates': []}",
				id("R")));
	}
}

/* A run that somebody has, on a day that is none any more, is beside it. */
Test_engines(api_calendar_together, a_run_of_no_day_is_there)
{
	given_group();
	given_routine("R",
	    text(", \"assignment\": {\"mode\": \"claim\", \"pool\": [\"%s\"]}",
		id("bob")));
	expect(200,
	    as("bob", POST, "/routines/%s/runs/%s/claim", id("R"), day(2)));
	expect(200, as("ann", PATCH, "/routines/%s {'exdates': ['%s']}",
			id("R"), day(2)));
	read_file_of("cat");
	expect_text("RR", summaries());
	cr_expect(response_contains(text("UID:%s-%s@", day(2), id("R"))));
	expect_line("TRANSP:TRANSPARENT");
}
