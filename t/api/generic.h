/*
 * Walking over the operations of the contract, for what holds for all of them.
 */
#ifndef T_API_GENERIC_H
#define T_API_GENERIC_H

#include <string.h>

#include "t/lib/api.h"

/* An id of nothing. */
#define UNKNOWN "01890a5d-ac96-774b-bcce-b302099a8057"

typedef void (*visit_fn)(const struct contract_operation *op);

static inline bool
visit(void *ctx, const struct contract_operation *op)
{
	visit_fn *fn = ctx;

	(*fn)(op);
	return true;
}

static inline void
for_each_operation(visit_fn fn)
{
	contract_each(talk_contract(), visit, &fn);
}

/* The path with each {parameter} replaced by value, but for those that are
 * days.
 */
static inline char *
target_of(const struct contract_operation *op, const char *value)
{
	char *out = text("/%s", op->path), *brace, *end;

	while ((brace = strchr(out, '{'))) {
		end = strchr(brace, '}');
		*brace = *end = '\0';
		out = text("%s%s%s", out,
		    str_eq(brace + 1, "date") ? "2030-06-01" : value, end + 1);
	}
	return out;
}

static inline struct json_object *
at(struct json_object *v, const char *name)
{
	struct json_object *out = NULL;

	if (json_object_is_type(v, json_type_object))
		json_object_object_get_ex(v, name, &out);
	return out;
}

enum auth { AUTH_NONE, AUTH_OPTIONAL, AUTH_REQUIRED };

static inline enum auth
auth_of(const struct contract_operation *op)
{
	struct json_object *security = at(op->spec, "security");
	struct json_object *first = json_object_array_get_idx(security, 0);

	if (!first)
		return AUTH_NONE;
	return json_object_object_length(first) ? AUTH_REQUIRED : AUTH_OPTIONAL;
}

static inline bool
is_unsafe(const struct contract_operation *op)
{
	return !str_eq(op->method, "GET");
}

static inline struct json_object *
input_of(const struct contract_operation *op)
{
	return contract_input(talk_contract(), op);
}

/* Sends body (NULL: none) to the operation as ann. */
static inline int
call(const struct contract_operation *op, const char *value, const char *json)
{
	if (json)
		with_body("application/json", json, strlen(json));
	return as("ann", op->method, "%s", target_of(op, value));
}

#define expect_of(op, want, got)                                      \
	do {                                                          \
		int got_ = (got);                                     \
		cr_expect(got_ == (want), "%s: %d instead of %d: %s", \
		    (op)->id, got_, (want), response()->body);        \
	} while (0)

#endif
