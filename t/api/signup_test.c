/*
 * Who may make an account.
 */
#include "t/api/guest_ask.h"
#include "t/api/issuer.h"
#include "t/api/sign.h"

#include <string.h>

#include "base/banned.h"

/* Who signs up with an invite; NULL: with none. */
static int
sign_up_by(const char *email, const char *invite)
{
	return anonymous(POST,
	    "/auth/signup {'email': '%s', 'first_name': 'Ann', 'last_name': "
	    "'Lee', 'password': 'Tea-at-4-oclock', 'password_verify': "
	    "'Tea-at-4-oclock'%s%s%s}",
	    email, invite ? ", \"invite\": \"" : "", invite ? invite : "",
	    invite ? "\"" : "");
}

/* What each setting answers to an address of its domain and to another, and to
 * both with an invite. The first address has an account, which no answer
 * shows. */
static const struct {
	char signup[8], domains[40], code[4][16];
} rows[] = {
	{ "open", "", { "", "", "", "" } },
	{ "open", "Example.org, else.example", { "", "invite_only", "", "" } },
	{ "open", "else.example", { "invite_only", "invite_only", "", "" } },
	{ "invite", "", { "invite_only", "invite_only", "", "" } },
	{ "invite", "example.org", { "invite_only", "invite_only", "", "" } },
	{ "closed", "example.org",
	    { "signup_closed", "signup_closed", "signup_closed",
		"signup_closed" } },
};

static char *
given_invite(const char *more)
{
	expect(
	    201, as("ann", POST, "/clusters/%s/invites {%s}", id("c"), more));
	return body("/0/code");
}

Test_once(api_signup, what_is_set_holds_whoever_has_an_account)
{
	static const char *const known[] = { "ann@example.org",
		"new@example.org" };
	char *code;

	given("c", "ann", "/clusters {'name': 'Club'}");
	code = given_invite("");
	api_set("MAIL_REQUESTS_PER_DAY", "0");
	for (size_t i = 0; i < N_OF(rows); i++)
		for (size_t j = 0; j < 2 * N_OF(rows[i].code); j++) {
			const char *want = rows[i].code[j / 2];
			const char *email = j / 2 % 2 ? "gus@some.example"
						      : known[j % 2];
			int status, jobs = jobs_with("", NULL);

			api_set("SIGNUP", rows[i].signup);
			api_set("SIGNUP_DOMAINS", rows[i].domains);
			status = sign_up_by(email, j / 4 ? code : NULL);
			if (*want) {
				expect_problem(403, want, status);
				expect_int(jobs, jobs_with("", NULL));
			} else {
				expect(200, status);
			}
		}
}

/* One that is used up, of another kind, or none, is no way in. */
Test_engines(api_signup, an_invite_lets_in_who_can_join_by_it)
{
	char *code;

	given("c", "ann", "/clusters {'name': 'Club'}");
	given_user("bob");
	api_set("SIGNUP", "invite");
	code = given_invite("\"max_uses\": 1");
	expect_problem(403, "invite_only", sign_up_by("new@example.org", "x"));
	expect(200, sign_up_by("new@example.org", code));
	expect(200, sign_up_by("other@example.org", code));
	expect(200, as("bob", POST, "/invites/%s/accept", code));
	expect_problem(
	    410, "invite_expired", sign_up_by("third@example.org", code));
	code = given_invite(text("\"user_ids\": [\"%s\"]", id("bob")));
	expect_problem(403, "invite_only", sign_up_by("new@example.org", code));
	for (int i = 0; i < 20; i++)
		sign_up_by("new@example.org", "y");
	expect_problem(429, "rate_limited", sign_up_by("new@example.org", "y"));
}

static int
ask_for_mail(const char *path)
{
	return anonymous(POST, "/auth/%s {'email': 'gus@example.org'}", path);
}

/* What a guest is mailed; the answers are those that everybody gets. */
static void
expect_ways(int n)
{
	expect(200, ask_for_mail("magic-codes"));
	expect(200, ask_for_mail("forgot-password"));
	expect_int(n, jobs_with("magic_code", id("gus")));
	expect_int(n, jobs_with("reset_password", id("gus")));
}

Test_engines(api_signup, a_guest_makes_an_account_only_where_all_may)
{
	static const char *const kept[][2] = { { "invite", "" },
		{ "closed", "" }, { "open", "else.example" } };

	given_open_event();
	expect(202, ask("gus@example.org"));
	expect(200, anonymous(POST, "/guest-rsvps/confirm {'token': '%s'}",
			token_mailed("gus@example.org")));
	find_user("gus");
	for (size_t i = 0; i < N_OF(kept); i++) {
		api_set("SIGNUP", kept[i][0]);
		api_set("SIGNUP_DOMAINS", kept[i][1]);
		expect_ways(0);
	}
	api_set("SIGNUP", "open");
	api_set("SIGNUP_DOMAINS", "example.org");
	expect_ways(1);
}

Test_engines(api_signup, an_account_elsewhere_is_no_way_around_it)
{
	issuer_start("oidc", "");
	api_set("SIGNUP", "closed");
	expect_problem(403, "signup_closed",
	    issuer_sign_in("ann", "ann@example.org", "true"));
	api_set("SIGNUP", "invite");
	expect_problem(403, "invite_only",
	    issuer_sign_in("ann", "ann@example.org", "true"));
	api_set("SIGNUP", "open");
	expect(200, issuer_sign_in("ann", "ann@example.org", "true"));
	api_set("SIGNUP", "closed");
	expect(200, issuer_sign_in("ann", "ann@example.org", "true"));
	issuer_stop();
}
