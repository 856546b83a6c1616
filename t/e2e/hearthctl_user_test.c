/*
 * hearthctl: people and their sessions.
 */
#include <sysexits.h>

#include "base/clock.h"
#include "crypt/password.h"
#include "generated/query/session.h"
#include "generated/query/user.h"
#include "t/e2e/ctl_fixture.h"

#include "base/banned.h"

Test_engines(e2e_hearthctl_user, a_user_is_added_and_shown)
{
	char *id;

	migrate();
	id = ctl_add_user("Ada@Example.org");
	expect_exit(0, ctl("user show ada@example.ORG"));
	expect_out(text("id: %s\nemail: Ada@Example.org\n", id));
	expect_out("role: attendee\n");
	expect_out("is_verified: yes\n");
	expect_exit(0, ctl("user show --json %s", id));
	expect_out(text("{\"id\":\"%s\",\"email\":\"Ada@Example.org\"", id));
	expect_out("\"live_sessions\":0");
	expect_exit(0, ctl_with("Tea-at-4-oclock",
			   "user add --first-name A --last-name B --role=admin "
			   "--password-stdin b@example.org"));
	expect_exit(0, ctl("user show b@example.org"));
	expect_out("role: admin\n");
	expect_out("is_verified: no\n");
}

Test_engines(e2e_hearthctl_user, who_is_not_verified_gets_a_mail)
{
	migrate();
	ctl_add_user("ada@example.org");
	expect_exit(0, ctl("jobs list --json"));
	expect_out("[]\n");
	expect_exit(
	    0, ctl_with("Tea-at-4-oclock\n",
		   "user add --first-name A --last-name B --password-stdin "
		   "b@example.org"));
	expect_exit(0, ctl("jobs list --json"));
	expect_out("\"kind\":\"mail\"");
	expect_exit(0, ctl("user verify b@example.org"));
	expect_exit(0, ctl("user show b@example.org"));
	expect_out("is_verified: yes\n");
	expect_exit(0, ctl("user verify b@example.org"));
	expect_out("already");
}

Test_engines(e2e_hearthctl_user, bad_users_are_refused)
{
	static const char add[] =
	    "user add --first-name A --last-name B --password-stdin";

	migrate();
	ctl_add_user("ada@example.org");
	expect_exit(EX_DATAERR,
	    ctl_with("Tea-at-4-oclock", text("%s ADA@example.org", add)));
	expect_err("taken");
	expect_exit(
	    EX_DATAERR, ctl_with("short", text("%s b@example.org", add)));
	expect_err("at least 8 characters");
	expect_err("upper-case");
	expect_exit(
	    EX_DATAERR, ctl_with("Tea-at-4-oclock", text("%s nobody", add)));
	expect_exit(EX_USAGE, ctl_with("Tea-at-4-oclock",
				  text("%s --role king b@example.org", add)));
	expect_exit(EX_USAGE, ctl("user add b@example.org"));
	expect_exit(EX_DATAERR, ctl("%s b@example.org", add));
	expect_exit(EX_DATAERR, ctl("user show b@example.org"));
	expect_err("no user 'b@example.org'");
	expect_exit(EX_DATAERR,
	    ctl("user suspend 0190b5e6-0000-7000-8000-000000000000"));
}

/* A session of the user, straight into the database. */
static void
add_session(const char *user)
{
	struct user_id id;

	cr_assert(uuid_parse(user, &id.v));
	cr_assert(
	    q_session_add(given_db(), .id = { uuid_new() }, .user = id,
		.kind = SESSION_KIND_TOKEN, .method = SESSION_METHOD_PASSWORD,
		.factor_at = { 0 }, .ip_address = "127.0.0.1",
		.user_agent = "test", .now = clock_now_us(),
		.expires = clock_now_us() + CLOCK_DAY_US,
		.idle = clock_now_us() + CLOCK_DAY_US, NULL) == ERR_OK);
}

