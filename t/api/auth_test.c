/*
 * Making an account and proving its address, signing in, forgotten passwords.
 */
#include "t/lib/api.h"

#include <string.h>

#include "base/clock.h"
#include "crypt/token.h"
#include "generated/query.h"
#include "app/mail.h"

#include "base/banned.h"

static int
sign_up(const char *name, const char *password)
{
	return anonymous(POST,
	    "/auth/signup {'email': '%s@example.org', 'first_name': 'Ann', "
	    "'last_name': 'Lee', 'password': '%s', 'password_verify': '%s'}",
	    name, password, password);
}

static int
log_in(const char *name, const char *password)
{
	return anonymous(POST,
	    "/auth/login {'email': '%s@example.org', 'password': '%s'}", name,
	    password);
}

/* Names the user who has signed up, so that mailed_token() finds them. */
static void
find_user(const char *name)
{
	struct q_user_for_login_row row;
	char id_text[UUID_TEXT_SIZE];
	enum err err;

	err = q_user_for_login(
	    given_db(), .email_key = text("%s@example.org", name), &row);
	cr_assert(err == ERR_OK);
	uuid_format(row.id.v, id_text);
	keep_id(name, id_text);
}

Test_engines(api_auth, a_newcomer_signs_up_verifies_and_logs_in)
{
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	expect_text("Verification email sent", body("/message"));
	expect_problem(
	    403, "email_not_verified", log_in("ann", GIVEN_PASSWORD));
	expect_problem(401, "invalid_credentials", log_in("ann", "Wr0ng!pass"));
	find_user("ann");
	expect(200, anonymous(GET, "/auth/verify-email?token=%s",
			mailed_token("ann", "verify_email")));
	expect_text("Email verified successfully", body("/message"));
	expect(200, log_in("ann", GIVEN_PASSWORD));
	expect_text("bearer", body("/token_type"));
	expect_int(1800, body_int("/expires_in"));
	expect_text("ann@example.org", body("/user/email"));
	expect_text("true", body("/user/is_verified"));
	expect_text("attendee", body("/user/role"));
	expect_text("Ann Lee", body("/user/name"));
	with("Authorization", text("Bearer %s", body("/access_token")));
	expect(200, anonymous(GET, "/users/me"));
	expect_text(id("ann"), body("/id"));
}

Test_engines(api_auth, a_link_works_again_while_it_lives)
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

