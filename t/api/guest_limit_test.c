/*
 * How much may be asked for by people without an account.
 */
#include "t/api/guest_ask.h"
#include "t/lib/work.h"

#include "base/banned.h"

Test_engines(api_guest_limit, a_network_asks_five_times_an_hour)
{
	given_open_event();
	ask("x@else.example");
	for (int i = 1; i <= 6; i++) {
		int status = anonymous(POST,
		    "/events/%s/guest-rsvps {'email': 'x%d@else.example', "
		    "'first_name': 'Gus', 'last_name': 'Guest', "
		    "'status': 'maybe'}",
		    id("e"), i);

		expect(i < 5 ? 202 : 429, status);
	}
	expect_text("3600", header("Retry-After"));
	expect_text("Too many answers without an account came from this "
		    "network.",
	    body("/detail"));
	expect(202, ask("x9@else.example"));
}

/* From however many networks; who asked is not told. */
Test_engines(api_guest_limit, an_address_gets_five_mails_an_hour)
{
	given_open_event();
	for (int i = 0; i < 7; i++)
		expect(202, ask(i % 2 ? "x@else.example" : "X@else.example"));
	work();
	expect_int(
	    5, work_mails("x@else.example") + work_mails("X@else.example"));
}

Test_engines(api_guest_limit, twenty_of_a_network_wait_for_an_event)
{
	given_open_event();
	for (int i = 0; i < 20; i++) {
		expect(
		    202, ask_for("e", text("x%d@else.example", i), "maybe", 1));
		work_sql("UPDATE guest_request SET client = 'x'",
		    "UPDATE guest_request SET client = x'78'");
	}
	ask("y@else.example");
	work_sql("UPDATE guest_request SET client = (SELECT g.client FROM "
		 "guest_request g WHERE g.email = 'y@else.example')",
	    "UPDATE guest_request SET client = (SELECT g.client FROM "
	    "guest_request g WHERE g.email = 'y@else.example')");
	expect_problem(429, "rate_limited",
	    anonymous(POST,
		"/events/%s/guest-rsvps {'email': 'z@else.example', "
		"'first_name': 'Gus', 'last_name': 'Guest', "
		"'status': 'maybe'}",
		id("e")));
}

Test_engines(api_guest_limit, only_so_many_wait_in_all)
{
	api_set("UNVERIFIED_ACCOUNTS", "3");
	given_open_event();
	for (int i = 0; i < 3; i++)
		expect(202, ask(text("x%d@else.example", i)));
	expect_problem(429, "rate_limited", ask("y@else.example"));
	work_sql("UPDATE guest_request SET expires_at = expires_at - interval "
		 "'2 hours' WHERE email LIKE 'x0%'",
	    "UPDATE guest_request SET expires_at = expires_at - 7200000000 "
	    "WHERE email LIKE 'x0%'");
	expect(202, ask("y@else.example"));
	expect_problem(429, "rate_limited", ask("z@else.example"));
}

/* Whoever invites it, and whether or not somebody has it. */
Test_engines(api_guest_limit, an_address_gets_so_many_mails_a_day)
{
	static const char to[] = "{\"emails\": [\"gus@else.example\"]}";

	api_set("MAIL_PER_DAY", "3");
	given("c", "bob", "/clusters {'name': 'x'}");
	given_open_event();
	expect(202, ask("gus@else.example"));
	for (int i = 0; i < 4; i++) {
		given_event("f");
		with_body("application/json", to, sizeof(to) - 1);
		expect(200, as("ann", POST, "/events/%s/invites", id("f")));
		expect_int(1, body_int("/invited"));
	}
	expect(201, as("bob", POST,
			"/clusters/%s/invites {'emails': "
			"['gus@else.example']}",
			id("c")));
	expect(202, ask("gus@else.example"));
	work();
	expect_int(3, work_mails("gus@else.example"));
}
