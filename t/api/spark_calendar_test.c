/*
 * Sparks as calendar programs read them.
 */
#include "base/str.h"
#include "t/api/calendar_read.h"
#include "t/api/spark_age.h"
#include "t/lib/answer.h"
#include "t/lib/given.h"

#include "base/banned.h"

static void
given_spark(void)
{
	given("c", "ann", "/clusters {'name': 'Campus'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
	given("s", "ann",
	    "/sparks {'name': 'Boules', 'total_spots': 4, 'cluster_id': '%s', "
	    "'min_spots': 2, 'start_time': '%s', 'location': {'label': 'Park', "
	    "'detail': 'By the oak', 'lat': 48.137154, 'lon': 11.576124}}",
	    id("c"), in_hours(2));
}

static void
read_as(const char *who)
{
	expect(200, as(who, GET, "/sparks/%s/calendar.ics", id("s")));
}

Test_engines(api_spark_calendar, it_says_what_its_reader_may_know)
{
	given_spark();
	read_as("bob");
	expect_line("SUMMARY:Boules");
	expect_line("LOCATION:Park");
	expect_line("STATUS:TENTATIVE");
	expect_line("TRANSP:TRANSPARENT");
	expect_line("CLASS:PRIVATE");
	cr_expect(response_contains(text("UID:%s@", id("s"))));
	expect(200, as("bob", POST, "/sparks/%s/join {}", id("s")));
	read_as("bob");
	expect_line("LOCATION:Park\\, By the oak");
	expect_line("TRANSP:OPAQUE");
	cr_expect(!response_contains("GEO"));
	cr_expect(!response_contains("48.137"));
	expect_problem(404, "not_found",
	    as("eve", GET, "/sparks/%s/calendar.ics", id("s")));
}

Test_engines(api_spark_calendar, it_follows_what_becomes_of_it)
{
	char *etag;

	given_spark();
	expect(200, as("bob", POST, "/sparks/%s/join {}", id("s")));
	read_as("cat");
	etag = text("%s", header("ETag"));
	with("If-None-Match", etag);
	expect(304, as("cat", GET, "/sparks/%s/calendar.ics", id("s")));
	age_sparks(121);
	read_as("cat");
	expect_line("STATUS:CONFIRMED");
	cr_expect(!str_eq(etag, header("ETag")));
	expect(200, as("ann", POST, "/sparks/%s/cancel {}", id("s")));
	read_as("cat");
	expect_line("STATUS:CANCELLED");
	expect_line("SEQUENCE:4");
}
