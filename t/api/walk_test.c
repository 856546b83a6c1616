/*
 * A few people do whatever there is to do in clusters, groups and events, at
 * random, allowed or not. Now and then all rows are looked at: whatever they
 * did, in whatever order, what is always so is still so.
 */
#include <stdlib.h>

#include "t/api/invariants.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum {
	PEOPLE = 8, /* the first administers the server */
	CLUSTERS = 2,
	SPACES = 6, /* the clusters, then groups, the last one in none */
	EVENTS = 10,
	STEPS = 2500, /* by hand WALK_STEPS=10000 */
	MORE = 4,     /* times as many, until everything was done */
	LOOK_EVERY = 25
};

static int
steps(void)
{
	const char *n = getenv("WALK_STEPS");

	return n ? (int)strtol(n, NULL, 10) : STEPS;
}

static unsigned state;

static int
dice(int sides)
{
	return rand_r(&state) % sides;
}

static char *
person(int i)
{
	return text("person%d", i);
}

static char *
anybody(void)
{
	return person(dice(PEOPLE));
}

/* Mostly somebody who may. */
static char *
whoever_may(void)
{
	return dice(3) ? person(0) : anybody();
}

static char *
space(int i)
{
	return text("space%d", i);
}

static char *
event(int i)
{
	return text("event%d", i);
}

static char *
some_event(void)
{
	return id(event(dice(EVENTS)));
}

static char *
some_group(void)
{
	return id(space(CLUSTERS + dice(SPACES - CLUSTERS)));
}

static char *
some_space(void)
{
	int i = dice(SPACES);

	return text(
	    "/%s/%s", i < CLUSTERS ? "clusters" : "groups", id(space(i)));
}

static const char *
put_or_delete(void)
{
	return dice(2) ? PUT : DELETE;
}

/*
 * What they do. Each returns the status.
 */

static int
join(void)
{
	return as(anybody(), POST, "%s/join", some_space());
}

static int
set_policy(void)
{
	return as(whoever_may(), PATCH, "%s {'join_policy': '%s'}",
	    some_space(), dice(2) ? "open" : "request");
}

static int
decide_request(void)
{
	char *space = some_space();

	if (as(person(0), GET, "%s/join-requests", space) != 200 ||
	    body_count("") == 0)
		return 0;
	return as(whoever_may(), POST, "%s/join-requests/%s/%s {}", space,
	    body("/0/id"), dice(4) ? "approve" : "reject");
}

static char *prover; /* who did that last; NULL: nobody yet */

/* Of an address at the domain of the first cluster. */
static int
prove(void)
{
	char *who = anybody(), *cluster = id(space(0));
	int status;

	work_sql("DELETE FROM throttle", "DELETE FROM throttle");
	status = as(who, POST,
	    "/clusters/%s/proofs {'email': '%s@campus.example'}", cluster, who);
	if (status != 202)
		return status;
	status = as(who, POST, "/clusters/%s/proofs/confirm {'code': '%s'}",
	    cluster, mailed_code(who, "membership"));
	if (status == 200)
		prover = who;
	return status;
}

/* As if the time of all who came by an address had come. */
static int
expire(void)
{
#define OVER                                                            \
	"UPDATE member SET expires_at = joined_at, due_at = joined_at " \
	"WHERE expires_at IS NOT NULL"
	if (!prover)
		return 0;
	work_sql(OVER, OVER);
#undef OVER
	work();
	return as(prover, GET, "/clusters/%s", id(space(0))) == 200 &&
		       str_eq(body("/my_state"), "alumni")
		   ? 200
		   : 0;
}

static const char *
some_permission(void)
{
	static const char *const words[] = { "cluster.update", "audit.read",
		"members.invite", "members.approve", "members.remove",
		"members.ban", "roles.assign", "groups.manage", "events.create",
		"events.manage", "messages.moderate" };

	return words[dice(N_OF(words))];
}

/* Each cluster has at most two of them. */
static char *
some_role(const char *cluster)
{
	return text("role %d of %s", dice(2), cluster);
}

static int
make_or_change_role(void)
{
	char *cluster = space(dice(CLUSTERS)), *role = some_role(cluster);
	char *path = text("/clusters/%s/roles", id(cluster)), *name;
	bool is_old = is_kept(role);
	int status;

	if (is_old)
		path = text("%s/%s", path, id(role));
	if (is_old && dice(4) == 0)
		return as(whoever_may(), DELETE, "%s", path);
	name = text("%.8s", role);
	status = as(whoever_may(), is_old ? PATCH : POST,
	    "%s {'name': '%s', 'rank': %d, 'permissions': ['%s', '%s']}", path,
	    name, 1 + dice(99), some_permission(), "members.read");
	if (status == 201)
		keep(role);
	return status;
}

static int
set_role(void)
{
	char *cluster = space(dice(CLUSTERS)), *role = some_role(cluster);

	return is_kept(role) ? as(whoever_may(), put_or_delete(),
				   "/clusters/%s/members/%s/roles/%s",
				   id(cluster), id(anybody()), id(role))
			     : 0;
}

