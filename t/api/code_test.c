/*
 * Mailed links and codes: what they prove, how long, and how often they can be
 * tried.
 */
#include <string.h>

#include "app/notice.h"
#include "app/throttle.h"
#include "base/clock.h"
#include "crypt/token.h"
#include "generated/query/verification.h"
#include "t/api/sign.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

Test_engines(api_code, a_link_works_again_while_it_lives)
{
	char *token;

	expect(200, sign_up("ann", GIVEN_PASSWORD));
	find_user("ann");
	token = mailed_token("ann", "verify_email");
	expect(200, anonymous(GET, "/auth/verify-email?token=%s", token));
	expect(200, anonymous(GET, "/auth/verify-email?token=%s", token));
	expect_text("Email verified successfully", body("/message"));
	expect(
	    200, anonymous(POST, "/auth/verify-email {'token': '%s'}", token));
}

/* A verification that was mailed longer ago than it lives. */
static struct q_verification_add_in
stale_verification(const char *name, const char *purpose, int64_t age_us)
{
	int64_t now = clock_now_us();
	struct q_verification_add_in in = { .id.v = uuid_new(),
		.user = given_user_id(name),
		.purpose = purpose,
		.email = text("%s@example.org", name),
		.now = now - age_us,
		.expires = now - age_us + CLOCK_HOUR_US,
		.code_expires = now - age_us + CLOCK_HOUR_US };

	cr_assert(q_verification_add_with(given_db(), &in, NULL) == ERR_OK);
	return in;
}

static char *
stale_token(const char *name, const char *purpose, uint32_t seal)
{
	char token[CRYPT_TOKEN_SIZE];
	struct q_verification_add_in in = stale_verification(
	    name, purpose, 2 * CLOCK_HOUR_US);

	crypt_token_seal(given_keys(), CRYPT_MAIL_TOKEN, in.id.v, seal, token);
	return text("%s", token);
}

Test_engines(api_code, a_link_that_does_not_work_says_why)
{
	char *token, *old;

	given_member("ann", false);
	old = stale_token("ann", "verify_email", APP_NOTICE_SEAL_VERIFY);
	expect_problem(400, "token_expired",
	    anonymous(GET, "/auth/verify-email?token=%s", old));
	expect_text("Token expired", body("/message"));
	expect_problem(400, "token_expired",
	    anonymous(POST, "/auth/verify-email {'token': '%s'}", old));
	expect_problem(
	    400, "token_invalid", anonymous(GET, "/auth/verify-email?token=x"));
	expect_text("Invalid token", body("/message"));
	expect(
	    200, anonymous(POST,
		     "/auth/resend-verification {'email': 'ann@example.org'}"));
	token = mailed_token("ann", "verify_email");
	expect_problem(400, "token_invalid",
	    anonymous(GET, "/auth/verify-email?token=%sA", token));
	token[4] = token[4] == 'A' ? 'B' : 'A';
	expect_problem(400, "token_invalid",
	    anonymous(POST, "/auth/verify-email {'token': '%s'}", token));
	expect_problem(
	    403, "email_not_verified", log_in("ann", GIVEN_PASSWORD));
}

Test_engines(api_code, a_code_proves_the_address_too)
{
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	find_user("ann");
	expect(200,
	    anonymous(POST,
		"/auth/verify-email {'email': 'Ann@Example.org', 'code': '%s'}",
		mailed_code("ann", "verify_email")));
	expect(200, log_in("ann", GIVEN_PASSWORD));
}

Test_engines(api_code, a_code_can_be_tried_five_times)
{
	char *code, *wrong;
	int i;

	expect(200, sign_up("ann", GIVEN_PASSWORD));
	find_user("ann");
	code = mailed_code("ann", "verify_email");
	wrong = text("%s", code);
	wrong[5] = wrong[5] == '9' ? '0' : (char)(wrong[5] + 1);
	for (i = 0; i < 5; i++)
		expect_problem(400, "token_invalid",
		    anonymous(POST,
			"/auth/verify-email {'email': 'ann@example.org', "
			"'code': '%s'}",
			wrong));
	expect(400,
	    anonymous(POST,
		"/auth/verify-email {'email': 'ann@example.org', 'code': '%s'}",
		code));
	expect_problem(
	    403, "email_not_verified", log_in("ann", GIVEN_PASSWORD));
}

