/*
 * What holds for every operation of the contract, whoever wrote it: the tests
 * walk over the document, so that an operation added later is tested as well.
 */
#include "t/api/generic.h"
#include "t/api/operations.h"

#include <json-c/linkhash.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static void
has_a_malformed_id(const struct contract_operation *op)
{
	static const char ids[][48] = { "x", "1", "%20", "me2",
		"01890a5d-ac96-774b-bcce-b302099a805",
		"01890a5d-ac96-774b-bcce-b302099a8057a",
		"01890a5dac96774bbcceb302099a8057",
		"g1890a5d-ac96-774b-bcce-b302099a8057" };

	/* a provider may be called so */
	if (!strchr(op->path, '{') || strstr(op->path, "provider"))
		return;
	for (size_t i = 0; i < N_OF(ids); i++)
		expect_of(
		    op, 404, call(op, ids[i], input_of(op) ? "{}" : NULL));
	expect_text("not_found", problem_code());
}

Test_once(api_generic, a_malformed_id_is_404)
{
	for_each_operation(has_a_malformed_id);
}

static void
has_a_bad_body(const struct contract_operation *op)
{
	static char big[262146];

	if (!input_of(op))
		return;
	expect_of(op, 400, call(op, UNKNOWN, "{"));
	expect_text("bad_json", problem_code());
	expect_of(op, 400, call(op, UNKNOWN, "{\"a\":1,\"a\":1}"));
	with_body("text/plain", "{}", 2);
	expect_of(op, 415, as("ann", op->method, "%s", target_of(op, UNKNOWN)));
	memset(big, ' ', sizeof(big) - 1);
	expect_of(op, 413, call(op, UNKNOWN, big));
	expect_of(op, 422, call(op, UNKNOWN, "[]"));
	expect_of(op, 422, call(op, UNKNOWN, "null"));
}

Test_once(api_generic, a_bad_body_is_refused)
{
	for_each_operation(has_a_bad_body);
}

/* JSON that the schema cannot want, whatever it is. */
static const char *
wrong_value(struct json_object *schema)
{
	const char *ref = json_object_get_string(at(schema, "$ref"));
	struct json_object *type;

	if (ref)
		return wrong_value(document_at(talk_contract()->root, ref));
	type = at(schema, "type");
	if (json_object_is_type(type, json_type_array))
		type = json_object_array_get_idx(type, 0);
	if (type && str_eq(json_object_get_string(type), "boolean"))
		return "\"true\"";
	return "true";
}

static void
check_member(
    const struct contract_operation *op, const char *name, const char *json)
{
	expect_of(op, 422, call(op, UNKNOWN, json));
	cr_expect(!str_eq(error_at(text("/%s", name)), "(none)"), "%s: %s: %s",
	    op->id, json, response()->body);
}

static void
has_wrong_types(const struct contract_operation *op)
{
	struct json_object *properties = at(input_of(op), "properties");

	if (!properties)
		return;
	json_object_object_foreach(properties, name, schema)
	{
		check_member(
		    op, name, text("{\"%s\":%s}", name, wrong_value(schema)));
		check_member(op, name, text("{\"%s\":-7.25}", name));
	}
}

Test_once(api_generic, each_member_has_its_type)
{
	for_each_operation(has_wrong_types);
}

static struct json_object *
resolved(struct json_object *schema)
{
	const char *ref = json_object_get_string(at(schema, "$ref"));

	return ref ? document_at(talk_contract()->root, ref) : schema;
}

/* Whether a member of this name names something to people. */
static bool
is_called_a_name(const char *member)
{
	size_t len = strlen(member);

	return str_eq(member, "title") || str_eq(member, "tags") ||
	       str_eq(member, "name") ||
	       (len > 5 && str_eq(member + len - 5, "_name"));
}

/* Whether a text that may not be empty is for programs to compare alone. */
static bool
is_compared_alone(const char *member)
{
	return strstr(member, "token") || strstr(member, "password") ||
	       str_eq(member, "email") || str_eq(member, "timezone") ||
	       str_eq(member, "invite");
}

