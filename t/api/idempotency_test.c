/*
 * Idempotency-Key: sent twice, done once.
 */
#include "t/lib/api.h"

#include <string.h>

#include "base/clock.h"
#include "generated/query/idempotency.h"

#include "base/banned.h"

static int
make_event(const char *user, const char *key, const char *title)
{
	with("Idempotency-Key", key);
	return as(user, POST,
	    "/events {'title': '%s', 'start_time': '2031-01-01T10:00:00Z', "
	    "'end_time': '2031-01-01T12:00:00Z'}",
	    title);
}

static int
events_of(const char *user)
{
	expect(200, as(user, GET, "/users/me/events"));
	return body_count("");
}

Test_engines(api_idempotency, the_same_request_gets_the_same_response)
{
	char *first, *etag, *location;

	expect(201, make_event("ann", "k-1", "A"));
	expect_text("(none)", header("Idempotent-Replayed"));
	first = text("%s", response()->body);
	etag = header("ETag");
	location = header("Location");
	expect(201, make_event("ann", "k-1", "A"));
	expect_text("true", header("Idempotent-Replayed"));
	expect_text(first, response()->body);
	expect_text(etag, header("ETag"));
	expect_text(location, header("Location"));
	expect_text("application/json", header("Content-Type"));
	cr_expect(response_header_count(response(), "X-Request-Id") == 1);
	cr_expect(response_header_count(response(), "Cache-Control") == 1);
	expect_int(1, events_of("ann"));
	expect(201, make_event("ann", "k-2", "A"));
	expect_int(2, events_of("ann"));
}

Test_engines(api_idempotency, another_request_with_the_key_is_refused)
{
	expect(201, make_event("ann", "k", "A"));
	expect_problem(
	    422, "idempotency_key_reused", make_event("ann", "k", "B"));
	given_event("e");
	with("Idempotency-Key", "k");
	expect_problem(422, "idempotency_key_reused",
	    as("ann", DELETE, "/events/%s", id("e")));
	expect_int(2, events_of("ann"));
}

Test_engines(api_idempotency, keys_of_two_callers_are_two_keys)
{
	expect(201, make_event("ann", "k", "A"));
	expect(201, make_event("bob", "k", "A"));
	expect_text("(none)", header("Idempotent-Replayed"));
	expect_text(id("bob"), body("/organizer_id"));
	with("Idempotency-Key", "k");
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'ann@example.org'}"));
	expect_text("(none)", header("Idempotent-Replayed"));
}

Test_engines(api_idempotency, a_key_is_one_to_255_printable_characters)
{
	expect(201, make_event("ann", text("%0255d", 7), "A"));
	expect_problem(
	    400, "bad_request", make_event("ann", text("%0256d", 7), "A"));
	expect_problem(400, "bad_request", make_event("ann", "", "A"));
	expect_problem(400, "bad_request", make_event("ann", "\xc3\xa4", "A"));
	expect_int(1, events_of("ann"));
}

