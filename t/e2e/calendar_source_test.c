/*
 * A calendar elsewhere, by the programs themselves: a responder takes its
 * address, a worker asks a web server for it, and times are taken.
 */
#include <stdlib.h>

#include "t/lib/http_server.h"

static struct http_server server;

/* Both programs may ask that one server, and no other of this machine. */
static void
begin(void)
{
	http_server_start(&server);
	setenv("OUTBOUND_ALLOW", server.host, 1);
}

#define E2E_OPTIONS .no_worker = true
#define E2E_BEFORE  begin()
#define E2E_AFTER   http_server_stop(&server)
#include "t/lib/e2e_engine.h"

#include <string.h>

#include "base/banned.h"

enum { WAIT_MS = 60000 };

/* An event of an hour in a day; more: further lines of it. */
static void
say(const char *more)
{
	char *start = text("%s", in_hours(24)), *to = start;

	for (const char *p = start; *p; p++)
		if (!strchr("-:", *p))
			*to++ = *p;
	*to = '\0';
	http_server_set(&server, "a",
	    "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\n"
	    "SUMMARY:secret\nDTSTART:%s\nDURATION:PT1H\n%sEND:VEVENT\n"
	    "END:VCALENDAR\n",
	    start, more);
}

static void
work(void)
{
	expect_int(0, process_run(text("%s/worker.log", e2e_dir()), WAIT_MS,
			  (const char *const[]){
			      TOP_BUILDDIR "/hearth-worker", "--once", NULL }));
}

/* It is elsewhere now, and so it is asked at once. */
static void
move_to(const char *path)
{
	expect(200, as("ann", PATCH,
			"/users/me/calendar-sources/%s {'url': 'http://%s%s'}",
			id("s"), server.host, path));
	work();
}

static int
taken(void)
{
	expect(200, as("ann", GET, "/users/me/freebusy?from=%s&to=%s",
			in_hours(0), in_hours(48)));
	return body_count("");
}

static void
expect_error(bool is_one)
{
	expect(200, as("ann", GET, "/users/me/calendar-sources"));
	cr_expect((strcmp(body("/0/error"), "null") != 0) == is_one, "%s",
	    response()->body);
}

Test_engines(e2e_calendar_source, a_worker_reads_it_and_times_are_taken)
{
	char line[256];

	http_server_set(&server, "site", "/a.ics give a\n/b.ics give a\n");
	say("");
	given("s", "ann",
	    "/users/me/calendar-sources {'name': 'Work', 'url': "
	    "'http://%s/a.ics'}",
	    server.host);
	expect_int(0, taken());
	work();
	expect_int(1, http_server_asked(&server, line, sizeof(line)));
	expect_int(1, taken());
	expect_error(false);
	expect(200, as("ann", GET, "/calendar?from=%s&to=%s", in_hours(0),
			in_hours(48)));
	expect_text("busy", body("/0/kind"));
	cr_expect(strstr(response()->body, "secret") == NULL);

	say("TRANSP:TRANSPARENT\n");
	move_to("/b.ics");
	expect_int(0, taken());
	expect_error(false);
	http_server_stop(&server);
	move_to("/a.ics");
	expect_error(true);
}