Test_engines(api_auth, a_link_that_does_not_work_says_why)
{
	char *token, *old;

	given_member("ann", false);
	old = stale_token("ann", "verify_email", APP_MAIL_SEAL_VERIFY);
	expect_problem(400, "token_expired",
	    anonymous(GET, "/auth/verify-email?token=%s", old));
	expect_text("Token expired", body("/message"));
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

Test_engines(api_auth, a_code_proves_the_address_too)
{
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	find_user("ann");
	expect(200,
	    anonymous(POST,
		"/auth/verify-email {'email': 'Ann@Example.org', 'code': '%s'}",
		mailed_code("ann", "verify_email")));
	expect(200, log_in("ann", GIVEN_PASSWORD));
}

Test_engines(api_auth, a_code_can_be_tried_five_times)
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

Test_engines(api_auth, twenty_guesses_are_a_days_worth)
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

Test_engines(api_auth, guesses_of_yesterday_are_forgiven)
{
	struct q_verification_add_in old;

	expect(200, sign_up("ann", GIVEN_PASSWORD));
	find_user("ann");
	old = stale_verification("ann", "verify_email", 25 * CLOCK_HOUR_US);
	for (int i = 0; i < 20; i++)
		cr_assert(q_verification_count_try(
			      given_db(), .id = old.id, NULL) == ERR_OK);
	expect(200,
	    anonymous(POST,
		"/auth/verify-email {'email': 'ann@example.org', 'code': '%s'}",
		mailed_code("ann", "verify_email")));
}

static void
expect_tried_in_vain(const char *email)
{
	int64_t written;

	expect_problem(400, "token_invalid",
	    anonymous(POST,
		"/auth/verify-email {'email': '%s', 'code': '000000'}", email));
	cr_assert(q_login_failure_purge(
		      given_db(), .before = CLOCK_MAX_US, &written) == ERR_OK);
	cr_expect(written == 1, "%s: %d", email, (int)written);
}

/* A wrong code is counted, which takes a commit; what cannot be counted takes
 * one too, or the time would tell who waits for a code. */
Test_engines(api_auth, a_code_tried_in_vain_takes_a_commit_too)
{
	expect_tried_in_vain("nobody@example.org");
	given_member("eve", true);
	expect_tried_in_vain("eve@example.org");
	given_suspended("sue");
	expect_tried_in_vain("sue@example.org");
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	find_user("ann");
	guess_five_times("verify_email");
	expect_tried_in_vain("ann@example.org");
}

Test_engines(api_auth, an_expired_code_says_so_only_to_who_knows_it)
{
	char *code, *wrong;

	given_member("ann", true);
	stale_token("ann", "reset_password", APP_MAIL_SEAL_RESET);
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

Test_engines(api_auth, a_new_mail_ends_the_code_before)
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

Test_engines(api_auth, purposes_do_not_mix)
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

Test_engines(api_auth, signing_up_with_a_taken_address_tells_only_its_owner)
{
	char *fresh, *taken;

	given_member("bob", true);
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	fresh = text("%s", answer()->body);
	expect(200, sign_up("bob", "An0ther!pass"));
	taken = text("%s", answer()->body);
	expect_text(fresh, taken);
	cr_expect(jobs_with("already_registered", NULL) == 1);
	cr_expect(jobs_with("verify_email", NULL) == 1);
	expect(200, log_in("bob", GIVEN_PASSWORD));
	expect_problem(
	    401, "invalid_credentials", log_in("bob", "An0ther!pass"));
}

Test_engines(api_auth, addresses_that_differ_in_case_are_one)
{
	given_member("ann", true);
	expect(200,
	    anonymous(POST,
		"/auth/login {'email': 'ANN@Example.ORG', 'password': '%s'}",
		GIVEN_PASSWORD));
	expect(200,
	    anonymous(POST,
		"/auth/signup {'email': 'ANN@example.org', 'first_name': 'A', "
		"'last_name': 'B', 'password': 'An0ther!pass', "
		"'password_verify': 'An0ther!pass'}"));
	cr_expect(jobs_with("already_registered", NULL) == 1);
}

Test_engines(api_auth, a_second_sign_up_may_spell_the_address_otherwise)
{
	expect(200, sign_up("Ann", GIVEN_PASSWORD));
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	find_user("ann");
	expect(200, anonymous(GET, "/auth/verify-email?token=%s",
			mailed_token("ann", "verify_email")));
	expect(200, log_in("ann", GIVEN_PASSWORD));
	expect_text("ann@example.org", body("/user/email"));
}

Test_once(api_auth, all_faults_of_a_sign_up_are_told_at_once)
{
	expect_problem(422, "validation_failed",
	    anonymous(POST,
		"/auth/signup {'email': 'not an address', 'first_name': '  ', "
		"'password': 'Corr3ct!horse', 'password_verify': 7}"));
	cr_expect(!str_eq(error_at("/email"), "(none)"));
	cr_expect(!str_eq(error_at("/first_name"), "(none)"));
	expect_text("required", error_at("/last_name"));
	cr_expect(!str_eq(error_at("/password_verify"), "(none)"));
	expect_problem(422, "validation_failed",
	    anonymous(POST,
		"/auth/signup {'email': 'ann@example.org', 'first_name': 'A', "
		"'last_name': 'B', 'password': 'Corr3ct!horse', "
		"'password_verify': 'Corr3ct!horsf'}"));
	cr_expect(!str_eq(error_at("/password_verify"), "(none)"));
}

static bool
has_verification(const char *name, const char *purpose)
{
	struct q_verification_latest_row row;

	return q_verification_latest(given_db(), .user = given_user_id(name),
		   .purpose = purpose, &row) == ERR_OK;
}

Test_engines(api_auth, resending_tells_nothing_and_mails_only_the_unverified)
{
	char *known;

	given_member("new", false);
	given_user("old");
	expect(
	    200, anonymous(POST,
		     "/auth/resend-verification {'email': 'new@example.org'}"));
	known = text("%s", answer()->body);
	cr_expect(jobs_with("verify_email", NULL) == 1);
	expect(
	    200, anonymous(POST,
		     "/auth/resend-verification {'email': 'old@example.org'}"));
	expect_text(known, answer()->body);
	expect(200,
	    anonymous(POST,
		"/auth/resend-verification {'email': 'none@example.org'}"));
	expect_text(known, answer()->body);
	/* two jobs are about nothing: no answer takes less time than another */
	cr_expect(jobs_with("verify_email", NULL) == 3);
	cr_expect(has_verification("new", "verify_email"));
	cr_expect(!has_verification("old", "verify_email"));
}

Test_engines(api_auth, mails_to_one_address_keep_a_distance)
{
	char *token;

	api_set("MAIL_INTERVAL_SECONDS", "60");
	given_member("ann", false);
	expect(
	    200, anonymous(POST,
		     "/auth/resend-verification {'email': 'ann@example.org'}"));
	token = mailed_token("ann", "verify_email");
	expect(
	    200, anonymous(POST,
		     "/auth/resend-verification {'email': 'ann@example.org'}"));
	expect_text(token, mailed_token("ann", "verify_email"));
}

Test_engines(api_auth, signing_up_again_and_again_mails_once)
{
	char *token;
	int i;

	api_set("MAIL_INTERVAL_SECONDS", "60");
	given_member("bob", true);
	for (i = 0; i < 3; i++)
		expect(200, sign_up("bob", "An0ther!pass"));
	cr_expect(jobs_with("already_registered", NULL) == 1);
	/* whoever comes second within the time gets nothing, or the link on
	 * its way to the first would stand for the second's password */
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	find_user("ann");
	token = mailed_token("ann", "verify_email");
	expect(200, sign_up("ann", "An0ther!pass"));
	expect_text("Verification email sent", body("/message"));
	expect(200, anonymous(GET, "/auth/verify-email?token=%s", token));
	expect(200, log_in("ann", GIVEN_PASSWORD));
	expect_problem(
	    401, "invalid_credentials", log_in("ann", "An0ther!pass"));
}

Test_engines(api_auth, a_forgotten_password_is_replaced_once)
{
	char *token;

	given_member("ann", true);
	expect(200, as("ann", GET, "/users/me"));
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'ann@example.org'}"));
	token = mailed_token("ann", "reset_password");
	expect_problem(422, "weak_password",
	    anonymous(POST,
		"/auth/reset-password {'token': '%s', 'new_password': 'short', "
		"'new_password_verify': 'short'}",
		token));
	expect(200, anonymous(POST,
			"/auth/reset-password {'token': '%s', "
			"'new_password': 'An0ther!pass', "
			"'new_password_verify': 'An0ther!pass'}",
			token));
	expect(401, as("ann", GET, "/users/me"));
	expect(401, log_in("ann", GIVEN_PASSWORD));
	expect(200, log_in("ann", "An0ther!pass"));
	expect_problem(400, "token_invalid",
	    anonymous(POST,
		"/auth/reset-password {'token': '%s', "
		"'new_password': 'Th1rd!!pass', "
		"'new_password_verify': 'Th1rd!!pass'}",
		token));
	cr_expect(jobs_with("password_changed", NULL) == 1);
}

Test_engines(api_auth, a_reset_by_code_verifies_the_address)
{
	given_member("ann", false);
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'ann@example.org'}"));
	expect(200, anonymous(POST,
			"/auth/reset-password {'email': 'ann@example.org', "
			"'code': '%s', "
			"'new_password': 'An0ther!pass', "
			"'new_password_verify': 'An0ther!pass'}",
			mailed_code("ann", "reset_password")));
	expect(200, log_in("ann", "An0ther!pass"));
}

