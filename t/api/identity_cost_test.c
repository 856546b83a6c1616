/*
 * What it costs to know who somebody is by what another server says, or by an
 * API token, in what has to be done anyhow; processor time, by hand
 * (contrib/bench/identity).
 */
#include <stdlib.h>

#include "crypt/password.h"
#include "t/api/clerk_signed.h"
#include "t/api/issuer.h"
#include "t/lib/weigh.h"
#include "t/lib/work.h"

#include "base/banned.h"

/*
 * Tokens of Clerk.
 */

static char *bearer;

/* Somebody of Clerk is known here, and so is the key. */
static void
begin_at_clerk(void)
{
	start();
	expect(204, clerk_deliver("user.created",
			clerk_person("new", "verified", 1, "")));
	bearer = token(HEADER, "new", "sess_1", "", "");
	api_expect_503();
	expect(503, look(bearer));
	work();
	expect(200, look(bearer));
}

/* The median of so many of the same. */
static double
median_of(void (*ask)(void))
{
	double us[WEIGH_TURNS];

	for (int i = 0; i < WEIGH_TURNS; i++) {
		ask();
		us[i] = (double)api_spent_ns() / 1000;
	}
	return weigh_median(us);
}

static void
ask_by_clerk(void)
{
	expect(200, look(bearer));
}

static void
ask_by_ours(void)
{
	expect(200, as("bob", GET, "/users/me"));
}

/* A token ends within a minute. */
static double
asking_by_clerk(void)
{
	bearer = token(HEADER, "new", "sess_1", "", "");
	ask_by_clerk();
	return median_of(ask_by_clerk);
}

static double
asking_by_ours(void)
{
	return median_of(ask_by_ours);
}

Test_engines(api_identity_cost, of_the_same_token_is_that_of_ours)
{
	if (!getenv("IDENTITY_COST"))
		return;
	begin_at_clerk();
	given_member("bob", true);
	weigh("the same token again, in one of ours", asking_by_clerk,
	    asking_by_ours, 1.1);
	http_server_stop(&server);
}

/*
 * API tokens.
 */

static void
ask_by_token(void)
{
	with("Authorization", bearer);
	expect(200, anonymous(GET, "/users/me"));
}

static double
asking_by_token(void)
{
	ask_by_token();
	return median_of(ask_by_token);
}

/* A rate of 0.95. */
Test_engines(api_identity_cost, of_an_api_token_is_that_of_a_session)
{
	if (!getenv("IDENTITY_COST"))
		return;
	given_member("bob", true);
	expect(201, as("bob", POST,
			"/users/me/tokens {'name': 'x', 'scopes': "
			"['users:read'], 'expires_at': '%s'}",
			in_hours(24)));
	bearer = text("Bearer %s", body("/token"));
	weigh(
	    "API token, in one of ours", asking_by_token, asking_by_ours, 1.05);
}

/*
 * Providers.
 */

static double
exchanging(void)
{
	char *code = issuer_visit(NULL);

	issuer_say_of("ann", "ann@example.org", "true");
	expect(200, issuer_exchange(NULL, code));
	return (double)api_spent_ns() / 1000;
}

static double
hashing(void)
{
	char hash[CRYPT_HASH_SIZE];
	double began = weigh_now_us();

	crypt_password_hash(GIVEN_PASSWORD, hash);
	return weigh_now_us() - began;
}

Test_engines(api_identity_cost, of_an_exchange_is_half_a_hash)
{
	if (!getenv("IDENTITY_COST"))
		return;
	issuer_start("oidc", "");
	weigh("exchange, in one hash of a password", exchanging, hashing, 0.5);
	issuer_stop();
}
