/*
 * The way back to programs that know of no series: dates go on as events of
 * their own, which say themselves what their series said for them.
 */
#include "base/str.h"
#include "db/migrate.h"
#include "t/api/series_given.h"
#include "t/lib/answer.h"
#include "t/lib/own.h"

#include "base/banned.h"

#define MUSIC "01900000-0000-7000-8000-000000000008"

/* Versions of the schema, of programs that know of none of it. */
enum { BEFORE = 41, BEFORE_TICKETS = 91, DATES = 5 };

static const char *const kept[] = { "/title", "/description", "/location",
	"/venue/name", "/venue/address", "/online_url", "/image_url",
	"/category_ids/0", "/tags/0", "/start_time", "/end_time", "/timezone",
	"/status", "/visibility", "/organizer_id", "/capacity",
	"/spots_taken" };

static char *dates[DATES];

/* What a date says of all that, as one text. */
static char *
said(const char *date)
{
	char *out = text("%s", "");

	expect(200, as("ann", GET, "/events/%s", date));
	for (size_t i = 0; i < N_OF(kept); i++)
		out = text("%s%s: %s\n", out, kept[i], body(kept[i]));
	return out;
}

static void
there_and_back(int64_t version)
{
	struct db_migration_state *states;
	struct own own;
	size_t n;

	own_open(&own);
	cr_assert(db_migrate_status(own.call.db, &states, &n) == ERR_OK);
	cr_assert(db_migrate_down(own.call.db, states[n - 1].version - version,
		      false, NULL, NULL) == ERR_OK,
	    "%s", own.fault.detail);
	cr_assert(db_migrate_up(own.call.db, 0, false, NULL, NULL) == ERR_OK,
	    "%s", own.fault.detail);
	own_close(&own);
}

/* A series that says all there is, of which two dates say some of it
 * otherwise, with who helps and who comes. */
static void
given_full_series(void)
{
	given_series("s", FIVE ", \"image_url\": \"https://x.org/i\", "
			       "\"venue\": {\"name\": \"Hall\", \"address\": "
			       "\"1 Road\", \"lat\": 1, \"lon\": 2}, "
			       "\"category_ids\": [\"" MUSIC "\"], "
			       "\"tags\": [\"loud\"], \"capacity\": 7");
	for (int i = 0; i < DATES; i++)
		dates[i] = date("s", i);
	expect(200, as("ann", PATCH, "/events/%s {'title': 'Solo'}", dates[1]));
	expect(200, as("ann", PATCH,
			"/events/%s {'description': 'We dance.', "
			"'location': 'Yard', 'venue': null, "
			"'image_url': 'https://x.org/j'}",
			dates[2]));
	expect(200, attend("bob", "s")); /* so that ann can name him */
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'co_host'}",
			id("s"), id("bob")));
	expect(200, attend("cat", "s"));
	keep_id("d", dates[4]);
	expect(200, decline("cat", "d"));
}

static void
expect_found(int n, const char *word)
{
	expect(200, anonymous(GET, "/events?q=%s", word));
	expect_int(n, body_count(""));
}

/* Nothing of the series is left, and nothing of it was lost. */
static void
check_date(int i, const char *was)
{
	expect_text(was, said(dates[i]));
	expect_text("null", body("/series_id"));
	expect_text("null", body("/recurrence_id"));
	expect_text("null", body("/rrule"));
	expect_text("false", body("/is_series"));
	expect(200, as("bob", GET, "/events/%s/hosts", dates[i]));
	expect_text("co_host", body("/0/role"));
	expect_text(id("bob"), body("/0/user_id"));
	expect(200, as("cat", GET, "/events/%s/rsvps/me", dates[i]));
	expect_text(i == 4 ? "not_attending" : "attending", body("/status"));
	expect(200, as("bob", PATCH, "/events/%s {'title': 'Trio'}", dates[i]));
}

Test_engines(api_series_back, dates_go_on_as_events_of_their_own)
{
	char *was[DATES];

	given_full_series();
	for (int i = 0; i < DATES; i++)
		was[i] = said(dates[i]);
	there_and_back(BEFORE);
	given_session("ann");
	given_session("bob");
	given_session("cat");
	expect(404, as("ann", GET, "/events/%s", id("s")));
	expect_found(4, "choir");
	expect_found(1, "solo");
	expect_found(4, "sing");
	expect_found(1, "yard");
	for (int i = 0; i < DATES; i++)
		check_date(i, was[i]);
	expect_found(DATES, "trio");
	expect_found(0, "choir");
}

/* Programs before know of none that a series has. */
Test_engines(api_series_back, ticket_types_go_on_as_those_of_dates)
{
	given_series("s", FIVE ", \"open_dates\": 2");
	given("t", "ann",
	    "/events/%s/ticket-types {'name': 'x', 'payment_type': 'free'}",
	    id("s"));
	there_and_back(BEFORE_TICKETS);
	given_session("ann");
	expect(200, as("ann", GET, "/events/%s/ticket-types", id("s")));
	expect_int(0, body_count(""));
	expect(200, as("ann", GET, "/events/%s", id("s")));
	expect_text("false", body("/has_tickets"));
	for (int i = 0; i < 3; i++) {
		char *of = date("s", i);

		expect(200, as("ann", GET, "/events/%s/ticket-types", of));
		expect_int(i < 2, body_count(""));
		expect(200, as("ann", GET, "/events/%s", of));
		expect_text(i < 2 ? "true" : "false", body("/has_tickets"));
	}
}
