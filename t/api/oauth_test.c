/*
 * Signing in with an account elsewhere: the way there and back, and a provider
 * that lies.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "t/api/issuer.h"
#include "t/api/sign.h"
#include "t/lib/signer.h"
#include "t/lib/work.h"

#include "base/banned.h"

Test_engines(api_oauth, somebody_new_comes_in_and_again)
{
	char *code, *id_of_ann, line[2048];

	issuer_start("oidc", "");
	expect(200, anonymous(GET, "/auth/providers"));
	expect_text("idp", body("/0/name"));
	code = issuer_visit(NULL);
	expect_text("code", issuer_asked("response_type"));
	expect_text("S256", issuer_asked("code_challenge_method"));
	expect_text("openid%20email%20profile", issuer_asked("scope"));
	issuer_say(NULL, NULL, 0);
	expect(200, issuer_exchange(NULL, code));
	id_of_ann = body("/user/id");
	expect_text("Ann", body("/user/first_name"));
	expect_text("true", body("/user/is_verified"));
	/* what was asked: the code with our verifier and secret, escaped */
	http_server_asked(issuer_server(), line, sizeof(line));
	cr_expect(strstr(line, "code=abc"), "%s", line);
	cr_expect(strstr(line, "client_secret=a%2Bb%2Fc%3D%20d"), "%s", line);
	cr_expect(strstr(line, "&code_verifier="), "%s", line);
	expect_problem(400, "token_invalid", issuer_exchange(NULL, code));
	expect(200, issuer_sign_in("ann", "other@example.org", "true"));
	expect_text(id_of_ann, body("/user/id"));
	with("Authorization", text("Bearer %s", body("/access_token")));
	expect(200, anonymous(GET, "/users/me/sessions?limit=1"));
	expect_text("oauth", body("/0/method"));
	issuer_stop();
}

/* One claim, or the header, that is not what it should be. */
static const struct {
	char header[80], name[16], value[120], detail[80];
} lies[] = {
	{ "{\"alg\":\"none\"}", "", "", "is not signed by an algorithm" },
	{ "{\"alg\":\"HS256\",\"kid\":\"a\"}", "", "",
	    "is not signed by an algorithm" },
	{ "{\"alg\":\"ES256\",\"kid\":\"a\"}", "", "",
	    "is not signed by an algorithm" },
	{ "{\"alg\":\"RS256\",\"kid\":\"b\"}", "", "", "names no key" },
	{ "{\"alg\":\"RS256\",\"kid\":\"a\",\"crit\":[\"x\"]}", "", "",
	    "demands what is not known" },
	{ "", "iss", "\"https://evil.example\"", "is of another issuer" },
	{ "", "iss", "@iss/", "is of another issuer" },
	{ "", "iss", "", "is of another issuer" },
	{ "", "aud", "\"other\"", "is for somebody else" },
	{ "", "aud", "[\"other\"]", "is for somebody else" },
	{ "", "aud", "[]", "is for somebody else" },
	{ "", "aud", "[\"hearth\",\"other\"]", "was asked for by somebody" },
	{ "", "azp", "\"other\"", "was asked for by somebody else" },
	{ "", "exp", "@now-60", "has expired" },
	{ "", "exp", "", "has expired" },
	{ "", "exp", "\"9999999999\"", "has expired" },
	{ "", "iat", "@now+75", "was not made just now" },
	{ "", "iat", "@now-600", "was not made just now" },
	{ "", "iat", "", "was not made just now" },
	{ "", "nbf", "@now+75", "is not valid yet" },
	{ "", "nonce", "\"another\"", "answers another request" },
	{ "", "nonce", "@state", "answers another request" },
	{ "", "nonce", "", "answers another request" },
	{ "", "at_hash", "\"77QmUPtjPfzWtF2AnpK9RQ\"",
	    "came with another access token" },
	{ "", "sub", "\"\"", "names nobody" },
	{ "", "sub", "", "names nobody" },
	{ "", "sub", "\"a b\"", "names nobody" },
	{ "", "sub", "7", "names nobody" },
};

