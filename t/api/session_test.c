/*
 * Sessions: refreshing, ending, listing.
 */
#include "t/lib/api.h"

#include <string.h>

#include "base/clock.h"
#include "generated/query/session.h"

#include "base/banned.h"

static void
log_in(const char *name)
{
	expect(200,
	    anonymous(POST,
		"/auth/login {'email': '%s@example.org', 'password': '%s'}",
		name, GIVEN_PASSWORD));
}

static int
refresh(const char *token)
{
	return anonymous(POST, "/auth/refresh {'refresh_token': '%s'}", token);
}

static int
me_with(const char *access)
{
	with("Authorization", text("Bearer %s", access));
	return anonymous(GET, "/users/me");
}

/* As if the last rotation had been a minute ago. */
static void
let_a_minute_pass(const char *session, int64_t counter)
{
	int64_t now = clock_now_us();
	struct q_session_rotate_in in = { .counter = counter,
		.now = now - CLOCK_MINUTE_US,
		.idle = now + CLOCK_DAY_US };

	cr_assert(uuid_parse(session, &in.id.v));
	cr_assert(q_session_rotate_with(given_db(), &in, NULL) == ERR_OK);
}

Test_engines(api_session, refreshing_gives_the_next_pair)
{
	char *first, *session;

	given_member("ann", true);
	log_in("ann");
	first = body("/refresh_token");
	session = body("/session_id");
	expect(200, refresh(first));
	cr_expect(!str_eq(body("/refresh_token"), first));
	expect_text(session, body("/session_id"));
	expect_text("ann@example.org", body("/user/email"));
	expect(200, me_with(body("/access_token")));
	expect_problem(401, "refresh_invalid", refresh("nonsense"));
	first[3] = first[3] == 'A' ? 'B' : 'A';
	expect_problem(401, "refresh_invalid", refresh(first));
}

Test_engines(api_session, a_lost_response_is_given_again)
{
	char *first, *second, *session;

	given_member("ann", true);
	log_in("ann");
	first = body("/refresh_token");
	session = body("/session_id");
	expect(200, refresh(first));
	second = body("/refresh_token");
	expect(200, refresh(first));
	expect_text(second, body("/refresh_token"));
	let_a_minute_pass(session, 2);
	expect(200, refresh(first));
	expect_text(second, body("/refresh_token"));
	expect(200, refresh(second));
	cr_expect(!str_eq(body("/refresh_token"), second));
}

Test_engines(api_session, an_old_token_ends_the_session)
{
	char *first, *last, *session, *access;

	given_member("ann", true);
	log_in("ann");
	first = body("/refresh_token");
	session = body("/session_id");
	expect(200, refresh(first));
	expect(200, refresh(body("/refresh_token")));
	last = body("/refresh_token");
	access = body("/access_token");
	let_a_minute_pass(session, 3);
	expect_problem(401, "refresh_reused", refresh(first));
	expect(401, refresh(last));
	expect(401, me_with(access));
	cr_expect(jobs_with("refresh_reused", NULL) == 1);
}

Test_engines(api_session, a_session_that_is_over_cannot_be_refreshed)
{
	struct q_session_rotate_in in = { .counter = 1 };
	char *token;

	given_member("ann", true);
	log_in("ann");
	token = body("/refresh_token");
	cr_assert(uuid_parse(body("/session_id"), &in.id.v));
	in.now = clock_now_us() - 2 * CLOCK_DAY_US;
	in.idle = clock_now_us() - CLOCK_DAY_US;
	cr_assert(q_session_rotate_with(given_db(), &in, NULL) == ERR_OK);
	expect_problem(401, "session_expired", refresh(token));
}

Test_engines(api_session, a_suspended_user_cannot_refresh)
{
	char *token;

	given_member("ann", true);
	log_in("ann");
	token = body("/refresh_token");
	given_suspended("ann");
	expect_problem(403, "account_suspended", refresh(token));
}