static int
leave(void)
{
	return as(anybody(), POST, "%s/leave", some_space());
}

static int
remove_member(void)
{
	return as(whoever_may(), DELETE, "%s/members/%s", some_space(),
	    id(anybody()));
}

static int
invite(void)
{
	int status = as(whoever_may(), POST, "%s/invites {}", some_space());

	return status == 201
		   ? as(anybody(), POST, "/invites/%s/accept", body("/0/code"))
		   : status;
}

static int
ban(void)
{
	return as(
	    whoever_may(), PUT, "%s/bans/%s {}", some_space(), id(anybody()));
}

static int
unban(void)
{
	return as(
	    whoever_may(), DELETE, "%s/bans/%s", some_space(), id(anybody()));
}

static int
transfer(void)
{
	return as(whoever_may(), POST, "%s/transfer {'user_id': '%s'}",
	    some_space(), id(anybody()));
}

static int
set_admin(void)
{
	char *cluster = space(dice(CLUSTERS));

	return as(whoever_may(), put_or_delete(),
	    "/clusters/%s/members/%s/roles/%s", id(cluster), id(anybody()),
	    id(text("admins of %s", cluster)));
}

static int
set_moderator(void)
{
	return as(whoever_may(), PATCH, "/groups/%s/members/%s {'role': '%s'}",
	    some_group(), id(anybody()), dice(2) ? "moderator" : "member");
}

static int
set_privacy(void)
{
	return dice(2)
		   ? as(whoever_may(), PATCH,
			 "/clusters/%s {'visibility': '%s'}",
			 id(space(dice(CLUSTERS))),
			 dice(2) ? "private" : "public")
		   : as(whoever_may(), PATCH, "/groups/%s {'is_private': %s}",
			 some_group(), dice(2) ? "true" : "false");
}

static int
close_space(void)
{
	return as(whoever_may(), DELETE, "%s", some_space());
}

static int
reopen_space(void)
{
	return as(whoever_may(), POST, "%s/reopen", some_space());
}

static const char *
some_visibility(void)
{
	static const char *const words[] = { "public", "cluster", "group",
		"private" };

	return words[dice(4)];
}

/* In any space that takes it, else nowhere. */
static void
make_event(int i)
{
	int s = dice(SPACES);

	if (as(anybody(), POST,
		"/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
		"'visibility': '%s', '%s': '%s', 'capacity': %d, "
		"'waitlist': true}",
		in_hours(1), in_hours(2), some_visibility(),
		s < CLUSTERS ? "cluster_id" : "group_id", id(space(s)),
		1 + dice(4)) == 201)
		keep(event(i));
	else
		given_event(event(i), .by = person(0), .capacity = 2,
		    .waitlist = true, .draft = dice(2));
}

static int
exchange_event(void)
{
	int i = dice(EVENTS), status;

	status = as(whoever_may(), DELETE, "/events/%s", id(event(i)));
	if (status == 204)
		make_event(i);
	return status;
}

static int
set_visibility(void)
{
	return as(anybody(), PATCH, "/events/%s {'visibility': '%s'}",
	    some_event(), some_visibility());
}

static int
set_capacity(void)
{
	return as(anybody(), PATCH, "/events/%s {'capacity': %d}", some_event(),
	    1 + dice(6));
}

static int
move_event(void)
{
	int h = 1 + dice(50);

	return as(anybody(), PATCH,
	    "/events/%s {'start_time': '%s', 'end_time': '%s'}", some_event(),
	    in_hours(h), in_hours(h + 1));
}

static int
publish_or_cancel(void)
{
	return as(whoever_may(), POST, "/events/%s/%s", some_event(),
	    dice(4) ? "publish" : "cancel");
}

static int
hide_or_unhide(void)
{
	return as(whoever_may(), POST, "/events/%s/%s", some_event(),
	    dice(2) ? "hide" : "unhide");
}

static int
set_guest(void)
{
	return as(anybody(), put_or_delete(), "/events/%s/guests/%s",
	    some_event(), id(anybody()));
}

static int
set_host(void)
{
	return as(anybody(), put_or_delete(), "/events/%s/hosts/%s",
	    some_event(), id(anybody()));
}

static int
answer(void)
{
	static const char *const words[] = { "attending", "attending", "maybe",
		"not_attending" };

	return as(anybody(), PUT,
	    "/events/%s/rsvps/me {'status': '%s', 'party_size': %d}",
	    some_event(), words[dice(4)], 1 + dice(2));
}

static int
take_answer_back(void)
{
	return as(anybody(), DELETE, "/events/%s/rsvps/me", some_event());
}

static int
write_message(void)
{
	char *group = some_group();
	int status = as(
	    anybody(), POST, "/groups/%s/messages {'content': 'x'}", group);

	if (status == 201)
		keep_id("message",
		    text("/groups/%s/messages/%s", group, body("/id")));
	return status;
}

static int
remove_message(void)
{
	return is_kept("message")
		   ? as(whoever_may(), DELETE, "%s", id("message"))
		   : 0;
}

static int
block_or_not(void)
{
	return as(
	    anybody(), put_or_delete(), "/users/me/blocks/%s", id(anybody()));
}

