/*
 * Who may do what to an event, a series and a date of one that are for the
 * members of a cluster: each operation asks for one right, and each role has
 * some of them.
 */
#include <string.h>

#include "generated/query/event.h"
#include "generated/query/user.h"
#include "t/api/guest_ask.h"
#include "t/api/series_given.h"
#include "t/lib/answer.h"
#include "t/lib/own.h"

#include "base/banned.h"

enum right {
	SEE = 1,
	ANSWER = 2,
	DOOR = 4,  /* see who comes, whatever the event shows */
	RUN = 8,   /* what co-hosts may */
	NAME = 16, /* what the organizer may beyond that */
	HIDE = 32, /* what they may not */
	SELL = 64  /* its tickets */
};

/* Each says what it would be for whoever may, such that nothing comes of it:
 * for an event, a series, a date. */
static const struct operation {
	enum right right;
	const char *method, *request; /* $z is somebody whom all know */
	int status[3];
	bool is_stale; /* asked for with a condition that no longer holds */
} operations[] = {
	{ SEE, GET, "", { 200, 200, 200 }, false },
	{ SEE, GET, "/occurrences", { 404, 200, 200 }, false },
	{ SEE, GET, "/recurrence", { 404, 200, 200 }, false },
	{ SEE, GET, "/hosts", { 200, 200, 200 }, false },
	{ SEE, GET, "/notices", { 200, 200, 200 }, false },
	{ SEE, GET, "/calendar.ics", { 200, 200, 200 }, false },
	{ SEE, GET, "/files", { 200, 200, 200 }, false },
	{ ANSWER, PUT, "/rsvps/me {\"status\": \"maybe\"}", { 200, 200, 200 },
	    false },
	{ DOOR, GET, "/rsvps", { 200, 200, 200 }, false },
	{ DOOR, GET, "/check-ins", { 200, 200, 200 }, false },
	{ DOOR, GET, "/check-in-bundle", { 200, 200, 200 }, false },
	{ DOOR, GET, "/stats", { 200, 200, 200 }, false },
	{ DOOR, POST,
	    "/check-ins/batch {\"items\": [{\"user_id\": \"$a\", "
	    "\"nonce\": \"1\"}]}",
	    { 200, 409, 200 }, false },
	{ DOOR, POST, "/check-ins/walk-in {\"name\": \"x\", \"nonce\": \"2\"}",
	    { 200, 409, 200 }, false },
	{ SEE, GET, "/ticket-types", { 200, 200, 200 }, false },
	{ SELL, GET, "/reservations", { 200, 200, 200 }, false },
	{ SELL, GET, "/tickets", { 200, 200, 200 }, false },
	{ SELL, POST,
	    "/ticket-types {\"name\": \"x\", \"payment_type\": \"paid\"}",
	    { 422, 422, 422 }, false },
	{ RUN, GET, "/rsvps?status=maybe", { 200, 200, 200 }, false },
	{ RUN, GET, "/waitlist", { 200, 200, 200 }, false },
	{ RUN, GET, "/guests", { 200, 200, 200 }, false },
	{ RUN, GET, "/invites", { 200, 200, 200 }, false },
	{ RUN, PATCH, " {\"location\": \"x\"}", { 412, 412, 412 }, true },
	{ RUN, POST, "/publish", { 409, 409, 409 }, false },
	{ RUN, POST, "/reinstate", { 409, 409, 409 }, false },
	{ RUN, POST, "/complete", { 409, 409, 409 }, false },
	{ RUN, POST, "/cancel", { 412, 412, 412 }, true },
	{ RUN, PUT, "/rsvps/$z {\"status\": \"not_attending\"}",
	    { 200, 200, 200 }, false },
	{ RUN, PUT, "/guests/$a", { 409, 409, 409 }, false },
	{ RUN, DELETE, "/guests/$z", { 204, 204, 204 }, false },
	{ RUN, POST, "/invites {\"emails\": []}", { 200, 200, 200 }, false },
	{ NAME, DELETE, "", { 412, 412, 412 }, true },
	{ NAME, PUT, "/hosts/$a {\"role\": \"door\"}", { 409, 409, 409 },
	    false },
	{ NAME, DELETE, "/hosts/$z", { 204, 204, 204 }, false },
	{ NAME, POST, "/transfer {\"user_id\": \"$a\"}", { 409, 409, 409 },
	    false },
	{ HIDE, POST, "/unhide", { 409, 409, 409 }, false },
};

