/*
 * The contract as a test oracle. Reads the served document with json-c alone,
 * so that a mistake in Hearth's own JSON code cannot hide itself.
 */
#include "t/lib/contract.h"

#include <fcntl.h>
#include <json-c/json_tokener.h>
#include <json-c/json_util.h>
#include <json-c/linkhash.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/bug.h"
#include "base/err.h"
#include "base/str.h"

#include "base/banned.h"

static const char *const methods[] = { "get", "put", "post", "delete",
	"patch" };

static bool __attribute__((format(printf, 2, 3)))
refuse(struct schema_fault *f, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(f->text, sizeof(f->text), format, args);
	va_end(args);
	return false;
}

/* Puts what was being looked at before the fault. */
static bool
refuse_in(struct schema_fault *f, const char *what)
{
	struct schema_fault inner = *f;

	return refuse(f, "%.120s: %.380s", what, inner.text);
}

static struct json_object *
member(struct json_object *v, const char *name)
{
	struct json_object *out = NULL;

	if (json_object_is_type(v, json_type_object))
		json_object_object_get_ex(v, name, &out);
	return out;
}

static const char *
member_text(struct json_object *v, const char *name)
{
	struct json_object *m = member(v, name);

	return json_object_is_type(m, json_type_string)
		   ? json_object_get_string(m)
		   : NULL;
}

/* v itself, or what its $ref names. */
static struct json_object *
resolved(const struct contract *c, struct json_object *v)
{
	const char *ref = member_text(v, "$ref");

	return ref ? schema_resolve(c->root, ref) : v;
}

static bool
upper_method(const char *lower, const char **upper)
{
	static const char *const names[] = { "GET", "PUT", "POST", "DELETE",
		"PATCH" };
	size_t i;

	for (i = 0; i < N_OF(methods); i++)
		if (str_eq(methods[i], lower)) {
			*upper = names[i];
			return true;
		}
	return false;
}

void
contract_each(const struct contract *c,
    bool (*fn)(void *ctx, const struct contract_operation *), void *ctx)
{
	struct contract_operation op;

	json_object_object_foreach(member(c->root, "paths"), path, item)
	{
		op.path = path;
		json_object_object_foreach(item, name, spec)
		{
			if (!upper_method(name, &op.method))
				continue;
			op.spec = spec;
			op.id = member_text(spec, "operationId");
			if (!fn(ctx, &op))
				return;
		}
	}
}

struct vetting {
	const struct contract *contract;
	struct schema_fault *fault;
	bool ok;
};

/* Vets the schema of each media type in content. */
static bool
vet_content(struct vetting *v, struct json_object *content)
{
	struct json_object *schema;

	if (!content)
		return true;
	json_object_object_foreach(content, type, media)
	{
		schema = member(media, "schema");
		if (!schema)
			return refuse(v->fault, "%s has no schema", type);
		if (!schema_vet(v->contract->root, schema, v->fault))
			return false;
	}
	return true;
}

static bool
vet_responses(struct vetting *v, struct json_object *responses)
{
	struct json_object *response;

	if (!responses)
		return refuse(v->fault, "no responses");
	json_object_object_foreach(responses, status, raw)
	{
		response = resolved(v->contract, raw);
		if (!response)
			return refuse(v->fault, "%s refers to nothing", status);
		if (!vet_content(v, member(response, "content")))
			return refuse_in(v->fault, status);
	}
	return true;
}

/* A body of JSON shows what is meant by it, by examples that would be taken. */
static bool
vet_examples(struct vetting *v, struct json_object *content)
{
	struct json_object *media = member(content, "application/json"),
			   *schema;
	struct json_object *examples;

	if (!media)
		return true;
	schema = resolved(v->contract, member(media, "schema"));
	examples = member(schema, "examples");
	if (!examples || json_object_array_length(examples) == 0)
		return refuse(v->fault, "a body without examples");
	for (size_t i = 0; i < json_object_array_length(examples); i++)
		if (!schema_check(v->contract->root, schema,
			json_object_array_get_idx(examples, i), v->fault))
			return refuse_in(v->fault, "examples");
	return true;
}