static void
check_text_is_seen(const struct contract_operation *op, const char *member,
    struct json_object *schema)
{
	const char *format = json_object_get_string(at(schema, "format"));

	if (is_called_a_name(member))
		cr_expect(str_eq(format, "name"),
		    "%s: %s lacks the format name", op->id, member);
	else if (at(schema, "minLength") && !is_compared_alone(member))
		cr_expect(format || at(schema, "enum") || at(schema, "pattern"),
		    "%s: %s may not be empty, but blank", op->id, member);
}

static void
check_texts_are_seen(const struct contract_operation *op, const char *member,
    struct json_object *schema)
{
	struct json_object *type, *any;
	size_t i;

	schema = resolved(schema);
	type = at(schema, "type");
	if (json_object_is_type(type, json_type_array))
		type = json_object_array_get_idx(type, 0);
	if (type && str_eq(json_object_get_string(type), "string"))
		check_text_is_seen(op, member, schema);
	if (at(schema, "items"))
		check_texts_are_seen(op, member, at(schema, "items"));
	any = at(schema, "oneOf");
	for (i = 0; any && i < json_object_array_length(any); i++)
		check_texts_are_seen(
		    op, member, json_object_array_get_idx(any, i));
	if (!at(schema, "properties"))
		return;
	json_object_object_foreach(at(schema, "properties"), name, inner)
	    check_texts_are_seen(op, name, inner);
}

static void
shows_its_names(const struct contract_operation *op)
{
	if (input_of(op))
		check_texts_are_seen(op, "", input_of(op));
}

Test_once(api_generic, what_names_something_must_show_something)
{
	for_each_operation(shows_its_names);
}

static void
lacks_members(const struct contract_operation *op)
{
	struct json_object *required = at(input_of(op), "required");
	size_t i;

	if (!required)
		return;
	expect_of(op, 422, call(op, UNKNOWN, "{}"));
	for (i = 0; i < json_object_array_length(required); i++)
		expect_text("required",
		    error_at(text(
			"/%s", json_object_get_string(
				   json_object_array_get_idx(required, i)))));
}

Test_once(api_generic, what_is_required_is_missed)
{
	for_each_operation(lacks_members);
}

/* The schema of a query parameter, NULL when it is something else. */
static struct json_object *
query_schema(struct json_object *parameter, const char **name)
{
	const char *ref = json_object_get_string(at(parameter, "$ref"));

	if (ref)
		parameter = document_at(talk_contract()->root, ref);
	*name = json_object_get_string(at(parameter, "name"));
	if (!str_eq(json_object_get_string(at(parameter, "in")), "query"))
		return NULL;
	return at(parameter, "schema");
}

static bool
takes_any_text(struct json_object *schema)
{
	return str_eq(json_object_get_string(at(schema, "type")), "string") &&
	       !at(schema, "enum") && !at(schema, "format") &&
	       !at(schema, "pattern");
}

static void
has_a_wrong_query(const struct contract_operation *op)
{
	struct json_object *list = at(op->spec, "parameters"), *schema;
	const char *name;
	size_t i;

	for (i = 0; list && i < json_object_array_length(list); i++) {
		schema = query_schema(
		    json_object_array_get_idx(list, i), &name);
		if (!schema)
			continue;
		expect_of(op, 422,
		    as("ann", op->method, "%s?%s=%s", target_of(op, UNKNOWN),
			name,
			takes_any_text(schema) ? text("%02000d", 0) : "%3c"));
		cr_expect(!str_eq(error_at(text("?%s", name)), "(none)"),
		    "%s: %s", op->id, response()->body);
		expect_of(op, 422,
		    as("ann", op->method, "%s?%s=%%ff", target_of(op, UNKNOWN),
			name));
	}
}

Test_once(api_generic, each_query_field_has_its_type)
{
	for_each_operation(has_a_wrong_query);
}

