/*
 * Many come in at once, by what only one may use, or while they are kept out.
 */
#include <string.h>

#include "app/job.h"
#include "app/join.h"
#include "base/bug.h"
#include "base/clock.h"
#include "crypt/keys.h"
#include "generated/query/space.h"
#include "t/lib/api.h"
#include "t/lib/given.h"
#include "t/lib/in_turn.h"
#include "t/lib/own.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum { PROCESSES = 8, LOOKS = 4, RUN_MS = 1500 };

static struct {
	char *logins[PROCESSES], *ban, *member, *join, *accept;
} race;

static int
accept_it(int i)
{
	return api_ask(race.logins[i], POST, race.accept, NULL);
}

Test_engines(api_joining_race, the_last_use_of_an_invite_is_one)
{
	int results[PROCESSES], n = 0;

	given("g", "ann", "/groups {'name': 'x', 'join_policy': 'invite'}");
	expect(201,
	    as("ann", POST, "/groups/%s/invites {'max_uses': 1}", id("g")));
	race.accept = text("/api/v1/invites/%s/accept", body("/0/code"));
	for (int i = 0; i < PROCESSES; i++)
		race.logins[i] = given_login(NULL, text("user%d", i));
	api_in_processes(PROCESSES, accept_it, results);
	for (int i = 0; i < PROCESSES; i++) {
		n += results[i] == 200;
		cr_expect(results[i] == 200 || results[i] == 410, "%d: %d", i,
		    results[i]);
	}
	cr_expect(n == 1, "%d", n);
	expect(200, as("ann", GET, "/groups/%s", id("g")));
	expect_int(2, body_int("/member_count"));
}

/* Keeps the person out, sees for a moment that they are, and lets them in
 * again; false when something else was answered. */
static bool
ban_and_unban(void)
{
	if (api_ask(race.logins[0], PUT, race.ban, "{}") != 204)
		return false;
	for (int i = 0; i < LOOKS; i++)
		if (api_ask(race.logins[0], GET, race.member, NULL) != 404)
			return false;
	return api_ask(race.logins[0], DELETE, race.ban, NULL) == 204;
}

static bool
join_or_not(int i)
{
	int status = api_ask(
	    race.logins[1], POST, i % 2 ? race.join : race.accept, NULL);

	return status == 200 || status == 403 || status == 409 || status == 503;
}

/* The first one bans, the others are the one person, who joins by the door and
 * by an invite. */
static int
ban_or_join(int i)
{
	int64_t end = clock_monotonic_us() + RUN_MS * INT64_C(1000);
	int done = 0;

	for (; clock_monotonic_us() < end; done++)
		if (!(i ? join_or_not(i) : ban_and_unban()))
			return 0;
	return done;
}

static void
race_for(const char *kind, const char *space, const char *banned_from)
{
	int done[PROCESSES];

	expect(201, as("ann", POST, "/%s/%s/invites {}", kind, id(space)));
	race.accept = text("/api/v1/invites/%s/accept", body("/0/code"));
	race.logins[0] = given_login(NULL, "ann");
	race.logins[1] = given_login(NULL, "bob");
	race.join = text("/api/v1/%s/%s/join", kind, id(space));
	race.member = text(
	    "/api/v1/%s/%s/members/%s", kind, id(space), id("bob"));
	race.ban = text("/api/v1/%s/bans/%s", banned_from, id("bob"));
	api_set("JOINS_PER_HOUR", "1000000");
	api_expect_503(); /* others were in the way again and again */
	api_in_processes(PROCESSES, ban_or_join, done);
	for (int i = 0; i < PROCESSES; i++)
		cr_expect(done[i] > 0, "process %d", i);
	expect(204, as("ann", PUT, "%s {}", race.ban + strlen("/api/v1")));
	expect(200, as("bob", GET, "/%s/%s", kind, id(space)));
	expect_text("banned", body("/my_state"));
	expect_int(1, body_int("/member_count"));
}

static struct {
	char *leave, *decide[2];
} asked;

/* The first two approve, the third rejects, the others do what ends it
 * otherwise. */
static int
end_request(int i)
{
	if (i < 3)
		return api_ask(race.logins[0], POST, asked.decide[i / 2], NULL);
	if (i < 5)
		return api_ask(race.logins[1], POST, asked.leave, NULL);
	return api_ask(race.logins[0], PUT, race.ban, "{}");
}

