/*
 * What an operation takes beside its body: values of the path, of the query and
 * of headers.
 */
#include "gen/contract.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/attr.h"
#include "base/str.h"

#include "base/banned.h"

static struct contract_member *
member_find(struct contract_member *members, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(members[i].name, name))
			return &members[i];
	return NULL;
}

/* The names in the braces of the path, in order. */
static void
read_template(struct contract *c, struct contract_operation *op)
{
	const char *p = op->path;

	op->params = arena_array(
	    &c->arena, CONTRACT_PATH_PARAMS, sizeof(*op->params));
	while ((p = strchr(p, '{'))) {
		size_t len = strcspn(++p, "}");
		const char *name = arena_strndup(&c->arena, p, len);

		if (op->n_params == CONTRACT_PATH_PARAMS)
			contract_error(c, op->at, "too many parameters");
		else if (member_find(op->params, op->n_params, name))
			contract_error(c, op->at, "{%s} stands twice", name);
		else
			op->params[op->n_params++].name = name;
		if (op->n_params == CONTRACT_PATH_PARAMS)
			return;
	}
}

static void
read_path_param(struct contract *c, struct contract_operation *op,
    const char *at, const char *name, struct contract_member *read)
{
	struct contract_member *m = member_find(op->params, op->n_params, name);

	if (!m)
		contract_error(c, at, "{%s} is not in the path", name);
	else if (m->is_required)
		contract_error(c, at, "declared twice");
	else if (read->value.kind >= KIND_OBJECT || read->value.is_nullable ||
		 read->value.initial)
		contract_error(c, at, "no such values in a path");
	else {
		*m = *read;
		m->is_declared = true;
	}
	if (m && !read->is_required) {
		contract_error(c, at, "a path parameter is \"required\": true");
		m->is_required = true; /* said once is enough */
	}
}

static void
read_query_param(struct contract *c, struct contract_operation *op,
    const char *at, struct contract_member *read)
{
	const struct contract_value *v = &read->value;

	if (member_find(op->query, op->n_query, read->name) ||
	    member_find(op->params, op->n_params, read->name))
		contract_error(c, at, "declared twice");
	else if ((v->kind >= KIND_OBJECT && v->kind != KIND_ARRAY) ||
		 v->is_nullable ||
		 (v->kind == KIND_ARRAY && v->items->kind == KIND_OBJECT))
		contract_error(c, at, "no such values in a query");
	else if (read->is_required && v->initial)
		contract_error(c, at,
		    "required, so that its default never"
		    " applies");
	else
		op->query[op->n_query++] = *read;
}

/* Headers that the loop itself reads may be mentioned; they reach no handler.
 */
static bool
is_of_the_loop(const char *header)
{
	static const char *const known[] = { "If-Match", "If-None-Match",
		"Idempotency-Key" };

	for (size_t i = 0; i < N_OF(known); i++)
		if (str_eq(known[i], header))
			return true;
	return false;
}

/* x_app_version of X-App-Version; NULL (an error) for a header that is no
 * input. */
static const char *
header_member(struct contract *c, const char *at, const char *header)
{
	static const char *const never[] = { "Accept", "Authorization",
		"Connection", "Content-Length", "Content-Type", "Cookie",
		"Host", "Transfer-Encoding" };
	char *name = arena_strdup(&c->arena, header);

	for (size_t i = 0; i < N_OF(never); i++)
		if (strcasecmp(never[i], header) == 0) {
			contract_error(
			    c, at, "no handler may read this header");
			return NULL;
		}
	for (char *p = name; *p; p++)
		*p = *p == '-' ? '_' : (char)tolower((unsigned char)*p);
	return name;
}

static void
read_header_param(struct contract *c, struct contract_operation *op,
    const char *at, struct contract_member *read)
{
	const struct contract_value *v = &read->value;

	if (member_find(op->headers, op->n_headers, read->name) ||
	    member_find(op->query, op->n_query, read->name) ||
	    member_find(op->params, op->n_params, read->name))
		contract_error(c, at, "declared twice");
	else if (v->kind >= KIND_OBJECT || v->is_nullable)
		contract_error(c, at, "no such values in a header");
	else
		op->headers[op->n_headers++] = *read;
}

static struct json_object *
follow_parameter(
    struct contract *c, const char **at, struct json_object *parameter)
{
	const char *ref = json_object_is_type(parameter, json_type_object)
			      ? contract_text(c, *at, parameter, "$ref")
			      : NULL;

	return ref ? contract_ref(c, *at, ref, "parameters", at) : parameter;
}

