/*
 * Second steps: codes of a program, recovery codes, and showing again who one
 * is.
 */
#include "t/lib/oath.h"
#include "t/api/sign.h"

#include "app/factor.h"
#include "base/clock.h"
#include "generated/query/factor.h"

#include "base/banned.h"

/* The first step; the token of the second is in the body. */
static void
first_step(const char *name)
{
	expect(200, log_in(name, GIVEN_PASSWORD));
	expect_text("true", body("/mfa_required"));
	expect_text("totp", body("/factors/0"));
	expect_text("(none)", body("/access_token"));
}

static int
second_step(const char *token, const char *member, const char *code)
{
	return anonymous(POST,
	    "/auth/mfa/verify {'mfa_token': '%s', '%s': '%s'}", token, member,
	    code);
}

Test_engines(api_factor, a_confirmed_one_is_asked_for_and_each_code_works_once)
{
	char *secret, *token, *other;

	given_member("ann", true);
	given(
	    "factor", "ann", "/users/me/factors {'kind': 'totp', 'name': 'x'}");
	secret = body("/secret");
	cr_expect(strstr(body("/uri"), secret) &&
		  str_has_prefix(body("/uri"), "otpauth://totp/"));
	expect(200, log_in("ann", GIVEN_PASSWORD));
	expect_text("bearer", body("/token_type"));
	other = text("Bearer %s", body("/access_token"));
	expect_problem(401, "mfa_code_invalid",
	    as("ann", POST, "/users/me/factors/%s/verify {'code': '%s'}",
		id("factor"), oath(secret, 9)));
	expect(
	    200, as("ann", POST, "/users/me/factors/%s/verify {'code': '%s'}",
		     id("factor"), oath(secret, -1)));
	expect_int(10, body_count("/recovery_codes"));
	expect_int(1, jobs_with("factor_added", NULL));
	with("Authorization", other); /* a session before it */
	expect_problem(401, "session_expired", anonymous(GET, "/users/me"));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/users/me/factors/%s/verify {'code': '%s'}",
		id("factor"), oath(secret, 0)));
	first_step("ann");
	token = body("/mfa_token");
	/* the code that confirmed it was used */
	expect_problem(401, "mfa_code_invalid",
	    second_step(token, "code", oath(secret, -1)));
	expect(200, second_step(token, "code", oath(secret, 0)));
	with("Authorization", text("Bearer %s", body("/access_token")));
	expect(200, anonymous(GET, "/users/me/sessions?limit=1"));
	expect_text("password", body("/0/method"));
	cr_expect(!str_eq(body("/0/factor_at"), "null"));
	expect_problem(
	    400, "token_invalid", second_step(token, "code", oath(secret, 1)));
	first_step("ann");
	expect_problem(401, "mfa_code_invalid",
	    second_step(body("/mfa_token"), "code", oath(secret, 0)));
}

Test_engines(api_factor, one_that_waits_takes_ten_wrong_codes)
{
	char *secret;

	given(
	    "factor", "ann", "/users/me/factors {'kind': 'totp', 'name': 'x'}");
	secret = body("/secret");
	for (int i = 0; i < APP_FACTOR_FAILURES; i++)
		expect_problem(401, "mfa_code_invalid",
		    as("ann", POST,
			"/users/me/factors/%s/verify {'code': '%s'}",
			id("factor"), oath(secret, 100 + i)));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/users/me/factors/%s/verify {'code': '%s'}",
		id("factor"), oath(secret, 0)));
	given(
	    "factor", "ann", "/users/me/factors {'kind': 'totp', 'name': 'x'}");
	expect(
	    200, as("ann", POST, "/users/me/factors/%s/verify {'code': '%s'}",
		     id("factor"), oath(body("/secret"), 0)));
}

/* Each has taken the first step, and shows the same code. */
static char *race_bodies[8];

static int
try_once(int i)
{
	return api_ask(NULL, POST, "/api/v1/auth/mfa/verify", race_bodies[i]);
}

Test_engines(api_factor, of_eight_who_show_the_same_code_one_comes_in)
{
	int results[N_OF(race_bodies)], n = 0;
	char *secret, *code;

	given_member("ann", true);
	secret = given_factor("ann");
	code = oath(secret, 0);
	for (size_t i = 0; i < N_OF(race_bodies); i++) {
		first_step("ann");
		race_bodies[i] = text("{\"mfa_token\":\"%s\",\"code\":\"%s\"}",
		    body("/mfa_token"), code);
	}
	api_in_processes(N_OF(race_bodies), try_once, results);
	for (size_t i = 0; i < N_OF(race_bodies); i++) {
		cr_expect(
		    results[i] == 200 || results[i] == 401, "%d", results[i]);
		n += results[i] == 200;
	}
	expect_int(1, n);
}

