/*
 * Who may do what: one row per operation of the contract, by nobody, a
 * stranger, the owner and an admin. An operation without a row fails.
 */
#include "t/api/operations.h"

#include <string.h>

#include "t/api/clerk_signed.h"
#include "t/lib/api.h"
#include "t/lib/held.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* Of all spaces there are. Texts are the same for both engines. */
static const char ban_eve[] =
    "INSERT INTO ban (space_id, user_id, created_at)"
    " SELECT s.id, u.id, s.created_at FROM space s CROSS JOIN users u"
    " WHERE u.first_name = 'Eve' ON CONFLICT DO NOTHING";
static const struct db_query ban_query = { .name = "ban_eve",
	.sql = { ban_eve, ban_eve } };

/* Who sees a routine may lock it: what they may do to a run is known when all
 * of them are brought up to the time. */
static bool
is_of_run(const struct operation_row *row)
{
	return strstr(row->path, "/runs/") || strstr(row->path, "/swaps/");
}

/* Who is refused makes nobody wait, and waits for nobody. */
static int
send_to_held(const struct operation_row *row, enum operation_role role,
    const char *path, struct own *holder)
{
	int status;

	held_take(holder);
	status = operation_send(row, role, path);
	held_release(holder);
	return status;
}

static bool
is_refused(const struct operation_row *row, enum operation_role role)
{
	int status = row->status[role];

	return role <= STRANGER &&
	       (status == 401 || status == 403 || status == 404) &&
	       !is_of_run(row);
}

static void
try(const struct operation_row *row, enum operation_role role,
    struct own *holder)
{
	const char *path = operation_path(row);
	int status = is_refused(row, role)
			 ? send_to_held(row, role, path, holder)
			 : operation_send(row, role, path);

	cr_expect(status == row->status[role], "%s as role %d: %d not %d: %s",
	    row->id, role, status, row->status[role], response()->body);
}

/* Her program, which may do nothing else. */
static void
try_by_token(const struct operation_row *row)
{
	struct contract_operation op;
	struct json_object *scope;
	char *path;
	int status;

	if (!contract_find(talk_contract(), row->method,
		text("/api/v1%s", row->path), &op) ||
	    !json_object_object_get_ex(op.spec, "x-scope", &scope))
		return;
	path = operation_path(row);
	with("Authorization",
	    given_token(
		"ann", text("[\"%s\"]", json_object_get_string(scope))));
	status = operation_send(row, OWNER, path);
	cr_expect(status == row->status[OWNER],
	    "%s by an API token: %d not %d: %s", row->id, status,
	    row->status[OWNER], response()->body);
}

Test_engines(
    api_authorization, a_program_with_the_scope_gets_what_its_owner_gets)
{
	operation_given();
	for (const struct operation_row *row = operation_rows; row->id; row++)
		if (row->status[0])
			try_by_token(row);
}

/* Her browser, on a page of the site. */
static void
try_by_cookie(const struct operation_row *row)
{
	const char *path;
	int status;

	given_session("ann"); /* the last may have ended hers */
	path = operation_path(row);
	with("Cookie", given_cookie("ann"));
	with("Sec-Fetch-Site", "same-origin");
	status = operation_send(row, NOBODY, path);
	cr_expect(status == row->status[OWNER], "%s by a cookie: %d not %d: %s",
	    row->id, status, row->status[OWNER], response()->body);
}

static bool
wants_somebody(const struct operation_row *row)
{
	struct contract_operation op;
	struct json_object *security;

	return contract_find(talk_contract(), row->method,
		   text("/api/v1%s", row->path), &op) &&
	       json_object_object_get_ex(op.spec, "security", &security) &&
	       json_object_array_length(security) > 0;
}

Test_engines(api_authorization, a_browser_gets_what_its_owner_gets)
{
	operation_given();
	for (const struct operation_row *row = operation_rows; row->id; row++)
		if (row->status[0] && wants_somebody(row))
			try_by_cookie(row);
}

static bool
wants_it_fresh(const struct operation_row *row)
{
	struct contract_operation op;

	return contract_find(talk_contract(), row->method,
		   text("/api/v1%s", row->path), &op) &&
	       json_object_object_get_ex(op.spec, "x-fresh", NULL);
}

/* Signed in at Clerk, where nobody has shown us who they are. */
static void
try_by_clerk(const struct operation_row *row)
{
	int status, expected = wants_it_fresh(row) ? 403 : row->status[OWNER];
	const char *path;

	if (str_eq(row->id, "user_me_email_drop"))
		return; /* of what she may not ask for */
	given_session("ann");
	path = operation_path(row);
	with("Authorization",
	    token(HEADER, "ann", text("sess_%s", row->id), "", ""));
	status = operation_send(row, NOBODY, path);
	cr_expect(status == expected, "%s by Clerk: %d not %d: %s", row->id,
	    status, expected, response()->body);
}

