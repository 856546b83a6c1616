/*
 * Whose an account elsewhere is, over HTTP: each row of the table of
 * rule/link.h, and what follows from it; taking one away, and its tokens.
 */
#include <stdlib.h>
#include <string.h>

#include "t/api/issuer.h"
#include "t/lib/oath.h"
#include "t/api/sign.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* Whom somebody new elsewhere becomes, by who has their address here (m: a
 * member, s: somebody who has never proved it; both have a password) and what
 * their provider says of it. */
static const struct {
	char owner, verified[8];
	bool is_trusted, comes_in, keeps_password, is_told;
} comers[] = {
	{ '-', "true", true, true, false, false },
	{ '-', "\"true\"", true, true, false, false },
	{ '-', "false", true, false, false, false },
	{ '-', "1", true, false, false, false },
	{ '-', "true", false, false, false, false },
	{ 'm', "true", true, true, true, true },
	{ 'm', "false", true, false, true, false },
	{ 'm', "true", false, false, true, false },
	{ 's', "true", true, true, false, true },
	{ 's', "false", true, false, false, false },
};

static void
check_comer(size_t i)
{
	char *name = text("p%zu", i), *email = text("%s@example.org", name);
	char *is_theirs = text("subject = '%s'", name);

	if (comers[i].owner != '-')
		given_member(name, comers[i].owner == 'm');
	expect(
	    200, as("root", PATCH, "/admin/providers/idp {'trusts_email': %s}",
		     comers[i].is_trusted ? "true" : "false"));
	expect(200, as("root", POST, "/admin/providers/idp/test"));
	if (comers[i].comes_in) {
		expect(200, issuer_sign_in(name, email, comers[i].verified));
		expect_text("true", body("/user/is_verified"));
		if (comers[i].owner != '-')
			expect_text(id(name), body("/user/id"));
	} else {
		expect_problem(409, "account_link_required",
		    issuer_sign_in(name, email, comers[i].verified));
		cr_expect(strlen(body("/link_ticket")) == 70);
	}
	expect_int(comers[i].comes_in, (long)rows_where("account", is_theirs));
	if (comers[i].owner == '-')
		return;
	expect_int(comers[i].is_told, jobs_with("account_linked", id(name)));
	cr_expect(
	    (log_in(name, GIVEN_PASSWORD) == 200) == comers[i].keeps_password,
	    "%zu: %s", i, response()->body);
}

Test_engines(api_link, whoever_comes_is_who_they_can_prove_to_be)
{
	issuer_start("oidc", "");
	for (size_t i = 0; i < N_OF(comers); i++)
		check_comer(i);
	issuer_stop();
}

/* Google and Microsoft prove not each address of which they say so. */
static const struct {
	char kind[8], name[16], value[56], email[24];
	bool comes_in;
} kinds[] = {
	{ "google", "", "", "a@gmail.com", true },
	{ "google", "", "", "b@example.org", false },
	{ "google", "hd", "\"example.org\"", "c@example.org", true },
	{ "google", "iss", "@iss", "d@gmail.com", true },
	{ "outlook", "tid", "\"aaaaaaaa-0000-4000-8000-000000000000\"",
	    "e@example.org", false },
	{ "outlook", "tid", "\"9188040d-6c67-4c5b-b112-36a304b66dad\"",
	    "f@example.org", true },
	{ "outlook", "tid", "\"bbbbbbbb-0000-4000-8000-000000000000\"",
	    "g@example.org", true },
};

static void
check_kind(size_t i, const char *edov)
{
	const char *claims[][2] = { { "sub", text("\"s%zu%s\"", i, edov) },
		{ "email", text("\"%s%s\"", edov, kinds[i].email) },
		{ "xms_edov", edov[0] ? "\"1\"" : "" },
		{ kinds[i].name, kinds[i].value } };
	char *code = issuer_visit(NULL);

	issuer_say(NULL, claims, kinds[i].name[0] ? 4 : 3);
	cr_expect(issuer_exchange(NULL, code) ==
		      (kinds[i].comes_in || edov[0] ? 200 : 409),
	    "%zu%s: %s", i, edov, response()->body);
}

static void
check_kinds(const char *kind)
{
	issuer_start(
	    kind, ",\"tenants\":[\"bbbbbbbb-0000-4000-8000-000000000000\"]");
	for (size_t i = 0; i < N_OF(kinds); i++)
		if (str_eq(kinds[i].kind, kind)) {
			check_kind(i, "");
			if (str_eq(kind, "outlook"))
				check_kind(i, "x");
		}
	/* what each wants, to give a token that is renewed */
	expect_text("query", issuer_asked("response_mode"));
	if (str_eq(kind, "google"))
		expect_text("offline", issuer_asked("access_type"));
	else
		expect_text("openid%20email%20profile%20offline_access",
		    issuer_asked("scope"));
	issuer_stop();
}

