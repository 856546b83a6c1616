/*
 * What holds of callers for every operation of the contract: who must sign in,
 * and by what.
 */
#include "t/api/generic.h"

#include "base/banned.h"

static void
lacks_a_token(const struct contract_operation *op)
{
	if (auth_of(op) == AUTH_NONE)
		return;
	if (auth_of(op) == AUTH_REQUIRED) {
		expect_of(op, 401,
		    anonymous(op->method, "%s", target_of(op, UNKNOWN)));
		expect_text("not_authenticated", problem_code());
	}
	with("Authorization", "Bearer a.b.c");
	expect_of(op, 401, anonymous(op->method, "%s", target_of(op, UNKNOWN)));
}

Test_once(api_generic, who_must_sign_in_is_told_so)
{
	for_each_operation(lacks_a_token);
}

static void
has_an_ended_session(const struct contract_operation *op)
{
	if (auth_of(op) == AUTH_NONE)
		return;
	expect_of(op, 401, call(op, UNKNOWN, input_of(op) ? "{}" : NULL));
	expect_text("session_expired", problem_code());
	cr_expect(body_count("/errors") <= 0, "%s", op->id);
}

Test_engines(api_generic, an_ended_session_is_no_session)
{
	char *login = given_login(NULL, "ann");

	expect(200, as("ann", POST, "/auth/logout"));
	cr_expect(str_has_prefix(login, "Bearer "));
	for_each_operation(has_an_ended_session);
}

static const char *ended_cookie;

/* From a page of the site; cookie: NULL: none. */
static int
call_by(
    const struct contract_operation *op, const char *cookie, const char *json)
{
	if (cookie)
		with("Cookie", cookie);
	with("Sec-Fetch-Site", "same-origin");
	if (json)
		with_body("application/json", json, strlen(json));
	return anonymous(op->method, "%s", target_of(op, UNKNOWN));
}

/* Where nobody need sign in, it is as if there were no cookie. */
static void
has_an_ended_cookie(const struct contract_operation *op)
{
	const char *json = input_of(op) ? "{}" : NULL;
	const char *code = "session_expired";
	int status = 401;

	if (auth_of(op) == AUTH_NONE)
		return;
	if (auth_of(op) == AUTH_OPTIONAL) {
		status = call_by(op, NULL, json);
		code = text("%s", status < 400 ? "" : problem_code());
	}
	expect_of(op, status, call_by(op, ended_cookie, json));
	expect_text(code, status < 400 ? "" : problem_code());
	cr_expect(strstr(header("Set-Cookie"), "hearth=; Path=/; Max-Age=0;"),
	    "%s", op->id);
}

Test_engines(api_generic, an_ended_cookie_is_taken_away_and_is_nobodys)
{
	ended_cookie = given_cookie("ann");
	with("Cookie", ended_cookie);
	with("Sec-Fetch-Site", "same-origin");
	expect(200, anonymous(POST, "/auth/logout"));
	for_each_operation(has_an_ended_cookie);
}

/* A token of ann's, made when it is first asked for. */
static char *
token_with(const char *scopes)
{
	if (!is_kept(scopes))
		keep_id(scopes, given_token("ann", scopes));
	return id(scopes);
}

/* The JSON array of all scopes but one. */
static char *
scopes_without(const char *scope)
{
	struct json_object *all = at(document_at(talk_contract()->root,
					 "#/components/schemas/TokenScope"),
	    "enum");
	char *out = text("[\"none\"");

	for (size_t i = 0; i < json_object_array_length(all); i++) {
		const char *one = json_object_get_string(
		    json_object_array_get_idx(all, i));

		if (!str_eq(one, scope))
			out = text("%s,\"%s\"", out, one);
	}
	return text("%s]", out);
}

static const char *cookie_of_ann;

/* Somebody's program may do as they may where its scope reaches. */
static void
obeys_scopes(const struct contract_operation *op)
{
	const char *scope = json_object_get_string(at(op->spec, "x-scope"));
	const char *json = input_of(op) ? "{}" : NULL;

	if (auth_of(op) == AUTH_NONE)
		return;
	with("Authorization", token_with(scopes_without(scope ? scope : "")));
	expect_of(op, 403, call(op, UNKNOWN, json));
	expect_text("forbidden", problem_code());
	cr_expect(response_contains(scope ? scope : "takes no API token"));
	if (!scope)
		return;
	with("Authorization", token_with(text("[\"%s\"]", scope)));
	call(op, UNKNOWN, json);
	cr_expect(!response_contains("lacks the scope"), "%s: %s", op->id,
	    response()->body);
}

Test_engines(api_generic, an_api_token_reaches_as_far_as_its_scopes)
{
	as("ann", GET, "/users/me");
	for_each_operation(obeys_scopes);
}

/* Whatever a page of another site makes a browser send. */
static void
obeys_no_other_site(const struct contract_operation *op)
{
	if (auth_of(op) == AUTH_NONE || str_eq(op->method, GET))
		return;
	with("Cookie", cookie_of_ann);
	with("Sec-Fetch-Site", "cross-site");
	with("Origin", "https://evil.example");
	expect_of(op, 403, anonymous(op->method, "%s", target_of(op, UNKNOWN)));
	expect_text("origin_refused", problem_code());
}

Test_engines(api_generic, another_site_changes_nothing_by_a_cookie)
{
	cookie_of_ann = given_cookie("ann");
	for_each_operation(obeys_no_other_site);
}

/* Who proved long ago who they are. */
static void
wants_it_fresh(const struct contract_operation *op)
{
	if (!at(op->spec, "x-fresh"))
		return;
	expect_of(op, 403, call(op, UNKNOWN, input_of(op) ? "{}" : NULL));
	expect_text("reauthentication_required", problem_code());
	expect_text("code", body("/methods/0"));
}

Test_engines(api_generic, what_matters_most_wants_somebody_fresh)
{
	given_stale("ann");
	for_each_operation(wants_it_fresh);
}

/* What answers who must have a second step and has none. */
static const char *const open_without[] = { "user_me", "user_me_patch",
	"user_me_remove", "clust_user_me", "clust_user_me_patch",
	"auth_reauthenticate_send", "auth_reauthenticate", "auth_logout",
	"factor_list", "factor_create", "factor_remove", "factor_verify",
	"oauth_exchange", "recovery_code_renew" };

static bool
is_open_without(const struct contract_operation *op)
{
	size_t i = 0;

	while (i < N_OF(open_without) && !str_eq(op->id, open_without[i]))
		i++;
	return i < N_OF(open_without);
}

static void
wants_a_factor(const struct contract_operation *op)
{
	if (auth_of(op) == AUTH_NONE || is_open_without(op))
		return;
	expect_of(op, 403, call(op, UNKNOWN, input_of(op) ? "{}" : NULL));
	expect_text("factor_required", problem_code());
}

Test_engines(
    api_generic, without_a_second_step_that_is_wanted_nothing_else_goes)
{
	given_member("ann", true);
	api_set("MFA_REQUIRED", "all");
	for_each_operation(wants_a_factor);
}

static void
is_suspended(const struct contract_operation *op)
{
	if (auth_of(op) == AUTH_NONE)
		return;
	expect_of(op, 403, call(op, UNKNOWN, input_of(op) ? "{}" : NULL));
	expect_text("account_suspended", problem_code());
}

Test_engines(api_generic, a_suspended_user_does_nothing)
{
	given_suspended("ann");
	for_each_operation(is_suspended);
}
