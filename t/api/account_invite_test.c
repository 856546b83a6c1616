/*
 * Invites by which somebody makes an account.
 */
#include <string.h>

#include "t/api/issuer.h"
#include "t/api/sign.h"
#include "t/lib/eml.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* Root makes one; its code, and id("invite"). */
static char *
given_invite(const char *more)
{
	expect(201, as("root", POST, "/admin/invites {'expires_at': '%s'%s%s}",
			in_hours(1), *more ? ", " : "", more));
	keep("invite");
	return body("/code");
}

static char *
given_invite_to(const char *name, const char *role)
{
	return given_invite(text(
	    "\"email\": \"%s@example.org\", \"role\": \"%s\"", name, role));
}

static int
sign_up_by(const char *name, const char *invite)
{
	return anonymous(POST,
	    "/auth/signup {'email': '%s@example.org', 'first_name': 'Ann', "
	    "'last_name': 'Lee', 'password': '%s', 'password_verify': '%s', "
	    "'invite': '%s'}",
	    name, GIVEN_PASSWORD, GIVEN_PASSWORD, invite);
}

static void
verify(const char *name)
{
	find_user(name);
	expect(200, anonymous(POST, "/auth/verify-email {'token': '%s'}",
			mailed_token(name, "verify_email")));
}

static void
expect_uses(int uses)
{
	expect(200, as("root", GET, "/admin/invites"));
	expect_int(uses, body_int("/0/uses"));
	cr_expect(!strstr(response()->body, "code"));
}

static void
expect_role(const char *role, const char *name)
{
	expect(200, as("root", GET, "/admin/users/%s", id(name)));
	expect_text(role, body("/role"));
}

/* Used by each who signs up, whether or not they have an account. */
Test_engines(api_account_invite, a_code_lets_so_many_in)
{
	char *code;

	given_admin("root");
	given_user("ann");
	api_set("SIGNUP", "invite");
	code = given_invite("\"max_uses\": 2");
	expect_text("attendee", body("/role"));
	expect_text("null", body("/email"));
	expect(200, sign_up_by("ann", code));
	expect_uses(1);
	expect(200, sign_up_by("new", code));
	expect_uses(2);
	expect_problem(410, "invite_expired", sign_up_by("ann", code));
	expect_problem(410, "invite_expired", sign_up_by("other", code));
	verify("new");
	expect_role("attendee", "new");
	code = given_invite("\"max_uses\": 1000");
	expect_problem(
	    403, "invite_only", sign_up_by("other", wrong_code(code)));
	expect(204, as("root", DELETE, "/admin/invites/%s", id("invite")));
	expect(404, as("root", DELETE, "/admin/invites/%s", id("invite")));
	expect_problem(403, "invite_only", sign_up_by("other", code));
	expect_int(0, (long)rows_where("users", "email = 'other@example.org'"));
}

/* The mail has the code; another's address does not do, and the role is of who
 * has proved the address. */
Test_engines(api_account_invite, one_to_an_address_gives_it_a_role)
{
	char *code;

	given_admin("root");
	api_set("SIGNUP", "invite");
	code = given_invite_to("new", "organizer");
	work();
	cr_assert(work_mail("new@example.org"));
	expect_text(code, eml_after(work_mail("new@example.org"), "/sign-up#"));
	expect_problem(403, "invite_only", sign_up_by("eve", code));
	expect(200, sign_up_by("new", code));
	expect_uses(0);
	find_user("new");
	expect_role("attendee", "new");
	/* the first mail was lost */
	work_sql("UPDATE verification SET created_at = created_at - interval "
		 "'1 day'",
	    "UPDATE verification SET created_at = created_at - 86400000000");
	expect(200, sign_up_by("NEW", code));
	verify("new");
	expect_role("organizer", "new");
	expect_uses(1);
	expect_problem(410, "invite_expired", sign_up_by("new", code));
	expect_problem(409, "email_taken",
	    as("root", POST,
		"/admin/invites {'email': 'new@example.org', 'expires_at': "
		"'%s'}",
		in_hours(1)));
	expect(200,
	    as("root", GET, "/admin/audit-log?action=account_invite.accept"));
	expect_text(id("new"), body("/0/subject_id"));
	expect_text("organizer", body("/0/details/role"));
}

