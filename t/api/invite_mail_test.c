/*
 * Invites that are mailed: to whom, how often, and when not.
 */
#include <string.h>

#include "base/str.h"
#include "t/lib/api.h"
#include "t/lib/eml.h"
#include "t/lib/work.h"

#include "base/banned.h"

static const char *const kinds[] = { "clusters", "groups" };

static void
given_club(const char *kind)
{
	given("s", "ann", "/%s {'name': 'Tea house', 'join_policy': 'invite'}",
	    kind);
}

static int
invite(const char *kind, const char *emails)
{
	return as("ann", POST, "/%s/%s/invites {'emails': [%s]}", kind, id("s"),
	    emails);
}

static int
invite_user(const char *name)
{
	return as("ann", POST, "/clusters/%s/invites {'user_ids': ['%s']}",
	    id("s"), id(name));
}

/* What stands in the last mail to an address behind /invite#. */
static char *
code_mailed(const char *address)
{
	char *mail = work_mail(address);

	cr_assert(mail, "no mail to %s", address);
	return eml_after(mail, "/invite#");
}

static void
brings_a_stranger_in(const char *kind, const char *address)
{
	given_club(kind);
	expect(201, invite(kind, text("\"%s\"", address)));
	expect_text(address, body("/0/email"));
	expect_text("null", body("/0/user_id"));
	expect_int(1, body_int("/0/max_uses"));
	work();
	cr_expect(strstr(work_mail(address), "by Ann to join"));
	cr_expect(strstr(work_mail(address), "Tea house"));
	expect(
	    200, as("bob", POST, "/invites/%s/accept", code_mailed(address)));
	expect_text(id("s"), body("/space/id"));
}

Test_engines(api_invite_mail, brings_a_stranger_in)
{
	for (size_t i = 0; i < N_OF(kinds); i++)
		brings_a_stranger_in(
		    kinds[i], text("someone%zu@elsewhere.example", i));
}

Test_engines(api_invite_mail, reaches_users_by_id_and_by_address)
{
	given_user("bob");
	given_user("eve");
	given_club("clusters");
	expect(201, invite_user("bob"));
	expect(201, invite("clusters", "\"EVE@example.org\""));
	work();
	code_mailed("bob@example.org");
	code_mailed("eve@example.org");
	expect(200, as("eve", GET, "/users/me/invites"));
	expect_int(1, body_count(""));
	expect(200, as("eve", POST, "/invites/%s/accept", body("/0/code")));
	expect(200, as("bob", GET, "/users/me/invites"));
	expect_int(1, body_count(""));
}

Test_engines(api_invite_mail, comes_once_a_week_from_a_space)
{
	given_user("bob");
	given_club("clusters");
	for (int i = 0; i < 2; i++) {
		expect(201, invite("clusters", "\"x@elsewhere.example\""));
		expect(201, invite_user("bob"));
	}
	work();
	expect_int(1, work_mails("x@elsewhere.example"));
	expect_int(1, work_mails("bob@example.org"));
	given_club("groups");
	expect(201, invite("groups", "\"x@elsewhere.example\""));
	work();
	expect_int(2, work_mails("x@elsewhere.example"));
}

Test_engines(api_invite_mail, one_person_invites_fifty_a_day)
{
	char *emails = text("%s", "");

	for (int i = 0; i < 50; i++)
		emails = text(
		    "%s%s\"x%d@elsewhere.example\"", emails, i ? "," : "", i);
	given_club("clusters");
	expect(201, invite("clusters", emails));
	expect_int(50, body_count(""));
	expect_problem(
	    429, "rate_limited", invite("clusters", "\"one@more.example\""));
	given_club("groups");
	expect_problem(
	    429, "rate_limited", invite("groups", "\"one@more.example\""));
	expect(201, as("ann", POST, "/groups/%s/invites {}", id("s")));
	work();
	expect_int(1, work_mails("x49@elsewhere.example"));
	expect_int(0, work_mails("one@more.example"));
}

Test_engines(api_invite_mail, does_not_reach_who_blocked_the_sender)
{
	given_user("ann");
	given_user("bob");
	given_club("clusters");
	expect(204, as("bob", PUT, "/users/me/blocks/%s", id("ann")));
	expect(201, invite_user("bob"));
	expect(201, invite("clusters", "\"bob@example.org\""));
	work();
	expect_int(0, work_mails("bob@example.org"));
	expect(200, as("bob", GET, "/users/me/invites"));
	expect_int(0, body_count(""));
}

Test_engines(api_invite_mail, is_not_sent_when_it_is_of_no_use)
{
	given_user("bob");
	given_user("eve");
	given_club("clusters");
	expect(201, invite_user("bob"));
	expect(200, as("bob", POST, "/invites/%s/accept", body("/0/code")));
	expect(201, invite_user("eve"));
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("s"), id("eve")));
	expect(201, invite("clusters", "\"x@elsewhere.example\""));
	expect(204, as("ann", DELETE, "/clusters/%s/invites/%s", id("s"),
			body("/0/id")));
	expect(201, invite("clusters", "\"y@elsewhere.example\""));
	expect(202, as("ann", DELETE, "/clusters/%s", id("s")));
	work();
	expect_int(0, work_mails("bob@example.org"));
	expect_int(0, work_mails("eve@example.org"));
	expect_int(0, work_mails("x@elsewhere.example"));
	expect_int(0, work_mails("y@elsewhere.example"));
}
