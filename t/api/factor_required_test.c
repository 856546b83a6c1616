/*
 * Second steps that somebody must have: who, and what they can do until then.
 */
#include "t/lib/oath.h"
#include "t/api/sign.h"

#include "base/banned.h"

static const struct {
	char setting[8], person[8];
	bool must;
} people[] = { { "off", "ann", false }, { "off", "root", false },
	{ "admin", "ann", false }, { "admin", "root", true },
	{ "all", "ann", true }, { "all", "root", true } };

static const char sessions[] = "/users/me/sessions";

Test_engines(api_factor_required, it_is_asked_of_whom_the_setting_names)
{
	given_member("ann", true);
	given_admin("root");
	for (size_t i = 0; i < N_OF(people); i++) {
		int status = people[i].must ? 403 : 200;

		api_set("MFA_REQUIRED", people[i].setting);
		expect(status, as(people[i].person, GET, sessions));
		with("Cookie", given_cookie(people[i].person));
		expect(status, anonymous(GET, sessions));
		with("Authorization",
		    given_token(people[i].person, "[\"events:read\"]"));
		expect(status, anonymous(GET, "/events"));
	}
	/* nobody is asked who does not say who they are */
	expect(200, anonymous(GET, "/events"));
}

/* From signing in to being let in, nothing but what is open. */
Test_engines(api_factor_required, whoever_lacks_one_can_add_it_and_goes_on)
{
	char *secret, *program;

	given_member("ann", true);
	program = given_token("ann", "[\"events:read\"]");
	api_set("MFA_REQUIRED", "all");
	expect(200, log_in("ann", GIVEN_PASSWORD));
	given_stale("ann");
	expect(200, as("ann", GET, "/users/me"));
	expect_problem(403, "factor_required", as("ann", GET, sessions));
	expect_problem(403, "reauthentication_required",
	    as("ann", POST, "/users/me/factors {'kind': 'totp', 'name': 'x'}"));
	expect(200, as("ann", POST, "/auth/reauthenticate {'password': '%s'}",
			GIVEN_PASSWORD));
	given(
	    "factor", "ann", "/users/me/factors {'kind': 'totp', 'name': 'x'}");
	secret = body("/secret");
	/* one that waits is none yet */
	expect_problem(403, "factor_required", as("ann", GET, sessions));
	expect(
	    200, as("ann", POST, "/users/me/factors/%s/verify {'code': '%s'}",
		     id("factor"), oath(secret, -1)));
	expect(200, as("ann", GET, sessions));
	with("Authorization", program);
	expect(200, anonymous(GET, "/events"));
	/* who signs in anew shows it */
	expect(200, log_in("ann", GIVEN_PASSWORD));
	expect_text("true", body("/mfa_required"));
	/* recovery codes are no second step */
	expect(204, as("ann", DELETE, "/users/me/factors/%s", id("factor")));
	expect_problem(403, "factor_required", as("ann", GET, sessions));
	with("Authorization", program);
	expect_problem(403, "factor_required", anonymous(GET, "/events"));
	expect(200, as("ann", POST, "/auth/logout"));
}