/* Once: what the database does for whom a token names is in clerk_token_test.c,
 * and what it does then in the tables above and below. */
Test_once(
    api_authorization, who_is_signed_in_at_clerk_gets_what_wants_nobody_fresh)
{
	operation_given();
	start();
	expect(204, clerk_deliver("user.created",
			clerk_person("ann", "verified", 1, "")));
	api_expect_503();
	expect(503, look(token(HEADER, "ann", "sess_1", "", "")));
	work();
	for (const struct operation_row *row = operation_rows; row->id; row++)
		if (row->status[0] && wants_somebody(row))
			try_by_clerk(row);
	http_server_stop(&server);
}

Test_engines(api_authorization, everybody_gets_what_the_table_says)
{
	const struct operation_row *row;
	struct own holder;
	int role;

	operation_given();
	own_open(&holder);
	for (row = operation_rows; row->id; row++)
		for (role = NOBODY; role <= ADMIN && row->status[0]; role++)
			try(row, (enum operation_role)role, &holder);
	own_close(&holder);
}

/* What stands behind the first placeholder belongs to a thing that the stranger
 * sees: there, who may not act may be told so before anything is looked up, and
 * so may who is no administrator where only these act. */
static void
ask_unseen(const struct operation_row *row, int n, const char *placeholder,
    struct own *holder)
{
	bool may_be_403 = row->status[STRANGER] == 403 &&
			  (n > 0 || row->status[OWNER] == 403);
	int status = operation_ask_unseen(
	    row, n, n > 0 && is_of_run(row) ? NULL : holder);

	cr_expect((status == 404 && str_eq(problem_code(), "not_found")) ||
		      (status == 403 && may_be_403),
	    "%s with %s that a stranger does not see: %d instead of 404%s: %s",
	    row->id, placeholder, status, may_be_403 ? " or 403" : "",
	    response()->body);
}

Test_engines(api_authorization, what_a_stranger_does_not_see_is_404_at_once)
{
	const struct operation_row *row;
	struct own holder;
	char *placeholder;

	operation_given();
	own_open(&holder);
	for (row = operation_rows; row->id; row++)
		for (int n = 0; (placeholder = operation_placeholder(row, n));
		     n++)
			ask_unseen(row, n, placeholder, &holder);
	own_close(&holder);
}

/* An event of no space bans nobody; for those of one see event_space_test.c,
 * for sparks, which are changed by who made them, spark_join_test.c. Who has
 * a link from a mail acts as whom it went to; what is reserved is there for
 * nobody else. */
static void
refuse_banned(const struct operation_row *row)
{
	struct contract_operation op;
	char *path;
	int status;

	if (!row->path || !operation_placeholder(row, 0) ||
	    str_has_prefix(row->path, "/events/") ||
	    str_has_prefix(row->path, "/guest-rsvps/") ||
	    str_has_prefix(row->path, "/sparks/") ||
	    str_has_prefix(row->path, "/reservations/") ||
	    !contract_find(talk_contract(), row->method,
		text("/api/v1%s", row->path), &op) ||
	    !contract_lists(&op, "banned"))
		return;
	path = operation_path(row);
	cr_assert(db_exec(given_db(), (struct db_call){ &ban_query, NULL },
		      NULL) == ERR_OK);
	status = operation_send(row, STRANGER, path);
	cr_expect(status == 403 && str_eq(problem_code(), "banned"),
	    "%s: %d instead of 403 banned: %s", row->id, status,
	    response()->body);
}

Test_engines(api_authorization, who_is_banned_is_told_so)
{
	operation_given();
	given_user("eve");
	for (const struct operation_row *row = operation_rows; row->id; row++)
		refuse_banned(row);
	expect_problem(403, "banned",
	    as("eve", POST, "/groups {'name': 'x', 'cluster_id': '%s'}",
		id("c")));
}

static bool
has_row(void *ctx, const struct contract_operation *op)
{
	const struct operation_row *row = operation_rows;

	(void)ctx;
	while (row->id && !str_eq(row->id, op->id))
		row++;
	cr_expect(row->id != NULL,
	    "operation_rows[] in t/api/operations.c has no row for %s", op->id);
	return true;
}

Test_once(api_authorization, every_operation_has_its_row)
{
	contract_each(talk_contract(), has_row, NULL);
}
