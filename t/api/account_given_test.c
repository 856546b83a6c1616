/*
 * Accounts that an administrator makes for others, and whoever else has to do
 * with the address.
 */
#include "t/api/guest_ask.h"
#include "t/api/sign.h"

#include <string.h>

#include "base/banned.h"

static int
give(const char *name, const char *more)
{
	return as("root", POST,
	    "/admin/users {'email': '%s@example.org', 'first_name': 'Zoe', "
	    "'last_name': 'Lee'%s}",
	    name, more);
}

static int
forget(const char *name)
{
	return anonymous(
	    POST, "/auth/forgot-password {'email': '%s@example.org'}", name);
}

static void
given_answered(const char *name)
{
	const char *email = text("%s@example.org", name);

	expect(202, ask(email));
	expect(200, anonymous(POST, "/guest-rsvps/confirm {'token': '%s'}",
			token_mailed(email)));
	work();
	find_user(name);
}

/* Where nobody makes an account by themselves. */
Test_engines(api_account_given, a_guest_is_given_one)
{
	static const char *const ways[] = {
		"",
		", \"role\": \"organizer\", \"password\": \"Tea-at-4-oclock\""
	};
	static const char *const names[] = { "gus", "eve" };

	given_admin("root");
	given_open_event();
	api_set("SIGNUP", "closed");
	api_set("MAIL_INTERVAL_SECONDS", "0");
	for (int i = 0; i < 2; i++) {
		given_answered(names[i]);
		expect(201, give(names[i], ways[i]));
		expect_text(id(names[i]), body("/id"));
		expect_text("active", body("/state"));
		expect_text(i ? "organizer" : "attendee", body("/role"));
		expect_problem(409, "email_taken", give(names[i], ways[i]));
	}
	expect(200, log_in("eve", "Tea-at-4-oclock"));
	work();
	cr_expect(strstr(work_mail("gus@example.org"), "was made for you"));
	expect(200, forget("gus"));
	work();
	cr_expect(
	    strstr(work_mail("gus@example.org"), "Choose a new password"));
	expect(200, choose_password("gus", "Tea-at-4-oclock"));
	expect(200, log_in("gus", "Tea-at-4-oclock"));
	expect_text("Zoe", body("/user/first_name"));
	with("Authorization", text("Bearer %s", body("/access_token")));
	expect(200, anonymous(GET, "/events/%s/rsvps/me", id("e")));
	expect_text("attending", body("/status"));
}

Test_engines(api_account_given, a_guest_who_is_suspended_is_given_none)
{
	given_admin("root");
	given_open_event();
	given_answered("gus");
	given_suspended("gus");
	expect_problem(409, "email_taken", give("gus", ""));
}

static const char *
move_back(const char *table, const char *column, const char *by)
{
	return text("UPDATE %s SET %s = %s - %s", table, column, column, by);
}

/* So many hours go by for whoever waits, and their links. */
static void
hours_pass(int n)
{
	static const struct {
		const char *table, *column;
	} times[] = { { "users", "updated_at" },
		{ "verification", "created_at" },
		{ "verification", "expires_at" } };

	for (size_t i = 0; i < N_OF(times); i++)
		work_sql(move_back(times[i].table, times[i].column,
			     text("interval '%d hours'", n)),
		    move_back(times[i].table, times[i].column,
			text("%d * 3600000000", n)));
}

Test_engines(api_account_given, it_makes_room_when_its_link_has_expired)
{
	given_admin("root");
	api_set("UNVERIFIED_ACCOUNTS", "1");
	expect(201, give("new", ""));
	find_user("new");
	hours_pass(71);
	expect_problem(429, "rate_limited", sign_up("ann", GIVEN_PASSWORD));
	expect(200, choose_password("new", "Tea-at-4-oclock"));
	expect(200, log_in("new", "Tea-at-4-oclock"));
	expect(201, give("old", ""));
	hours_pass(73);
	expect(200, sign_up("ann", GIVEN_PASSWORD));
	expect(201, give("old", ""));
}

Test_engines(api_account_given, another_link_is_asked_for_later)
{
	given_admin("root");
	api_set("SIGNUP", "closed");
	expect(201, give("new", ""));
	find_user("new");
	hours_pass(73);
	expect_problem(
	    400, "token_expired", choose_password("new", "Tea-at-4-oclock"));
	expect(200, forget("new"));
	expect(200, choose_password("new", "Tea-at-4-oclock"));
	expect(200, log_in("new", "Tea-at-4-oclock"));
}

/* Whoever signs up in another's place; the link goes on working. */
Test_engines(api_account_given, it_is_not_renamed_by_a_stranger)
{
	given_admin("root");
	api_set("MAIL_INTERVAL_SECONDS", "0");
	expect(201, give("new", ""));
	find_user("new");
	for (int hours = 0; hours < 72; hours += 71) {
		hours_pass(hours);
		expect(200, sign_up("NEW", GIVEN_PASSWORD));
		expect(200, as("root", GET, "/admin/users/%s", id("new")));
		expect_text("Zoe", body("/first_name"));
		expect_text("new@example.org", body("/email"));
	}
	expect(200, choose_password("new", "Tea-at-4-oclock"));
	expect(200, log_in("new", "Tea-at-4-oclock"));
}

/* A link that was asked for makes nobody's names stay. */
Test_engines(api_account_given, who_has_a_role_keeps_the_names_without_a_link)
{
	static const struct {
		const char *account, *more, *name;
	} cases[] = { { "org", ", \"role\": \"organizer\"", "Zoe" },
		{ "new", "", "Ann" } };

	given_admin("root");
	api_set("MAIL_INTERVAL_SECONDS", "0");
	for (size_t i = 0; i < N_OF(cases); i++) {
		const char *account = cases[i].account;

		expect(201, give(account, cases[i].more));
		find_user(account);
		hours_pass(73);
		expect(200, forget(account));
		expect(200, sign_up(account, GIVEN_PASSWORD));
		expect(200, as("root", GET, "/admin/users/%s", id(account)));
		expect_text(cases[i].name, body("/first_name"));
	}
}