/* What an administrator has written of an address holds however it is proved;
 * nobody can do less by it. */
Test_engines(api_account_invite, every_proof_of_the_address_counts)
{
	given_admin("root");
	given_invite_to("a", "admin");
	given_invite_to("b", "organizer");
	given_invite_to("c", "attendee");
	expect(200, sign_up("a", GIVEN_PASSWORD));
	find_user("a");
	expect(200,
	    anonymous(POST, "/auth/magic-codes {'email': 'a@example.org'}"));
	expect(200, anonymous(POST,
			"/auth/magic-codes/verify {'email': 'a@example.org', "
			"'code': '%s'}",
			mailed_code("a", "magic_code")));
	expect_text("admin", body("/user/role"));
	expect(201, as("root", POST,
			"/admin/users {'email': 'b@example.org', "
			"'first_name': 'B', 'last_name': 'B', 'role': 'admin', "
			"'password': '%s'}",
			GIVEN_PASSWORD));
	expect_text("admin", body("/role"));
	expect(200, sign_up("c", GIVEN_PASSWORD));
	verify("c");
	expect_role("attendee", "c");
	expect_int(3, (long)rows_where("account_invite", "uses = 1"));
}

Test_engines(api_account_invite, an_account_elsewhere_comes_in_by_one)
{
	char *code, *visit;

	issuer_start("oidc", "");
	api_set("SIGNUP", "invite");
	code = given_invite("");
	for (int i = 0; i < 2; i++) {
		visit = issuer_visit(NULL);
		issuer_say_of(
		    text("s%d", i), text("s%d@example.org", i), "true");
		expect(i ? 410 : 200,
		    anonymous(POST,
			"/auth/oauth/exchange {'code': '%s', 'code_verifier': "
			"'" ISSUER_VERIFIER "', 'invite': '%s'}",
			visit, code));
	}
	expect_text("invite_expired", problem_code());
	expect_int(0, (long)rows_where("users", "email = 's1@example.org'"));
	code = given_invite_to("s2", "organizer");
	visit = issuer_visit(NULL);
	issuer_say_of("s2", "s2@example.org", "true");
	expect(200, anonymous(POST,
			"/auth/oauth/exchange {'code': '%s', 'code_verifier': "
			"'" ISSUER_VERIFIER "', 'invite': '%s'}",
			visit, code));
	expect_text("organizer", body("/user/role"));
	issuer_stop();
}

/* What ends one; NULL: who made it is erased, and it goes. */
static const struct {
	const char *postgresql, *sqlite;
} ends[] = {
	{ "UPDATE account_invite SET expires_at = created_at",
	    "UPDATE account_invite SET expires_at = created_at" },
	{ "UPDATE users SET role = 'organizer' WHERE email = "
	  "'boss@example.org'",
	    "UPDATE users SET role = 'organizer' WHERE email = "
	    "'boss@example.org'" },
	{ "UPDATE users SET role = 'admin', suspended_at = now() WHERE email = "
	  "'boss@example.org'",
	    "UPDATE users SET role = 'admin', suspended_at = 1 WHERE email = "
	    "'boss@example.org'" },
	{ NULL, NULL },
};

static void
end(size_t i)
{
	if (ends[i].sqlite)
		work_sql(ends[i].postgresql, ends[i].sqlite);
	else
		expect(202, as("root", DELETE, "/admin/users/%s", id("boss")));
	work();
}