Test_engines(api_factor, what_is_wrong_is_counted_and_closes_the_second_step)
{
	char *secret, *token = "";

	given_member("ann", true);
	secret = given_factor("ann");
	for (int i = 0; i < 9; i++) {
		if (i % 5 == 0) {
			first_step("ann");
			token = body("/mfa_token");
		}
		expect_problem(401, "mfa_code_invalid",
		    second_step(token, "code", oath(secret, 100 + i)));
	}
	/* the fifth try of the token was its last */
	first_step("ann");
	expect_problem(401, "mfa_code_invalid",
	    second_step(body("/mfa_token"), "recovery_code", "0000-0000"));
	expect_problem(
	    429, "rate_limited", second_step(token, "code", oath(secret, 0)));
	cr_expect(body_count("/errors") <= 0);
	/* in the session that is there it is closed, too */
	expect_problem(429, "rate_limited",
	    as("ann", POST, "/auth/reauthenticate {'totp': '%s'}",
		oath(secret, 0)));
	cr_assert(
	    !q_factor_forgive(given_db(), .user = given_user_id("ann"), NULL));
	expect(200, second_step(token, "code", oath(secret, 0)));
	first_step("ann");
	token = body("/mfa_token");
	for (int i = 0; i < 5; i++)
		expect_problem(401, "mfa_code_invalid",
		    second_step(token, "code", oath(secret, 100 + i)));
	expect_problem(
	    400, "token_invalid", second_step(token, "code", oath(secret, 1)));
}

Test_engines(api_factor, each_recovery_code_works_once_and_as_people_write_it)
{
	char *codes[10], *first;

	given_member("ann", true);
	given_factor("ann");
	for (int i = 0; i < 10; i++)
		codes[i] = body(text("/recovery_codes/%d", i));
	first = text("%s", codes[0]);
	for (char *p = first; *p; p++)
		*p = *p == '0'	 ? 'O'
		     : *p == '1' ? 'l'
		     : *p == '-' ? ' '
				 : (char)(*p >= 'a' ? *p & ~0x20 : *p);
	for (int i = 0; i < 10; i++) {
		expect_int(0, jobs_with("recovery_used_up", NULL));
		first_step("ann");
		expect(200, second_step(body("/mfa_token"), "recovery_code",
				i ? codes[i] : first));
	}
	expect_int(1, jobs_with("recovery_used_up", NULL));
	first_step("ann");
	expect_problem(401, "mfa_code_invalid",
	    second_step(body("/mfa_token"), "recovery_code", codes[3]));
	expect(200, as("ann", POST, "/users/me/recovery-codes"));
	expect_int(10, body_count("/recovery_codes"));
	first = body("/recovery_codes/4");
	first_step("ann");
	expect(200, second_step(body("/mfa_token"), "recovery_code", first));
}

Test_engines(api_factor, the_last_one_takes_the_recovery_codes_with_it)
{
	char *secret;

	given_member("ann", true);
	secret = given_factor("ann");
	given(
	    "second", "ann", "/users/me/factors {'kind': 'totp', 'name': 'y'}");
	expect(
	    200, as("ann", POST, "/users/me/factors/%s/verify {'code': '%s'}",
		     id("second"), oath(body("/secret"), 0)));
	expect_int(0, body_count("/recovery_codes"));
	/* one that waits is forgotten for the next */
	given(
	    "third", "ann", "/users/me/factors {'kind': 'totp', 'name': 'z'}");
	given(
	    "fourth", "ann", "/users/me/factors {'kind': 'totp', 'name': 'z'}");
	expect(200, as("ann", GET, "/users/me/factors"));
	expect_int(3, body_count(""));
	expect(204, as("ann", DELETE, "/users/me/factors/%s", id("factor")));
	expect_int(1, jobs_with("factor_removed", NULL));
	first_step("ann");
	expect_problem(401, "mfa_code_invalid",
	    second_step(body("/mfa_token"), "code", oath(secret, 0)));
	expect(204, as("ann", DELETE, "/users/me/factors/%s", id("second")));
	expect(200, log_in("ann", GIVEN_PASSWORD));
	expect_text("bearer", body("/token_type"));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/users/me/recovery-codes"));
}

Test_engines(api_factor, nobody_has_more_than_ten)
{
	given_user("ann");
	for (int i = 0; i < 10; i++)
		given_factor("ann");
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/users/me/factors {'kind': 'totp', 'name': 'x'}"));
}