/* And what is as good as what it should be. */
static const struct {
	char name[16], value[40];
} truths[] = { { "exp", "@now-45" }, { "iat", "@now+45" },
	{ "iat", "@now-585" }, { "nbf", "@now+45" }, { "aud", "[\"hearth\"]" },
	{ "azp", "\"hearth\"" }, { "at_hash", "@at_hash" } };

Test_engines(api_oauth, each_lie_of_a_provider_is_refused)
{
	issuer_start("oidc", "");
	for (size_t i = 0; i < N_OF(lies); i++) {
		const char *claims[][2] = { { lies[i].name, lies[i].value } };
		char *code = issuer_visit(NULL);

		issuer_say(lies[i].header[0] ? lies[i].header : NULL, claims,
		    lies[i].name[0] != '\0');
		expect_problem(
		    502, "provider_failed", issuer_exchange(NULL, code));
		cr_expect(strstr(body("/detail"), lies[i].detail), "%zu: %s", i,
		    body("/detail"));
		expect_problem(
		    400, "token_invalid", issuer_exchange(NULL, code));
	}
	for (size_t i = 0; i < N_OF(truths); i++) {
		const char *claims[][2] = { { truths[i].name,
		    truths[i].value } };
		char *code = issuer_visit(NULL);

		issuer_say(NULL, claims, 1);
		expect(200, issuer_exchange(NULL, code));
	}
	issuer_stop();
}

Test_engines(api_oauth, another_key_signs_nothing_until_it_is_published)
{
	struct signer *other = signer_new(CRYPT_RS256, 2048);
	char *code;

	issuer_start("oidc", "");
	code = issuer_visit(NULL);
	http_server_set(issuer_server(), "token",
	    "{\"access_token\":\"x\",\"id_token\":\"%s\"}",
	    signer_token(other, "{\"alg\":\"RS256\",\"kid\":\"a\"}",
		"{\"sub\":\"ann\"}"));
	expect_problem(502, "provider_failed", issuer_exchange(NULL, code));
	expect_text(
	    "The provider's token has a wrong signature.", body("/detail"));
	/* a key that is not known is asked for, but not at once again */
	http_server_set(issuer_server(), "jwks", "{\"keys\":[%s]}",
	    signer_jwk(other, "\"kid\":\"b\","));
	work_sql("UPDATE jwks SET tried_at = tried_at - interval '11 s'",
	    "UPDATE jwks SET tried_at = tried_at - 11000000");
	code = issuer_visit(NULL);
	http_server_set(issuer_server(), "token",
	    "{\"access_token\":\"x\",\"id_token\":\"%s\"}",
	    signer_token(other, "{\"alg\":\"RS256\",\"kid\":\"b\"}",
		text("{\"iss\":\"%s\",\"aud\":\"hearth\",\"sub\":\"ann\","
		     "\"exp\":%lld,\"iat\":%lld,\"nonce\":\"%s\"}",
		    issuer_url(), (long long)(clock_now_us() / 1000000 + 60),
		    (long long)(clock_now_us() / 1000000),
		    issuer_asked("nonce"))));
	/* who has no address has to show who they are */
	expect_problem(
	    409, "account_link_required", issuer_exchange(NULL, code));
	issuer_stop();
}

static int
asked_so_far(void)
{
	char line[2048];

	return http_server_asked(issuer_server(), line, sizeof(line));
}

/* What is no answer, and what an answer must be. */
static const struct {
	char site[48], body[80];
	int status;
	char code[24];
} answers[] = {
	{ "/token status 500\n", "", 503, "provider_unavailable" },
	{ "/token cut\n", "", 503, "provider_unavailable" },
	{ "/token redirect http://127.0.0.1:PORT/t\n", "", 502,
	    "provider_failed" },
	{ "/token give token\n", "no JSON", 502, "provider_failed" },
	{ "/token give token\n", "[]", 502, "provider_failed" },
	{ "/token give token\n", "{}", 502, "provider_failed" },
	{ "/token give token\n", "{\"access_token\":\"x\"}", 502,
	    "provider_failed" },
	{ "/token refuse 400 token\n", "{\"error\":\"invalid_grant\"}", 400,
	    "token_invalid" },
	{ "/token refuse 401 token\n", "{\"error\":\"invalid_client\"}", 502,
	    "provider_failed" },
	{ "/token endless\n", "", 503, "provider_unavailable" },
};