static int
suspend_or_restore(void)
{
	char *name = person(1 + dice(PEOPLE - 1));

	if (dice(3)) {
		given_restored(name);
		given_session(name);
	} else {
		given_suspended(name);
	}
	return 200;
}

static struct {
	const char *name;
	int (*act)(void);
	int share; /* how often, among the others */
	int done;
} acts[] = {
	{ "join", join, 30, 0 },
	{ "set a policy", set_policy, 4, 0 },
	{ "decide a request", decide_request, 12, 0 },
	{ "prove an address", prove, 10, 0 },
	{ "expire", expire, 3, 0 },
	{ "make or change a role", make_or_change_role, 4, 0 },
	{ "set a role", set_role, 10, 0 },
	{ "leave", leave, 8, 0 },
	{ "remove", remove_member, 6, 0 },
	{ "invite", invite, 8, 0 },
	{ "ban", ban, 4, 0 },
	{ "unban", unban, 12, 0 },
	{ "transfer", transfer, 4, 0 },
	{ "set an admin", set_admin, 6, 0 },
	{ "set a moderator", set_moderator, 10, 0 },
	{ "set privacy", set_privacy, 6, 0 },
	{ "close", close_space, 2, 0 },
	{ "reopen", reopen_space, 10, 0 },
	{ "exchange an event", exchange_event, 6, 0 },
	{ "set a visibility", set_visibility, 20, 0 },
	{ "set a capacity", set_capacity, 6, 0 },
	{ "move an event", move_event, 6, 0 },
	{ "publish or cancel", publish_or_cancel, 6, 0 },
	{ "hide or not", hide_or_unhide, 6, 0 },
	{ "set a guest", set_guest, 20, 0 },
	{ "set a host", set_host, 14, 0 },
	{ "answer", answer, 60, 0 },
	{ "take an answer back", take_answer_back, 10, 0 },
	{ "write", write_message, 12, 0 },
	{ "remove a message", remove_message, 4, 0 },
	{ "block or not", block_or_not, 10, 0 },
	{ "suspend or restore", suspend_or_restore, 4, 0 },
};

/* Person1 owns the first cluster and the groups in it, and so on. */
static void
make_space(int i)
{
	int around = i % CLUSTERS;
	char *owner = person(1 + around), *name = space(i);

	if (i >= CLUSTERS) {
		given(name, owner,
		    "/groups {'name': 'x', 'admits_alumni': %s%s}",
		    dice(2) ? "true" : "false",
		    i == SPACES - 1
			? ""
			: text(", \"cluster_id\": \"%s\"", id(space(around))));
		return;
	}
	given(name, owner, "/clusters {'name': 'x'}");
	expect(200, as(owner, GET, "/clusters/%s/roles?limit=1", id(name)));
	expect_text("Admin", body("/0/name"));
	keep_id(text("admins of %s", name), body("/0/id"));
}

static void
begin(void)
{
	api_set("JOINS_PER_HOUR", "1000000");
	api_set("JOIN_REQUESTS_PER_DAY", "1000000");
	api_set("MESSAGES_PER_MINUTE", "1000000");
	api_set("MESSAGES_PER_HOUR", "1000000");
	given_admin(person(0));
	for (int i = 1; i < PEOPLE; i++)
		given_user(person(i));
	for (int i = 0; i < SPACES; i++)
		make_space(i);
	for (int i = 0; i < EVENTS; i++)
		make_event(i);
	expect(201, as(person(1), POST,
			"/clusters/%s/domains {'name': 'campus.example', "
			"'ttl_days': 100}",
			id(space(0))));
	work_sql("UPDATE space_domain SET state = 'verified'",
	    "UPDATE space_domain SET state = 'verified'");
}

static size_t
some_act(void)
{
	int all = 0, at;
	size_t i;

	for (i = 0; i < N_OF(acts); i++)
		all += acts[i].share;
	at = dice(all);
	for (i = 0; at >= acts[i].share; i++)
		at -= acts[i].share;
	return i;
}

static bool
everything_was_done(void)
{
	for (size_t i = 0; i < N_OF(acts); i++)
		if (!acts[i].done)
			return false;
	return true;
}

/* Compilers order the dice of one sentence differently: a walk that has not
 * come by everything yet goes on. */
static void
walk(unsigned seed)
{
	int last = steps();

	state = seed;
	begin();
	for (int n = 1;
	     n <= last || (n <= MORE * last && !everything_was_done()); n++) {
		size_t i = some_act();
		int status = acts[i].act();

		cr_assert(status < 500, "step %d, %s: %s", n, acts[i].name,
		    response()->body);
		acts[i].done += status / 100 == 2;
		if (n % LOOK_EVERY == 0)
			expect_invariants();
	}
	for (size_t i = 0; i < N_OF(acts); i++)
		cr_expect(acts[i].done > 0, "nobody did %s", acts[i].name);
}

#define WALK(seed)                                                           \
	Test_engines(api_walk, walk_##seed##_breaks_nothing, .timeout = 120) \
	{                                                                    \
		walk(seed);                                                  \
	}

WALK(1)
WALK(2)
WALK(3)