static void
expect_sessions(const char *id, int n)
{
	expect_exit(0, ctl("user show --json %s", id));
	expect_out(text("\"live_sessions\":%d", n));
}

Test_engines(e2e_hearthctl_user, a_suspended_user_has_no_sessions)
{
	char *id, *other;

	migrate();
	id = ctl_add_user("ada@example.org");
	other = ctl_add_user("bob@example.org");
	given_open(database_url(t.database), "http://hearth.test");
	add_session(id);
	add_session(id);
	add_session(other);
	expect_sessions(id, 2);

	expect_exit(0, ctl("user suspend ada@example.org"));
	expect_sessions(id, 0);
	expect_out("\"is_suspended\":true");
	expect_sessions(other, 1);
	expect_exit(0, ctl("user suspend %s", id));
	expect_out("already");
	expect_exit(0, ctl("user restore %s", id));
	expect_sessions(id, 0);
	expect_out("\"is_suspended\":false");
	expect_exit(0, ctl("user restore %s", id));
	expect_out("was not suspended");
	expect_exit(0, ctl("user export ada@example.org"));
	expect_out("\"users\":[\n{\"email\":\"ada@example.org\"");
	expect_out("\"user_agent\":");
	expect_out("\"match_dismissal\":[]\n}");
	expect_exit(EX_NOINPUT, ctl("user delete ada@example.org"));
	expect_exit(0, ctl("user delete --yes ada@example.org"));
	expect_out("erased");
	expect_exit(EX_DATAERR, ctl("user show %s", id));
	expect_sessions(other, 1);
	given_close();
}

Test_engines(e2e_hearthctl_user, a_new_password_ends_the_sessions)
{
	struct q_user_for_login_row before, after;
	struct q_user_for_login_in in = { .email_key = "ada@example.org" };
	char *id;

	migrate();
	id = ctl_add_user("ada@example.org");
	given_open(database_url(t.database), "http://hearth.test");
	add_session(id);
	cr_assert(q_user_for_login_with(given_db(), &in, &before) == ERR_OK);
	expect_exit(
	    EX_DATAERR, ctl_with("weak\n", "user password --password-stdin "
					   "ada@example.org"));
	expect_sessions(id, 1);
	expect_exit(0, ctl_with("Cake-at-5-oclock\n",
			   text("user password --password-stdin %s", id)));
	expect_sessions(id, 0);
	cr_assert(q_user_for_login_with(given_db(), &in, &after) == ERR_OK);
	cr_expect(str_eq(before.password_hash, after.password_hash) == false);
	cr_expect(crypt_password_verify(
	    "Cake-at-5-oclock", after.password_hash, NULL));
	given_close();
}

/* Neither a name nor an address has to be written as it is kept. */
Test_engines(
    e2e_hearthctl_user, users_are_found_by_a_part_of_what_they_are_called)
{
	migrate();
	cr_assert(ctl_with("Tea-at-4-oclock\n",
		      "user add --first-name Zoë --last-name Example "
		      "--verified --role organizer --password-stdin "
		      "z@example.net") == 0,
	    "%s", t.err);
	ctl_add_user("ada@example.org");
	expect_exit(0, ctl("user list --q ZOE"));
	expect_out("z@example.net");
	expect_no_out("ada@");
	expect_exit(0, ctl("user list --q ADA@ex --json"));
	expect_out("\"email\":\"ada@example.org\"");
	expect_no_out("z@example");
	expect_exit(0, ctl("user list --q nobody --json"));
	expect_out("[]\n");
	expect_exit(0, ctl("user list --role organizer"));
	expect_no_out("ada@");
	expect_exit(0, ctl("user list --q example --limit 1 --json"));
	expect_out("ada@example.org");
	expect_no_out("z@example");
	expect_exit(EX_USAGE, ctl("user list --limit 0"));
	expect_exit(EX_USAGE, ctl("user list --role king"));
	expect_exit(0, ctl("user list --hash argon2id"));
	expect_out("ada@example.org");
	expect_exit(0, ctl("user list --hash bcrypt --json"));
	expect_out("[]\n");
	expect_exit(EX_USAGE, ctl("user list --hash md5"));
}