Test_engines(api_auth, an_expired_reset_changes_nothing)
{
	char *token;

	given_member("ann", true);
	token = stale_token("ann", "reset_password", APP_MAIL_SEAL_RESET);
	expect_problem(400, "token_expired",
	    anonymous(POST,
		"/auth/reset-password {'token': '%s', "
		"'new_password': 'An0ther!pass', "
		"'new_password_verify': 'An0ther!pass'}",
		token));
	expect(200, log_in("ann", GIVEN_PASSWORD));
}

Test_engines(api_auth, forgetting_an_unknown_address_tells_nothing)
{
	char *known;

	given_member("ann", true);
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'ann@example.org'}"));
	known = text("%s", answer()->body);
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'none@example.org'}"));
	expect_text(known, answer()->body);
	/* one job is about nothing: no answer takes less time than another */
	cr_expect(jobs_with("reset_password", NULL) == 2);
}

Test_engines(api_auth, unknown_address_and_wrong_password_look_alike)
{
	given_member("ann", true);
	expect_problem(401, "invalid_credentials", log_in("ann", "Wr0ng!pass"));
	keep_id("detail", body("/detail"));
	expect_problem(
	    401, "invalid_credentials", log_in("nobody", "Wr0ng!pass"));
	expect_text(id("detail"), body("/detail"));
	expect_problem(401, "invalid_credentials",
	    anonymous(
		POST, "/auth/login {'email': 'no address', 'password': 'x'}"));
}

Test_engines(api_auth, a_suspended_account_stays_out)
{
	given_member("ann", true);
	expect(200, as("ann", GET, "/users/me"));
	given_suspended("ann");
	expect_problem(403, "account_suspended", log_in("ann", GIVEN_PASSWORD));
	expect(401, log_in("ann", "Wr0ng!pass"));
	expect(403, as("ann", GET, "/users/me"));
	expect_text("account_suspended", problem_code());
}
