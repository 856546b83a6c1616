/*
 * The row of a user says whether they see anything otherwise than everybody,
 * and lists go by it: it must never say less than is so, nor a process go by
 * what it remembers. After each test of this tier the rows are held against it
 * (t/lib/sight.h).
 */
#include "t/lib/api.h"

#include "generated/query/session.h"

#include "base/banned.h"

#define PARTY "01900000-0000-7000-8000-000000000005" /* a category */

/* "SBU": in spaces, has blocks, sees something that is not listed; "-" for no.
 */
static char *
sight_of(const char *name)
{
	struct crypt_claims claims = given_claims(name);
	struct q_session_check_row row;

	cr_assert(q_session_check(given_db(), .id = claims.session,
		      .user = claims.user, .now = 1, &row) == ERR_OK);
	return text("%c%c%c", row.in_spaces ? 'S' : '-',
	    row.has_blocks ? 'B' : '-', row.has_unlisted ? 'U' : '-');
}

static void
given_three(void)
{
	given_user("ann");
	given_member("bob", true);
	given_user("cat");
}

Test_engines(api_sight, what_everybody_sees_is_nothing_more)
{
	given_three();
	given_event("e");
	expect_text("---", sight_of("ann"));
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("e")));
	expect_text("---", sight_of("bob"));
}

Test_engines(api_sight, who_joins_a_space_sees_more)
{
	given_three();
	given("c", "ann", "/clusters {'name': 'x'}");
	expect_text("S--", sight_of("ann"));
	expect_text("---", sight_of("bob"));
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect_text("S--", sight_of("bob"));
}

Test_engines(api_sight, of_two_who_are_apart_each_sees_less)
{
	given_three();
	expect(204, as("ann", PUT, "/users/me/blocks/%s", id("bob")));
	expect_text("-B-", sight_of("ann"));
	expect_text("-B-", sight_of("bob"));
	expect_text("---", sight_of("cat"));
}

Test_engines(api_sight, who_organizes_or_is_named_sees_what_is_not_listed)
{
	given_three();
	given_event("e", .is_private = true);
	expect_text("--U", sight_of("ann"));
	expect(204, as("ann", PUT, "/events/%s/guests/%s", id("e"), id("bob")));
	expect_text("--U", sight_of("bob"));
	given_event("f", .by = "cat", .draft = true);
	expect_text("--U", sight_of("cat"));
}

Test_engines(api_sight, who_was_named_before_sees_it_once_it_is_published)
{
	given_three();
	given_event("e", .is_private = true, .draft = true);
	expect(204, as("ann", PUT, "/events/%s/guests/%s", id("e"), id("bob")));
	expect_text("---", sight_of("bob"));
	expect(200, as("ann", POST, "/events/%s/publish", id("e")));
	expect_text("--U", sight_of("bob"));
}

Test_engines(api_sight, what_is_listed_no_more_is_still_its_organizers)
{
	given_three();
	given_event("e");
	expect(200,
	    as("ann", PATCH, "/events/%s {'visibility': 'private'}", id("e")));
	expect_text("--U", sight_of("ann"));
}

static void
log_in(const char *name)
{
	expect(200,
	    anonymous(POST,
		"/auth/login {'email': '%s@example.org', 'password': '%s'}",
		name, GIVEN_PASSWORD));
}

/* Bob in a space, apart from ann, named by an event. */
static void
given_more(void)
{
	given_three();
	given("c", "cat", "/clusters {'name': 'x'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(204, as("bob", PUT, "/users/me/blocks/%s", id("ann")));
	given_event("e", .by = "cat", .is_private = true);
	expect(204, as("cat", PUT, "/events/%s/guests/%s", id("e"), id("bob")));
}

Test_engines(api_sight, what_is_no_more_is_found_at_the_next_sign_in)
{
	given_more();
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect(204, as("bob", DELETE, "/users/me/blocks/%s", id("ann")));
	expect(
	    204, as("cat", DELETE, "/events/%s/guests/%s", id("e"), id("bob")));
	expect_text("SBU", sight_of("bob"));
	log_in("bob");
	expect_text("---", sight_of("bob"));
}

Test_engines(api_sight, what_is_still_so_stays_at_a_sign_in)
{
	given_more();
	log_in("bob");
	expect_text("SBU", sight_of("bob"));
}

/* How many events a list of bob's has: from now on and of all times, by each
 * filter that all of them pass, and by their words. */
static void
expect_listed(int n)
{
	const char *const queries[] = { "", text("?from=%s", in_hours(0)),
		"?status=published", "?q=picnic", "?q=picnic&status=published",
		text("?category_id=%s", PARTY), "?near=52.5,13.4" };

	for (size_t i = 0; i < N_OF(queries); i++) {
		expect(200, as("bob", GET, "/events%s", queries[i]));
		cr_expect(body_count("") == n, "%s: %d instead of %d",
		    queries[i], body_count(""), n);
	}
}

/* What all filters let pass. */
#define PICNIC                                                            \
	", 'category_ids': ['" PARTY "'], 'venue': {'name': 'x', 'lat': " \
	"52.5, 'lon': 13.4}"

/* The process that has heard that bob sees no more than everybody lists what he
 * sees since, in the answer to the next request. */
Test_engines(api_sight, a_list_goes_by_what_holds_now)
{
	given_three();
	given_event("e", .title = "Picnic", .more = PICNIC);
	given("c", "cat", "/clusters {'name': 'x'}");
	given("f", "cat",
	    "/events {'title': 'Picnic', 'start_time': '%s', 'end_time': "
	    "'%s', 'visibility': 'cluster', 'cluster_id': '%s'" PICNIC "}",
	    in_hours(1), in_hours(2), id("c"));
	expect_listed(1);
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect_listed(2);
	given_event("g", .by = "cat", .title = "Picnic", .is_private = true,
	    .more = PICNIC);
	expect(204, as("cat", PUT, "/events/%s/guests/%s", id("g"), id("bob")));
	expect_listed(3);
	expect(204, as("ann", PUT, "/users/me/blocks/%s", id("bob")));
	expect_listed(2);
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect_listed(1);
}

/* A page of what is seen goes on where a page of what is listed ended. */
Test_engines(api_sight, pages_follow_each_other_when_more_is_seen_meanwhile)
{
	char *next;

	given_three();
	for (int i = 1; i <= 3; i++)
		given_event(text("e%d", i), .starts_in_h = 2 * i);
	given_event("p", .by = "cat", .is_private = true, .starts_in_h = 3);
	expect(200, as("bob", GET, "/events?limit=1"));
	expect_text(id("e1"), body("/0/id"));
	next = next_page();
	expect(204, as("cat", PUT, "/events/%s/guests/%s", id("p"), id("bob")));
	expect(200, as("bob", GET, "/%s", next));
	expect_text(id("p"), body("/0/id"));
	expect(200, as("bob", GET, "/%s", next_page()));
	expect_text(id("e2"), body("/0/id"));
}
