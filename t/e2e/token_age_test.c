/*
 * How long what lets somebody in, or takes something back, is good: by real
 * responders and workers on other days (libfaketime).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "t/lib/issuer.h"

static void
set_in_environment(const char *name, const char *value)
{
	setenv(name, value, 1);
}

#define E2E_OPTIONS .no_worker = true
#define E2E_BEFORE  issuer_open(set_in_environment)
#define E2E_AFTER   issuer_stop()
#include "t/lib/e2e_engine.h"

#include "crypt/token.h"
#include "t/lib/oath.h"
#include "t/e2e/later.h"
#include "t/e2e/login.h"
#include "t/lib/eml.h"
#include "t/lib/rows.h"

#include "base/banned.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

/* What is too late, and what is not; in this order, since it is good once. A
 * busy machine takes its time for all that comes before, which the margin has
 * to have. */
struct age {
	const char *what;
	int late_s, good_s;
	const char *authorization, *method, *path, *json;
	int late, good; /* status */
};

static void
check(const struct age *a)
{
	int late = later_ask(
	    a->late_s, a->authorization, a->method, a->path, a->json);
	int good = later_ask(
	    a->good_s, a->authorization, a->method, a->path, a->json);

	cr_expect(late == a->late && good == a->good,
	    "%s: %d and %d instead of %d and %d; see %s", a->what, late, good,
	    a->late, a->good, e2e_dir());
}

static char *
code_body(const char *name, const char *purpose)
{
	return text("{\"email\":\"%s@example.org\",\"code\":\"%s\"}", name,
	    mailed_code(name, purpose));
}

static char *
token_body(const char *token)
{
	return text("{\"token\":\"%s\"}", token);
}

/* Half an hour a token, thirty days a session, ten minutes what was shown. */
Test_engines(
    e2e_token_age, sessions_end_and_what_was_shown_grows_old, .timeout = 120)
{
	char *login, *refresh, *key;

	given_member("ann", true);
	login = log_in("ann");
	refresh = text("{\"refresh_token\":\"%s\"}", body("/refresh_token"));
	key = given_token("ann", "[\"users:read\"]");
	check(&(struct age){ "an access token", 31 * MINUTE, 29 * MINUTE, login,
	    GET, "/users/me", "", 401, 200 });
	check(&(struct age){ "what was shown", 11 * MINUTE, 9 * MINUTE, login,
	    POST, "/users/me/exports", "", 403, 202 });
	check(&(struct age){ "a refresh token", 30 * DAY + HOUR,
	    30 * DAY - HOUR, "", POST, "/auth/refresh", refresh, 401, 200 });
	check(&(struct age){ "an API token", DAY + MINUTE, DAY - MINUTE, key,
	    GET, "/users/me", "", 401, 200 });
}

/* Each may be tried when it is too late, and is good afterwards. */
Test_engines(e2e_token_age, codes_and_links_end, .timeout = 120)
{
	given_member("ann", true);
	expect(200,
	    anonymous(POST, "/auth/magic-codes {'email': 'ann@example.org'}"));
	check(&(struct age){ "a magic code", 11 * MINUTE, 9 * MINUTE, "", POST,
	    "/auth/magic-codes/verify", code_body("ann", "magic_code"), 400,
	    200 });
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'ann@example.org'}"));
	check(&(struct age){ "a link to a new password", 61 * MINUTE,
	    59 * MINUTE, "", POST, "/auth/reset-password",
	    text("{\"token\":\"%s\",\"new_password\":\"Cake-at-5-oclock\","
		 "\"new_password_verify\":\"Cake-at-5-oclock\"}",
		mailed_token("ann", "reset_password")),
	    400, 200 });
}

/* A provider's code waits for a minute, and its token may be off by another. */
Test_engines(e2e_token_age, the_way_by_a_provider_is_short, .timeout = 120)
{
	static const struct {
		int s, status;
	} clocks[] = { { 70, 400 }, { 30, 200 }, { -50, 200 }, { -90, 502 } };

	issuer_register("oidc", "");
	for (size_t i = 0; i < N_OF(clocks); i++) {
		char *code = issuer_visit(NULL);

		issuer_say_of("ann", "ann@example.org", "true");
		cr_expect(
		    later_ask(clocks[i].s, "", POST, "/auth/oauth/exchange",
			text("{\"code\":\"%s\",\"code_verifier\":"
			     "\"" ISSUER_VERIFIER "\"}",
			    code)) == clocks[i].status,
		    "%d; see %s", clocks[i].s, e2e_dir());
	}
}

/* The second step is waited for. */
Test_engines(
    e2e_token_age, the_second_step_follows_in_five_minutes, .timeout = 120)
{
	char *code, *first;

	given_member("ann", true);
	given_factor("ann");
	code = body("/recovery_codes/0");
	log_in("ann");
	first = body("/mfa_token");
	check(&(struct age){ "the first step", 6 * MINUTE, 4 * MINUTE, "", POST,
	    "/auth/mfa/verify",
	    text(
		"{\"mfa_token\":\"%s\",\"recovery_code\":\"%s\"}", first, code),
	    400, 200 });
}

/* Another address is confirmed within a day, and taken back within three. */
Test_engines(
    e2e_token_age, an_address_is_taken_back_for_three_days, .timeout = 120)
{
	given_member("ann", true);
	expect(202,
	    as("ann", POST, "/users/me/email {'email': 'lee@example.org'}"));
	check(&(struct age){ "an address to be", DAY + MINUTE, DAY - MINUTE, "",
	    POST, "/auth/email-change/confirm",
	    token_body(mailed_token("ann", "email_old")), 400, 200 });
	expect(
	    200, anonymous(POST, "/auth/email-change/confirm {'token': '%s'}",
		     mailed_token("ann", "email_new")));
	expect_text("false", body("/waits_for_old"));
	check(&(struct age){ "an address that was", 3 * DAY + MINUTE,
	    3 * DAY - MINUTE, "", POST, "/auth/email-change/undo",
	    token_body(mailed_token("ann", "email_undo")), 400, 200 });
	expect_int(1, (long)rows_where("users", "email = 'ann@example.org'"));
}

static long
there(const char *name)
{
	return (long)rows_where(
	    "users", text("email = '%s@example.org'", name));
}

static char *
leave(const char *name)
{
	expect(202, as(name, DELETE, "/users/me"));
	later_work("+0h");
	return text("{\"token\":\"%s\"}",
	    eml_after(eml_find(text("%s/mail", e2e_dir()),
			  text("%s@example.org", name), 0),
		"token="));
}

/* Who wants to go may come back for three days, and is gone then. */
Test_engines(e2e_token_age, who_goes_comes_back_for_three_days, .timeout = 120)
{
	char *ann, *bob;

	given_member("ann", true);
	given_member("bob", true);
	ann = leave("ann");
	bob = leave("bob");
	later_move_jobs(71 * HOUR + HOUR / 2);
	later_work("+71.5h");
	expect_int(1, there("ann"));
	check(&(struct age){ "a way back", 72 * HOUR + MINUTE,
	    72 * HOUR - MINUTE, "", POST, "/auth/restore", bob, 400, 200 });
	later_move_jobs(HOUR);
	later_work("+72.5h");
	expect_int(0, there("ann"));
	expect_int(1, there("bob"));
	cr_expect(later_ask(73 * HOUR, "", POST, "/auth/restore", ann) == 400);
}