Test_engines(api_session, logging_out_acts_at_once)
{
	char *access, *token;

	given_member("ann", true);
	log_in("ann");
	access = body("/access_token");
	token = body("/refresh_token");
	with("Authorization", text("Bearer %s", access));
	expect(200, anonymous(POST, "/auth/logout"));
	expect(401, me_with(access));
	expect(401, refresh(token));
	/* others stay */
	expect(200, as("ann", GET, "/users/me"));
}

Test_engines(api_session, logging_out_can_reach_further)
{
	char *here, *there;

	given_member("ann", true);
	expect(200, as("ann", GET, "/users/me"));
	log_in("ann");
	there = body("/access_token");
	log_in("ann");
	here = body("/access_token");
	with("Authorization", text("Bearer %s", here));
	expect(200, anonymous(POST, "/auth/logout {'scope': 'others'}"));
	expect(401, me_with(there));
	expect(200, me_with(here));
	expect(401, as("ann", GET, "/users/me"));
	with("Authorization", text("Bearer %s", here));
	expect(200, anonymous(POST, "/auth/logout {'scope': 'global'}"));
	expect(401, me_with(here));
}

Test_engines(api_session, the_list_shows_live_ones_and_marks_the_current)
{
	int i, current = 0;

	given_member("ann", true);
	given_member("bob", true);
	with("User-Agent", "phone");
	log_in("ann");
	log_in("bob");
	expect(200, as("ann", GET, "/users/me/sessions"));
	expect_int(2, body_count(""));
	for (i = 0; i < 2; i++)
		current += str_eq(body(text("/%d/current", i)), "true");
	expect_int(1, current);
	cr_expect(response_contains("phone"));
	expect(200, as("ann", GET, "/users/me/sessions?limit=1"));
	expect_int(1, body_count(""));
	keep_id("first", body("/0/id"));
	cr_assert(next_page());
	expect(200, as("ann", GET, "/%s", next_page()));
	expect_int(1, body_count(""));
	cr_expect(!str_eq(id("first"), body("/0/id")));
	cr_expect(!next_page());
}

Test_engines(api_session, one_session_is_read_and_ended)
{
	char *session, *access, *etag;

	given_member("ann", true);
	log_in("ann");
	session = body("/session_id");
	access = body("/access_token");
	expect(200, as("ann", GET, "/users/me/sessions/%s", session));
	expect_text("false", body("/current"));
	etag = header("ETag");
	with("If-None-Match", etag);
	expect(304, as("ann", GET, "/users/me/sessions/%s", session));
	expect(404, as("bob", GET, "/users/me/sessions/%s", session));
	expect(404, as("bob", DELETE, "/users/me/sessions/%s", session));
	expect(200, me_with(access));
	with("If-Match", etag);
	expect(204, as("ann", DELETE, "/users/me/sessions/%s", session));
	expect(401, me_with(access));
	expect(404, as("ann", GET, "/users/me/sessions/%s", session));
	expect(404, as("ann", DELETE, "/users/me/sessions/%s", session));
}

Test_engines(api_session, all_but_the_current_can_be_ended)
{
	char *other;

	given_member("ann", true);
	log_in("ann");
	other = body("/access_token");
	expect(204, as("ann", DELETE, "/users/me/sessions?except=current"));
	expect(401, me_with(other));
	expect(200, as("ann", GET, "/users/me"));
	expect(204, as("ann", DELETE, "/users/me/sessions"));
	expect(401, as("ann", GET, "/users/me"));
}

Test_engines(api_session, any_user_agent_can_be_shown)
{
	static const char odd[][24] = { "\xff\xfe", "caf\xc3\xa9",
		"\"q\\uote\"", "\xed\xa0\x80", "" };
	size_t i;

	given_member("ann", true);
	for (i = 0; i < N_OF(odd); i++) {
		with("User-Agent", odd[i]);
		log_in("ann");
	}
	with("User-Agent", text("%02000d\xc3\xa4", 7));
	log_in("ann");
	expect(200, as("ann", GET, "/users/me/sessions"));
	expect_int((long)N_OF(odd) + 2, body_count(""));
	cr_expect(response_contains("caf\xc3\xa9"));
}