Test_engines(api_link, addresses_of_google_are_believed_where_it_gives_them_out)
{
	check_kinds("google");
}

Test_engines(api_link, addresses_of_tenants_are_believed_where_they_are_proved)
{
	check_kinds("outlook");
	expect_int(1, (long)rows_where("account",
			  "subject = '9188040d-6c67-4c5b-b112-36a304b66dad/"
			  "s5'"));
}

Test_engines(api_link, who_is_signed_in_adds_one_and_nobody_elses)
{
	char *code, *first;

	issuer_start("oidc", "");
	code = issuer_visit("bob");
	issuer_say_of("b", NULL, "");
	/* not by another, nor by nobody, and then not any more */
	expect_problem(400, "token_invalid", issuer_exchange("eve", code));
	expect_problem(400, "token_invalid", issuer_exchange("bob", code));
	code = issuer_visit("bob");
	issuer_say_of("b", NULL, "");
	expect(200, issuer_exchange("bob", code));
	expect_text("b", body("/account_id"));
	first = body("/id");
	code = issuer_visit("bob");
	issuer_say_of("b", "bob@example.org", "true");
	expect(200, issuer_exchange("bob", code));
	expect_text(first, body("/id"));
	expect_int(1, jobs_with("account_linked", NULL));
	code = issuer_visit("eve");
	issuer_say_of("b", NULL, "");
	expect_problem(409, "account_in_use", issuer_exchange("eve", code));
	expect(200, as("bob", GET, "/users/me/accounts"));
	expect_int(1, body_count(""));
	expect(200, issuer_sign_in("b", NULL, ""));
	expect_text(id("bob"), body("/user/id"));
	given_suspended("bob");
	expect_problem(403, "account_suspended", issuer_sign_in("b", NULL, ""));
	issuer_stop();
}

Test_engines(api_link, a_ticket_is_redeemed_once_by_who_shows_who_they_are)
{
	char *ticket;

	issuer_start("oidc", "");
	expect(409, issuer_sign_in("b", "bob@example.org", "false"));
	ticket = body("/link_ticket");
	expect(200, as("bob", GET, "/users/me"));
	given_stale("bob");
	expect_problem(403, "reauthentication_required",
	    as("bob", POST, "/users/me/accounts {'link_ticket': '%s'}",
		ticket));
	given_session("bob");
	expect(201, as("bob", POST, "/users/me/accounts {'link_ticket': '%s'}",
			ticket));
	expect_text("bob@example.org", body("/email"));
	expect_problem(400, "token_invalid",
	    as("eve", POST, "/users/me/accounts {'link_ticket': '%s'}",
		ticket));
	expect(200, issuer_sign_in("b", NULL, ""));
	/* what waits for long is over */
	expect(409, issuer_sign_in("c", NULL, ""));
	ticket = body("/link_ticket");
	work_sql("UPDATE auth_ticket SET expires_at = created_at",
	    "UPDATE auth_ticket SET expires_at = created_at");
	expect_problem(400, "token_invalid",
	    as("eve", POST, "/users/me/accounts {'link_ticket': '%s'}",
		ticket));
	/* one that became another's meanwhile */
	expect(409, issuer_sign_in("d", NULL, ""));
	ticket = body("/link_ticket");
	expect(409, issuer_sign_in("d", NULL, ""));
	expect(201, as("bob", POST, "/users/me/accounts {'link_ticket': '%s'}",
			body("/link_ticket")));
	expect_problem(409, "account_in_use",
	    as("eve", POST, "/users/me/accounts {'link_ticket': '%s'}",
		ticket));
	issuer_stop();
}

Test_engines(api_link, a_second_step_is_asked_for_behind_a_provider_too)
{
	char *code;

	issuer_start("oidc", "");
	given_user("bob");
	given_factor("bob");
	code = issuer_visit("bob");
	issuer_say_of("b", NULL, "");
	expect(200, issuer_exchange("bob", code));
	expect(200, issuer_sign_in("b", NULL, ""));
	expect_text("true", body("/mfa_required"));
	issuer_stop();
}

static char *
only_account(const char *name)
{
	expect(200, as(name, GET, "/users/me/accounts"));
	expect_int(1, body_count(""));
	return body("/0/id");
}

static char *
last_asked(void)
{
	static char line[4096];

	http_server_asked(issuer_server(), line, sizeof(line));
	return line;
}