/* Declared, even if it turns out that it cannot be read. */
static void
note_declared(struct contract_operation *op, const char *name)
{
	struct contract_member *m = member_find(op->params, op->n_params, name);

	if (m)
		m->is_declared = true;
}

/* Whether a name is one that secrets go by: token, invite_code. */
static bool
sounds_secret(const char *name)
{
	const char *last = strrchr(name, '_');

	last = last ? last + 1 : name;
	return str_eq(last, "token") || str_eq(last, "code");
}

/* What stands in a URL is logged and passed on unless the contract says that it
 * must not be; whether it must not is never left open. */
static void
read_secret(struct contract *c, struct contract_operation *op, const char *at,
    struct json_object *parameter, struct contract_member *m)
{
	bool is_in_path = member_find(op->params, op->n_params, m->name);

	m->is_secret = contract_flag(c, at, parameter, "x-secret");
	if (m->sent && m->is_secret)
		contract_error(c, at, "a header is in no URL to be secret in");
	if (!m->sent && sounds_secret(m->name) &&
	    !json_object_object_get_ex(parameter, "x-secret", NULL))
		contract_error(c, at,
		    "sounds like a secret: say \"x-secret\": true, or false");
	op->has_secret |= m->is_secret;
	op->has_secret_path |= m->is_secret && is_in_path;
}

static void
read_parameter(struct contract *c, struct contract_operation *op,
    const char *at, struct json_object *parameter)
{
	static const char *const keys[] = { "name", "in", "required", "schema",
		"description", "example", "deprecated", "x-secret", NULL };
	struct contract_member m = { 0 };
	struct json_object *schema;
	const char *in;

	parameter = follow_parameter(c, &at, parameter);
	if (!parameter || !contract_only(c, at, parameter, keys))
		return;
	in = contract_text(c, at, parameter, "in");
	m.name = contract_text(c, at, parameter, "name");
	m.is_required = contract_flag(c, at, parameter, "required");
	if (!in || !m.name ||
	    !json_object_object_get_ex(parameter, "schema", &schema)) {
		contract_error(c, at, "needs \"name\", \"in\" and \"schema\"");
		return;
	}
	at = contract_at(c, at, m.name);
	if (str_eq(in, "path"))
		note_declared(op, m.name);
	if (!contract_schema_check(c, at, schema))
		return;
	if (str_eq(in, "header")) {
		if (is_of_the_loop(m.name))
			return;
		m.sent = m.name;
		m.name = header_member(c, at, m.name);
		if (!m.name)
			return;
	}
	if (!contract_is_name(m.name) || str_eq(m.name, "body") ||
	    str_eq(m.name, "has_body")) {
		contract_error(c, at, "cannot be the name of a parameter");
		return;
	}
	if (!contract_input_value(c, at, schema, m.name, &m.value))
		return;
	read_secret(c, op, at, parameter, &m);
	if (str_eq(in, "path"))
		read_path_param(c, op, at, m.name, &m);
	else if (str_eq(in, "query"))
		read_query_param(c, op, at, &m);
	else if (str_eq(in, "header"))
		read_header_param(c, op, at, &m);
	else
		contract_error(c, at, "\"in\" must be path, query or header");
}

static size_t
parameters_of(struct contract *c, const char *at, struct json_object *object,
    struct json_object **list)
{
	*list = NULL;
	if (!json_object_object_get_ex(object, "parameters", list))
		return 0;
	if (json_object_is_type(*list, json_type_array))
		return json_object_array_length(*list);
	contract_error(c, contract_at(c, at, "parameters"), "must be an array");
	return 0;
}

void
contract_parameters_read(
    struct contract *c, struct contract_operation *op, struct json_object *item)
{
	struct json_object *own;
	size_t n_own = parameters_of(c, op->at, op->json, &own);
	size_t n_shared = parameters_of(c, op->at, item, &op->shared);
	const char *at = contract_at(c, op->at, "parameters");

	read_template(c, op);
	op->query = arena_array(
	    &c->arena, n_own + n_shared, sizeof(*op->query));
	op->headers = arena_array(
	    &c->arena, n_own + n_shared, sizeof(*op->headers));
	for (size_t i = 0; i < n_shared; i++)
		read_parameter(
		    c, op, at, json_object_array_get_idx(op->shared, i));
	for (size_t i = 0; i < n_own; i++)
		read_parameter(c, op, at, json_object_array_get_idx(own, i));
	for (size_t i = 0; i < op->n_params; i++)
		if (!op->params[i].is_declared)
			contract_error(c, at,
			    "{%s} of the path is not"
			    " declared",
			    op->params[i].name);
}