static void
has_another_method(const struct contract_operation *op)
{
	char *allow;

	expect_of(op, 405, as("ann", "BREW", "%s", target_of(op, UNKNOWN)));
	allow = header("Allow");
	cr_expect(strstr(allow, op->method), "%s: %s", op->id, allow);
	expect_of(op, 204, as("ann", OPTIONS, "%s", target_of(op, UNKNOWN)));
	expect_text(allow, header("Allow"));
}

Test_once(api_generic, another_method_is_405)
{
	for_each_operation(has_another_method);
}

static void
has_a_malformed_key(const struct contract_operation *op)
{
	int status;

	if (!is_unsafe(op))
		return;
	with("Idempotency-Key", text("%0256d", 0));
	status = call(op, UNKNOWN, input_of(op) ? "{}" : NULL);
	cr_expect(status >= 400 && status < 500, "%s: %d", op->id, status);
}

Test_once(api_generic, a_malformed_key_never_passes)
{
	/* with nothing to do for the key, anything else may be told first */
	for_each_operation(has_a_malformed_key);
}

static void
is_asked_by_head(const struct contract_operation *op)
{
	int status;

	if (is_unsafe(op))
		return;
	status = call(op, UNKNOWN, NULL);
	expect_of(op, status, as("ann", HEAD, "%s", target_of(op, UNKNOWN)));
}

Test_once(api_generic, head_answers_as_get)
{
	for_each_operation(is_asked_by_head);
}

static void
meets_no_database(const struct contract_operation *op)
{
	int status = call(op, UNKNOWN, input_of(op) ? "{}" : NULL);

	cr_expect(status != 500, "%s: %s", op->id, response()->body);
	if (auth_of(op) == AUTH_REQUIRED)
		expect_of(op, 503, status);
}

Test_once(api_generic, without_a_database_it_is_503)
{
	as("ann", GET, "/users/me"); /* while there is one */
	api_expect_503();
	api_set("DATABASE_URL", "sqlite:////nonexistent/hearth.db");
	for_each_operation(meets_no_database);
}

static void
answers_with_safe_headers(const struct contract_operation *op)
{
	call(op, UNKNOWN, input_of(op) ? "{}" : NULL);
	cr_expect(
	    str_eq(header("X-Content-Type-Options"), "nosniff"), "%s", op->id);
	if (auth_of(op) != AUTH_NONE ||
	    str_eq(header("Referrer-Policy"), "no-referrer"))
		cr_expect(
		    strstr(header("Cache-Control"), "no-store"), "%s", op->id);
}

Test_once(api_generic, every_response_has_the_safe_headers)
{
	for_each_operation(answers_with_safe_headers);
}

static bool
is_paged(const struct contract_operation *op)
{
	struct json_object *list = at(op->spec, "parameters");
	size_t i;

	for (i = 0; list && i < json_object_array_length(list); i++)
		if (str_eq(json_object_get_string(
			       at(json_object_array_get_idx(list, i), "$ref")),
			"#/components/parameters/cursor"))
			return true;
	return false;
}

static const struct operation_row *
row_of(const struct contract_operation *op)
{
	const struct operation_row *row = operation_rows;

	while (row->id && !str_eq(row->id, op->id))
		row++;
	cr_assert(row->path,
	    "operation_rows[] in t/api/operations.c has no row with a path "
	    "for %s",
	    op->id);
	return row;
}

static void
has_a_foreign_cursor(const struct contract_operation *op)
{
	const struct operation_row *row;
	char *path;

	if (!is_paged(op))
		return;
	row = row_of(op);
	path = operation_path(row);
	expect_of(op, 400,
	    operation_send(row, row->status[OWNER] == 403 ? ADMIN : OWNER,
		text("%s%ccursor=AAAA", path, strchr(path, '?') ? '&' : '?')));
	expect_text("cursor_invalid", problem_code());
}

Test_once(api_generic, a_foreign_cursor_is_400)
{
	operation_given();
	for_each_operation(has_a_foreign_cursor);
}
