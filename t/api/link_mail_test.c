/*
 * Who comes with an account elsewhere whose address is not believed shows by a
 * mail that it is theirs.
 */
#include <string.h>

#include "t/api/issuer.h"
#include "t/api/sign.h"
#include "t/lib/eml.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* Somebody comes whom their provider has not verified; the ticket. */
static char *
given_ticket(const char *sub, const char *name)
{
	expect_problem(409, "account_link_required",
	    issuer_sign_in(sub, text("%s@example.org", name), "false"));
	return body("/link_ticket");
}

static int
ask_for_code(const char *ticket, const char *more)
{
	return anonymous(
	    POST, "/auth/magic-codes {'link_ticket': '%s'%s}", ticket, more);
}

static int
use_code(const char *ticket, const char *code, const char *more)
{
	return anonymous(POST,
	    "/auth/magic-codes/verify {'link_ticket': '%s', 'code': '%s'%s}",
	    ticket, code, more);
}

/* The six digits of the last mail to somebody. */
static char *
code_mailed(const char *name)
{
	char *mail, *code;

	work();
	mail = work_mail(text("%s@example.org", name));
	cr_assert(mail, "no mail to %s", name);
	code = strstr(mail, "this code goes on:");
	cr_assert(code, "%s", mail);
	code = strpbrk(code, "0123456789");
	cr_assert(code);
	return text("%.6s", code);
}

/* Who has the address: nobody, a member, somebody who never proved it. */
static const struct {
	char owner;
	bool keeps_password;
} owners[] = { { '-', false }, { 'm', true }, { 's', false } };

Test_engines(api_link_mail, whoever_reads_the_mail_comes_in)
{
	char *ticket, *code;

	issuer_start("oidc", "");
	for (size_t i = 0; i < N_OF(owners); i++) {
		char *name = text("p%zu", i);

		if (owners[i].owner != '-')
			given_member(name, owners[i].owner == 'm');
		ticket = given_ticket(name, name);
		expect(200, ask_for_code(ticket, ""));
		code = code_mailed(name);
		expect_problem(400, "token_invalid",
		    use_code(ticket, wrong_code(code), ""));
		expect(200, use_code(ticket, code, ""));
		expect_text("bearer", body("/token_type"));
		expect_text("true", body("/user/is_verified"));
		if (owners[i].owner != '-') {
			expect_text(id(name), body("/user/id"));
			expect_int(1, jobs_with("account_linked", id(name)));
			cr_expect((log_in(name, GIVEN_PASSWORD) == 200) ==
				  owners[i].keeps_password);
		}
		expect_problem(
		    400, "token_invalid", use_code(ticket, code, ""));
		/* from now on it is known */
		expect(200, issuer_sign_in(name, NULL, ""));
	}
	issuer_stop();
}

/* Not the code of another's ticket, not with too many tries, not without an
 * address, not late; and nobody without a ticket gets a mail. */
Test_engines(api_link_mail, nobody_else_does)
{
	char *ticket, *other, *code;

	issuer_start("oidc", "");
	ticket = given_ticket("a", "a");
	other = given_ticket("b", "b");
	expect(200, ask_for_code(ticket, ""));
	code = code_mailed("a");
	for (int i = 0; i < 5; i++)
		expect_problem(400, "token_invalid", use_code(other, code, ""));
	for (int i = 0; i < 5; i++)
		expect_problem(400, "token_invalid",
		    use_code(ticket, wrong_code(code), ""));
	expect_problem(400, "token_invalid", use_code(ticket, code, ""));
	expect_problem(400, "token_invalid", ask_for_code(ticket, ""));
	expect_problem(
	    400, "token_invalid", ask_for_code(wrong_code(other), ""));
	expect_problem(
	    409, "account_link_required", issuer_sign_in("c", NULL, "false"));
	expect_problem(
	    400, "token_invalid", ask_for_code(body("/link_ticket"), ""));
	ticket = given_ticket("d", "d");
	expect(200, ask_for_code(ticket, ""));
	code = code_mailed("d");
	work_sql("UPDATE auth_ticket SET expires_at = created_at",
	    "UPDATE auth_ticket SET expires_at = created_at");
	expect_problem(400, "token_invalid", use_code(ticket, code, ""));
	/* twenty tries a day, however many tickets */
	for (int i = 0; i < 4; i++) {
		ticket = given_ticket("e", "e");
		for (int j = 0; j < 5; j++)
			use_code(ticket, "000000", "");
	}
	ticket = given_ticket("e", "e");
	expect(200, ask_for_code(ticket, ""));
	expect_problem(
	    400, "token_invalid", use_code(ticket, code_mailed("e"), ""));
	expect_int(0, (long)rows_where("account", "TRUE"));
	issuer_stop();
}

/* Where not everybody may sign up the answer is as everywhere, and a mail goes
 * to who may. */
