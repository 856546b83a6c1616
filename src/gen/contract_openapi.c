/*
 * The document that is served: what the loop does for every operation is
 * written into it, and what only the generator needs is taken out.
 */
#include "gen/contract.h"

#include <string.h>

#include "base/attr.h"
#include "base/str.h"

#include "base/banned.h"

static struct json_object *
parsed(const char *text)
{
	return json_tokener_parse(text);
}

static void
set(struct json_object *object, const char *key, struct json_object *value)
{
	json_object_object_add(object, key, value);
}

static void
set_text(struct json_object *object, const char *key, const char *text)
{
	set(object, key, json_object_new_string(text));
}

static struct json_object *
get(struct json_object *object, const char *key)
{
	struct json_object *v = NULL;

	json_object_object_get_ex(object, key, &v);
	return v;
}

/* The member, made by making when it is absent. */
static struct json_object *
get_or(struct json_object *object, const char *key,
    struct json_object *(*making)(void))
{
	struct json_object *v = get(object, key);

	if (!v) {
		v = making();
		set(object, key, v);
	}
	return v;
}

static struct json_object *
ref_to(const char *target)
{
	struct json_object *ref = json_object_new_object();

	set_text(ref, "$ref", target);
	return ref;
}

#define HEADER(name)	"#/components/headers/" name
#define PARAMETER(name) "#/components/parameters/" name
#define PROBLEM		"#/components/schemas/Problem"
#define SCHEME(name)	"#/components/securitySchemes/" name

/* What complete_operation refers to. */
static const char *const needed[] = {
	PROBLEM,
	SCHEME("bearer"),
	SCHEME("cookie"),
	HEADER("X-Request-Id"),
	HEADER("Location"),
	HEADER("Link"),
	HEADER("ETag"),
	HEADER("Deprecation"),
	HEADER("Sunset"),
	PARAMETER("idempotencyKey"),
	PARAMETER("ifMatch"),
	PARAMETER("ifNoneMatch"),
};

static void
add_header(struct json_object *response, const char *target)
{
	set(get_or(response, "headers", json_object_new_object),
	    strrchr(target, '/') + 1, ref_to(target));
}

static struct json_object *
problem_response(const char *description)
{
	struct json_object *r = json_object_new_object();
	struct json_object *content = json_object_new_object();
	struct json_object *media = json_object_new_object();

	set_text(r, "description", description);
	add_header(r, HEADER("X-Request-Id"));
	set(media, "schema", ref_to(PROBLEM));
	set(content, "application/problem+json", media);
	set(r, "content", content);
	return r;
}

static const char anything_else[] =
    "What may happen to every request: it is malformed (400), its"
    " Idempotency-Key belongs to another one (409, 422), there are too many"
    " (429), or we failed (5xx).";

/* One problem response for each status that errors have. */
static void
add_problems(struct contract *c, struct contract_operation *op,
    struct json_object *responses)
{
	struct json_object *codes = json_object_new_array();

	for (int i = 1; i < ERR_COUNT; i++) {
		const char *status = arena_printf(
			       &c->arena, "%d", err_status((enum err)i)),
			   *text;
		struct json_object *r;

		if (!op->errors[i])
			continue;
		json_object_array_add(
		    codes, json_object_new_string(err_code((enum err)i)));
		text = arena_printf(&c->arena, "`%s`: %s.",
		    err_code((enum err)i), err_title((enum err)i));
		r = get(responses, status);
		if (r)
			set_text(r, "description",
			    arena_printf(&c->arena, "%s %s",
				json_object_get_string(get(r, "description")),
				text));
		else
			set(responses, status, problem_response(text));
	}
	set(op->json, "x-errors", codes);
	set(responses, "default", problem_response(anything_else));
}

static bool
has_query(const struct contract_operation *op, const char *name)
{
	for (size_t i = 0; i < op->n_query; i++)
		if (str_eq(op->query[i].name, name))
			return true;
	return false;
}

/* What the response of each success carries. */
static void
add_headers(const struct contract_operation *op, struct json_object *responses)
{
	json_object_object_foreach(responses, status, response)
	{
		if (get(response, "$ref"))
			continue;
		add_header(response, HEADER("X-Request-Id"));
		if (str_eq(status, "201"))
			add_header(response, HEADER("Location"));
		if (op->successor) {
			add_header(response, HEADER("Deprecation"));
			add_header(response, HEADER("Sunset"));
		}
		if (op->successor ||
		    (str_eq(status, "200") && has_query(op, "cursor")))
			add_header(response, HEADER("Link"));
		if (str_eq(status, "304") ||
		    (str_eq(status, "200") && get(responses, "304")))
			add_header(response, HEADER("ETag"));
	}
}