Test_engines(api_factor, a_session_that_has_ended_is_not_made_fresh)
{
	given_member("ann", true);
	expect(200, as("ann", POST, "/auth/logout"));
	expect_problem(401, "session_expired",
	    as("ann", POST, "/auth/reauthenticate {'password': '%s'}",
		GIVEN_PASSWORD));
}

Test_engines(api_factor, a_session_that_has_ended_confirms_none)
{
	char *secret;

	given_member("ann", true);
	given("f", "ann", "/users/me/factors {'kind': 'totp', 'name': 'x'}");
	secret = body("/secret");
	given_stale("ann");
	expect_problem(403, "reauthentication_required",
	    as("ann", POST, "/users/me/factors/%s/verify {'code': '%s'}",
		id("f"), oath(secret, 0)));
	expect(200, as("ann", POST, "/auth/logout"));
	expect_problem(401, "session_expired",
	    as("ann", POST, "/users/me/factors/%s/verify {'code': '%s'}",
		id("f"), oath(secret, 0)));
}

Test_engines(api_factor, who_is_not_fresh_shows_again_who_they_are)
{
	char *secret, *code;

	given_member("ann", true);
	given_stale("ann");
	expect_problem(403, "reauthentication_required",
	    as("ann", POST, "/users/me/factors {'kind': 'totp', 'name': 'x'}"));
	expect_int(2, body_count("/methods"));
	expect_problem(403, "forbidden",
	    as("ann", POST, "/auth/reauthenticate {'password': 'Wr0ng!pass'}"));
	expect(200, as("ann", POST, "/auth/reauthenticate {'password': '%s'}",
			GIVEN_PASSWORD));
	expect_int(0, body_count("/methods"));
	secret = given_factor("ann");
	given_stale("ann");
	expect_problem(401, "mfa_code_invalid",
	    as("ann", POST, "/auth/reauthenticate {'totp': '%s'}",
		oath(secret, 50)));
	/* either alone is too little, whichever comes first */
	expect(200, as("ann", POST, "/auth/reauthenticate {'totp': '%s'}",
			oath(secret, 0)));
	expect_text("null", body("/fresh_until"));
	expect_text("password", body("/methods/0"));
	expect_text("code", body("/methods/1"));
	expect_problem(403, "reauthentication_required",
	    as("ann", POST, "/users/me/recovery-codes"));
	expect(200, as("ann", POST, "/auth/reauthenticate/code"));
	expect_problem(400, "token_invalid",
	    as("ann", POST, "/auth/reauthenticate {'code': '%s'}",
		wrong_code(mailed_code("ann", "reauthenticate"))));
	code = mailed_code("ann", "reauthenticate");
	expect(
	    200, as("ann", POST, "/auth/reauthenticate {'code': '%s'}", code));
	expect_problem(400, "token_invalid",
	    as("ann", POST, "/auth/reauthenticate {'code': '%s'}", code));
	expect(200, as("ann", POST, "/users/me/recovery-codes"));
	given_stale("ann");
	code = body("/recovery_codes/0");
	expect(200, as("ann", POST, "/auth/reauthenticate {'password': '%s'}",
			GIVEN_PASSWORD));
	expect_text("null", body("/fresh_until"));
	expect_text("totp", body("/methods/0"));
	expect_problem(403, "reauthentication_required",
	    as("ann", POST, "/users/me/recovery-codes"));
	expect_text("totp", body("/methods/0"));
	given_stale("ann");
	expect(200, as("ann", POST,
			"/auth/reauthenticate {'password': '%s', "
			"'recovery_code': '%s'}",
			GIVEN_PASSWORD, code));
	expect_int(0, body_count("/methods"));
	given_admin("root");
	expect(200, as("root", GET, "/admin/audit-log?action=session.show"));
	expect_text(id("ann"), body("/0/actor_id"));
}

Test_engines(api_factor, a_changed_secret_loses_no_second_step)
{
	char *secret, *code;

	given_member("ann", true);
	secret = given_factor("ann");
	code = body("/recovery_codes/0");
	api_set("SECRET_KEY_PREVIOUS", GIVEN_SECRET);
	api_set("SECRET_KEY", "another secret of tests, as long as it");
	first_step("ann");
	expect(200, second_step(body("/mfa_token"), "code", oath(secret, 0)));
	first_step("ann");
	expect(200, second_step(body("/mfa_token"), "recovery_code", code));
}

Test_engines(api_factor, who_is_suspended_between_two_steps_does_not_come_in)
{
	char *secret;

	given_member("ann", true);
	secret = given_factor("ann");
	first_step("ann");
	given_suspended("ann");
	expect_problem(403, "account_suspended",
	    second_step(body("/mfa_token"), "code", oath(secret, 0)));
}