static const struct role {
	const char *name; /* NULL: nobody */
	int rights;
} roles[] = {
	{ NULL, 0 },
	{ "stranger", 0 },
	{ "blocked", 0 },
	{ "root", HIDE }, /* an administrator of the server */
	{ "invited", SEE | ANSWER },
	{ "attending", SEE | ANSWER },
	{ "waiting", SEE | ANSWER },
	{ "left", 0 }, /* somebody who answered and is no member any more */
	{ "member", SEE | ANSWER },
	{ "door", SEE | ANSWER | DOOR },
	{ "host", SEE | ANSWER | DOOR | RUN | SELL },
	{ "ann", SEE | ANSWER | DOOR | RUN | NAME | SELL },
	{ "moderator", SEE | ANSWER | DOOR | RUN | NAME | HIDE | SELL },
	{ "admin", SEE | ANSWER | DOOR | RUN | NAME | HIDE | SELL },
};

static const char *const kinds[] = { "event", "series", "date" };

/* In the cluster c of zoe's. */
static void
given_role(const char *user, const char *role)
{
	given_user(user);
	expect(200, as(user, POST, "/clusters/%s/join", id("c")));
	if (role)
		expect(204, as("zoe", PUT, "/clusters/%s/members/%s/roles/%s",
				id("c"), id(user), id(role)));
}

static void
given_cluster(void)
{
	given("c", "zoe", "/clusters {'name': 'x'}");
	given("Maker", "zoe",
	    "/clusters/%s/roles {'name': 'Maker', 'rank': 1, 'permissions': "
	    "['events.create']}",
	    id("c"));
	expect(200, as("zoe", GET, "/clusters/%s/roles", id("c")));
	for (int i = body_count("") - 1; i >= 0; i--)
		keep_id(body(text("/%d/name", i)), body(text("/%d/id", i)));
	given_role("ann", "Maker");
	given_role("member", NULL);
	given_role("door", NULL);
	given_role("host", NULL);
	given_role("blocked", NULL);
	given_role("suspended", NULL);
	given_role("attending", NULL);
	given_role("waiting", NULL);
	given_role("left", NULL);
	given_role("moderator", "Moderator");
	given_role("admin", "Admin");
	given_user("stranger");
	given_user("invited");
	given_admin("root");
	expect(204, as("ann", PUT, "/users/me/blocks/%s", id("blocked")));
}

/* Whom it names; of a date its series does. */
static void
name_people(const char *event)
{
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'co_host'}",
			id(event), id("host")));
	expect(204, as("ann", PUT, "/events/%s/hosts/%s {'role': 'door'}",
			id(event), id("door")));
	expect(204,
	    as("zoe", PUT, "/events/%s/guests/%s", id(event), id("invited")));
}

/* One comes, and others wait. */
static void
answer(const char *event)
{
	expect(200, attend("attending", event));
	expect(202, attend("waiting", event));
	expect(202, attend("left", event));
}

static void
given_kinds(void)
{
	char *of_cluster = text(", \"visibility\": \"cluster\", "
				"\"cluster_id\": \"%s\", "
				"\"attendee_list\": \"hosts\", "
				"\"capacity\": 1, \"waitlist\": true",
	    id("c"));

	expect(201, make("ann", "Talk", of_cluster));
	keep("event");
	name_people("event");
	given_series("series", text(FIVE "%s", of_cluster));
	name_people("series");
	keep_id("date", date("series", 0));
	answer("event");
	answer("date");
	expect(204, as("left", POST, "/clusters/%s/leave", id("c")));
}

static char *
filled(const char *request)
{
	char *out = text("%s", request), *at;

	while ((at = strchr(out, '$')))
		out = text("%.*s%s%s", (int)(at - out), out,
		    id(at[1] == 'a' ? "ann" : "zoe"), at + 2);
	return out;
}

/* Only who may needs a condition that keeps it from happening. */
static int
request_as(
    const struct operation *o, const char *user, const char *kind, bool may)
{
	if (o->is_stale && may)
		with("If-Match", "\"0\"");
	return user ? as(user, o->method, "/events/%s%s", id(kind),
			  filled(o->request))
		    : anonymous(o->method, "/events/%s%s", id(kind),
			  filled(o->request));
}

/* Who does not see it finds nothing, and who may not do it is told so. */
static void
try_operation(const struct operation *o, const struct role *role, size_t kind)
{
	bool may = role->rights & o->right;
	int status = request_as(o, role->name, kinds[kind], may);
	int expected = may ? o->status[kind] : role->rights & SEE ? 403 : 404;

	if (!role->name && status == 401)
		return;
	cr_expect(status == expected, "%s %s of %s as %s: %d not %d: %s",
	    o->method, o->request, kinds[kind],
	    role->name ? role->name : "nobody", status, expected,
	    response()->body);
}

