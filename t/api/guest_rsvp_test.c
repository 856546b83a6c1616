/*
 * Answers by people without an account.
 */
#include <string.h>

#include "base/str.h"
#include "t/api/guest_ask.h"
#include "t/lib/answer.h"
#include "t/lib/eml.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

static int
confirm(const char *token)
{
	return anonymous(POST, "/guest-rsvps/confirm {'token': '%s'}", token);
}

/* A guest who comes; returns what opens their answer. */
static char *
given_guest(const char *email)
{
	char *token;

	expect(202, ask(email));
	expect(200, confirm(token_mailed(email)));
	token = body("/token");
	work();
	return token;
}

static int
seats_taken(void)
{
	expect(200, as("ann", GET, "/events/%s", id("e")));
	return (int)body_int("/spots_taken");
}

Test_engines(api_guest_rsvp, counts_when_the_address_is_proved)
{
	char *token;

	given_open_event(.capacity = 3);
	expect(202, ask_for("e", "gus@else.example", "attending", 2));
	token = token_mailed("gus@else.example");
	expect_int(0, seats_taken());
	expect(200, confirm(token));
	expect_text("attending", body("/rsvp/status"));
	expect_text("guest", body("/rsvp/source"));
	expect_int(2, seats_taken());
	expect_problem(400, "token_invalid", confirm(token));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	expect_text("Gus", body("/0/user/first_name"));
	expect_text("guest", body("/0/source"));
}

Test_engines(api_guest_rsvp, is_read_changed_and_taken_back_by_its_token)
{
	char *token, *tag;

	given_open_event(.capacity = 3);
	token = given_guest("gus@else.example");
	expect_text(token, token_mailed("gus@else.example"));
	expect(200, anonymous(GET, "/guest-rsvps/%s", token));
	expect_text("Picnic", body("/event/title"));
	expect_text("attending", body("/rsvp/status"));
	tag = header("ETag");
	with("If-None-Match", tag);
	expect(304, anonymous(GET, "/guest-rsvps/%s", token));
	expect(
	    200, anonymous(PATCH, "/guest-rsvps/%s {'party_size': 3}", token));
	expect_text("attending", body("/status"));
	expect_int(3, seats_taken());
	with("If-Match", tag);
	expect_problem(412, "precondition_failed",
	    anonymous(DELETE, "/guest-rsvps/%s", token));
	expect_problem(409, "event_full",
	    anonymous(PATCH, "/guest-rsvps/%s {'party_size': 4}", token));
	expect(204, anonymous(DELETE, "/guest-rsvps/%s", token));
	expect_int(0, seats_taken());
	expect(200, anonymous(GET, "/guest-rsvps/%s", token));
	expect_text("null", body("/rsvp"));
	expect_problem(
	    404, "not_found", anonymous(DELETE, "/guest-rsvps/%s", token));
	expect_problem(422, "validation_failed",
	    anonymous(PATCH, "/guest-rsvps/%s {'party_size': 1}", token));
	expect_text("required", error_at("/status"));
	expect(200,
	    anonymous(PATCH, "/guest-rsvps/%s {'status': 'maybe'}", token));
	expect_text("guest", body("/source"));
}

static char *
code_mailed(const char *email)
{
	char *code;

	work();
	code = strstr(work_mail(email), "    ");
	cr_assert(code, "%s", work_mail(email));
	return text("%.6s", code + 4);
}

static char *
wrong(const char *code)
{
	return text("%c%s", code[0] == '9' ? '0' : code[0] + 1, code + 1);
}

static int
confirm_by(const char *email, const char *code)
{
	return anonymous(POST,
	    "/guest-rsvps/confirm {'email': '%s', 'code': '%s'}", email, code);
}

Test_engines(api_guest_rsvp, the_code_of_the_mail_proves_it_too)
{
	char *code;

	given_open_event();
	expect(202, ask("gus@else.example"));
	code = code_mailed("gus@else.example");
	expect_problem(
	    400, "token_invalid", confirm_by("gus@else.example", wrong(code)));
	expect_problem(
	    400, "token_invalid", confirm_by("x@else.example", code));
	expect(200, confirm_by("Gus@else.example", code));
}

Test_engines(api_guest_rsvp, a_code_has_five_tries)
{
	char *code;

	given_open_event();
	expect(202, ask("gus@else.example"));
	code = code_mailed("gus@else.example");
	for (int i = 0; i < 5; i++)
		expect_problem(400, "token_invalid",
		    confirm_by("gus@else.example", wrong(code)));
	expect_problem(
	    400, "token_invalid", confirm_by("gus@else.example", code));
	expect(200, confirm(token_mailed("gus@else.example")));
}

