/*
 * Who may do what: one row per operation of the contract, by nobody, a
 * stranger, the owner and an admin. An operation without a row fails.
 */
#include "t/api/operations.h"
#include "t/lib/api.h"

#include "base/banned.h"

static void
try(const struct operation_row *row, enum operation_role role)
{
	int status = operation_send(row, role, operation_path(row));

	cr_expect(status == row->status[role], "%s as role %d: %d not %d: %s",
	    row->id, role, status, row->status[role], response()->body);
}

Test_engines(api_authorization, everybody_gets_what_the_table_says)
{
	const struct operation_row *row;
	int role;

	operation_given();
	for (row = operation_rows; row->id; row++)
		for (role = NOBODY; role <= ADMIN && row->status[0]; role++)
			try(row, (enum operation_role)role);
}

Test_engines(api_authorization, what_a_stranger_does_not_see_is_404)
{
	const struct operation_row *row;
	int n, status;

	operation_given();
	for (row = operation_rows; row->id; row++)
		for (n = 0;
		     row->path && (status = operation_ask_unseen(row, n)); n++)
			cr_expect(status == 404 &&
				      str_eq(problem_code(), "not_found"),
			    "%s: %d: %s", row->id, status, response()->body);
}

static bool
has_row(void *ctx, const struct contract_operation *op)
{
	const struct operation_row *row = operation_rows;

	(void)ctx;
	while (row->id && !str_eq(row->id, op->id))
		row++;
	cr_expect(row->id != NULL, "%s has no row", op->id);
	return true;
}

Test_once(api_authorization, every_operation_has_its_row)
{
	contract_each(talk_contract(), has_row, NULL);
}