static void
add_parameter(struct contract_operation *op, const char *target)
{
	json_object_array_add(
	    get_or(op->json, "parameters", json_object_new_array),
	    ref_to(target));
}

static void
add_security(struct contract_operation *op)
{
	static const char *const security[] = { "[]",
		"[{}, {\"bearer\": []}, {\"cookie\": []}]",
		"[{\"bearer\": []}, {\"cookie\": []}]" };
	static const char guest[] = "[{\"bearer\": []}, {\"cookie\": []}, "
				    "{\"guest\": []}]";

	set(op->json, "security",
	    parsed(op->takes_guest ? guest : security[op->auth]));
}

/* What the body of a merge patch may be is not what the whole must be. */
static void
replace_patch(struct contract *c, struct contract_operation *op)
{
	struct json_object *json = get(
	    get(get(op->json, "requestBody"), "content"), "application/json");

	if (json) /* else a shared body */
		set(json, "schema",
		    contract_patch_schema(c, get(json, "schema")));
	json_object_object_del(op->json, "x-merge-patch");
}

static void
drop_from_parameters(struct json_object *parameters)
{
	size_t n = parameters ? json_object_array_length(parameters) : 0;

	for (size_t i = 0; i < n; i++)
		json_object_object_del(
		    json_object_array_get_idx(parameters, i), "x-secret");
}

static void
drop_inner(struct contract_operation *op)
{
	static const char *const inner[] = { "x-auth", "x-lane",
		"x-transaction", "x-response", "x-body", "x-token", "x-factor",
		"x-guest", "x-even-time" };

	for (size_t i = 0; i < N_OF(inner); i++)
		json_object_object_del(op->json, inner[i]);
	drop_from_parameters(get(op->json, "parameters"));
	drop_from_parameters(op->shared);
}

static void
complete_operation(struct contract *c, struct contract_operation *op)
{
	struct json_object *responses = get(op->json, "responses");

	if (op->successor)
		set(op->json, "deprecated", json_object_new_boolean(true));
	add_headers(op, responses);
	if (get(responses, "304"))
		add_parameter(op, PARAMETER("ifNoneMatch"));
	if (op->errors[ERR_PRECONDITION_FAILED])
		add_parameter(op, PARAMETER("ifMatch"));
	if (!str_eq(op->method, "get"))
		add_parameter(op, PARAMETER("idempotencyKey"));
	if (op->is_merge_patch)
		replace_patch(c, op);
	add_problems(c, op, responses);
	add_security(op);
	if (op->scope)
		set_text(op->json, "x-scope", op->scope);
	drop_inner(op);
}

void
contract_openapi_start(struct contract *c)
{
	struct json_object *info = json_object_new_object();

	set_text(info, "title", "Hearth");
	set_text(info, "version", c->version);
	set_text(info, "summary",
	    "A backend for communities and the things"
	    " they do together.");
	set_text(c->document, "openapi", "3.1.0");
	set(c->document, "info", info);
	set(c->document, "servers", parsed("[{\"url\": \"/\"}]"));
}

void
contract_openapi_complete(struct contract *c)
{
	for (size_t i = 0; i < N_OF(needed); i++) {
		const char *section = needed[i] + strlen("#/components/");

		section = arena_strndup(
		    &c->arena, section, strcspn(section, "/"));
		if (!contract_ref(c, "/", needed[i], section, NULL))
			return;
	}
	for (size_t i = 0; i < c->n_operations; i++)
		complete_operation(c, &c->operations[i]);
	json_object_object_foreach(
	    get(c->components, "parameters"), name, parameter)
	{
		(void)name;
		json_object_object_del(parameter, "x-secret");
	}
}

void
contract_write_openapi(struct contract *c, struct buf *out)
{
	buf_str(
	    out, json_object_to_json_string_ext(c->document,
		     JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	buf_char(out, '\n');
}

void
contract_write_embedded(struct contract *c, struct buf *out)
{
	struct buf json;

	buf_init(&json, CONTRACT_TEXT_MAX);
	contract_write_openapi(c, &json);
	buf_printf(out,
	    "/*\n * openapi.json as bytes. Generated by"
	    " src/gen/contract.c; do not edit.\n */\n#include \"%s.h\"\n\n"
	    "const char %s_openapi_json[] = {",
	    c->prefix, c->prefix);
	for (size_t i = 0; i < json.len; i++)
		buf_printf(out, "%s%d,", i % 16 ? " " : "\n\t", json.p[i]);
	buf_printf(out,
	    "\n\t0\n};\n\nconst size_t %s_openapi_json_len ="
	    " sizeof(%s_openapi_json) - 1;\n",
	    c->prefix, c->prefix);
	out->failed |= json.failed;
	buf_release(&json);
}
