/*
 * First light: what a newcomer does, over HTTP through nginx, with the mails
 * that the worker sends.
 */
#include "t/lib/e2e_engine.h"

#include <string.h>

#include "t/e2e/login.h"
#include "t/lib/eml.h"

#include "base/banned.h"

/* Signs up, opens the link in the mail, logs in. */
static char *
join(const char *name)
{
	char *mail, *link;

	expect(200,
	    anonymous(POST,
		"/auth/signup {'email': '%s@example.org', 'first_name': '%s', "
		"'last_name': 'Lee', 'password': '%s', 'password_verify': "
		"'%s'}",
		name, name, GIVEN_PASSWORD, GIVEN_PASSWORD));
	expect_problem(403, "email_not_verified",
	    anonymous(POST,
		"/auth/login {'email': '%s@example.org', 'password': '%s'}",
		name, GIVEN_PASSWORD));
	mail = e2e_mail(text("%s@example.org", name), 0);
	link = eml_after(mail, "http://hearth.test/api/v1/");
	cr_assert(link, "no link in: %s", mail);
	expect(200, anonymous(GET, "/%s", link));
	expect_text("Email verified successfully", body("/message"));
	return log_in(name);
}

static int
attend(const char *login, const char *status)
{
	with("Authorization", login);
	return anonymous(
	    PUT, "/events/%s/rsvps/me {'status': '%s'}", id("e"), status);
}

static char *
status_of(const char *login)
{
	with("Authorization", login);
	expect(200, anonymous(GET, "/events/%s/rsvps/me", id("e")));
	return body("/status");
}

Test_engines(e2e_story, from_sign_up_to_the_waitlist, .timeout = 90)
{
	char *ann = join("ann"), *bob = join("bob"), *cat = join("cat");
	char *mail;

	with("Authorization", ann);
	expect(201, anonymous(POST,
			"/events {'title': 'Picnic', 'start_time': '%s', "
			"'end_time': '%s', 'capacity': 1, 'waitlist': true}",
			in_hours(24), in_hours(26)));
	keep("e");
	expect(200, attend(bob, "attending"));
	expect(202, attend(cat, "attending"));
	expect_int(1, body_int("/position"));
	with("Authorization", ann);
	expect(200, anonymous(GET, "/events/%s/rsvps", id("e")));
	expect_int(2, body_count(""));
	expect(200, attend(bob, "not_attending"));
	expect_text("attending", status_of(cat));
	mail = e2e_mail("cat@example.org", 1);
	cr_expect(strstr(mail, "Picnic"), "%s", mail);
	with("Authorization", ann);
	expect(200, anonymous(POST, "/events/%s/cancel", id("e")));
	mail = e2e_mail("cat@example.org", 2);
	cr_expect(strstr(mail, "Picnic"), "%s", mail);
	cr_expect(e2e_hearthctl("jobs", "list", NULL) == 0);
}

Test_engines(e2e_story, a_forgotten_password, .timeout = 60)
{
	char *mail, *token;

	given_member("ann", true);
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'ann@example.org'}"));
	mail = e2e_mail("ann@example.org", 0);
	token = eml_after(mail, "token=");
	cr_assert(token, "no token in: %s", mail);
	expect(200, anonymous(POST,
			"/auth/reset-password {'token': '%s', "
			"'new_password': 'An0ther!pass', "
			"'new_password_verify': 'An0ther!pass'}",
			token));
	expect(200, anonymous(POST, "/auth/login {'email': 'ann@example.org', "
				    "'password': 'An0ther!pass'}"));
	e2e_mail("ann@example.org", 1);
}

Test_engines(e2e_story, the_operator_helps_out, .timeout = 60)
{
	given_member("ann", true);
	given_event("e", .by = "bob");
	cr_expect(
	    e2e_hearthctl("user", "suspend", "ann@example.org", NULL) == 0);
	expect(403, as("ann", GET, "/users/me"));
	cr_expect(
	    e2e_hearthctl("user", "restore", "ann@example.org", NULL) == 0);
	expect(200, as("ann", GET, "/users/me"));
	cr_expect(
	    e2e_hearthctl("user", "suspend", "bob@example.org", NULL) == 0);
	expect(404, anonymous(GET, "/events/%s", id("e")));
	cr_expect(
	    e2e_hearthctl("user", "restore", "bob@example.org", NULL) == 0);
	expect(200, anonymous(GET, "/events/%s", id("e")));
	cr_expect(e2e_hearthctl("user", "show", "no@example.org", NULL) != 0);
	cr_expect(e2e_hearthctl("migrate", "status", NULL) == 0);
	cr_expect(e2e_hearthctl("doctor", NULL) == 0);
}

/* Words that would end a header, or a JSON text, if they were not looked at. */
Test_engines(e2e_story, odd_names_still_get_their_mail, .timeout = 60)
{
	char *mail;

	expect(200, anonymous(POST,
			"/auth/signup {'email': 'odd@example.org', "
			"'first_name': 'O, Bcc: <eve@example.org>', "
			"'last_name': '\\u200f<b>\\ud83d\\ude00', "
			"'password': '%s', 'password_verify': '%s'}",
			GIVEN_PASSWORD, GIVEN_PASSWORD));
	mail = e2e_mail("odd@example.org", 0);
	cr_expect(!strstr(mail, "\nBcc:"), "%s", mail);
	given_event("e", .capacity = 1, .waitlist = true,
	    .title = "Tea, Bcc: eve@example.org <script>",
	    .more = ", 'location': 'Home\\r\\nBcc: eve@example.org'");
	expect(
	    200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	expect(
	    202, as("cat", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", id("e")));
	mail = e2e_mail("cat@example.org", 0);
	cr_expect(!strstr(mail, "\nBcc:"), "%s", mail);
	cr_expect(!strstr(mail, "<script>") || strstr(mail, "&lt;script"), "%s",
	    mail);
}
