/*
 * Each permission of a cluster allows what it says and nothing else does: bob
 * has one role, whose permissions change, and asks for the same again and
 * again.
 */
#include "rule/permission.h"

#include <string.h>

#include "t/lib/api.h"

#include "base/banned.h"

static const char *const names[] = {
#define X(number, id, name, what) [number] = (name),
	RULE_PERMISSIONS(X)
#undef X
};

#define NEW_EVENT                                                          \
	"/events {\"title\": \"x\", \"start_time\": "                      \
	"\"2031-01-01T10:00:00Z\", \"end_time\": \"2031-01-01T11:00:00Z\"" \
	", \"visibility\": \"cluster\", \"cluster_id\": \"$c\"}"

/* $c is the id of the cluster, $g of a group in it, $m of a message there, $e
 * of an event, $r of a low role, $p of somebody who has just joined. Whoever
 * manages groups owns all of them, and so may what their owners may. */
static const struct row {
	enum rule_permission wants;
	const char *method, *request;
	int status;
	bool is_in_group, names_members; /* whom one must see */
} rows[] = {
	{ RULE_CLUSTER_UPDATE, PATCH, "/clusters/$c {\"description\": \"x\"}",
	    200, false, false },
	{ RULE_CLUSTER_DELETE, POST, "/clusters/$c/reopen", 409, false, false },
	{ RULE_DOMAINS_MANAGE, GET, "/clusters/$c/domains", 200, false, false },
	{ RULE_AUDIT_READ, GET, "/clusters/$c/audit-log", 200, false, false },
	{ RULE_AUDIT_READ, GET, "/groups/$g/audit-log", 200, true, false },
	{ RULE_MEMBERS_READ, GET, "/clusters/$c/members", 200, false, false },
	{ RULE_MEMBERS_READ, GET, "/groups/$g/members", 200, true, false },
	{ RULE_MEMBERS_INVITE, POST, "/clusters/$c/invites {}", 201, false,
	    false },
	{ RULE_MEMBERS_APPROVE, GET, "/clusters/$c/join-requests", 200, false,
	    false },
	{ RULE_MEMBERS_APPROVE, GET, "/groups/$g/join-requests", 200, true,
	    false },
	{ RULE_MEMBERS_REMOVE, DELETE, "/clusters/$c/members/$p {}", 204, false,
	    false },
	{ RULE_MEMBERS_BAN, PUT, "/clusters/$c/bans/$p {}", 204, false, false },
	{ RULE_MEMBERS_BAN, GET, "/groups/$g/bans", 200, true, false },
	{ RULE_ROLES_MANAGE, PATCH, "/clusters/$c/roles/$r {\"rank\": 2}", 200,
	    false, false },
	{ RULE_ROLES_ASSIGN, PUT, "/clusters/$c/members/$p/roles/$r", 204,
	    false, true },
	{ RULE_GROUPS_CREATE, POST,
	    "/groups {\"name\": \"x\", \"cluster_id\": \"$c\"}", 201, false,
	    false },
	{ RULE_GROUPS_MANAGE, PATCH, "/groups/$g {\"description\": \"x\"}", 200,
	    false, false },
	{ RULE_EVENTS_CREATE, POST, NEW_EVENT, 201, false, false },
	{ RULE_EVENTS_MANAGE, PATCH, "/events/$e {\"title\": \"y\"}", 200,
	    false, false },
	{ RULE_TICKETS_MANAGE, POST,
	    "/events/$e/ticket-types {\"name\": \"x\", \"payment_type\": "
	    "\"free\"}",
	    201, false, false },
	{ RULE_MESSAGES_MODERATE, DELETE, "/groups/$g/messages/$m", 204, true,
	    false },
	{ RULE_REPORTS_HANDLE, GET, "/clusters/$c/reports", 200, false, false },
	{ RULE_REPORTS_HANDLE, GET, "/groups/$g/reports", 200, true, false },
};

/* Those that allow nothing yet in a cluster as such, or only what members of
 * its groups do. */
static const enum rule_permission unused[] = { RULE_FEEDBACK_READ,
	RULE_SPARKS_CREATE, RULE_SPARKS_MANAGE, RULE_ROUTINES_CREATE,
	RULE_ROUTINES_MANAGE, RULE_MESSAGES_POST, RULE_FILES_UPLOAD,
	RULE_FILES_MODERATE, RULE_MATCHING_USE, RULE_WEBHOOKS_MANAGE };

