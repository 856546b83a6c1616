/*
 * Paths into operations: what the loop must know of each, what it takes, and
 * which problems it may answer.
 */
#include "gen/contract.h"

#include <string.h>
#include <strings.h>

#include "base/attr.h"
#include "base/str.h"

#include "base/banned.h"

static const struct {
	const char *name; /* lower-case C name: tells apart two errors
			     that share a code */
	const char *code;
} errors[ERR_COUNT] = {
#define ERROR_ROW(name, status, code, title) [ERR_##name] = { #name, code },
	ERR_TABLE(ERROR_ROW)
#undef ERROR_ROW
};

static enum err
error_find(const char *code)
{
	for (int i = 1; i < ERR_COUNT; i++)
		if (str_eq(errors[i].code, code))
			return (enum err)i;
	for (int i = 1; i < ERR_COUNT; i++)
		if (strcasecmp(errors[i].name, code) == 0)
			return (enum err)i;
	return ERR_OK;
}

static void
read_errors(struct contract *c, struct contract_operation *op)
{
	struct json_object *list;
	const char *at = contract_at(c, op->at, "x-errors");

	if (!json_object_object_get_ex(op->json, "x-errors", &list))
		return;
	if (!json_object_is_type(list, json_type_array)) {
		contract_error(c, at, "must be an array");
		return;
	}
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *v = json_object_array_get_idx(list, i);
		enum err err = json_object_is_type(v, json_type_string)
				   ? error_find(json_object_get_string(v))
				   : ERR_OK;

		if (!err)
			contract_error(c, at,
			    "unknown error code %s; src/base/err.h lists them",
			    json_object_to_json_string(v));
		else
			op->errors[err] = true;
	}
}

static bool
is_unsafe(const struct contract_operation *op)
{
	return !str_eq(op->method, "get");
}

static bool
takes_any_media(const struct contract_operation *op)
{
	return op->raw &&
	       json_object_object_get_ex(op->raw->content, "*/*", NULL);
}

/* What the loop may answer before the handler runs. */
static void
add_errors(struct contract_operation *op)
{
	if (op->auth != AUTH_NONE) {
		op->errors[ERR_FORBIDDEN] =
		    true; /* a token without the scope */
		op->errors[ERR_NOT_AUTHENTICATED] = true;
		op->errors[ERR_SESSION_EXPIRED] = true;
		op->errors[ERR_ACCOUNT_SUSPENDED] = true;
		op->errors[ERR_ORIGIN_REFUSED] = is_unsafe(op); /* a cookie */
		op->errors[ERR_FACTOR_REQUIRED] = op->wants_factor;
	}
	if (op->is_fresh)
		op->errors[ERR_REAUTHENTICATION_REQUIRED] = true;
	if (op->n_params)
		op->errors[ERR_NOT_FOUND] = true;
	if (op->body || op->raw || op->n_query || op->n_headers)
		op->errors[ERR_VALIDATION_FAILED] = true;
	if (op->body)
		op->errors[ERR_BAD_JSON] = true;
	if (op->body || op->raw) {
		op->errors[ERR_BODY_TOO_LARGE] = true;
		op->errors[ERR_MEDIA_TYPE] = !takes_any_media(op);
	}
	if (op->raw && op->raw->is_file)
		op->errors[ERR_STORAGE_FULL] = true;
	if (op->raw && op->raw->is_file && !op->raw->is_piece)
		op->errors[ERR_BAD_REQUEST] = true; /* a malformed form */
}

/* The word of an extension that must be one of words; 0 when absent. */
static int
read_word(struct contract *c, struct contract_operation *op, const char *key,
    const char *const *words)
{
	const char *word = contract_text(c, op->at, op->json, key);

	if (!word)
		return 0;
	for (int i = 0; words[i]; i++)
		if (str_eq(words[i], word))
			return i + 1;
	contract_error(
	    c, contract_at(c, op->at, key), "unknown value \"%s\"", word);
	return 0;
}

