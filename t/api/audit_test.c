/*
 * The log of who did what, read by what was done and by whom.
 */
#include <stdlib.h>
#include <string.h>

#include "app/audit.h"
#include "app/throttle.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/uuid.h"
#include "t/lib/api.h"
#include "t/lib/in_turn.h"
#include "t/lib/own.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* Two clusters in which ann and bob made one role each and bob joined. */
static void
given_deeds(void)
{
	given_admin("root");
	given("c", "ann", "/clusters {'name': 'x'}");
	given("other", "bob", "/clusters {'name': 'y'}");
	given("role", "ann",
	    "/clusters/%s/roles {'name': 'r', 'rank': 1, 'permissions': []}",
	    id("c"));
	given("role", "bob",
	    "/clusters/%s/roles {'name': 'r', 'rank': 1, 'permissions': []}",
	    id("other"));
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
}

/* The actions that a log has, the latest first. */
static char *
log_of(const char *path)
{
	char *all = text("%s", "");
	int n;

	expect(200, as("root", GET, "%s", path));
	n = body_count("");
	for (int i = 0; i < n; i++)
		all = text(
		    "%s%s%s", all, i ? " " : "", body(text("/%d/action", i)));
	return all;
}

#define cluster(query) log_of(text("/clusters/%s/audit-log" query, id("c")))
#define cluster_by(who, query) \
	log_of(text(           \
	    "/clusters/%s/audit-log?actor_id=%s" query, id("c"), id(who)))
#define server_by(who, query) \
	log_of(text("/admin/audit-log?actor_id=%s" query, id(who)))

Test_engines(api_audit, a_space_tells_what_was_done_by_kind_and_by_whom)
{
	given_deeds();
	expect_text("member.join role.create space.create", cluster(""));
	expect_text("role.create", cluster("?action=role.create"));
	expect_text("", cluster("?action=role"));
	expect_text("role.create space.create", cluster_by("ann", ""));
	expect_text("member.join", cluster_by("bob", ""));
	expect_text("", cluster_by("bob", "&action=role.create"));
	expect_text("member.join", cluster_by("bob", "&action=member.join"));
	expect_text("", cluster_by("root", ""));
}

/* Something was done so long ago: the id of a row tells when. */
static void
age_deed(const char *action, int64_t us)
{
	struct uuid was = uuid_at(clock_now_us() - us);
	const char *hex = "", *from = text("WHERE action = '%s'", action);

	for (size_t i = 0; i < sizeof(was.b); i++)
		hex = text("%s%02x", hex, was.b[i]);
	work_sql(text("UPDATE audit SET id = '%s' %s", hex, from),
	    text("UPDATE audit SET id = X'%s' %s", hex, from));
}

