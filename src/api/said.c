#include "api/said.h"

#include "api/operation.h"
#include "base/bug.h"
#include "base/str.h"
#include "check/check.h"
#include "generated/api.h"
#include "json/read.h"

#include "base/banned.h"

static const struct check_input *
input_of(const char *operation)
{
	size_t i = 0;

	while (!str_eq(api_routes.operations[i].id, operation))
		bug_if(++i == api_routes.n_operations);
	return &api_routes.operations[i].input;
}

enum err
api_said_read(struct call *call, const char *operation, struct uuid id,
    const struct buf *json, void *in)
{
	const char *names[] = { arena_alloc(call->arena, UUID_TEXT_SIZE) };
	struct check_source from = { .path_values = names, .query = "" };
	enum err err;

	if (json->failed)
		return fault(
		    call->fault, ERR_VALIDATION_FAILED, "It says too much.");
	uuid_format(id, (char *)names[0]);
	err = json_parse(
	    call->arena, json->p, json->len, call->fault, &from.body);
	return err ? err
		   : check_input(input_of(operation), &from, call->arena,
			 call->fault, in);
}