Test_engines(api_link_mail, it_is_no_way_around_signing_up)
{
	static const char *const settings[] = { "closed", "invite" };
	char *ticket, *late, *invite;

	issuer_start("oidc", "");
	given_user("ann");
	for (size_t i = 0; i < N_OF(settings); i++) {
		api_set("SIGNUP", settings[i]);
		ticket = given_ticket("n", "new");
		expect(200, ask_for_code(ticket, ""));
		work();
		cr_expect(!work_mail("new@example.org"));
	}
	expect(200, ask_for_code(given_ticket("ann", "ann"), ""));
	code_mailed("ann");
	expect(201, as("root", POST, "/admin/invites {'expires_at': '%s'}",
			in_hours(1)));
	invite = text(", \"invite\": \"%s\"", body("/code"));
	ticket = given_ticket("n", "new");
	expect(200, ask_for_code(ticket, invite));
	expect_problem(
	    403, "invite_only", use_code(ticket, code_mailed("new"), ""));
	api_set("SIGNUP", "closed");
	ticket = given_ticket("m", "new");
	api_set("SIGNUP", "invite");
	expect(200, ask_for_code(ticket, invite));
	api_set("SIGNUP", "closed");
	expect_problem(
	    403, "signup_closed", use_code(ticket, code_mailed("new"), invite));
	api_set("SIGNUP", "invite");
	/* of two who have a code by it one comes in */
	late = given_ticket("o", "late");
	expect(200, ask_for_code(late, invite));
	ticket = given_ticket("l", "new");
	expect(200, ask_for_code(ticket, invite));
	expect(200, use_code(ticket, code_mailed("new"), invite));
	expect_problem(
	    410, "invite_expired", use_code(late, code_mailed("late"), invite));
	expect_int(1, (long)rows_where("account_invite", "uses = 1"));
	/* for a second one it is used up */
	ticket = given_ticket("k", "other");
	expect(200, ask_for_code(ticket, invite));
	work();
	cr_expect(!work_mail("other@example.org"));
	issuer_stop();
}

enum { MISSES = 20 }; /* of invites, in an hour */

/* One try less than are allowed is made from elsewhere. */
static void
given_misses(const char *from)
{
	api_from(from);
	for (int i = 0; i < MISSES - 1; i++)
		expect_problem(403, "invite_only",
		    anonymous(POST,
			"/auth/signup {'email': 'x@example.org', "
			"'first_name': 'X', 'last_name': 'X', 'password': "
			"'%s', 'password_verify': '%s', 'invite': 'guess'}",
			GIVEN_PASSWORD, GIVEN_PASSWORD));
}

static int
exchange_by_guess(const char *name)
{
	char *visit = issuer_visit(NULL);

	issuer_say_of(name, text("%s@example.org", name), "true");
	return anonymous(POST,
	    "/auth/oauth/exchange {'code': '%s', 'code_verifier': "
	    "'" ISSUER_VERIFIER "', 'invite': 'guess'}",
	    visit);
}

/* That nobody comes in takes no try back; who has an account needs no invite.
 */
Test_engines(api_link_mail, whoever_guesses_invites_is_counted)
{
	char *ticket, *code, *invite;

	issuer_start("oidc", "");
	expect(200, issuer_sign_in("old", "old@example.org", "true"));
	api_set("SIGNUP", "invite");
	given_misses("192.0.2.1");
	expect_problem(403, "invite_only", exchange_by_guess("new"));
	expect_problem(429, "rate_limited", exchange_by_guess("new"));
	expect(200, exchange_by_guess("old"));
	expect(201, as("root", POST, "/admin/invites {'expires_at': '%s'}",
			in_hours(1)));
	invite = text(", \"invite\": \"%s\"", body("/code"));
	ticket = given_ticket("n", "new");
	api_from("198.51.100.1");
	expect(200, ask_for_code(ticket, invite));
	code = code_mailed("new");
	given_misses("203.0.113.1");
	expect_problem(403, "invite_only",
	    use_code(ticket, code, ", \"invite\": \"guess\""));
	expect_problem(429, "rate_limited",
	    use_code(ticket, code, ", \"invite\": \"guess\""));
	expect(200, use_code(ticket, code, invite));
	issuer_stop();
}

Test_engines(api_link_mail, who_is_suspended_stays_out)
{
	char *ticket, *code;

	issuer_start("oidc", "");
	given_user("ann");
	ticket = given_ticket("a", "ann");
	expect(200, ask_for_code(ticket, ""));
	code = code_mailed("ann");
	given_suspended("ann");
	expect_problem(403, "account_suspended", use_code(ticket, code, ""));
	ticket = given_ticket("b", "ann");
	expect(200, ask_for_code(ticket, ""));
	work();
	/* the code, and that they are suspended */
	expect_int(2, work_mails("ann@example.org"));
	issuer_stop();
}