static void
end_request_at_once(const char *kind, int processes)
{
	int results[PROCESSES], decided = 0;
	const char *requests = text(
	    "/api/v1/%s/%s/join-requests", kind, id("s"));

	expect(202, as("bob", POST, "/%s/%s/join", kind, id("s")));
	keep("r");
	asked.decide[0] = text("%s/%s/approve", requests, id("r"));
	asked.decide[1] = text("%s/%s/reject", requests, id("r"));
	asked.leave = text("/api/v1/%s/%s/leave", kind, id("s"));
	race.ban = text("/api/v1/%s/%s/bans/%s", kind, id("s"), id("bob"));
	api_in_processes(processes, end_request, results);
	for (int i = 0; i < processes; i++) {
		decided += i < 3 && results[i] == 200;
		cr_expect(results[i] / 100 == 2 || results[i] == 404 ||
			      results[i] == 409,
		    "process %d: %d", i, results[i]);
	}
	cr_expect(decided <= 1, "%s: %d decided", kind, decided);
	cr_expect(decided == 1 || processes > 3, "%s: nobody decided", kind);
}

static void
expect_members(const char *kind, int at_most)
{
	long count;

	expect(200, as("ann", GET, "/%s/%s", kind, id("s")));
	count = body_int("/member_count");
	cr_expect(count <= at_most, "%ld", count);
	expect(200, as("ann", GET, "/%s/%s/members", kind, id("s")));
	expect_int((int)count, body_count(""));
	expect(200, as("ann", GET, "/%s/%s/join-requests", kind, id("s")));
	expect_int(0, body_count(""));
}

/* Three decide, then three decide while two withdraw, then one bans too. */
Test_engines(api_joining_race, a_request_ends_once)
{
	static const int processes[] = { 3, 5, 6 };
	static const char *const kinds[] = { "clusters", "groups" };

	given_user("bob");
	race.logins[0] = given_login(NULL, "ann");
	race.logins[1] = given_login(NULL, "bob");
	for (size_t i = 0; i < N_OF(processes) * N_OF(kinds); i++) {
		const char *kind = kinds[i % N_OF(kinds)];
		int n = processes[i / N_OF(kinds)];

		given("s", "ann", "/%s {'name': 'x', 'join_policy': 'request'}",
		    kind);
		end_request_at_once(kind, n);
		expect_members(kind, n > 5 ? 1 : 2);
	}
}

static int
approve_it(int i)
{
	return api_ask(race.logins[i % 2], POST, asked.decide[0], NULL);
}

/* Half of them as the owner, half as a server's administrator. */
Test_engines(api_joining_race, eight_who_approve_at_once_admit_once)
{
	int results[PROCESSES], approved = 0;

	given_admin("root");
	given("s", "ann", "/clusters {'name': 'x', 'join_policy': 'request'}");
	expect(202, as("bob", POST, "/clusters/%s/join", id("s")));
	asked.decide[0] = text("/api/v1/clusters/%s/join-requests/%s/approve",
	    id("s"), body("/id"));
	race.logins[0] = given_login(NULL, "ann");
	race.logins[1] = given_login(NULL, "root");
	api_in_processes(PROCESSES, approve_it, results);
	for (int i = 0; i < PROCESSES; i++) {
		approved += results[i] == 200;
		cr_expect(results[i] == 200 || results[i] == 409, "%d: %d", i,
		    results[i]);
	}
	expect_int(1, approved);
	expect_members("clusters", 2);
	expect(200, as("ann", GET, "/clusters/%s/audit-log?action=%s", id("s"),
			"request.approve"));
	expect_int(1, body_count(""));
}

Test_engines(api_joining_race, nobody_is_a_member_who_is_banned)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	race_for("clusters", "c", text("clusters/%s", id("c")));
}

Test_engines(api_joining_race, nobody_is_in_a_group_whom_its_cluster_banned)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	race_for("groups", "g", text("clusters/%s", id("c")));
}

static struct {
	struct user_id ann, bob;
	struct space_id cluster;
	struct request_id request;
} both;

static const struct conf conf = { .clusters_per_person = 10,
	.joins_per_hour = 10 };