static void
read_extensions(struct contract *c, struct contract_operation *op)
{
	static const char *const auth[] = { "none", "optional", "required",
		NULL };
	static const char *const lane[] = { "heavy", "slow", NULL };
	static const char *const transaction[] = { "own", NULL };
	static const char *const words[] = { "secret", "file", NULL };
	int word = read_word(c, op, "x-auth", auth), response;

	op->auth = word ? (enum contract_auth)(word - 1) : AUTH_REQUIRED;
	op->successor = contract_text(c, op->at, op->json, "x-successor");
	word = read_word(c, op, "x-lane", lane);
	op->is_heavy = word == 1;
	op->is_slow = word == 2;
	op->has_own_transaction = read_word(
				      c, op, "x-transaction", transaction) == 1;
	response = read_word(c, op, "x-response", words);
	op->is_response_secret = response == 1;
	op->is_response_file = response == 2;
	op->is_merge_patch = contract_flag(
	    c, op->at, op->json, "x-merge-patch");
	op->is_fresh = contract_flag(c, op->at, op->json, "x-fresh");
	if (op->is_fresh && op->auth != AUTH_REQUIRED)
		contract_error(
		    c, op->at, "\"x-fresh\" needs a caller who is signed in");
	op->takes_guest = contract_flag(c, op->at, op->json, "x-guest");
	if (op->takes_guest && op->auth != AUTH_REQUIRED)
		contract_error(
		    c, op->at, "\"x-guest\" needs a caller who is known");
	if (op->takes_guest && op->is_fresh)
		contract_error(c, op->at,
		    "\"x-guest\" has nothing to show that is \"x-fresh\"");
	op->has_even_time = contract_flag(c, op->at, op->json, "x-even-time");
	if (op->has_even_time && !op->is_heavy)
		contract_error(
		    c, op->at, "\"x-even-time\" needs the heavy lane");
	op->wants_factor = op->auth != AUTH_NONE;
	if (json_object_object_get_ex(op->json, "x-factor", NULL))
		op->wants_factor = contract_flag(
		    c, op->at, op->json, "x-factor");
	if (op->has_own_transaction && !is_unsafe(op))
		contract_error(c, op->at, "a GET has no transaction to own");
	contract_scope_read(c, op);
	if (op->is_merge_patch && (!str_eq(op->method, "patch") || !op->body))
		contract_error(c, op->at,
		    "\"x-merge-patch\" needs a PATCH with"
		    " a body");
}

/* The bound of one media type of a body that is not JSON; 0 after an error. */
static size_t
read_media(struct contract *c, const char *at, struct json_object *media)
{
	static const char *const keys[] = { "schema", NULL };
	static const char *const text[] = { "type", "maxLength", "description",
		NULL };
	struct json_object *schema, *max;
	const char *type;

	if (!contract_only(c, at, media, keys))
		return 0;
	if (!json_object_object_get_ex(media, "schema", &schema) ||
	    !contract_only(c, at, schema, text) ||
	    !(type = contract_text(c, at, schema, "type")) ||
	    !str_eq(type, "string") ||
	    !json_object_object_get_ex(schema, "maxLength", &max) ||
	    json_object_get_int64(max) <= 0) {
		contract_error(c, at,
		    "a body of bytes needs a schema with \"type\": \"string\""
		    " and \"maxLength\", the most bytes");
		return 0;
	}
	return (size_t)json_object_get_int64(max);
}

/* A body whose bytes, or the file that holds them, reach the handler as they
 * came. */
static void
read_raw(struct contract *c, struct contract_operation *op, const char *at,
    struct json_object *body, enum contract_body kind)
{
	struct contract_raw *raw = arena_new(&c->arena, struct contract_raw);

	raw->is_file = kind != BODY_RAW;
	raw->is_piece = kind == BODY_PIECE;
	raw->is_picture = kind == BODY_PICTURE;
	if (!json_object_object_get_ex(body, "content", &raw->content) ||
	    !json_object_is_type(raw->content, json_type_object) ||
	    json_object_object_length(raw->content) == 0) {
		contract_error(c, at, "needs \"content\" with a media type");
		return;
	}
	json_object_object_foreach(raw->content, type, media)
	{
		size_t max = read_media(c, contract_at(c, at, type), media);

		if (max > raw->max)
			raw->max = max;
	}
	op->raw = raw;
}

/* The schema of a body of JSON, its only media type; NULL after an error. */
static struct json_object *
json_schema(struct contract *c, const char *at, struct json_object *body)
{
	static const char json[] = "application/json";
	static const char *const keys[] = { "schema", "example", NULL };
	struct json_object *content, *media, *schema;

	if (!json_object_object_get_ex(body, "content", &content) ||
	    !json_object_is_type(content, json_type_object) ||
	    json_object_object_length(content) != 1 ||
	    !json_object_object_get_ex(content, json, &media)) {
		contract_error(c, at,
		    "a body has the media type application/json alone, or the"
		    " operation \"x-body\"");
		return NULL;
	}
	if (!contract_only(c, contract_at(c, at, json), media, keys))
		return NULL;
	if (json_object_object_get_ex(media, "schema", &schema))
		return schema;
	contract_error(c, at, "%s needs a schema", json);
	return NULL;
}

