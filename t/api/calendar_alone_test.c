/*
 * A date of a series that somebody has in their calendar by itself, and not its
 * series: whatever becomes of it by a change of the series comes there, too.
 */
#include "t/api/calendar_mailed.h"
#include "t/lib/answer.h"
#include "t/lib/rows.h"

#include "base/banned.h"

/* What ann does, and what comes to the calendar of who has the first date; no
 * method: nothing does. A request begins with the name of an id. */
static const struct change {
	const char *method, *request;
	const char *calendar_method, *lines[2];
} changes[] = {
	{ PATCH, "e {'location': 'Attic'}", "REQUEST",
	    { "LOCATION:Attic", "SEQUENCE:1" } },
	{ PATCH, "second?apply=all {'location': 'Attic'}", "REQUEST",
	    { "LOCATION:Attic", "SEQUENCE:1" } },
	{ PATCH, "first?apply=following {'location': 'Attic'}", "REQUEST",
	    { "LOCATION:Attic", "SEQUENCE:1" } },
	{ PATCH, "e {'online_url': 'https://x.org/'}", "REQUEST",
	    { "SEQUENCE:1" } },
	{ PATCH, "e {'start_time': '2030-06-01T16:00:00Z'}", "REQUEST",
	    { "DTSTART:20300601T160000Z", "SEQUENCE:2" } },
	{ PATCH, "e?notify=false {'location': 'Attic'}", NULL, { NULL } },
	{ PATCH, "e {'title': 'Cake'}", NULL, { NULL } },
	{ PATCH, "second?apply=following {'location': 'Attic'}", NULL,
	    { NULL } },
	{ PATCH,
	    "e {'start_time': '2030-06-02T10:00:00Z', 'end_time': "
	    "'2030-06-02T12:00:00Z'}",
	    "CANCEL", { "STATUS:CANCELLED" } },
	{ POST, "e/cancel", "CANCEL", { "SEQUENCE:2" } },
	{ DELETE, "e", "CANCEL", { "SEQUENCE:1" } },
};

static char *
filled(const char *request)
{
	size_t n = strcspn(request, " ?/");

	return quoted(
	    text("%s%s", id(text("%.*s", (int)n, request)), request + n));
}

/* The first date of ann's series e. */
static void
given_bob_has_first(void)
{
	char *calendar;

	use_calendar();
	given("e", "ann",
	    "/events {'title': 'Tea', 'start_time': '2030-06-01T10:00:00Z', "
	    "'end_time': '2030-06-01T20:00:00Z', "
	    "'rrule': 'FREQ=DAILY;COUNT=3'}");
	expect(200, as("ann", GET, "/events/%s/occurrences", id("e")));
	keep_id("first", body("/0/id"));
	keep_id("second", body("/1/id"));
	expect(200, decline("bob", "first"));
	expect(
	    200, as("ann", PUT, "/events/%s/rsvps/%s {'status': 'attending'}",
		     id("first"), id("bob")));
	expect_int(1, mails_of("first", &calendar));
	expect_in(calendar, "METHOD:REQUEST");
}

static void
expect_calendar(const struct change *c)
{
	char *calendar = NULL;
	int n = mails_of("first", &calendar);

	cr_expect(n == (c->calendar_method ? 2 : 1), "%s %s: %d calendars",
	    c->method, c->request, n);
	if (!c->calendar_method || n < 2)
		return;
	expect_in(calendar, text("METHOD:%s", c->calendar_method));
	for (size_t i = 0; i < N_OF(c->lines) && c->lines[i]; i++)
		expect_in(calendar, c->lines[i]);
	cr_expect(!is_date(calendar), "%s: %s", c->request, calendar);
}

Test_engines(
    api_calendar_alone, a_date_is_what_its_series_makes_of_it, .timeout = 60)
{
	given_user("bob");
	for (size_t i = 0; i < N_OF(changes); i++) {
		int status;

		given_bob_has_first();
		status = as("ann", changes[i].method, "/events/%s",
		    filled(changes[i].request));
		cr_expect(status / 100 == 2, "%s: %s", changes[i].request,
		    response()->body);
		expect_calendar(&changes[i]);
	}
}

/* An answer to what it was before would be taken for one that is too old. */
Test_engines(api_calendar_alone, one_that_stays_as_it_is_has_another_state)
{
	char *calendar;

	given_user("bob");
	given_bob_has_first();
	expect(200,
	    as("ann", PATCH, "/events/%s {'location': 'Church'}", id("first")));
	expect_int(2, mails_of("first", &calendar));
	expect_in(calendar, "SEQUENCE:1");
	expect(
	    200, as("ann", PATCH, "/events/%s {'location': 'Attic'}", id("e")));
	expect_int(3, mails_of("first", &calendar));
	expect_in(calendar, "SEQUENCE:2");
	expect_in(calendar, "LOCATION:Church");
}

Test_engines(api_calendar_alone, one_that_comes_back_is_there_again)
{
	char *calendar;

	given_user("bob");
	given_bob_has_first();
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect_int(2, mails_of("first", &calendar));
	expect_in(calendar, "METHOD:CANCEL");
	expect(200, as("ann", POST, "/events/%s/reinstate", id("e")));
	expect_int(3, mails_of("first", &calendar));
	expect_in(calendar, "METHOD:REQUEST");
	expect_in(calendar, "STATUS:CONFIRMED");
	expect(200, as("ann", POST, "/events/%s/cancel", id("first")));
	expect_int(4, mails_of("first", &calendar));
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect(200, as("ann", POST, "/events/%s/reinstate", id("e")));
	expect_int(4, mails_of("first", &calendar));
}

/* More than are read at a time: each is told of. */
Test_engines(api_calendar_alone, of_a_long_series_each_date_is_told)
{
	enum { DATES = 230 };
	static const char columns[] =
	    "INSERT INTO event_invitation (id, event_id, user_id, "
	    "sent_sequence, created_at) SELECT ";
	int64_t before;

	use_calendar();
	given_user("bob");
	given("e", "ann",
	    "/events {'title': 'Tea', 'start_time': '%s', 'end_time': '%s', "
	    "'rrule': 'FREQ=DAILY;COUNT=%d'}",
	    in_hours(24), in_hours(25), DATES);
	work(); /* makes the rest of its dates */
	work_sql(text("%sgen_random_uuid(), e.id, u.id, 0, now() FROM event e, "
		      "users u WHERE e.series_id IS NOT NULL AND u.email_key = "
		      "'bob@example.org'",
		     columns),
	    text("%srandomblob(16), e.id, u.id, 0, 0 FROM event e, users u "
		 "WHERE e.series_id IS NOT NULL AND u.email_key = "
		 "'bob@example.org'",
		columns));
	cr_assert(rows_where("event_invitation", "sent_sequence = 0") == DATES);
	before = rows_where("job", "kind = 'mail'");
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	cr_expect(rows_where("job", "kind = 'mail'") - before == DATES, "%d",
	    (int)(rows_where("job", "kind = 'mail'") - before));
}