/* In a transaction that is open until the other waits for it: 1; 0 when it does
 * not. */
static int
join_slowly(struct call *call)
{
	bool is_waited;

	call->conf = &conf;
	call->user = both.bob;
	bug_if(db_begin(call->db));
	bug_if(app_join_cluster(call, both.cluster, true, NULL));
	bug_if(db_settle(call->db));
	is_waited = in_turn_let_wait(call);
	bug_if(db_commit(call->db));
	return is_waited;
}

/* Somebody's work in a transaction of its own; returns its error. */
static int
in_own(struct user_id user, enum err (*work)(struct call *call))
{
	struct crypt_keys *keys = crypt_keys_new(GIVEN_SECRET, NULL);
	struct own own;
	struct call *call = &own.call;
	enum err err;

	own_open(&own);
	call->conf = &conf;
	call->keys = keys;
	call->user = user;
	err = db_begin(call->db);
	if (!err)
		err = work(call);
	if (!err)
		err = db_commit(call->db);
	own_close(&own);
	crypt_keys_free(keys);
	return (int)err;
}

/* The job of an address that was proved. */
static enum err
run_join(struct call *call)
{
	return app_join_run(
	    call, app_job_payload_id(call->arena, "user_id", both.bob.v));
}

static int
join_by_domain(void)
{
	return in_own((struct user_id){ 0 }, run_join);
}

/* What refuses them comes when the row is written, and ends no job. */
Test_engines(api_joining_race, who_joins_meanwhile_is_no_failure, .timeout = 60)
{
	int results[2];

	given("c", "ann", "/clusters {'name': 'x', 'join_policy': 'invite'}");
	expect(201,
	    as("ann", POST,
		"/clusters/%s/domains {'name': 'example.org', 'auto_join': "
		"true}",
		id("c")));
	work_sql("UPDATE space_domain SET state = 'verified'",
	    "UPDATE space_domain SET state = 'verified'");
	both.bob = given_user_id("bob");
	cr_assert(uuid_parse(id("c"), &both.cluster.v));
	in_turn(join_slowly, join_by_domain, results);
	cr_expect(results[0] == 1, "the one did not wait for the other");
	expect_int(ERR_OK, results[1]);
	expect(200, as("ann", GET, "/clusters/%s", id("c")));
	expect_int(2, body_int("/member_count"));
}

/* Holds the space until the other waits for it. */
static int
reject_slowly(struct call *call)
{
	app_space_row row;
	bool is_waited;
	enum err err;

	call->conf = &conf;
	call->user = both.ann;
	bug_if(db_begin(call->db));
	bug_if(q_space_for_write(call->db, .id = both.cluster, &row));
	is_waited = in_turn_let_wait(call);
	err = app_request_decide(
	    call, both.cluster, false, both.request, RULE_REJECT, NULL);
	if (!err)
		err = db_commit(call->db);
	return is_waited ? (int)err : -1;
}

static enum err
join_openly(struct call *call)
{
	struct app_request_answers none = { 0 };
	struct app_join joined;
	enum err err = app_join(call, both.cluster, false, &none, &joined);

	return err ? err : db_later(call->db, joined.admission);
}

static int
join_as_bob(void)
{
	return in_own(both.bob, join_openly);
}

/* Neither is ended because each waits for the other. */
Test_engines(api_joining_race, who_joins_waits_for_who_decides, .timeout = 60)
{
	int results[2];

	given("c", "ann", "/clusters {'name': 'x', 'join_policy': 'request'}");
	both.bob = given_user_id("bob");
	expect(202, as("bob", POST, "/clusters/%s/join", id("c")));
	cr_assert(uuid_parse(body("/id"), &both.request.v));
	expect(200,
	    as("ann", PATCH, "/clusters/%s {'join_policy': 'open'}", id("c")));
	both.ann = given_user_id("ann");
	cr_assert(uuid_parse(id("c"), &both.cluster.v));
	in_turn(reject_slowly, join_as_bob, results);
	expect_int(ERR_OK, results[0]);
	expect_int(ERR_OK, results[1]);
	expect(200, as("ann", GET, "/clusters/%s", id("c")));
	expect_int(2, body_int("/member_count"));
}