Test_engines(api_guest_rsvp, only_an_open_event_that_everybody_sees_takes_them)
{
	given_event("e");
	expect_problem(403, "guests_not_allowed", ask("gus@else.example"));
	given_event("e", .more = text(OPEN), .is_private = true);
	expect_problem(404, "not_found", ask("gus@else.example"));
	given_event("e", .more = text(OPEN), .draft = true);
	expect_problem(404, "not_found", ask("gus@else.example"));
	given_event("e", .more = text(OPEN ", 'max_party': 2"));
	expect_problem(422, "validation_failed",
	    ask_for("e", "gus@else.example", "attending", 3));
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect_problem(409, "rsvp_closed", ask("gus@else.example"));
	given_open_event();
	api_set("GUEST_RSVP", "off");
	expect_problem(403, "guests_not_allowed", ask("gus@else.example"));
	work();
	expect_int(0, work_mails("gus@else.example"));
}

Test_engines(api_guest_rsvp, whoever_waits_is_told_when_a_seat_is_free)
{
	char *first, *second;

	given_open_event(.capacity = 1, .waitlist = true);
	first = given_guest("gus@else.example");
	expect(202, ask("eve@else.example"));
	expect(202, confirm(token_mailed("eve@else.example")));
	expect_int(1, body_int("/rsvp/position"));
	second = body("/token");
	expect(204, anonymous(DELETE, "/guest-rsvps/%s", first));
	expect_text(second, token_mailed("eve@else.example"));
	cr_expect(strstr(work_mail("eve@else.example"), "You have a spot"));
	expect(200, anonymous(GET, "/guest-rsvps/%s", second));
	expect_text("attending", body("/rsvp/status"));
	expect(
	    200, anonymous(PATCH, "/guest-rsvps/%s {'party_size': 1}", second));
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect_text(second, token_mailed("eve@else.example"));
	cr_expect(strstr(work_mail("eve@else.example"), "Cancelled"));
}

Test_engines(api_guest_rsvp, whoever_makes_up_their_mind_late_waits)
{
	char *token;

	given_open_event(.capacity = 1, .waitlist = true);
	expect(202, ask_for("e", "gus@else.example", "maybe", 1));
	expect(200, confirm(token_mailed("gus@else.example")));
	token = body("/token");
	expect(200, attend("bob", "e"));
	expect(202,
	    anonymous(PATCH, "/guest-rsvps/%s {'status': 'attending'}", token));
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect_problem(409, "rsvp_closed",
	    anonymous(PATCH, "/guest-rsvps/%s {'party_size': 2}", token));
}

