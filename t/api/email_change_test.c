/*
 * Giving one's account another address, and taking it back.
 */
#include <string.h>

#include "app/notice.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypt/token.h"
#include "generated/query/verification.h"
#include "t/lib/oath.h"
#include "t/api/sign.h"
#include "t/lib/work.h"

#include "base/banned.h"

static int
ask(const char *address)
{
	return as("ann", POST, "/users/me/email {'email': '%s'}", address);
}

static int
confirm(const char *token)
{
	return anonymous(
	    POST, "/auth/email-change/confirm {'token': '%s'}", token);
}

static int
confirm_by_code(const char *address, const char *code)
{
	return anonymous(POST,
	    "/auth/email-change/confirm {'email': '%s', 'code': '%s'}", address,
	    code);
}

static int
undo(const char *token)
{
	return anonymous(
	    POST, "/auth/email-change/undo {'token': '%s'}", token);
}

static void
change_to(const char *address)
{
	expect(202, ask(address));
	expect(200, confirm(mailed_token("ann", "email_old")));
	expect_text("true", body("/waits_for_new"));
	expect(200, confirm(mailed_token("ann", "email_new")));
	expect_text("false", body("/waits_for_new"));
	expect_text("false", body("/waits_for_old"));
}

static int
sign_in(const char *address, const char *password)
{
	return anonymous(POST, "/auth/login {'email': '%s', 'password': '%s'}",
	    address, password);
}

Test_engines(api_email_change, both_addresses_say_yes)
{
	char *old, *reset;

	given_member("ann", true);
	expect(200, sign_in("ann@example.org", GIVEN_PASSWORD));
	old = text("Bearer %s", body("/access_token"));
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'ann@example.org'}"));
	reset = mailed_token("ann", "reset_password");
	expect(202, ask("Lee@example.net"));
	expect_text("Lee@example.net", body("/email"));
	expect_text("true", body("/waits_for_old"));
	expect_text("true", body("/waits_for_new"));
	/* by codes, the new one first */
	expect_problem(400, "token_invalid",
	    confirm_by_code("lee@example.net",
		wrong_code(mailed_code("ann", "email_new"))));
	expect(200, confirm_by_code(
			"lee@example.net", mailed_code("ann", "email_new")));
	expect_text("false", body("/waits_for_new"));
	expect_text("true", body("/waits_for_old"));
	expect_problem(
	    400, "token_invalid", confirm(mailed_token("ann", "email_new")));
	expect(200, as("ann", GET, "/users/me"));
	expect_text("ann@example.org", body("/email"));
	expect(200, confirm_by_code(
			"ann@example.org", mailed_code("ann", "email_old")));
	expect_text("false", body("/waits_for_old"));
	/* the session that asked stays, others do not */
	expect(200, as("ann", GET, "/users/me"));
	expect_text("Lee@example.net", body("/email"));
	with("Authorization", old);
	expect_problem(401, "session_expired", anonymous(GET, "/users/me"));
	expect_problem(401, "invalid_credentials",
	    sign_in("ann@example.org", GIVEN_PASSWORD));
	expect(200, sign_in("lee@example.net", GIVEN_PASSWORD));
	expect_problem(400, "token_invalid",
	    anonymous(POST,
		"/auth/reset-password {'token': '%s', 'new_password': "
		"'Cake-at-5-oclock', 'new_password_verify': "
		"'Cake-at-5-oclock'}",
		reset));
	expect_int(1, jobs_with("email_undo", id("ann")));
	work();
	cr_expect(
	    strstr(work_mail("ann@example.org"), "Your address was changed"));
	cr_expect(
	    strstr(work_mail("Lee@example.net"), "This is your address now"));
	given_admin("root");
	expect(200, as("root", GET, "/admin/audit-log?action=email.change"));
	expect_text(id("ann"), body("/0/subject_id"));
}

/* What is seen of it is the same; whoever has the address is told. */
Test_engines(api_email_change, nobody_learns_whether_an_address_is_taken)
{
	char *free;

	given_user("ann");
	given_user("bob");
	expect(202, ask("lee@example.net"));
	expect_text("lee@example.net", body("/email"));
	free = text("%s%s", body("/waits_for_old"), body("/waits_for_new"));
	expect(202, ask("BOB@example.org"));
	expect_text("BOB@example.org", body("/email"));
	expect_text(
	    free, text("%s%s", body("/waits_for_old"), body("/waits_for_new")));
	expect_int(1, jobs_with("email_in_use", id("bob")));
	expect(200, confirm(mailed_token("ann", "email_old")));
	expect_text("true", body("/waits_for_new"));
	expect_problem(
	    400, "token_invalid", confirm_by_code("bob@example.org", "000000"));
	expect_problem(
	    400, "token_invalid", confirm_by_code("eve@example.org", "000000"));
	expect_problem(422, "validation_failed", ask("ANN@example.org"));
}

/* Who had it first has the last word. */
Test_engines(api_email_change, to_take_back_a_second_one_leaves_the_first)
{
	char *first, *second;

	given_member("ann", true);
	change_to("lee@example.net");
	first = mailed_token("ann", "email_undo");
	change_to("kim@example.net");
	second = mailed_token("ann", "email_undo");
	cr_assert(!str_eq(first, second));
	expect(200, undo(second));
	expect(200, undo(first));
	given_admin("root");
	expect(200, as("root", GET, "/admin/users/%s", id("ann")));
	expect_text("ann@example.org", body("/email"));
}

