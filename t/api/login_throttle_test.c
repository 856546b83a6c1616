/*
 * How many wrong passwords one client may try.
 */
#include "t/lib/api.h"

#include "base/banned.h"

static int
log_in(const char *name, const char *password)
{
	return anonymous(POST,
	    "/auth/login {'email': '%s@example.org', 'password': '%s'}", name,
	    password);
}

Test_engines(api_login_throttle, guessing_ends_in_429)
{
	int i;

	api_set("LOGIN_FAILURES", "3");
	given_member("ann", true);
	given_member("bob", true);
	for (i = 0; i < 3; i++)
		expect(401, log_in("ann", "Wr0ng!pass"));
	expect_problem(429, "rate_limited", log_in("ann", GIVEN_PASSWORD));
	cr_expect(!str_eq(header("Retry-After"), "(none)"));
	expect(200, log_in("bob", GIVEN_PASSWORD));
	api_set("LOGIN_FAILURES", "0");
	expect(200, log_in("ann", GIVEN_PASSWORD));
}

/* Whoever has an IPv6 network has all of its addresses. */
Test_engines(api_login_throttle, a_network_guesses_as_one)
{
	api_set("LOGIN_FAILURES", "3");
	given_member("ann", true);
	for (int i = 0; i < 3; i++) {
		api_from(text("2001:db8:0:1::%d", i));
		expect(401, log_in("ann", "Wr0ng!pass"));
	}
	api_from("2001:db8:0:1:ffff::1");
	expect_problem(429, "rate_limited", log_in("ann", GIVEN_PASSWORD));
	api_from("2001:db8:0:2::1");
	expect(200, log_in("ann", GIVEN_PASSWORD));
}
