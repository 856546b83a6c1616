/*
 * Making an account, signing in, forgotten passwords.
 */
#include <string.h>

#include "base/clock.h"
#include "generated/query/verification.h"
#include "t/api/sign.h"

#include "base/banned.h"

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

Test_engines(api_auth, signing_up_with_a_taken_address_tells_only_its_owner)
{
	char *fresh, *taken;

	given_member("bob", true);
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	fresh = text("%s", response()->body);
	expect(200, sign_up("bob", "An0ther!pass"));
	taken = text("%s", response()->body);
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
	expect(200, choose_password("ann", "An0ther!pass"));
	expect(200, log_in("ann", "An0ther!pass"));
	expect_text("ann@example.org", body("/user/email"));
}

/* Somebody who is not the owner may have been the second, or the first. */
Test_engines(api_auth, of_two_who_signed_up_the_owner_of_the_address_wins)
{
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	expect(200, sign_up("ann", "Str4nger!pass"));
	find_user("ann");
	expect(200, anonymous(GET, "/auth/verify-email?token=%s",
			mailed_token("ann", "verify_email")));
	expect_problem(
	    401, "invalid_credentials", log_in("ann", GIVEN_PASSWORD));
	expect_problem(
	    401, "invalid_credentials", log_in("ann", "Str4nger!pass"));
	expect(200, choose_password("ann", "An0ther!pass"));
	expect(200, log_in("ann", "An0ther!pass"));
}

Test_engines(api_auth, who_signed_up_once_is_not_asked_for_a_password)
{
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	find_user("ann");
	expect(200, anonymous(GET, "/auth/verify-email?token=%s",
			mailed_token("ann", "verify_email")));
	cr_expect(jobs_with("reset_password", NULL) == 0);
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
	known = text("%s", response()->body);
	cr_expect(jobs_with("verify_email", NULL) == 1);
	expect(
	    200, anonymous(POST,
		     "/auth/resend-verification {'email': 'old@example.org'}"));
	expect_text(known, response()->body);
	/* a job is about nothing: no response takes less time than another */
	cr_expect(jobs_with("verify_email", NULL) == 2);
	expect(200,
	    anonymous(POST,
		"/auth/resend-verification {'email': 'none@example.org'}"));
	expect_text(known, response()->body);
	/* of 64 places that such jobs have, this one may have the same */
	cr_expect(jobs_with("verify_email", NULL) >= 2);
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

Test_engines(api_auth, forgetting_an_unknown_address_tells_nothing)
{
	char *known;

	given_member("ann", true);
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'ann@example.org'}"));
	known = text("%s", response()->body);
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'none@example.org'}"));
	expect_text(known, response()->body);
	/* one job is about nothing: no response takes less time than another */
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
	expect_problem(401, "session_expired", as("ann", GET, "/users/me"));
	given_restored("ann");
	expect(401, as("ann", GET, "/users/me"));
	expect(200, log_in("ann", GIVEN_PASSWORD));
}