/* Who signs up first and proves it has it; who never proves it does not. */
Test_engines(api_email_change, an_address_is_whose_who_proves_it)
{
	given_user("ann");
	expect(200, sign_up("lee", GIVEN_PASSWORD));
	find_user("lee");
	change_to("lee@example.org");
	expect_problem(
	    400, "token_invalid", confirm(mailed_token("lee", "verify_email")));
	expect_problem(400, "token_invalid",
	    anonymous(POST, "/auth/verify-email {'token': '%s'}",
		mailed_token("lee", "verify_email")));
	given_user("bob");
	expect(202,
	    as("bob", POST, "/users/me/email {'email': 'kim@example.org'}"));
	expect(200, confirm(mailed_token("bob", "email_old")));
	given_user("kim");
	expect_problem(
	    409, "email_taken", confirm(mailed_token("bob", "email_new")));
}

Test_engines(api_email_change, what_is_dropped_or_replaced_comes_to_nothing)
{
	char *old, *fresh;

	given_user("ann");
	expect_problem(404, "not_found", as("ann", DELETE, "/users/me/email"));
	expect(202, ask("lee@example.net"));
	old = mailed_token("ann", "email_old");
	fresh = mailed_token("ann", "email_new");
	expect(202, ask("kim@example.net"));
	expect_problem(400, "token_invalid", confirm(old));
	expect_problem(400, "token_invalid", confirm(fresh));
	old = mailed_token("ann", "email_old");
	expect(204, as("ann", DELETE, "/users/me/email"));
	expect_problem(400, "token_invalid", confirm(old));
	given_stale("ann");
	expect_problem(
	    403, "reauthentication_required", ask("lee@example.net"));
}

Test_engines(api_email_change, so_often_a_day)
{
	given_user("ann");
	for (int i = 0; i < 10; i++)
		expect(202, ask(text("lee%d@example.net", i)));
	expect_problem(429, "rate_limited", ask("lee@example.net"));
}

/* Whoever has taken an account over has done all that they can with it. */
Test_engines(api_email_change, the_address_before_takes_all_back)
{
	char *token, *bearer;

	given_member("ann", true);
	change_to("lee@example.net");
	token = mailed_token("ann", "email_undo");
	change_to("kim@example.net");
	given_factor("ann");
	bearer = given_token("ann", "[\"events:read\"]");
	expect(201,
	    as("ann", POST, "/users/me/calendar-feeds {'kind': 'person'}"));
	expect(202, as("ann", DELETE, "/users/me"));
	expect(200, undo(token));
	expect_problem(400, "token_invalid", undo(token));
	expect_problem(400, "token_invalid", confirm(text("%s", token)));
	expect_problem(401, "session_expired", as("ann", GET, "/users/me"));
	with("Authorization", bearer);
	expect_problem(401, "not_authenticated", anonymous(GET, "/events"));
	expect_problem(401, "invalid_credentials",
	    sign_in("ann@example.org", GIVEN_PASSWORD));
	expect(200, choose_password("ann", "Cake-at-5-oclock"));
	expect(200, sign_in("ann@example.org", "Cake-at-5-oclock"));
	expect_text("(none)", body("/mfa_required"));
	expect_problem(401, "invalid_credentials",
	    sign_in("kim@example.net", "Cake-at-5-oclock"));
	given_admin("root");
	expect(200, as("root", GET, "/admin/audit-log?action=email.undo"));
	expect_text(id("ann"), body("/0/subject_id"));
}

/* A link to ann's address, of an hour ago, good for as long as said. */
static char *
stale_token(const char *purpose, uint32_t seal)
{
	int64_t now = clock_now_us();
	struct q_verification_add_in in = { .id.v = uuid_new(),
		.user = given_user_id("ann"),
		.purpose = purpose,
		.email = "ann@example.org",
		.now = now - CLOCK_HOUR_US,
		.expires = now - 1,
		.code_expires = now - 1 };
	char token[CRYPT_TOKEN_SIZE];

	cr_assert(q_verification_add_with(given_db(), &in, NULL) == ERR_OK);
	crypt_token_seal(given_keys(), CRYPT_MAIL_TOKEN, in.id.v, seal, token);
	return text("%s", token);
}

Test_engines(api_email_change, who_comes_late_is_told_so)
{
	given_user("ann");
	given_user("bob");
	expect_problem(400, "token_expired",
	    confirm(stale_token("email_old", APP_NOTICE_SEAL_EMAIL_OLD)));
	expect_problem(400, "token_expired",
	    undo(stale_token("email_undo", APP_NOTICE_SEAL_EMAIL_UNDO)));
	/* somebody else has proved meanwhile that they have it */
	change_to("lee@example.net");
	expect(202,
	    as("bob", POST, "/users/me/email {'email': 'ann@example.org'}"));
	expect(200, confirm(mailed_token("bob", "email_old")));
	expect(200, confirm(mailed_token("bob", "email_new")));
	expect_problem(
	    409, "email_taken", undo(mailed_token("ann", "email_undo")));
}