/* Tries wrong codes until the one that was mailed last is worth nothing. */
static void
guess_five_times(const char *purpose)
{
	char *wrong = text("%s", mailed_code("ann", purpose));

	wrong[5] = wrong[5] == '9' ? '0' : (char)(wrong[5] + 1);
	for (int i = 0; i < 5; i++)
		expect_problem(400, "token_invalid",
		    anonymous(POST,
			"/auth/verify-email {'email': 'ann@example.org', "
			"'code': '%s'}",
			wrong));
}

Test_engines(api_code, twenty_guesses_are_a_days_worth)
{
	for (int i = 0; i < 4; i++) {
		expect(200, sign_up("ann", GIVEN_PASSWORD));
		if (i == 0)
			find_user("ann");
		guess_five_times("verify_email");
	}
	/* neither another mail nor signing up again buys more */
	expect(
	    200, anonymous(POST,
		     "/auth/resend-verification {'email': 'ann@example.org'}"));
	expect_problem(400, "token_invalid",
	    anonymous(POST,
		"/auth/verify-email {'email': 'ann@example.org', 'code': '%s'}",
		mailed_code("ann", "verify_email")));
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	expect_problem(400, "token_invalid",
	    anonymous(POST,
		"/auth/verify-email {'email': 'ann@example.org', 'code': '%s'}",
		mailed_code("ann", "verify_email")));
	expect(200, anonymous(GET, "/auth/verify-email?token=%s",
			mailed_token("ann", "verify_email")));
}

/* A try at a code of ann's, so long ago. */
static void
given_try(int64_t age_us)
{
	struct arena arena;
	struct fault f = { 0 };
	struct call call = { .db = given_db(),
		.arena = &arena,
		.fault = &f,
		.keys = given_keys(),
		.now_us = clock_now_us() - age_us };
	struct app_throttle t;
	int64_t n;

	arena_init(&arena, 65536);
	t = app_throttle_of(
	    &call, APP_THROTTLE_CODE, "verify_email\nann@example.org");
	cr_assert(app_throttle_count(&call, &t, &n) == ERR_OK);
	arena_release(&arena);
}

static int
verify_with_code(void)
{
	return anonymous(POST,
	    "/auth/verify-email {'email': 'ann@example.org', 'code': '%s'}",
	    mailed_code("ann", "verify_email"));
}

Test_engines(api_code, guesses_of_yesterday_are_forgiven)
{
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	find_user("ann");
	for (int i = 0; i < 20; i++)
		given_try(23 * CLOCK_HOUR_US);
	expect_problem(400, "token_invalid", verify_with_code());
	for (int i = 0; i < 20; i++)
		given_try(25 * CLOCK_HOUR_US);
	expect(200, verify_with_code());
}

/* The later of two requests may be the first to count. */
Test_engines(api_code, guesses_of_requests_that_came_a_little_later_count)
{
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	find_user("ann");
	for (int i = 0; i < 20; i++)
		given_try(-30 * CLOCK_SECOND_US);
	expect_problem(400, "token_invalid", verify_with_code());
}

/* A clock that was wrong must not keep anybody out until it is right. */
Test_engines(api_code, guesses_of_tomorrow_are_forgiven)
{
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	find_user("ann");
	for (int i = 0; i < 20; i++)
		given_try(-9000 * CLOCK_HOUR_US);
	expect(200, verify_with_code());
}

Test_engines(api_code, a_mail_of_tomorrow_holds_up_none)
{
	given_member("ann", false);
	stale_verification("ann", "verify_email", -48 * CLOCK_HOUR_US);
	expect(
	    200, anonymous(POST,
		     "/auth/resend-verification {'email': 'ann@example.org'}"));
	expect(200, verify_with_code());
}

/* Rows that a try writes: both of an address with a live code and of any other.
 * None is there before, or one could be taken over. */