Test_engines(api_link, the_last_way_in_stays_and_others_are_given_back)
{
	char *it, *code;

	issuer_start("oidc", "");
	code = issuer_visit("bob");
	issuer_say_of("b", NULL, "");
	expect(200, issuer_exchange("bob", code));
	it = only_account("bob");
	expect_problem(422, "last_account",
	    as("bob", DELETE, "/users/me/accounts/%s", it));
	expect(404, as("eve", DELETE, "/users/me/accounts/%s", it));
	given_member("ann", true);
	code = issuer_visit("ann");
	issuer_say_of("a", NULL, "");
	expect(200, issuer_exchange("ann", code));
	it = only_account("ann");
	expect(204, as("ann", DELETE, "/users/me/accounts/%s", it));
	expect(404, as("ann", DELETE, "/users/me/accounts/%s", it));
	expect_int(1, jobs_with("account_unlinked", id("ann")));
	/* it is nobody's from then on */
	expect_problem(
	    409, "account_link_required", issuer_sign_in("a", NULL, ""));
	work();
	cr_expect(strstr(last_asked(), "POST /revoke ") &&
		      strstr(last_asked(), "token=a%20refresh%20token"),
	    "%s", last_asked());
	expect_int(0, (long)rows_where("account", "subject = 'a'"));
	issuer_stop();
}

static void
expect_renewable(const char *condition)
{
	expect_int(1, (long)rows_where("account", condition));
}

Test_engines(api_link, what_could_soon_not_be_renewed_any_more_is_renewed)
{
	char *code;

	issuer_start("oidc", "");
	code = issuer_visit("bob");
	issuer_say_of("b", NULL, "");
	expect(200, issuer_exchange("bob", code));
	expect_renewable("refresh_token_expires_at IS NULL");
	work_sql("UPDATE account SET refresh_token_expires_at = now() + "
		 "interval '25 h'",
	    "UPDATE account SET refresh_token_expires_at = "
	    "CAST(strftime('%s') AS INTEGER) * 1000000 + 90000000000");
	http_server_set(issuer_server(), "token",
	    "{\"access_token\":\"next\",\"expires_in\":60,"
	    "\"refresh_token\":\"rotated\","
	    "\"refresh_token_expires_in\":864000}");
	work();
	cr_expect(!strstr(last_asked(), "grant_type=refresh_token"));
	work_sql("UPDATE account SET refresh_token_expires_at = "
		 "refresh_token_expires_at - interval '2 h'",
	    "UPDATE account SET refresh_token_expires_at = "
	    "refresh_token_expires_at - 7200000000");
	work();
	cr_expect(strstr(last_asked(), "refresh_token=a%20refresh%20token"),
	    "%s", last_asked());
	expect_renewable("refresh_token_expires_at > access_token_expires_at");
	work();
	expect_int(1, (long)rows_where("job", "kind = 'account_renew'"));
	issuer_stop();
}

Test_engines(api_link, tokens_are_renewed_and_those_that_are_not_are_lost)
{
	char *it, *code;

	issuer_start("oidc", "");
	api_expect_503();
	code = issuer_visit("bob");
	issuer_say_of("b", NULL, "");
	expect(200, issuer_exchange("bob", code));
	it = only_account("bob");
	http_server_set(issuer_server(), "token",
	    "{\"access_token\":\"next\",\"refresh_token\":\"rotated\","
	    "\"expires_in\":60}");
	expect(200, as("bob", POST, "/users/me/accounts/%s/refresh", it));
	cr_expect(strstr(last_asked(), "refresh_token=a%20refresh%20token"));
	expect(200, as("bob", POST, "/users/me/accounts/%s/refresh", it));
	cr_expect(
	    strstr(last_asked(), "refresh_token=rotated"), "%s", last_asked());
	/* no answer loses nothing */
	http_server_set(
	    issuer_server(), "site", "/token status 500\n/token2 give token\n");
	expect_problem(503, "provider_unavailable",
	    as("bob", POST, "/users/me/accounts/%s/refresh", it));
	/* while another asks */
	work_sql("UPDATE account SET renewing_until = now() + interval '9 s'",
	    "UPDATE account SET renewing_until = "
	    "CAST(strftime('%s') AS INTEGER) * 1000000 + 9000000");
	expect_problem(503, "provider_unavailable",
	    as("bob", POST, "/users/me/accounts/%s/refresh", it));
	expect_text("2", header("Retry-After"));
	work_sql("UPDATE account SET renewing_until = NULL",
	    "UPDATE account SET renewing_until = NULL");
	http_server_set(issuer_server(), "token", "{\"error\":\"nothing\"}");
	http_server_set(issuer_server(), "site", "/token refuse 400 token\n");
	expect_problem(502, "provider_failed",
	    as("bob", POST, "/users/me/accounts/%s/refresh", it));
	http_server_set(
	    issuer_server(), "token", "{\"error\":\"invalid_grant\"}");
	expect_problem(409, "invalid_transition",
	    as("bob", POST, "/users/me/accounts/%s/refresh", it));
	expect_int(1, jobs_with("account_stale", NULL));
	expect_problem(409, "invalid_transition",
	    as("bob", POST, "/users/me/accounts/%s/refresh", it));
	expect(404, as("eve", POST, "/users/me/accounts/%s/refresh", it));
	issuer_stop();
}