static void
read_body(struct contract *c, struct contract_operation *op)
{
	static const char *const kinds[] = { "raw", "file", "piece", "picture",
		NULL };
	int kind = read_word(c, op, "x-body", kinds);
	static const char *const keys[] = { "description", "required",
		"content", NULL };
	const char *at = contract_at(c, op->at, "requestBody");
	struct json_object *body, *schema;
	const char *name = arena_printf(&c->arena, "%s_body", op->id), *ref;
	struct contract_value value;

	if (!json_object_object_get_ex(op->json, "requestBody", &body)) {
		if (kind)
			contract_error(
			    c, op->at, "\"x-body\" needs a \"requestBody\"");
		return;
	}
	ref = json_object_is_type(body, json_type_object)
		  ? contract_text(c, at, body, "$ref")
		  : NULL;
	if (ref) {
		body = contract_ref(c, at, ref, "requestBodies", &at);
		name = contract_snake(c, strrchr(ref, '/') + 1);
		name = arena_printf(&c->arena, "%s_body", name);
	}
	if (!body || !contract_only(c, at, body, keys))
		return;
	op->is_body_required = contract_flag(c, at, body, "required");
	if (!is_unsafe(op))
		contract_error(c, at, "a GET has no body");
	if (kind) {
		read_raw(c, op, at, body, (enum contract_body)kind);
		return;
	}
	schema = json_schema(c, at, body);
	if (!schema || !contract_schema_check(c, at, schema) ||
	    !contract_input_value(c, at, schema, name, &value))
		return;
	if (value.kind != KIND_OBJECT || value.is_nullable)
		contract_error(c, at, "a body must be an object");
	else
		op->body = value.object;
}

static void
check_content(struct contract *c, const char *at, struct json_object *content)
{
	static const char *const media[] = { "schema", "example", "examples",
		NULL };

	if (!json_object_is_type(content, json_type_object)) {
		contract_error(c, at, "\"content\" must be an object");
		return;
	}
	json_object_object_foreach(content, type, value)
	{
		const char *place = contract_at(c, at, type);
		struct json_object *schema;

		if (contract_only(c, place, value, media) &&
		    json_object_object_get_ex(value, "schema", &schema))
			contract_schema_check(c, place, schema);
	}
}

static void
check_response(struct contract *c, const char *at, const char *status,
    struct json_object *response)
{
	static const char *const keys[] = { "description", "content", "headers",
		NULL };
	static const char *const known[] = { "200", "201", "202", "206", "204",
		"302", "304" };
	bool has_content;
	struct json_object *content;
	const char *ref;
	size_t i = 0;

	at = contract_at(c, at, status);
	while (i < N_OF(known) && !str_eq(known[i], status))
		i++;
	if (i == N_OF(known)) {
		contract_error(c, at,
		    "not a success: problems come from"
		    " \"x-errors\"");
		return;
	}
	ref = json_object_is_type(response, json_type_object)
		  ? contract_text(c, at, response, "$ref")
		  : NULL;
	if (ref)
		response = contract_ref(c, at, ref, "responses", &at);
	if (!response || !contract_only(c, at, response, keys))
		return;
	if (!contract_text(c, at, response, "description"))
		contract_error(c, at, "needs a \"description\"");
	has_content = json_object_object_get_ex(response, "content", &content);
	if (has_content)
		check_content(c, at, content);
	if (has_content == (i >= 4))
		contract_error(c, at,
		    has_content ? "has no content" : "needs \"content\"");
}

static void
check_responses(struct contract *c, struct contract_operation *op)
{
	const char *at = contract_at(c, op->at, "responses");
	struct json_object *responses;

	if (!json_object_object_get_ex(op->json, "responses", &responses) ||
	    !json_object_is_type(responses, json_type_object) ||
	    json_object_object_length(responses) == 0) {
		contract_error(c, at, "an operation needs one at least");
		return;
	}
	json_object_object_foreach(responses, status, response)
	{
		check_response(c, at, status, response);
	}
}

static void
read_operation(
    struct contract *c, struct contract_operation *op, struct json_object *item)
{
	static const char *const keys[] = { "operationId", "summary",
		"description", "tags", "parameters", "requestBody", "responses",
		"deprecated", "x-errors", "x-auth", "x-lane", "x-transaction",
		"x-fresh", "x-guest", "x-token", "x-factor", "x-response",
		"x-merge-patch", "x-body", "x-successor", "x-even-time", NULL };