static char *
json_of(int64_t permissions)
{
	char *out = text("%s", "");

	for (int i = 0; i < RULE_PERMISSION_COUNT; i++)
		if (permissions >> i & 1)
			out = text(
			    "%s%s\"%s\"", out, *out ? ", " : "", names[i]);
	return out;
}

/* What bob may from here on. */
static void
allow(int64_t permissions)
{
	expect(
	    200, as("ann", PATCH, "/clusters/%s/roles/%s {'permissions': [%s]}",
		     id("c"), id("role"), json_of(permissions)));
}

/* Somebody who has just joined, and what a request may change or remove. */
static void
make_things(void)
{
	static int n;

	given_user(text("person%d", n));
	keep_id("p", id(text("person%d", n)));
	expect(
	    200, as(text("person%d", n++), POST, "/clusters/%s/join", id("c")));
	given("m", "ann", "/groups/%s/messages {'content': 'x'}", id("g"));
}

static char *
filled(const char *request)
{
	char *out = text("%s", request), *at;

	while ((at = strchr(out, '$')))
		out = text("%.*s%s%s", (int)(at - out), out,
		    id(text("%c", at[1])), at + 2);
	return out;
}

static int
ask(const struct row *row)
{
	make_things();
	return as("bob", row->method, "%s", filled(row->request));
}

static void
try_row(const struct row *row)
{
	const int64_t all = (INT64_C(1) << RULE_PERMISSION_COUNT) - 1;
	int64_t bit = INT64_C(1) << row->wants, others = all & ~bit;
	int64_t besides = row->names_members ? 1 << RULE_MEMBERS_READ : 0;
	const char *what = names[row->wants];

	if (row->is_in_group)
		others &= ~(INT64_C(1) << RULE_GROUPS_MANAGE);
	allow(bit | besides);
	cr_expect(ask(row) == row->status, "%s alone: %s: %s", what,
	    row->request, response()->body);
	allow(besides);
	cr_expect(ask(row) == 403, "without %s: %s: %s", what, row->request,
	    response()->body);
	allow(others);
	cr_expect(ask(row) == 403, "all but %s: %s: %s", what, row->request,
	    response()->body);
}

/* Ann's, in which members may nothing, and bob has a role of rank 50. */
static void
given_cluster(void)
{
	given("c", "ann", "/clusters {'name': 'c'}");
	given("g", "ann", "/groups {'name': 'g', 'cluster_id': '%s'}", id("c"));
	given("r", "ann", "/clusters/%s/roles {'name': 'low', 'rank': 1}",
	    id("c"));
	given_event("e", .more = text(", 'cluster_id': '%s'", id("c")));
	expect(200, as("ann", GET, "/clusters/%s/roles", id("c")));
	for (int i = 0; i < body_count(""); i++)
		if (str_eq(body(text("/%d/name", i)), "Member"))
			keep_id("member", body(text("/%d/id", i)));
	expect(
	    200, as("ann", PATCH, "/clusters/%s/roles/%s {'permissions': []}",
		     id("c"), id("member")));
	given("role", "ann", "/clusters/%s/roles {'name': 'x', 'rank': 50}",
	    id("c"));
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(204, as("ann", PUT, "/clusters/%s/members/%s/roles/%s", id("c"),
			id("bob"), id("role")));
}

Test_engines(api_permission, each_allows_its_own_and_only_until_it_is_taken)
{
	api_set("MESSAGES_PER_MINUTE", "1000");
	given_cluster();
	for (size_t i = 0; i < N_OF(rows); i++)
		try_row(&rows[i]);
}

static bool
is_tried(int permission)
{
	for (size_t i = 0; i < N_OF(rows); i++)
		if ((int)rows[i].wants == permission)
			return true;
	for (size_t i = 0; i < N_OF(unused); i++)
		if ((int)unused[i] == permission)
			return true;
	return false;
}

Test_once(api_permission, none_is_left_out)
{
	for (int i = 0; i < RULE_PERMISSION_COUNT; i++)
		cr_expect(is_tried(i), "rows[] does not have %s", names[i]);
}
