/*
 * Tokens by which programs act in somebody's name.
 */
#include <string.h>

#include "app/api_token.h"
#include "base/clock.h"
#include "generated/query/api_token.h"
#include "t/lib/api.h"

#include "base/banned.h"

#define NEW                                                            \
	"/users/me/tokens {'name': 'Wall', 'scopes': ['events:read', " \
	"'users:read'], 'expires_at': '%s'}"

static char *
make(const char *name)
{
	given(name, "ann", NEW, in_hours(24));
	return text("Bearer %s", body("/token"));
}

static int
use(const char *token, const char *path)
{
	with("Authorization", token);
	return anonymous(GET, "%s", path);
}

Test_engines(api_api_token, it_is_shown_once_and_acts_in_its_owners_name)
{
	char *token = make("t");

	expect_int(1, jobs_with("token_added", NULL));
	expect(200, as("ann", GET, "/users/me/tokens"));
	expect_int(1, body_count(""));
	expect_text("Wall", body("/0/name"));
	expect_text("users:read", body("/0/scopes/1"));
	expect_text("null", body("/0/last_used_at"));
	cr_expect(!response_contains(token + strlen("Bearer ")));
	expect(200, use(token, "/users/me"));
	expect_text("ann@example.org", body("/email"));
	expect(200, as("ann", GET, "/users/me/tokens"));
	cr_expect(!str_eq(body("/0/last_used_at"), "null"));
	token[strlen(token) - 1] ^= 1;
	expect_problem(401, "not_authenticated", use(token, "/users/me"));
	expect_problem(401, "not_authenticated",
	    use("Bearer "
		"hth_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg2DSgKk",
		"/users/me"));
}

Test_engines(api_api_token, it_is_over_at_once)
{
	char *token = make("t"), *left = make("left"), *mine;

	expect(200, use(token, "/users/me"));
	expect_problem(404, "not_found",
	    as("bob", DELETE, "/users/me/tokens/%s", id("t")));
	expect(204, as("ann", DELETE, "/users/me/tokens/%s", id("t")));
	expect_problem(401, "not_authenticated", use(token, "/users/me"));
	expect_problem(404, "not_found",
	    as("ann", DELETE, "/users/me/tokens/%s", id("t")));
	expect(200, use(left, "/users/me"));
	given_suspended("ann");
	expect_problem(403, "account_suspended", use(left, "/users/me"));
	given_restored("ann");
	expect(200, use(left, "/users/me"));
	given_session("ann");
	mine = make("mine");
	expect(202, as("ann", DELETE, "/users/me"));
	expect_problem(401, "not_authenticated", use(mine, "/users/me"));
}

/* A process that has known a token asks whether it is over, as the others do.
 */
Test_engines(api_api_token, its_time_is_over)
{
	unsigned char hash[CRYPT_SHA256_SIZE];
	char token[CRYPT_API_TOKEN_SIZE];
	int64_t now = clock_now_us();

	crypt_api_token_make(token);
	cr_assert(crypt_api_token_hash(token, hash));
	cr_assert(q_api_token_add(given_db(), .id = { uuid_new() },
		      .user = given_user_id("ann"), .name = "x",
		      .scopes = "[\"users:read\"]",
		      .hash = ((struct bytes){ hash, sizeof(hash) }),
		      .now = now - 2, .expires = now - 1, NULL) == ERR_OK);
	for (int i = 0; i < 2; i++)
		expect_problem(401, "not_authenticated",
		    use(text("Bearer %s", token), "/users/me"));
}

Test_engines(api_api_token, it_has_its_bounds)
{
	expect_problem(
	    422, "validation_failed", as("ann", POST, NEW, in_seconds(-1)));
	expect_text("past", error_at("/expires_at"));
	expect_problem(422, "validation_failed",
	    as("ann", POST, NEW, in_hours(24 * 366 + 1)));
	expect_text("too_far", error_at("/expires_at"));
	expect_problem(422, "validation_failed",
	    as("ann", POST,
		"/users/me/tokens {'name': 'x', 'scopes': ['admin:write'], "
		"'expires_at': '%s'}",
		in_hours(1)));
	for (int i = 0; i < APP_API_TOKENS_MAX; i++)
		given_token("ann", "[\"users:read\"]");
	expect_problem(
	    409, "invalid_transition", as("ann", POST, NEW, in_hours(1)));
}

/* That it is used is written down once an hour. */
Test_engines(api_api_token, its_last_use_is_known_to_the_hour)
{
	char *token = make("t"), *first;
	struct api_token_id token_id;

	expect(200, use(token, "/users/me"));
	expect(200, as("ann", GET, "/users/me/tokens"));
	first = body("/0/last_used_at");
	expect(200, use(token, "/users/me"));
	expect(200, as("ann", GET, "/users/me/tokens"));
	expect_text(first, body("/0/last_used_at"));
	cr_assert(uuid_parse(id("t"), &token_id.v));
	cr_assert(q_api_token_use(given_db(), .id = token_id,
		      .now = clock_now_us() - CLOCK_HOUR_US,
		      .before = CLOCK_MAX_US, NULL) == ERR_OK);
	expect(404, use(token, "/events/01890a5d-ac96-774b-bcce-b302099a8057"));
	expect(200, as("ann", GET, "/users/me/tokens"));
	cr_expect(strcmp(first, body("/0/last_used_at")) <= 0);
}