static bool
vet_operation(void *ctx, const struct contract_operation *op)
{
	struct vetting *v = ctx;
	struct json_object *body;

	if (!op->id) {
		v->ok = refuse(v->fault, "no operationId");
	} else {
		body = resolved(v->contract, member(op->spec, "requestBody"));
		v->ok = vet_content(v, member(body, "content")) &&
			vet_examples(v, member(body, "content")) &&
			vet_responses(v, member(op->spec, "responses"));
	}
	return v->ok || refuse_in(v->fault, op->path);
}

static bool
vet_components(struct vetting *v)
{
	struct json_object *all;

	all = member(member(v->contract->root, "components"), "schemas");
	if (!all)
		return true;
	json_object_object_foreach(all, name, schema)
	{
		if (!schema_vet(v->contract->root, schema, v->fault))
			return refuse_in(v->fault, name);
	}
	return true;
}

bool
contract_vet(const struct contract *c, struct schema_fault *f)
{
	struct vetting v = { .contract = c, .fault = f, .ok = true };

	contract_each(c, vet_operation, &v);
	return v.ok && vet_components(&v);
}

bool
contract_parse(
    struct contract *c, const char *text, size_t len, struct schema_fault *f)
{
	c->root = NULL;
	if (!response_is_strict_json(text, len))
		return refuse(f, "not JSON, or a key stands twice");
	c->root = json_tokener_parse(text);
	return member(c->root, "paths") || refuse(f, "no paths");
}

bool
contract_open(struct contract *c, const char *file, struct schema_fault *f)
{
	c->root = json_object_from_file(file);
	if (!c->root)
		return refuse(f, "%s", json_util_get_last_err());
	return member(c->root, "paths") || refuse(f, "no paths");
}

void
contract_close(struct contract *c)
{
	json_object_put(c->root);
	c->root = NULL;
}

/* Length of the path in target: without its query and a trailing slash. */
static size_t
path_len(const char *target)
{
	size_t len = strcspn(target, "?");

	return len > 1 && target[len - 1] == '/' ? len - 1 : len;
}

/* How many segments of path match literally; -1 when it is another path. */
static int
match_path(const char *template, const char *path, size_t len)
{
	const char *end = path + len;
	int literal = 0;
	size_t a, b;

	while (*template == '/' && path < end && *path == '/') {
		template ++;
		path++;
		a = strcspn(template, "/");
		b = strcspn(path, "/?");
		if (*template != '{') {
			if (a != b || strncmp(template, path, a) != 0)
				return -1;
			literal++;
		} else if (b == 0) {
			return -1;
		}
		template += a;
		path += b;
	}
	return *template == '\0' && path == end ? literal : -1;
}

struct search {
	const char *method, *target;
	struct contract_operation *out;
	int best;
};

static bool
look_at(void *ctx, const struct contract_operation *op)
{
	struct search *s = ctx;
	int n;

	if (!str_eq(op->method, s->method))
		return true;
	n = match_path(op->path, s->target, path_len(s->target));
	if (n > s->best) {
		s->best = n;
		*s->out = *op;
	}
	return true;
}

bool
contract_find(const struct contract *c, const char *method, const char *target,
    struct contract_operation *out)
{
	struct search s = { .target = target,
		.out = out,
		.best = -1,
		.method = str_eq(method, "HEAD") ? "GET" : method };

	contract_each(c, look_at, &s);
	return s.best >= 0;
}

struct json_object *
contract_input(const struct contract *c, const struct contract_operation *op)
{
	struct json_object *body, *media;

	body = resolved(c, member(op->spec, "requestBody"));
	media = member(member(body, "content"), "application/json");
	if (!media)
		media = member(
		    member(body, "content"), "application/merge-patch+json");
	return resolved(c, member(media, "schema"));
}

/* What may happen to every request, and is documented as default. */
static bool
is_default(const char *code, int status)
{
	return status >= 500 || status == 429 || str_eq(code, "bad_request") ||
	       str_eq(code, "idempotency_key_reused") ||
	       str_eq(code, "idempotency_in_flight");
}