Test_engines(api_guest_rsvp, a_full_event_refuses_when_it_is_proved)
{
	char *token;

	given_open_event(.capacity = 1);
	expect(202, ask("gus@else.example"));
	token = token_mailed("gus@else.example");
	expect(
	    200, as("bob", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	expect_problem(409, "event_full", confirm(token));
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", id("e")));
	expect(200, confirm(token));
}

Test_engines(api_guest_rsvp, what_became_of_the_event_meanwhile_decides)
{
	char *token;

	given_open_event();
	expect(202, ask("gus@else.example"));
	token = token_mailed("gus@else.example");
	expect(
	    200, as("ann", PATCH, "/events/%s {'guest_rsvp': false}", id("e")));
	expect_problem(403, "guests_not_allowed", confirm(token));
	expect(
	    200, as("ann", PATCH,
		     "/events/%s {'guest_rsvp': true, 'visibility': 'private'}",
		     id("e")));
	expect_problem(404, "not_found", confirm(token));
	expect(200,
	    as("ann", PATCH, "/events/%s {'visibility': 'public'}", id("e")));
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect_problem(409, "rsvp_closed", confirm(token));
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
	expect_problem(400, "token_invalid", confirm(token));
}

Test_engines(api_guest_rsvp, whoever_has_an_account_answers_with_it)
{
	given_user("bob");
	given_open_event();
	given_guest("BOB@example.org");
	expect(200, as("bob", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("guest", body("/source"));
	expect(200, as("bob", GET, "/users/me"));
	expect_text("bob@example.org", body("/email"));
	expect_text("Bob", body("/first_name"));
	expect(200,
	    as("bob", PUT, "/events/%s/rsvps/me {'status': 'maybe'}", id("e")));
	expect_text("api", body("/source"));
}

Test_engines(api_guest_rsvp, a_guest_signs_up_and_keeps_the_answers)
{
	given_open_event();
	given_guest("gus@else.example");
	expect_problem(401, "invalid_credentials",
	    anonymous(POST,
		"/auth/login {'email': 'gus@else.example', 'password': '%s'}",
		GIVEN_PASSWORD));
	expect(200,
	    anonymous(POST,
		"/auth/signup {'email': 'gus@else.example', "
		"'first_name': 'Mallory', 'last_name': 'X', 'password': '%s', "
		"'password_verify': '%s'}",
		GIVEN_PASSWORD, GIVEN_PASSWORD));
	expect_problem(401, "invalid_credentials",
	    anonymous(POST,
		"/auth/login {'email': 'gus@else.example', 'password': '%s'}",
		GIVEN_PASSWORD));
	work();
	expect(200,
	    anonymous(POST,
		"/auth/reset-password {'token': '%s', 'new_password': '%s', "
		"'new_password_verify': '%s'}",
		eml_after(work_mail("gus@else.example"), "?token="),
		GIVEN_PASSWORD, GIVEN_PASSWORD));
	expect(200,
	    anonymous(POST,
		"/auth/login {'email': 'gus@else.example', 'password': '%s'}",
		GIVEN_PASSWORD));
	expect_text("Gus", body("/user/first_name"));
	with("Authorization", text("Bearer %s", body("/access_token")));
	expect(200, anonymous(GET, "/events/%s/rsvps/me", id("e")));
	expect_text("attending", body("/status"));
}

/* Somebody else may have chosen the password of an account that waits. */
Test_engines(api_guest_rsvp, an_account_that_waits_becomes_a_guest)
{
	char *link;

	expect(200,
	    anonymous(POST,
		"/auth/signup {'email': 'gus@else.example', "
		"'first_name': 'Mallory', 'last_name': 'X', 'password': '%s', "
		"'password_verify': '%s'}",
		GIVEN_PASSWORD, GIVEN_PASSWORD));
	work();
	link = eml_after(work_mail("gus@else.example"), "?token=");
	given_open_event();
	given_guest("gus@else.example");
	expect_problem(401, "invalid_credentials",
	    anonymous(POST,
		"/auth/login {'email': 'gus@else.example', 'password': '%s'}",
		GIVEN_PASSWORD));
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	expect_text("Gus", body("/0/user/first_name"));
	expect(
	    200, anonymous(POST, "/auth/verify-email {'token': '%s'}", link));
	work();
	cr_expect(
	    strstr(work_mail("gus@else.example"), "Choose a new password"));
}

Test_engines(api_guest_rsvp, whoever_is_suspended_gets_no_mail_and_no_answer)
{
	char *token;

	given_user("bob");
	given_open_event();
	expect(202, ask("bob@example.org"));
	token = token_mailed("bob@example.org");
	given_suspended("bob");
	expect_problem(400, "token_invalid", confirm(token));
	expect(202, ask("bob@example.org"));
	work();
	expect_int(2, work_mails("bob@example.org")); /* and of that alone */
	given_restored("bob");
	expect(200, confirm(token));
	token = body("/token");
	given_suspended("bob");
	expect_problem(
	    404, "not_found", anonymous(GET, "/guest-rsvps/%s", token));
	expect_problem(404, "not_found",
	    anonymous(PATCH, "/guest-rsvps/%s {'status': 'maybe'}", token));
}

Test_engines(api_guest_rsvp, whom_the_organizer_does_not_want_cannot_answer)
{
	char *token;

	given_user("bob");
	given_open_event();
	expect(204, as("ann", PUT, "/users/me/blocks/%s", id("bob")));
	expect(202, ask("bob@example.org"));
	expect_problem(
	    404, "not_found", confirm(token_mailed("bob@example.org")));
	token = given_guest("gus@else.example");
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	expect(204, as("ann", DELETE, "/events/%s/rsvps/%s", id("e"),
			body("/0/user_id")));
	expect_problem(403, "forbidden",
	    anonymous(PATCH, "/guest-rsvps/%s {'status': 'maybe'}", token));
	expect_problem(
	    403, "forbidden", anonymous(DELETE, "/guest-rsvps/%s", token));
	work();
	expect(202, ask("gus@else.example"));
	expect_problem(
	    403, "forbidden", confirm(token_mailed("gus@else.example")));
}

Test_engines(api_guest_rsvp, a_banned_member_cannot_come_in_by_the_side_door)
{
	char *token;

	given_user("bob");
	given("c", "ann", "/clusters {'name': 'x'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	given_event("e", .more = text(OPEN ", 'cluster_id': '%s'", id("c")));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect(202, ask("bob@example.org"));
	expect_problem(403, "banned", confirm(token_mailed("bob@example.org")));
	token = given_guest("gus@else.example");
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	expect(204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"),
			body("/0/user_id")));
	expect_problem(403, "banned",
	    anonymous(PATCH, "/guest-rsvps/%s {'status': 'attending'}", token));
}

/* A token is for one thing, and whoever changes a character has none. */
Test_engines(api_guest_rsvp, a_token_of_another_kind_is_none)
{
	char *asked, *answer, *changed;

	given_member("ann", true);
	given_open_event();
	expect(202, ask("gus@else.example"));
	asked = token_mailed("gus@else.example");
	expect_problem(
	    404, "not_found", anonymous(GET, "/guest-rsvps/%s", asked));
	expect_problem(400, "token_invalid",
	    anonymous(POST, "/auth/verify-email {'token': '%s'}", asked));
	expect(200, confirm(asked));
	answer = body("/token");
	expect_problem(400, "token_invalid", confirm(answer));
	expect(200, anonymous(POST,
			"/auth/forgot-password {'email': 'ann@example.org'}"));
	expect_problem(400, "token_invalid",
	    confirm(mailed_token("ann", "reset_password")));
	for (size_t i = 0; answer[i]; i += 7) {
		changed = text("%s", answer);
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		expect(404, anonymous(GET, "/guest-rsvps/%s", changed));
	}
	expect(404, anonymous(GET, "/guest-rsvps/%s", id("e")));
}

/* Nothing that is answered, and nothing that is written, tells them apart. */
Test_engines(api_guest_rsvp, asking_does_not_tell_who_has_an_account)
{
	static const char *const addresses[] = { "nobody@else.example",
		"bob@example.org", "eve@example.org", "cat@example.org" };
	char *first = NULL;
	struct rows before, after;

	given_user("bob");
	given_user("eve");
	given_user("cat");
	given_suspended("eve");
	given_open_event();
	expect(204, as("ann", PUT, "/users/me/blocks/%s", id("cat")));
	for (size_t i = 0; i < N_OF(addresses); i++) {
		rows_count(&before);
		expect(202, ask(addresses[i]));
		rows_count(&after);
		for (int t = 0; t < after.n_tables; t++) {
			const char *name = after.tables[t].name;
			int64_t more = after.tables[t].n -
				       rows_of(&before, name);
			bool is_one = str_eq(name, "guest_request") ||
				      str_eq(name, "job");

			cr_expect(str_eq(name, "throttle") || more == is_one,
			    "%s: %d in %s", addresses[i], (int)more, name);
		}
		first = first ? first : body("");
		expect_text(first, body(""));
	}
}

Test_engines(api_guest_rsvp, what_nobody_proved_is_over_after_a_day)
{
	struct rows rows;
	char *token;

	given_open_event();
	expect(202, ask("gus@else.example"));
	token = token_mailed("gus@else.example");
	work_sql("UPDATE guest_request SET expires_at = created_at - interval "
		 "'2 hours'",
	    "UPDATE guest_request SET expires_at = created_at - 7200000000");
	expect_problem(400, "token_expired", confirm(token));
	work();
	rows_count(&rows);
	expect_int(0, (int)rows_of(&rows, "guest_request"));
	expect_problem(400, "token_invalid", confirm(token));
}

/* Names that would speak to somebody who has asked for nothing. */
Test_engines(api_guest_rsvp, what_others_type_does_not_speak_in_the_first_mail)
{
	static const char *const titles[] = { "Win at www.evil.example",
		"http://evil.example", "evil.example/x" };

	for (size_t i = 0; i < N_OF(titles); i++) {
		char *mail;

		given_event("e", .title = titles[i], .more = text(OPEN));
		api_from(text("2001:db8:ffff:%x::1", (unsigned)i));
		expect(202,
		    anonymous(POST,
			"/events/%s/guest-rsvps {'email': 'v%zu@else.example', "
			"'first_name': 'Call evil.example now', "
			"'last_name': 'x', 'status': 'maybe', "
			"'note': 'evil.example'}",
			id("e"), i));
		work();
		mail = work_mail(text("v%zu@else.example", i));
		cr_assert(mail);
		cr_expect(!strstr(mail, "evil"), "%s", mail);
	}
}

static char *tokens[2];

static int
confirm_in_process(int i)
{
	return api_ask(NULL, POST, "/api/v1/guest-rsvps/confirm",
	    text("{\"token\":\"%s\"}", tokens[i % 2]));
}

/* Of each two are the same. */
Test_engines(api_guest_rsvp, two_at_once_do_not_share_the_last_seat)
{
	enum { N = 8 };
	int results[N], n_good = 0;

	given_open_event(.capacity = 1);
	for (int i = 0; i < 2; i++) {
		expect(202, ask(text("x%d@else.example", i)));
		tokens[i] = token_mailed(text("x%d@else.example", i));
	}
	api_in_processes(N, confirm_in_process, results);
	for (int i = 0; i < N; i++) {
		n_good += results[i] == 200;
		cr_expect(
		    results[i] == 200 || results[i] == 400 || results[i] == 409,
		    "%d", results[i]);
	}
	cr_expect(n_good == 1, "%d", n_good);
	expect_int(1, seats_taken());
}