Test_engines(e2e_hearthctl_user, a_role_is_changed)
{
	migrate();
	ctl_add_user("ada@example.org");
	expect_exit(0, ctl("user role ADA@example.org admin"));
	expect_out("the role is admin\n");
	expect_exit(0, ctl("user show ada@example.org"));
	expect_out("role: admin\n");
	expect_exit(0, ctl("user role ada@example.org admin"));
	expect_exit(EX_USAGE, ctl("user role ada@example.org king"));
	expect_exit(EX_DATAERR, ctl("user role bob@example.org admin"));
}

Test_engines(e2e_hearthctl_user, who_is_there_is_not_added_again)
{
	static const char add[] =
	    "user add --first-name A --last-name B --password-stdin "
	    "--if-missing ada@example.org";
	char *id;

	migrate();
	expect_exit(0, ctl_with("Tea-at-4-oclock\n", add));
	t.out[strcspn(t.out, "\n")] = '\0';
	id = text("%s", t.out);
	expect_exit(0, ctl("%s --role admin --verified", add));
	expect_out(text("%s\n", id));
	expect_exit(0, ctl("user show ada@example.org"));
	expect_out("role: admin\n");
	expect_out("is_verified: yes\n");
	expect_exit(0, ctl("%s", add));
	expect_exit(0, ctl("user show ada@example.org"));
	expect_out("role: admin\n");
	expect_out("is_verified: yes\n");
}

/* Adds somebody unless somebody administers the server. */
static int
add_first(const char *name, const char *more)
{
	return ctl_with("Tea-at-4-oclock\n",
	    text("user add --first-name A --last-name B --password-stdin "
		 "--verified --if-none %s %s@example.org",
		more, name));
}

Test_engines(e2e_hearthctl_user, the_first_administrator_is_added_once)
{
	migrate();
	ctl_add_user("bob@example.org");
	expect_exit(EX_USAGE, add_first("ada", "--role organizer"));
	expect_exit(0, add_first("ada", "--role admin"));
	cr_expect(strlen(t.out) == UUID_TEXT_SIZE);
	expect_exit(0, add_first("ada", "--role admin"));
	cr_expect(*t.out == '\0');
	expect_exit(0, add_first("bob", "--role admin --if-missing"));
	cr_expect(*t.out == '\0');
	expect_exit(0, ctl("user list --role admin"));
	expect_out("ada@example.org");
	expect_no_out("bob@");
}

Test_engines(e2e_hearthctl_user, sessions_are_listed_and_ended)
{
	char *id, *session;

	migrate();
	id = ctl_add_user("ada@example.org");
	ctl_add_user("bob@example.org");
	given_open(database_url(t.database), "http://hearth.test");
	add_session(id);
	add_session(id);
	expect_exit(0, ctl("session list --json ada@example.org"));
	expect_out("\"ip_address\":\"127.0.0.1\"");
	session = text("%.36s", strstr(t.out, "\"id\":\"") + 6);
	expect_exit(EX_DATAERR, ctl("session end bob@example.org %s", session));
	expect_sessions(id, 2);
	expect_exit(0, ctl("session end ada@example.org %s", session));
	expect_sessions(id, 1);
	expect_exit(EX_DATAERR, ctl("session end ada@example.org %s", session));
	expect_exit(EX_USAGE, ctl("session end ada@example.org"));
	expect_exit(
	    EX_USAGE, ctl("session end --all ada@example.org %s", session));
	expect_exit(0, ctl("session end --all %s", id));
	expect_out("ended: 1\n");
	expect_sessions(id, 0);
	expect_exit(0, ctl("session list ada@example.org"));
	expect_no_out("127.0.0.1");
	given_close();
}