bool
contract_lists(const struct contract_operation *op, const char *code)
{
	struct json_object *errors = member(op->spec, "x-errors");
	size_t i;

	for (i = 0; errors && i < json_object_array_length(errors); i++)
		if (str_eq(json_object_get_string(
			       json_object_array_get_idx(errors, i)),
			code))
			return true;
	return false;
}

/* The response object of a response; NULL when it is not documented. */
static struct json_object *
response_of(const struct contract *c, const struct contract_operation *op,
    const struct response *a)
{
	struct json_object *responses = member(op->spec, "responses");
	const char *code = member_text(a->json, "code");
	char key[16];

	snprintf(key, sizeof(key), "%d", a->status);
	if (a->status < 400)
		return resolved(c, member(responses, key));
	if (code && contract_lists(op, code))
		return resolved(c, member(responses, key));
	if (code && is_default(code, a->status))
		return resolved(c, member(responses, "default"));
	return NULL;
}

bool
contract_documents(
    const struct contract *c, const struct contract_operation *op, int status)
{
	char key[16];

	(void)c;
	snprintf(key, sizeof(key), "%d", status);
	return member(member(op->spec, "responses"), key) != NULL;
}

/* Whether the table of errors has code with that status, for clients. */
static bool
is_error(const char *code, int status)
{
	int e;

	for (e = 1; e < ERR_COUNT; e++)
		if (!err_is_internal((enum err)e) &&
		    str_eq(err_code((enum err)e), code) &&
		    err_status((enum err)e) == status)
			return true;
	return false;
}

/* What holds for every problem, beyond its schema. */
static bool
check_problem(const struct response *a, struct schema_fault *f)
{
	const char *type = response_header(a, "Content-Type");
	const char *code = member_text(a->json, "code");
	struct json_object *status = member(a->json, "status");
	char uri[64];

	if (!type || !str_has_prefix(type, "application/problem+json"))
		return refuse(
		    f, "the media type is %s", type ? type : "missing");
	if (json_object_get_int(status) != a->status)
		return refuse(f, "the problem says status %d",
		    json_object_get_int(status));
	if (!code || !is_error(code, a->status))
		return refuse(f, "%s is no code of status %d",
		    code ? code : "nothing", a->status);
	snprintf(uri, sizeof(uri), "/problems#%s", code);
	if (!member_text(a->json, "type") ||
	    !str_eq(member_text(a->json, "type"), uri))
		return refuse(f, "its type is not %s", uri);
	if (!member_text(a->json, "title") || !member_text(a->json, "detail") ||
	    !*member_text(a->json, "detail") ||
	    !member_text(a->json, "request_id"))
		return refuse(f, "title, detail or request_id is missing");
	if (a->status == 401 && !response_header(a, "WWW-Authenticate"))
		return refuse(f, "no WWW-Authenticate");
	if ((a->status == 503 || a->status == 429) &&
	    !response_header(a, "Retry-After"))
		return refuse(f, "no Retry-After");
	return true;
}

/* The media type without parameters: "application/json". */
static struct json_object *
media_of(struct json_object *content, const char *type)
{
	char name[64];

	if (!content || !type)
		return NULL;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(type, "; "), type);
	return member(content, member(content, name) ? name : "*/*");
}

static bool
check_body(const struct contract *c, struct json_object *response,
    const struct response *a, struct schema_fault *f)
{
	struct json_object *content = member(response, "content"), *media;
	const char *type = response_header(a, "Content-Type");

	if (!content)
		return !a->len || refuse(f, "a body that is not documented");
	media = media_of(content, type);
	if (!media)
		return refuse(f, "media type %s is not documented",
		    type ? type : "(none)");
	if (!strstr(type, "json"))
		return true;
	if (!response_is_strict_json(a->body, a->len))
		return refuse(f, "not strict JSON: %.200s", a->body);
	return schema_check(c->root, member(media, "schema"), a->json, f);
}