Test_engines(api_account_invite, it_is_worth_what_who_made_it_may_do)
{
	given_admin("root");
	given_admin("boss");
	for (size_t i = 0; i < N_OF(ends); i++) {
		char *code, *name = text("n%zu", i);

		api_set("SIGNUP", "invite");
		work_sql("UPDATE users SET role = 'admin', suspended_at = NULL "
			 "WHERE email = 'boss@example.org'",
		    "UPDATE users SET role = 'admin', suspended_at = NULL "
		    "WHERE email = 'boss@example.org'");
		expect(201, as("boss", POST,
				"/admin/invites {'email': '%s@example.org', "
				"'role': 'admin', 'expires_at': '%s'}",
				name, in_hours(1)));
		code = body("/code");
		end(i);
		cr_expect(!work_mail(text("%s@example.org", name)));
		expect(ends[i].sqlite ? 410 : 403, sign_up_by(name, code));
		expect_text(ends[i].sqlite ? "invite_expired" : "invite_only",
		    problem_code());
		api_set("SIGNUP", "open");
		expect(200, sign_up(name, GIVEN_PASSWORD));
		verify(name);
		expect_int(0, (long)rows_where("users",
				  text("role = 'admin' AND email = '%s'",
				      text("%s@example.org", name))));
	}
}

static const struct {
	const char *body, *pointer, *code;
} wrong[] = {
	{ "\"role\": \"admin\"", "/email", "required" },
	{ "\"email\": \"a@example.org\", \"max_uses\": 2", "/max_uses",
	    "too_large" },
	{ "\"max_uses\": 1001", "/max_uses", "too_large" },
	{ "\"max_uses\": 0", "/max_uses", "too_small" },
};

/* As many as there may be with two others, by whoever has made these. */
#define MORE_INVITES(id, now)                                          \
	"INSERT INTO account_invite (id, role, max_uses, uses, "       \
	"invited_by, created_at, expires_at) WITH RECURSIVE n (i) AS " \
	"(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9998) "     \
	"SELECT " id ", 'attendee', 1, 0, (SELECT invited_by FROM "    \
	"account_invite LIMIT 1), " now ", " now " FROM n"

Test_engines(api_account_invite, what_cannot_be_one_is_refused)
{
	given_admin("root");
	for (size_t i = 0; i < N_OF(wrong); i++) {
		expect(422,
		    as("root", POST, "/admin/invites {'expires_at': '%s', %s}",
			in_hours(1), wrong[i].body));
		expect_text(wrong[i].code, error_at(wrong[i].pointer));
	}
	expect(422, as("root", POST, "/admin/invites {'expires_at': '%s'}",
			in_hours(-1)));
	expect_text("past", error_at("/expires_at"));
	expect(422, as("root", POST, "/admin/invites {'expires_at': '%s'}",
			in_hours(24 * 91)));
	expect_text("too_far", error_at("/expires_at"));
	expect(201, as("root", POST, "/admin/invites {'expires_at': '%s'}",
			in_hours(24 * 89)));
	/* a second one to an address takes the place of the first */
	given_invite_to("a", "admin");
	given_invite_to("A", "organizer");
	expect_int(1, (long)rows_where("account_invite", "email IS NOT NULL"));
	expect_int(1, (long)rows_where("account_invite", "role = 'organizer'"));
	/* there are enough */
	work_sql(MORE_INVITES("gen_random_uuid()", "now()"),
	    MORE_INVITES("randomblob(16)", "1"));
	expect_problem(409, "invalid_transition",
	    as("root", POST, "/admin/invites {'expires_at': '%s'}",
		in_hours(1)));
	expect_problem(409, "invalid_transition",
	    as("root", POST,
		"/admin/invites {'email': 'b@example.org', 'expires_at': "
		"'%s'}",
		in_hours(1)));
	given_invite_to("a", "attendee"); /* in place of another */
	given_admin("boss");
	expect(201, as("boss", POST, "/admin/invites {'expires_at': '%s'}",
			in_hours(1)));
	/* nobody could use it */
	api_set("SIGNUP", "closed");
	expect_problem(403, "signup_closed",
	    as("root", POST, "/admin/invites {'expires_at': '%s'}",
		in_hours(1)));
}