Test_engines(api_oauth, what_is_no_answer_is_told_and_asked_for_no_more)
{
	int asked;

	issuer_start("oidc", "");
	api_expect_503();
	for (size_t i = 0; i < N_OF(answers); i++) {
		char *code = issuer_visit(NULL);

		http_server_set(issuer_server(), "site", "%s", answers[i].site);
		http_server_set(
		    issuer_server(), "token", "%s", answers[i].body);
		expect_problem(answers[i].status, answers[i].code,
		    issuer_exchange(NULL, code));
	}
	/* three in a row: it is left alone */
	http_server_set(issuer_server(), "site", "/token status 500\n");
	for (int i = 0; i < 2; i++)
		expect(503, issuer_exchange(NULL, issuer_visit(NULL)));
	asked = asked_so_far();
	expect(503, issuer_exchange(NULL, issuer_visit(NULL)));
	expect_text("30", header("Retry-After"));
	expect_int(asked, asked_so_far());
	issuer_stop();
}

Test_engines(api_oauth, an_address_may_be_said_for_the_access_token_alone)
{
	static const struct {
		char userinfo[80], email[24], detail[48];
		int status;
	} cases[] = {
		{ "{\"sub\":\"u0\",\"email\":\"u@example.org\","
		  "\"email_verified\":true}",
		    "u@example.org", "", 200 },
		{ "{\"sub\":\"u2\",\"email\":\"v@example.org\","
		  "\"email_verified\":true}",
		    "", "The provider speaks of somebody else.", 502 },
		{ "{\"email\":\"v@example.org\",\"email_verified\":true}", "",
		    "The provider speaks of somebody else.", 502 },
	};

	issuer_start("oidc", "");
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *code = issuer_visit(NULL);

		issuer_say_of(text("u%zu", i), NULL, "");
		http_server_set(
		    issuer_server(), "userinfo", "%s", cases[i].userinfo);
		expect(cases[i].status, issuer_exchange(NULL, code));
		if (cases[i].status == 200)
			expect_text(cases[i].email, body("/user/email"));
		else
			expect_text(cases[i].detail, body("/detail"));
	}
	issuer_stop();
}

Test_engines(api_oauth, only_who_has_set_out_comes_back)
{
	char *state, *cookie, *code;

	issuer_start("oidc", "");
	code = issuer_visit(NULL);
	state = issuer_asked("state");
	cookie = issuer_cookie();
	/* the same again, but not with another code */
	with("Cookie", cookie);
	expect(302, anonymous(GET, "/auth/oauth/idp/callback?state=%s&code=abc",
			state));
	cr_expect(strstr(header("Location"), code));
	with("Cookie", cookie);
	expect_problem(400, "flow_invalid",
	    anonymous(
		GET, "/auth/oauth/idp/callback?state=%s&code=abd", state));
	/* not without the cookie, or with that of another, or at another's */
	expect_problem(400, "flow_invalid",
	    anonymous(
		GET, "/auth/oauth/idp/callback?state=%s&code=abc", state));
	issuer_visit(NULL);
	with("Cookie", issuer_cookie());
	expect_problem(400, "flow_invalid",
	    anonymous(
		GET, "/auth/oauth/idp/callback?state=%s&code=abc", state));
	with("Cookie", cookie);
	expect_problem(400, "flow_invalid",
	    anonymous(
		GET, "/auth/oauth/other/callback?state=%s&code=abc", state));
	with("Cookie", cookie);
	expect_problem(400, "flow_invalid",
	    anonymous(GET, "/auth/oauth/idp/callback?state=%s&code=abc", code));
	with("Cookie", cookie);
	expect_problem(400, "flow_invalid",
	    anonymous(GET,
		"/auth/oauth/idp/callback?state=%s&code=abc&iss=https://"
		"x.example",
		state));
	with("Cookie", issuer_cookie());
	expect(302, anonymous(GET,
			"/auth/oauth/idp/callback?state=%s&error=access_denied",
			issuer_asked("state")));
	cr_expect(str_has_prefix(
	    header("Location"), ISSUER_BACK "?error=access_denied&state=mine"));
	/* and the code is whose verifier that is */
	expect_problem(400, "token_invalid",
	    anonymous(POST,
		"/auth/oauth/exchange {'code': '%s', 'code_verifier': "
		"'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}",
		code));
	expect_problem(400, "token_invalid", issuer_exchange(NULL, code));
	expect_problem(400, "token_invalid", issuer_exchange(NULL, state));
	/* a minute late */
	code = issuer_visit(NULL);
	work_sql("UPDATE oauth_flow SET code_at = code_at - interval '61 s'",
	    "UPDATE oauth_flow SET code_at = code_at - 61000000");
	expect_problem(400, "token_invalid", issuer_exchange(NULL, code));
	issuer_stop();
}