Test_engines(api_event_role, each_may_what_their_role_says, .timeout = 60)
{
	given_cluster();
	given_kinds();
	for (size_t r = 0; r < N_OF(roles); r++)
		for (size_t o = 0; o < N_OF(operations); o++)
			for (size_t k = 0; k < N_OF(kinds); k++)
				try_operation(&operations[o], &roles[r], k);
}

Test_engines(api_event_role, who_is_suspended_may_nothing)
{
	given_cluster();
	given_kinds();
	expect(200, as("suspended", GET, "/users/me"));
	given_suspended("suspended");
	for (size_t o = 0; o < N_OF(operations); o++)
		for (size_t k = 0; k < N_OF(kinds); k++)
			expect(401, request_as(&operations[o], "suspended",
					kinds[k], false));
}

/* Of links, by which somebody answers each kind without an account, and of a
 * calendar. */
static size_t
given_tokens(char *tokens[])
{
	size_t n = 0;

	for (; n < N_OF(kinds); n++) {
		char *email = text("gus%zu@else.example", n);

		expect(200,
		    as("ann", POST, "/events/%s/invites {'emails': ['%s']}",
			id(kinds[n]), email));
		tokens[n] = token_mailed(email);
		expect(200, anonymous(GET, "/guest-rsvps/%s", tokens[n]));
	}
	expect(201,
	    as("ann", POST, "/users/me/calendar-feeds {'kind': 'person'}"));
	tokens[n] = text("%s", strstr(body("/url"), "/feeds/") + 7);
	expect(200, anonymous(GET, "/feeds/%s", tokens[n]));
	*strrchr(tokens[n], '.') = '\0';
	expect(404, anonymous(GET, "/guest-rsvps/%s", tokens[n]));
	return n + 1;
}

Test_engines(api_event_role, a_link_is_a_key_to_nothing_else, .timeout = 60)
{
	char *tokens[N_OF(kinds) + 1];
	size_t n;

	given_cluster();
	given_kinds();
	n = given_tokens(tokens);
	for (size_t t = 0; t < n; t++)
		for (size_t o = 0; o < N_OF(operations); o++)
			for (size_t k = 0; k < N_OF(kinds); k++) {
				with("Authorization",
				    text("Bearer %s", tokens[t]));
				expect(401, request_as(&operations[o], NULL,
						kinds[k], false));
			}
}

#ifdef WITH_POSTGRESQL

/* All rows that operations lock, as one who is slow would. */
static void
hold_all(struct call *call)
{
	struct q_user_lock_whole_row user;
	struct q_event_lock_row event;
	struct event_id row;

	cr_assert(db_begin(call->db) == ERR_OK);
	cr_assert(q_user_lock_whole(
		      call->db, .id = given_user_id("ann"), &user) == ERR_OK);
	for (size_t k = 0; k < N_OF(kinds); k++) {
		cr_assert(uuid_parse(id(kinds[k]), &row.v));
		cr_assert(q_event_lock(call->db, .id = row, &event) == ERR_OK);
	}
}

/* Each that takes a part of a series. */
static const struct operation parts[] = {
	{ RUN, PATCH, "?apply=following {\"location\": \"x\"}",
	    { 400, 400, 412 }, true },
	{ RUN, POST, "/cancel?apply=following", { 412, 412, 412 }, true },
	{ RUN, POST, "/reinstate?apply=following", { 409, 409, 409 }, false },
	{ NAME, DELETE, "?apply=following", { 412, 412, 412 }, true },
};

/* Else whoever knows an id could keep others from what they do; SQLite has one
 * writer. */
static void api_event_role_who_may_not_waits_for_nobody(void);
TEST_ON_POSTGRESQL(api_event_role, who_may_not_waits_for_nobody, .timeout = 60)
static void
api_event_role_who_may_not_waits_for_nobody(void)
{
	static const struct role stranger = { "stranger", 0 },
				 member = { "member", SEE };
	struct own own;

	given_cluster();
	given_kinds();
	own_open(&own);
	hold_all(&own.call);
	for (size_t k = 0; k < N_OF(kinds); k++) {
		for (size_t o = 0; o < N_OF(operations); o++)
			try_operation(&operations[o], &stranger, k);
		for (size_t o = 0; o < N_OF(parts); o++) {
			try_operation(&parts[o], &stranger, k);
			try_operation(&parts[o], &member, k);
		}
	}
	own_close(&own);
}

#endif