static void
expect_tried(const char *email, int64_t n)
{
	struct rows rows;

	work_sql("DELETE FROM throttle", "DELETE FROM throttle");
	expect_problem(400, "token_invalid",
	    anonymous(POST,
		"/auth/verify-email {'email': '%s', 'code': '000000'}", email));
	rows_count(&rows);
	cr_expect(rows_of(&rows, "throttle") == n, "%s: %d", email,
	    (int)rows_of(&rows, "throttle"));
}

/* A wrong code is counted, for its address and in its row; what has no row is
 * written elsewhere, or the time would tell who waits for a code. */
Test_engines(api_code, a_code_tried_in_vain_writes_as_much)
{
	expect_tried("nobody@example.org", 2);
	given_member("eve", true);
	expect_tried("eve@example.org", 2);
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	find_user("ann");
	expect_tried("ann@example.org", 1);
}

Test_engines(api_code, an_expired_code_says_so_only_to_who_knows_it)
{
	char *code, *wrong;

	given_member("ann", true);
	stale_token("ann", "reset_password", APP_NOTICE_SEAL_RESET);
	code = mailed_code("ann", "reset_password");
	wrong = text("%s", code);
	wrong[5] = wrong[5] == '9' ? '0' : (char)(wrong[5] + 1);
	expect_problem(400, "token_invalid",
	    anonymous(POST,
		"/auth/reset-password {'email': 'ann@example.org', 'code': "
		"'%s', "
		"'new_password': 'An0ther!pass', "
		"'new_password_verify': 'An0ther!pass'}",
		wrong));
	expect_problem(400, "token_invalid",
	    anonymous(POST,
		"/auth/reset-password {'email': 'none@example.org', "
		"'code': '%s', 'new_password': 'An0ther!pass', "
		"'new_password_verify': 'An0ther!pass'}",
		wrong));
	expect_problem(400, "token_expired",
	    anonymous(POST,
		"/auth/reset-password {'email': 'ann@example.org', 'code': "
		"'%s', "
		"'new_password': 'An0ther!pass', "
		"'new_password_verify': 'An0ther!pass'}",
		code));
}

Test_engines(api_code, a_new_mail_ends_the_code_before)
{
	char *first;

	expect(200, sign_up("ann", GIVEN_PASSWORD));
	find_user("ann");
	first = mailed_code("ann", "verify_email");
	expect(
	    200, anonymous(POST,
		     "/auth/resend-verification {'email': 'ann@example.org'}"));
	/* equal by chance once in a million */
	if (!str_eq(first, mailed_code("ann", "verify_email")))
		expect(
		    400, anonymous(POST,
			     "/auth/verify-email {'email': 'ann@example.org', "
			     "'code': '%s'}",
			     first));
	expect(200,
	    anonymous(POST,
		"/auth/verify-email {'email': 'ann@example.org', 'code': '%s'}",
		mailed_code("ann", "verify_email")));
}

Test_engines(api_code, purposes_do_not_mix)
{
	char *token, *code;

	given_member("ann", false);
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'ann@example.org'}"));
	token = mailed_token("ann", "reset_password");
	code = mailed_code("ann", "reset_password");
	expect_problem(400, "token_invalid",
	    anonymous(GET, "/auth/verify-email?token=%s", token));
	expect(400,
	    anonymous(POST,
		"/auth/verify-email {'email': 'ann@example.org', 'code': '%s'}",
		code));
	expect_problem(
	    403, "email_not_verified", log_in("ann", GIVEN_PASSWORD));
}

Test_engines(api_code, an_expired_reset_changes_nothing)
{
	char *token;

	given_member("ann", true);
	token = stale_token("ann", "reset_password", APP_NOTICE_SEAL_RESET);
	expect_problem(400, "token_expired",
	    anonymous(POST,
		"/auth/reset-password {'token': '%s', "
		"'new_password': 'An0ther!pass', "
		"'new_password_verify': 'An0ther!pass'}",
		token));
	expect(200, log_in("ann", GIVEN_PASSWORD));
}