Test_engines(api_oauth, people_are_sent_back_only_where_that_is_listed)
{
	static const struct {
		char uri[48];
		int status;
	} cases[] = { { ISSUER_BACK, 302 }, { ISSUER_BACK "/", 400 },
		{ "https://app.example/bac", 400 },
		{ "https://evil.example/", 400 },
		{ "http://127.0.0.1:49152/cb", 302 },
		{ "http://127.0.0.1:49152/other", 400 },
		{ "http://127.0.0.1:49152@evil.example/cb", 400 } };

	issuer_start("oidc", "");
	for (size_t i = 0; i < N_OF(cases); i++) {
		int status = anonymous(GET,
		    "/auth/oauth/idp/"
		    "authorize?redirect_uri=%s&code_"
		    "challenge=" ISSUER_CHALLENGE,
		    cases[i].uri);

		cr_expect(
		    status == cases[i].status, "%s: %d", cases[i].uri, status);
		if (status == 400)
			expect_text("redirect_not_allowed", problem_code());
	}
	expect(422, anonymous(GET, "/auth/oauth/idp/authorize"));
	expect(422, anonymous(GET,
			"/auth/oauth/idp/authorize?redirect_uri=" ISSUER_BACK));
	expect_problem(400, "flow_invalid",
	    anonymous(GET, "/auth/oauth/idp/authorize?flow=x"));
	expect(404, anonymous(GET,
			"/auth/oauth/none/authorize?redirect_uri=" ISSUER_BACK
			"&code_challenge=" ISSUER_CHALLENGE));
	expect(200,
	    as("root", PATCH, "/admin/providers/idp {'is_enabled': false}"));
	expect(404,
	    anonymous(GET, "/auth/oauth/idp/authorize?redirect_uri=" ISSUER_BACK
			   "&code_challenge=" ISSUER_CHALLENGE));
	expect(200, anonymous(GET, "/auth/providers"));
	expect_int(0, body_count(""));
	issuer_stop();
}

/* Whoever is signed in begins as others do. */
static int
add_from(const char *provider, const char *uri)
{
	return as("ann", POST,
	    "/users/me/accounts {'provider': '%s', 'redirect_uri': '%s', "
	    "'code_challenge': '" ISSUER_CHALLENGE "'}",
	    provider, uri);
}

Test_engines(api_oauth, so_many_ways_are_begun_within_an_hour)
{
	int status = 302, n = 0;

	issuer_start("oidc", "");
	expect(404,
	    anonymous(GET, "/auth/oauth/%040d/callback?state=x&code=x", 0));
	expect(404, add_from("none", ISSUER_BACK));
	expect_problem(400, "redirect_not_allowed",
	    add_from("idp", "https://evil.example/"));
	for (; status == 302 && n <= 100; n++)
		status = anonymous(GET,
		    "/auth/oauth/idp/authorize?redirect_uri=" ISSUER_BACK
		    "&code_challenge=" ISSUER_CHALLENGE);
	expect_int(101, n);
	expect_text("rate_limited", problem_code());
	expect_problem(429, "rate_limited", add_from("idp", ISSUER_BACK));
	issuer_stop();
}