	if (!contract_only(c, op->at, op->json, keys))
		return;
	op->id = contract_text(c, op->at, op->json, "operationId");
	op->summary = contract_text(c, op->at, op->json, "summary");
	if (!op->id || !op->summary || !contract_is_name(op->id)) {
		contract_error(c, op->at,
		    "needs a \"summary\" and an"
		    " \"operationId\" of lower-case letters");
		return;
	}
	contract_parameters_read(c, op, item);
	read_body(c, op);
	read_extensions(c, op);
	read_errors(c, op);
	check_responses(c, op);
	add_errors(op);
	for (size_t i = 0; i < c->n_operations; i++)
		if (str_eq(c->operations[i].id, op->id))
			contract_error(c, op->at,
			    "operationId %s is taken by"
			    " %s",
			    op->id, c->operations[i].at);
	c->n_operations++;
}

/* Past one segment: literal characters, or {name} and perhaps such behind it;
 * NULL when it is neither. */
static const char *
segment_end(const char *p)
{
	static const char literal[] = "abcdefghijklmnopqrstuvwxyz0123456789-._";
	size_t len;

	if (*p != '{') {
		len = strspn(p, literal);
		return len ? p + len : NULL;
	}
	len = strspn(++p, "abcdefghijklmnopqrstuvwxyz0123456789_");
	if (!len || p[len] != '}')
		return NULL;
	p += len + 1;
	return p + strspn(p, literal);
}

static bool
check_path(struct contract *c, const char *at, const char *path)
{
	static const char *const what =
	    "a path is made of /lower-case and"
	    " /{name} segments, without a slash at the end";
	const char *p = path;

	if (str_eq(path, "/"))
		return true;
	while (p && *p == '/') {
		p = segment_end(p + 1);
		if (p && !*p)
			return true;
	}
	contract_error(c, at, "%s", what);
	return false;
}

/* What an old name leads to exists, and is named by what the request names. */
static void
check_successor(struct contract *c, const struct contract_operation *op)
{
	const char *at = contract_at(c, op->at, "x-successor");
	const char *p = op->successor;

	if (!p)
		return;
	if (!json_object_object_get_ex(c->paths, p, NULL))
		contract_error(c, at, "%s is no path of the contract", p);
	while ((p = strchr(p, '{'))) {
		size_t len = strcspn(p, "}") + 1;
		const char *name = arena_strndup(&c->arena, p, len);

		if (!strstr(op->path, name))
			contract_error(
			    c, at, "%s is not in %s", name, op->path);
		p += len;
	}
}

/* A web server knows the path and, of the method, only whether it reads. */
static bool
is_same_lane(
    const struct contract_operation *a, const struct contract_operation *b)
{
	return (a->is_heavy == b->is_heavy && a->is_slow == b->is_slow) ||
	       (!is_unsafe(a) && !a->is_heavy && !a->is_slow && b->is_slow);
}

/* Operations of one path stand side by side, what reads first. */
static void
check_lanes(struct contract *c)
{
	for (size_t i = 1; i < c->n_operations; i++) {
		const struct contract_operation *op = &c->operations[i];

		if (str_eq(op->path, op[-1].path) && !is_same_lane(op - 1, op))
			contract_error(c, op->at,
			    "is in another lane than what else its path does");
	}
}

void
contract_operations_read(struct contract *c)
{
	static const char *const keys[] = { "get", "post", "put", "patch",
		"delete", "parameters", NULL };
	size_t n = (size_t)json_object_object_length(c->paths);

	c->operations = arena_array(&c->arena, n * 5, sizeof(*c->operations));
	json_object_object_foreach(c->paths, path, item)
	{
		const char *at = contract_at(c, "/paths", path);

		if (!check_path(c, at, path) ||
		    !contract_only(c, at, item, keys))
			continue;
		for (size_t i = 0; i < 5; i++) {
			struct contract_operation *op =
			    &c->operations[c->n_operations];
			struct json_object *json;

			if (!json_object_object_get_ex(item, keys[i], &json))
				continue;
			*op = (struct contract_operation){ .path = path,
				.method = keys[i],
				.json = json,
				.at = contract_at(c, at, keys[i]) };
			read_operation(c, op, item);
		}
	}
	for (size_t i = 0; i < c->n_operations; i++)
		check_successor(c, &c->operations[i]);
	check_lanes(c);
	contract_scopes_check(c);
}