Test_engines(api_idempotency, a_failure_is_judged_anew)
{
	given_event("e", .capacity = 1);
	expect(
	    200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	with("Idempotency-Key", "k");
	expect(
	    409, as("cat", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", id("e")));
	with("Idempotency-Key", "k");
	expect(
	    200, as("cat", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	expect_text("(none)", header("Idempotent-Replayed"));
}

Test_engines(api_idempotency, a_response_without_a_body_comes_again)
{
	given_event("e");
	with("Idempotency-Key", "k");
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
	with("Idempotency-Key", "k");
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
	expect_text("true", header("Idempotent-Replayed"));
	expect(404, as("ann", DELETE, "/events/%s", id("e")));
}

Test_engines(api_idempotency, a_replay_needs_a_session_too)
{
	char *login = given_login(NULL, "ann");

	expect(201, make_event("ann", "k", "A"));
	expect(200, as("ann", POST, "/auth/logout"));
	with("Authorization", login);
	expect(401, make_event("ann", "k", "A"));
	cr_expect(!response_contains("\"A\""));
}

Test_engines(api_idempotency, secrets_are_never_stored)
{
	char *first;

	given_member("ann", true);
	with("Idempotency-Key", "k");
	expect(200,
	    anonymous(POST,
		"/auth/login {'email': 'ann@example.org', 'password': '%s'}",
		GIVEN_PASSWORD));
	first = body("/session_id");
	with("Idempotency-Key", "k");
	expect(200,
	    anonymous(POST,
		"/auth/login {'email': 'ann@example.org', 'password': '%s'}",
		GIVEN_PASSWORD));
	cr_expect(!str_eq(first, body("/session_id")));
}

Test_engines(api_idempotency, signing_up_twice_mails_once)
{
	int i;

	for (i = 0; i < 2; i++) {
		with("Idempotency-Key", "k");
		expect(200, anonymous(POST,
				"/auth/signup {'email': 'ann@example.org', "
				"'first_name': 'A', 'last_name': 'B', "
				"'password': '%s', "
				"'password_verify': '%s'}",
				GIVEN_PASSWORD, GIVEN_PASSWORD));
	}
	expect_text("true", header("Idempotent-Replayed"));
	cr_expect(jobs_with("verif", NULL) == 1);
}

Test_engines(api_idempotency, a_code_or_password_spent_is_no_reason_to_fail)
{
	char *code;
	int i;

	given_member("ann", false);
	expect(
	    200, anonymous(POST,
		     "/auth/resend-verification {'email': 'ann@example.org'}"));
	code = mailed_code("ann", "verify_email");
	for (i = 0; i < 2; i++) {
		with("Idempotency-Key", "verify");
		expect(
		    200, anonymous(POST,
			     "/auth/verify-email {'email': 'ann@example.org', "
			     "'code': '%s'}",
			     code));
	}
	expect_text("true", header("Idempotent-Replayed"));
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'ann@example.org'}"));
	code = mailed_code("ann", "reset_password");
	for (i = 0; i < 2; i++) {
		with("Idempotency-Key", "reset");
		expect(200,
		    anonymous(POST,
			"/auth/reset-password {'email': 'ann@example.org', "
			"'code': '%s', 'new_password': 'An0ther!pass', "
			"'new_password_verify': 'An0ther!pass'}",
			code));
	}
	expect_text("true", header("Idempotent-Replayed"));
	given_member("bob", true);
	for (i = 0; i < 2; i++) {
		with("Idempotency-Key", "change");
		expect(200, as("bob", PUT,
				"/users/me/password {'current_password': '%s', "
				"'new_password': 'An0ther!pass', "
				"'new_password_verify': 'An0ther!pass'}",
				GIVEN_PASSWORD));
	}
	expect_text("true", header("Idempotent-Replayed"));
	cr_expect(jobs_with("password_changed", NULL) == 2);
}

Test_engines(api_idempotency, a_key_lives_for_a_day)
{
	expect(201, make_event("ann", "k", "A"));
	cr_assert(q_idempotency_purge(given_db(), .before = clock_now_us() + 1,
		      .limit = 1000, NULL) == ERR_OK);
	expect(201, make_event("ann", "k", "A"));
	expect_text("(none)", header("Idempotent-Replayed"));
	expect_int(2, events_of("ann"));
}

Test_engines(api_idempotency, reading_takes_no_key)
{
	with("Idempotency-Key", "k");
	expect(200, as("ann", GET, "/users/me"));
	with("Idempotency-Key", "k");
	expect(200, as("ann", GET, "/events"));
	expect_text("(none)", header("Idempotent-Replayed"));
}

Test_engines(api_idempotency, a_caller_keeps_no_more_than_the_limit)
{
	struct bytes caller = { "c", 1 }, other = { "o", 1 };
	const struct {
		struct bytes principal;
		char key[4];
		int64_t claimed;
	} cases[] = { { caller, "1", 1 }, { caller, "2", 1 },
		{ caller, "3", 0 }, { other, "3", 1 } };
	int64_t n;

	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_assert(
		    q_idempotency_claim(given_db(),
			.principal = cases[i].principal,
			.request_key = cases[i].key, .request_hash = caller,
			.now = clock_now_us(), .limit = 2, &n) == ERR_OK);
		cr_expect(n == cases[i].claimed, "case %zu", i);
	}
}

Test_engines(api_idempotency, more_keys_than_the_setting_wait_for_a_day)
{
	api_set("IDEMPOTENCY_KEYS", "2");
	expect(201, make_event("ann", "1", "A"));
	expect(201, make_event("ann", "2", "B"));
	expect_problem(429, "rate_limited", make_event("ann", "3", "C"));
	expect(201, make_event("bob", "3", "C"));
	expect(201, make_event("ann", "2", "B"));
	expect_text("true", header("Idempotent-Replayed"));
	expect_int(2, events_of("ann"));
}

/* A client without a name is its network, of which it may use each address. */
Test_engines(api_idempotency, a_network_is_one_caller)
{
	static const char ask[] =
	    "/auth/forgot-password {'email': 'ann@example.org'}";

	api_from("2001:db8:0:1::1");
	with("Idempotency-Key", "k");
	expect(200, anonymous(POST, ask));
	api_from("2001:db8:0:1:2::3");
	with("Idempotency-Key", "k");
	expect(200, anonymous(POST, ask));
	expect_text("true", header("Idempotent-Replayed"));
	api_from("2001:db8:0:2::1");
	with("Idempotency-Key", "k");
	expect(200, anonymous(POST, ask));
	expect_text("(none)", header("Idempotent-Replayed"));
}
