/*
 * Signing in with a code that is mailed.
 */
#include "base/clock.h"
#include "crypt/token.h"
#include "generated/query/verification.h"
#include "t/lib/oath.h"
#include "t/api/sign.h"

#include "base/banned.h"

static int
ask_for_code(const char *name)
{
	return anonymous(
	    POST, "/auth/magic-codes {'email': '%s@example.org'}", name);
}

static int
use_code(const char *name, const char *code)
{
	return anonymous(POST,
	    "/auth/magic-codes/verify {'email': '%s@example.org', 'code': "
	    "'%s'}",
	    name, code);
}

Test_engines(api_magic, a_code_signs_in_once)
{
	char *code;

	given_user("ann");
	expect(200, ask_for_code("ann"));
	code = mailed_code("ann", "magic_code");
	expect(200, use_code("ann", code));
	expect_text("bearer", body("/token_type"));
	with("Authorization", text("Bearer %s", body("/access_token")));
	expect(200, anonymous(GET, "/users/me/sessions?limit=1"));
	expect_text("magic_code", body("/0/method"));
	expect_problem(400, "token_invalid", use_code("ann", code));
}

Test_engines(api_magic, nobody_learns_who_has_an_account)
{
	char *known, *unknown, *code;

	given_user("ann");
	expect(200, ask_for_code("ann"));
	known = text("%s", response()->body);
	expect(200, ask_for_code("eve"));
	unknown = text("%s", response()->body);
	expect_text(known, unknown);
	expect_int(1, jobs_with("magic_code", id("ann")));
	code = mailed_code("ann", "magic_code");
	expect_problem(400, "token_invalid", use_code("ann", wrong_code(code)));
	expect_problem(400, "token_invalid", use_code("eve", code));
}

Test_engines(api_magic, a_code_is_tried_five_times)
{
	char *code;

	given_user("ann");
	expect(200, ask_for_code("ann"));
	code = mailed_code("ann", "magic_code");
	for (int i = 0; i < 5; i++)
		expect_problem(
		    400, "token_invalid", use_code("ann", wrong_code(code)));
	expect_problem(400, "token_invalid", use_code("ann", code));
}

/* Whoever chose the password is not known to be the owner of the address. */
Test_engines(api_magic, an_address_is_verified_and_a_strangers_password_gone)
{
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	find_user("ann");
	expect(200, ask_for_code("ann"));
	expect(200, use_code("ann", mailed_code("ann", "magic_code")));
	expect_text("true", body("/user/is_verified"));
	expect_problem(
	    401, "invalid_credentials", log_in("ann", GIVEN_PASSWORD));
}

Test_engines(api_magic, a_code_is_no_second_step)
{
	char *secret;

	given_user("ann");
	secret = given_factor("ann");
	expect(200, ask_for_code("ann"));
	expect(200, use_code("ann", mailed_code("ann", "magic_code")));
	expect_text("true", body("/mfa_required"));
	expect(200, anonymous(POST,
			"/auth/mfa/verify {'mfa_token': '%s', 'code': '%s'}",
			body("/mfa_token"), oath(secret, 0)));
	with("Authorization", text("Bearer %s", body("/access_token")));
	expect(200, anonymous(GET, "/users/me/sessions?limit=1"));
	expect_text("magic_code", body("/0/method"));
}

Test_engines(api_magic, a_code_of_somebody_suspended_is_none)
{
	char *code;

	given_user("ann");
	expect(200, ask_for_code("ann"));
	code = mailed_code("ann", "magic_code");
	given_suspended("ann");
	expect_problem(400, "token_invalid", use_code("ann", code));
}

/* A code of ann's that was mailed an hour ago. */
static char *
stale_code(const char *purpose)
{
	int64_t now = clock_now_us();
	struct q_verification_add_in in = { .id.v = uuid_new(),
		.user = given_user_id("ann"),
		.purpose = purpose,
		.email = "ann@example.org",
		.now = now - CLOCK_HOUR_US,
		.expires = now + CLOCK_HOUR_US,
		.code_expires = now };
	char code[CRYPT_CODE_SIZE];

	cr_assert(q_verification_add_with(given_db(), &in, NULL) == ERR_OK);
	crypt_code_make(given_keys(), in.id.v, code);
	return text("%s", code);
}

Test_engines(api_magic, who_comes_late_with_a_code_is_told_so)
{
	given_user("ann");
	expect_problem(
	    400, "token_expired", use_code("ann", stale_code("magic_code")));
	expect_problem(400, "token_expired",
	    as("ann", POST, "/auth/reauthenticate {'code': '%s'}",
		stale_code("reauthenticate")));
}

Test_engines(api_magic, a_network_asks_for_so_many_mails)
{
	given_user("ann");
	api_set("MAIL_REQUESTS_PER_DAY", "1");
	expect(200, ask_for_code("ann"));
	expect_problem(429, "rate_limited", ask_for_code("ann"));
	expect_problem(
	    429, "rate_limited", as("ann", POST, "/auth/reauthenticate/code"));
}