Test_engines(api_audit, what_is_older_than_the_settings_say_is_forgotten)
{
	given_admin("root");
	given("c", "ann", "/clusters {'name': 'x'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	age_deed("space.create", 400 * CLOCK_DAY_US + CLOCK_SECOND_US);
	age_deed("member.join", 400 * CLOCK_DAY_US - CLOCK_HOUR_US);
	expect_text("member.join space.create", cluster(""));
	work();
	expect_text("member.join", cluster(""));
}

/* What ann does in her cluster, one thing after the other. */
static const struct {
	const char *action, *method, *path, *body; /* {role}: its id */
} deeds[] = {
	{ "space.update", PATCH, "", "{\"name\": \"z\"}" },
	{ "role.update", PATCH, "/roles/{role}", "{\"rank\": 2}" },
	{ "role.grant", PUT, "/members/{bob}/roles/{role}", "" },
	{ "role.revoke", DELETE, "/members/{bob}/roles/{role}", "" },
	{ "role.delete", DELETE, "/roles/{role}", "" },
	{ "space.close", DELETE, "", "" },
	{ "space.reopen", POST, "/reopen", "" },
};

/* With the ids that stand in braces. */
static const char *
filled(const char *path)
{
	const char *open = strchr(path, '{'), *close;

	if (!open)
		return path;
	close = strchr(open, '}');
	return text("%.*s%s%s", (int)(open - path), path,
	    id(text("%.*s", (int)(close - open - 1), open + 1)),
	    filled(close + 1));
}

Test_engines(api_audit, each_thing_done_has_a_line_in_the_moment_it_is_done)
{
	given_deeds();
	expect(200, as("ann", GET, "/clusters/%s/audit-log?action=role.create",
			id("c")));
	keep_id("role", body("/0/object_id"));
	for (size_t i = 0; i < N_OF(deeds); i++) {
		const char *path = filled(deeds[i].path);
		int status = as("ann", deeds[i].method, "/clusters/%s%s %s",
		    id("c"), path, deeds[i].body);

		cr_expect(status / 100 == 2, "%s: %d", deeds[i].action, status);
		expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
		expect_text(deeds[i].action, body("/0/action"));
		expect_text(id("ann"), body("/0/actor_id"));
	}
}

Test_engines(api_audit, the_server_tells_it_of_all)
{
	given_deeds();
	expect_text("role.create role.create",
	    log_of("/admin/audit-log?action=role.create"));
	expect_text(id("other"), body("/0/space_id"));
	expect_text(id("c"), body("/1/space_id"));
	expect_text(
	    "member.join role.create space.create", server_by("bob", ""));
	expect_text("role.create", server_by("bob", "&action=role.create"));
	expect_text(id("other"), body("/0/space_id"));
	expect_text("", server_by("ann", "&action=member.join"));
}

Test_engines(api_audit, who_administers_the_server_acts_as_its_clerk)
{
	given_deeds();
	expect(204,
	    as("root", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("member.ban", body("/0/action"));
	expect_text("clerk", body("/0/actor_kind"));
	expect_text(id("root"), body("/0/actor_id"));
	expect_text("user", body("/1/actor_kind"));
}

/* Page by page it is what a whole page has. */
static void
expect_pages(const char *path, const char *all)
{
	char *paged = log_of(text("%s&limit=1", path)), *next;

	while ((next = next_page()))
		paged = text("%s %s", paged, log_of(text("/%s", next)));
	expect_text(all, paged);
}

Test_engines(api_audit, pages_of_what_was_filtered_follow_each_other)
{
	given_deeds();
	expect_pages(
	    "/admin/audit-log?action=role.create", "role.create role.create");
	expect_pages(text("/admin/audit-log?actor_id=%s", id("bob")),
	    "member.join role.create space.create");
	expect_pages(
	    text("/clusters/%s/audit-log?actor_id=%s", id("c"), id("ann")),
	    "role.create space.create");
}

Test_engines(api_audit, a_group_tells_no_more_than_its_own)
{
	given_admin("root");
	given("g", "ann", "/groups {'name': 'x'}");
	given("h", "ann", "/groups {'name': 'y'}");
	expect_text("space.create",
	    log_of(text("/groups/%s/audit-log?action=space.create", id("g"))));
	expect_text("space.create",
	    log_of(
		text("/groups/%s/audit-log?actor_id=%s", id("h"), id("ann"))));
	expect(404, as("bob", GET, "/clusters/%s/audit-log?action=x", id("g")));
}

/* Logs in with a password that is not theirs. */
static void
guess(const char *name)
{
	expect(401, anonymous(POST,
			"/auth/login {'email': '%s@example.org', 'password': "
			"'Wr0ng!pass'}",
			name));
}

/* What the log says of it: how many rows, and how often together. */
struct guesses {
	int rows, n;
};

static struct guesses
guesses_of(const char *name)
{
	struct guesses g = { 0 };
	int n;

	expect(200, as("root", GET, "/admin/audit-log?action=login.failed"));
	n = body_count("");
	for (int i = 0; i < n; i++) {
		if (!str_eq(body(text("/%d/subject_id", i)), id(name)))
			continue;
		g.rows++;
		g.n += (int)strtol(
		    body(text("/%d/details/count", i)), NULL, 10);
		expect_text("worker", body(text("/%d/actor_kind", i)));
	}
	return g;
}

static int
days(void)
{
	return (int)(clock_now_us() / CLOCK_DAY_US);
}

Test_engines(api_audit, failed_logins_are_a_number_per_person_and_day)
{
	int began = days();
	struct guesses of_ann, of_bob;

	given_admin("root");
	given_member("ann", true);
	given_member("bob", false);
	for (int i = 0; i < 3; i++)
		guess("ann");
	guess("bob");
	guess("nobody");
	api_set("LOGIN_FAILURES", "0");
	guess("ann");
	expect(403, as("ann", PUT,
			"/users/me/password {'current_password': 'Wr0ng!pass', "
			"'new_password': 'Tea-at-4-oclock', "
			"'new_password_verify': 'Tea-at-4-oclock'}"));
	of_ann = guesses_of("ann");
	of_bob = guesses_of("bob");
	expect_int(5, of_ann.n);
	expect_int(1, of_bob.n);
	expect_int(of_ann.rows + of_bob.rows, body_count(""));
	cr_expect(of_ann.rows <= 1 + days() - began, "%d rows", of_ann.rows);
}

Test_engines(api_audit, failed_logins_of_another_day_are_another_number)
{
	given_admin("root");
	given_member("ann", true);
	guess("ann");
	age_deed("login.failed", CLOCK_DAY_US);
	guess("ann");
	expect_int(2, guesses_of("ann").rows);
	expect_text("1", body("/0/details/count"));
	expect_text("T00:00:00Z", body("/0/created_at") + strlen("2026-01-01"));
}

Test_engines(api_audit, failed_logins_of_who_is_to_be_erased_are_no_more)
{
	given_admin("root");
	given_member("ann", true);
	guess("ann");
	expect(202, as("root", DELETE, "/admin/users/%s", id("ann")));
	guess("ann");
	expect_int(1, guesses_of("ann").n);
	work();
	guess("ann");
	expect_int(0, guesses_of("ann").rows);
	expect_int(1, body_count(""));
	expect_text("{}", body("/0/details"));
}

/* Others may hold what is locked so as long as they like. */
static void
hold(struct own *own, const char *postgresql)
{
	const struct db_query query = { .name = "test_hold_rows",
		.index = DB_QUERIES_MAX,
		.is_locking = true,
		.sql = {
		    [DB_POSTGRESQL] = postgresql, [DB_SQLITE] = "SELECT 1" } };

	own_open(own);
	if (db_engine(own->call.db) != DB_POSTGRESQL)
		return; /* where all writers wait for each other */
	cr_assert(!db_begin(own->call.db));
	cr_assert(
	    !db_exec(own->call.db, (struct db_call){ &query, NULL }, NULL));
}

Test_engines(api_audit, to_fail_to_log_in_and_to_log_in_wait_not_for_each_other)
{
	struct own own;

	given_member("ann", true);
	guess("ann");
	hold(&own, "SELECT 1 FROM users FOR UPDATE");
	guess("ann");
	own_close(&own);
	hold(&own, "SELECT 1 FROM audit FOR UPDATE");
	expect(200, anonymous(POST,
			"/auth/login {'email': 'ann@example.org', 'password': "
			"'" GIVEN_PASSWORD "'}"));
	own_close(&own);
}

/* Whom it is that somebody else fails to log in as. */
static struct {
	struct user_id whose; /* nil: nobody's address */
	char *email_key, *json;
} other;

/* What a failed login writes, in a transaction that is open until another one
 * waits for it. */
static int
count_slowly(struct call *call)
{
	bool is_waited;

	bug_if(db_begin(call->db));
	bug_if(uuid_is_nil(other.whose.v)
		   ? app_throttle_in_vain_by(
			 call, APP_THROTTLE_LOGIN, other.email_key)
		   : app_audit_count(call, "login.failed", other.whose));
	is_waited = in_turn_let_wait(call);
	bug_if(db_commit(call->db));
	return is_waited;
}

static int
guess_meanwhile(void)
{
	return api_ask(NULL, POST, "/api/v1/auth/login", other.json);
}

/* Nor does the time that it takes say whether an address is somebody's. */
Test_engines(api_audit, two_guesses_wait_for_each_other_whoever_they_are_for,
    .timeout = 60)
{
	static const char *const names[] = { "ann", "nobody" };
	int results[2];

	given_member("ann", true);
	api_set("LOGIN_FAILURES", "0"); /* counts at another place before */
	for (size_t i = 0; i < N_OF(names); i++) {
		other.whose = i == 0 ? given_user_id("ann")
				     : (struct user_id){ 0 };
		other.email_key = text("%s@example.org", names[i]);
		other.json = quoted(
		    text("{'email': '%s', 'password': 'Wr0ng!pass'}",
			other.email_key));
		in_turn(count_slowly, guess_meanwhile, results);
		cr_expect(results[0] == 1, "%s: did not wait", names[i]);
		expect_int(401, results[1]);
	}
}
