/*
 * What holds for every operation that changes something with an ETag: it takes
 * If-Match, refuses a stale version, and makes the one before it stale.
 */
#include "t/api/operations.h"
#include "t/lib/api.h"

#include <string.h>

#include "base/banned.h"

/* What takes no If-Match all the same, because ... */
static const struct {
	const char *id, *why;
} exemptions[] = {
	{ "user_me_password", "the current password is the condition" },
	{ "user_me_remove", "who goes does so whatever their profile says" },
	{ "user_me_email", "who asks for another address has none yet" },
	{ "user_me_email_drop", "no version of it is shown" },
	{ "export_create", "what is asked for is no part of them" },
	{ "cluster_join", "who joins changes nothing that was written" },
	{ "cluster_leave", "who leaves changes nothing that was written" },
	{ "proof_create",
	    "who proves an address changes nothing that is written" },
	{ "group_join", "who joins changes nothing that was written" },
	{ "message_mark_read", "who reads a group changes nothing in it" },
	{ "group_leave", "who leaves changes nothing that was written" },
	{ "spark_join", "who joins changes nothing that was written" },
	{ "spark_leave", "who leaves changes nothing that was written" },
	{ "rsvp_confirm", "who confirms changes nothing that was written" },
	{ "event_invite_create",
	    "who is invited changes nothing of the event" },
	{ "guest_rsvp_create", "who answers changes nothing of the event" },
	{ "event_notice_create", "what is told changes nothing of the event" },
	{ "recovery_code_renew", "the codes are no part of their person" },
};

static bool
is_exempt(const struct contract_operation *op)
{
	for (size_t i = 0; i < N_OF(exemptions); i++)
		if (str_eq(exemptions[i].id, op->id))
			return true;
	return false;
}

static bool
is_read(const char *path, struct contract_operation *read)
{
	return contract_find(talk_contract(), GET, path, read) &&
	       str_eq(read->path, path);
}

/* Without its last segment. */
static char *
above(const char *path)
{
	return text("%.*s", (int)(strrchr(path, '/') - path), path);
}

/* The GET of what an operation changes: that of its path, or of the path that
 * its verb stands behind. */
static bool
find_read(const struct contract_operation *op, struct contract_operation *read)
{
	if (is_read(op->path, read))
		return true;
	return strrchr(op->path, '/')[1] != '{' &&
	       is_read(above(op->path), read);
}

static bool
documents(const struct contract_operation *op, int status)
{
	return contract_documents(op, status);
}

static bool
takes_condition(const struct contract_operation *op)
{
	return contract_lists(op, "precondition_failed");
}

/* Whether it changes something whose GET answers with an ETag. */
static bool
changes_a_version(const struct contract_operation *op)
{
	struct contract_operation read;
	bool makes_another = str_eq(op->method, POST) && documents(op, 201);

	return !str_eq(op->method, GET) && !makes_another &&
	       find_read(op, &read) && documents(&read, 304);
}

static bool
takes_if_match(void *ctx, const struct contract_operation *op)
{
	bool wants = changes_a_version(op) && !is_exempt(op);
	bool takes = takes_condition(op);

	(void)ctx;
	cr_expect(takes || !wants,
	    "%s changes what has an ETag, without precondition_failed among "
	    "its x-errors",
	    op->id);
	cr_expect(wants || !takes,
	    "%s has precondition_failed among its x-errors, but is exempt or "
	    "changes nothing with an ETag",
	    op->id);
	return true;
}

Test_once(api_version, what_changes_a_version_takes_if_match)
{
	contract_each(talk_contract(), takes_if_match, NULL);
}

Test_once(api_version, what_is_exempt_exists)
{
	for (size_t i = 0; i < N_OF(exemptions); i++) {
		const struct operation_row *row = operation_rows;

		while (row->id && !str_eq(row->id, exemptions[i].id))
			row++;
		cr_expect(row->id, "%s", exemptions[i].id);
	}
}

/* Calls fn for the rows of the operations that take If-Match. */
static void
for_each_row(
    void (*fn)(const struct operation_row *, const struct contract_operation *))
{
	struct contract_operation op;

	for (const struct operation_row *row = operation_rows; row->id; row++)
		if (row->path &&
		    contract_find(talk_contract(), row->method,
			text("/api/v1%s", row->path), &op) &&
		    takes_condition(&op))
			fn(row, &op);
}

/* Its owner, or an administrator where these alone may make it. */
static enum operation_role
maker_of(const struct operation_row *row)
{
	return row->status[OWNER] == 403 ? ADMIN : OWNER;
}

static void
refuses_a_stale_version(
    const struct operation_row *row, const struct contract_operation *op)
{
	char *path = operation_path(row);
	int status;

	(void)op;
	with("If-Match", "\"0\"");
	status = operation_send(row, maker_of(row), path);
	cr_expect(
	    status == 412 && str_eq(problem_code(), "precondition_failed"),
	    "%s: %d instead of 412: %s", row->id, status, response()->body);
}

Test_engines(api_version, a_stale_version_is_412)
{
	operation_given();
	for_each_row(refuses_a_stale_version);
}

/* The ETag of what the row changes; its first request may have to make it. */
static char *
etag_for(const struct operation_row *row, const struct contract_operation *op,
    const char *path)
{
	const char *name = maker_of(row) == OWNER ? "ann" : "root";
	struct contract_operation read;

	cr_assert(find_read(op, &read), "%s", op->id);
	if (!str_eq(read.path, op->path))
		path = above(path);
	else if (as(name, GET, "%s", path) == 404)
		operation_send(row, maker_of(row), path);
	expect(200, as(name, GET, "%s", path));
	return header("ETag");
}

/* Whether the row is one by which its maker changes something that stays. */
static bool
is_change(const struct operation_row *row)
{
	return row->path && !str_eq(row->method, DELETE) &&
	       row->status[maker_of(row)] / 100 == 2;
}

static void
makes_a_version_stale(
    const struct operation_row *row, const struct contract_operation *op)
{
	char *path, *etag;
	int status;

	if (!is_change(row))
		return;
	path = operation_path(row);
	etag = etag_for(row, op, path);
	with("If-Match", etag);
	expect(row->status[maker_of(row)],
	    operation_send(row, maker_of(row), path));
	with("If-Match", etag);
	status = operation_send(row, maker_of(row), path);
	/* 403: the change gave the right to make it to somebody else */
	cr_expect(status == 412 || status == 403,
	    "%s: %d instead of 412: the change has left the version as it was",
	    row->id, status);
}

Test_engines(api_version, a_change_makes_the_version_before_it_stale)
{
	operation_given();
	for_each_row(makes_a_version_stale);
}

static bool
has_a_row_that_succeeds(void *ctx, const struct contract_operation *op)
{
	const struct operation_row *row = operation_rows;

	(void)ctx;
	if (str_eq(op->method, DELETE) || !takes_condition(op))
		return true;
	while (row->id && !(str_eq(row->id, op->id) && is_change(row)))
		row++;
	cr_expect(row->id, "%s has no row by which somebody succeeds", op->id);
	return true;
}

Test_once(api_version, each_change_is_tried)
{
	contract_each(talk_contract(), has_a_row_that_succeeds, NULL);
}