/* Where something was made there is an operation of the contract. */
static bool
check_location(
    const struct contract *c, const struct response *a, struct schema_fault *f)
{
	static const char *const methods[] = { "GET", "PUT", "PATCH",
		"DELETE" };
	const char *location = response_header(a, "Location");
	struct contract_operation op;

	for (size_t i = 0; i < N_OF(methods); i++)
		if (contract_find(c, methods[i], location, &op))
			return true;
	return refuse(f, "nothing of the contract is at %s", location);
}

/* What is documented is there; only the last page has no Link. */
static bool
check_headers(const struct contract *c, struct json_object *response,
    const struct response *a, struct schema_fault *f)
{
	struct json_object *headers = member(response, "headers");

	if (!response_header(a, "X-Request-Id"))
		return refuse(f, "no X-Request-Id");
	if (!headers)
		return true;
	json_object_object_foreach(headers, name, header)
	{
		(void)header;
		if (!str_eq(name, "Link") && !response_header(a, name))
			return refuse(f, "the header %s is missing", name);
	}
	return a->status != 201 || check_location(c, a, f);
}

/* One write, so that lines of parallel tests do not mix. */
static void
note(const char *id, const struct response *a)
{
	const char *file = getenv("TEST_COVERAGE");
	const char *code = member_text(a->json, "code");
	char line[192];
	int fd, len;

	if (!file)
		return;
	fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	len = snprintf(line, sizeof(line), "%s %d\n", id, a->status);
	if (a->status >= 400 && code)
		len += snprintf(line + len, sizeof(line) - (size_t)len,
		    "%s %s\n", id, code);
	bug_if(fd < 0 || write(fd, line, (size_t)len) != len);
	close(fd);
}

/* The page for a browser that went astray. */
static bool
is_page(const struct response *a)
{
	const char *type = response_header(a, "Content-Type");

	return a->status == 404 && type && str_has_prefix(type, "text/html");
}

/* A response to no operation: nothing but a problem, a page in its place, or a
 * preflight's. */
static bool
check_stray(
    const char *method, const struct response *a, struct schema_fault *f)
{
	if (str_eq(method, "OPTIONS") && a->status == 204)
		return !a->len || refuse(f, "a body with 204");
	if (a->status < 400)
		return refuse(
		    f, "%d, but the contract has no such operation", a->status);
	return str_eq(method, "HEAD") || is_page(a) || check_problem(a, f);
}

/* As the response to GET, without the body that would tell more. */
static bool
check_head(const struct contract *c, const struct contract_operation *op,
    const struct response *a, struct schema_fault *f)
{
	if (a->len)
		return refuse(f, "a body in response to HEAD");
	if (a->status < 500 && !contract_documents(c, op, a->status))
		return refuse(f, "not documented for %s", op->id);
	return response_header(a, "X-Request-Id") ||
	       refuse(f, "no X-Request-Id");
}

static bool
check_operation(const struct contract *c, const struct contract_operation *op,
    bool is_head, const struct response *a, struct schema_fault *f)
{
	struct json_object *response;

	if (is_head)
		return check_head(c, op, a, f);
	response = response_of(c, op, a);
	if (!response)
		return refuse(
		    f, "not documented for %s; %.300s", op->id, a->body);
	if (!check_headers(c, response, a, f))
		return false;
	if (a->status >= 400 && !check_problem(a, f))
		return false;
	return check_body(c, response, a, f);
}

bool
contract_check(const struct contract *c, const char *method, const char *target,
    const struct response *a, struct schema_fault *f)
{
	struct contract_operation op;
	char what[128];
	bool ok, is_head;

	if (contract_find(c, method, target, &op)) {
		is_head = str_eq(method, "HEAD");
		ok = check_operation(c, &op, is_head, a, f);
		if (ok && !is_head)
			note(op.id, a);
	} else {
		ok = check_stray(method, a, f);
	}
	snprintf(what, sizeof(what), "%s %.80s: %d", method, target, a->status);
	return ok || refuse_in(f, what);
}
