/*
 * Which API tokens may do what: the scope of an operation is its tag, and
 * whether it reads or writes. Some tags are for people alone.
 */
#include "gen/contract.h"

#include <string.h>

#include "base/attr.h"
#include "base/str.h"

#include "base/banned.h"

#define LIST "/components/schemas/TokenScope"

/* Where people sign in, say what else signs in for them, and run the server;
 * and names that nothing new should learn. */
static const char *const closed[] = { "auth", "sessions", "tokens", "factors",
	"accounts", "exports", "admin", "old names" };

static const char *
tag_of(const struct contract_operation *op)
{
	struct json_object *tags;

	if (!json_object_object_get_ex(op->json, "tags", &tags) ||
	    !json_object_is_type(tags, json_type_array) ||
	    json_object_array_length(tags) == 0)
		return NULL;
	return json_object_get_string(json_object_array_get_idx(tags, 0));
}

static bool
is_closed(const char *tag)
{
	size_t i = 0;

	while (i < N_OF(closed) && !str_eq(closed[i], tag))
		i++;
	return i < N_OF(closed);
}

void
contract_scope_read(struct contract *c, struct contract_operation *op)
{
	const char *tag = tag_of(op);
	bool may = tag && !is_closed(tag) && !op->successor && !op->is_fresh;

	if (json_object_object_get_ex(op->json, "x-token", NULL))
		may = contract_flag(c, op->at, op->json, "x-token");
	if (may && op->is_fresh)
		contract_error(
		    c, op->at, "a token has shown nobody: \"x-fresh\"");
	if (may && op->auth != AUTH_NONE)
		op->scope = arena_printf(&c->arena, "%s:%s", tag,
		    str_eq(op->method, "get") ? "read" : "write");
}

static bool
has_operation(const struct contract *c, const char *scope)
{
	for (size_t i = 0; i < c->n_operations; i++)
		if (c->operations[i].scope &&
		    str_eq(c->operations[i].scope, scope))
			return true;
	return false;
}

void
contract_scopes_check(struct contract *c)
{
	const struct contract_list *list = contract_list_at(c, LIST);

	for (size_t i = 0; list && i < c->n_operations; i++)
		if (c->operations[i].scope &&
		    !contract_lists(list->words, c->operations[i].scope))
			contract_error(c, c->operations[i].at,
			    "its scope %s is not in TokenScope",
			    c->operations[i].scope);
	for (size_t i = 0; list && i < json_object_array_length(list->words);
	     i++) {
		const char *word = json_object_get_string(
		    json_object_array_get_idx(list->words, i));

		if (!has_operation(c, word))
			contract_error(
			    c, LIST, "%s is no operation's scope", word);
	}
}
