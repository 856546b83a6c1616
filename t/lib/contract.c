/*
 * The contract as a test oracle. Reads the served document with json-c alone,
 * so that a mistake in Hearth's own JSON code cannot hide itself.
 */
#include "t/lib/contract.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/linkhash.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/bug.h"
#include "base/err.h"
#include "base/str.h"
#include "t/lib/contract_part.h"

#include "base/banned.h"

static const char *const methods[] = { "get", "put", "post", "delete",
	"patch" };

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

/* Calls fn for each operation of a path until it returns false. */
static bool
each_of_path(struct document *path,
    bool (*fn)(void *ctx, const struct contract_operation *), void *ctx)
{
	struct contract_operation op = { .path = path->name };
	struct json_object *item = document_value(path);

	json_object_object_foreach(item, name, spec)
	{
		if (!upper_method(name, &op.method))
			continue;
		op.spec = spec;
		op.id = contract_member_text(spec, "operationId");
		if (!fn(ctx, &op))
			return false;
	}
	return true;
}

static struct document *
paths_of(const struct contract *c, size_t *n)
{
	return document_members(document_member(c->root, "paths"), n);
}

void
contract_each(const struct contract *c,
    bool (*fn)(void *ctx, const struct contract_operation *), void *ctx)
{
	size_t i, n;
	struct document *paths = paths_of(c, &n);

	for (i = 0; i < n; i++)
		if (!each_of_path(&paths[i], fn, ctx))
			return;
}

/* Takes over text. */
static bool
read_text(struct contract *c, char *text, size_t len, struct schema_fault *f)
{
	c->text = text;
	c->root = malloc(sizeof(*c->root));
	bug_if(!text || !c->root);
	document_open(c->root, text, len);
	return document_member(c->root, "paths") ||
	       contract_refuse(f, "no paths");
}

bool
contract_parse(
    struct contract *c, const char *text, size_t len, struct schema_fault *f)
{
	return read_text(c, strndup(text, len), len, f);
}

bool
contract_open(struct contract *c, const char *file, struct schema_fault *f)
{
	FILE *in = fopen(file, "re");
	char *text = NULL;
	size_t size = 0;
	ssize_t len;

	*c = (struct contract){ .text = NULL };
	if (!in)
		return contract_refuse(f, "%s: %s", file, strerror(errno));
	len = getdelim(&text, &size, '\0', in);
	fclose(in);
	if (len < 0)
		return contract_refuse(f, "%s: nothing in it", file);
	return read_text(c, text, (size_t)len, f);
}

void
contract_close(struct contract *c)
{
	if (c->root)
		document_close(c->root);
	free(c->root);
	free(c->text);
	*c = (struct contract){ .text = NULL };
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
	const char *method;
	struct contract_operation *out;
	bool is_found;
};

static bool
has_method(void *ctx, const struct contract_operation *op)
{
	struct search *s = ctx;

	s->is_found = str_eq(op->method, s->method);
	if (s->is_found)
		*s->out = *op;
	return !s->is_found;
}

bool
contract_find(const struct contract *c, const char *method, const char *target,
    struct contract_operation *out)
{
	struct search s = { .out = out,
		.method = str_eq(method, "HEAD") ? "GET" : method };
	size_t i, n, len = path_len(target);
	struct document *paths = paths_of(c, &n);
	int literal, best = -1;

	for (i = 0; i < n; i++) {
		literal = match_path(paths[i].name, target, len);
		if (literal <= best)
			continue;
		each_of_path(&paths[i], has_method, &s);
		if (s.is_found)
			best = literal;
	}
	return best >= 0;
}

struct json_object *
contract_input(const struct contract *c, const struct contract_operation *op)
{
	struct json_object *body, *media;

	body = contract_resolved(c, contract_member(op->spec, "requestBody"));
	media = contract_member(
	    contract_member(body, "content"), "application/json");
	if (!media)
		media = contract_member(contract_member(body, "content"),
		    "application/merge-patch+json");
	return contract_resolved(c, contract_member(media, "schema"));
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
	struct json_object *errors = contract_member(op->spec, "x-errors");
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
	struct json_object *responses = contract_member(op->spec, "responses");
	const char *code = contract_member_text(a->json, "code");
	char key[16];

	snprintf(key, sizeof(key), "%d", a->status);
	if (a->status < 400)
		return contract_resolved(c, contract_member(responses, key));
	if (code && contract_lists(op, code))
		return contract_resolved(c, contract_member(responses, key));
	if (code && is_default(code, a->status))
		return contract_resolved(
		    c, contract_member(responses, "default"));
	return NULL;
}

bool
contract_documents(const struct contract_operation *op, int status)
{
	char key[16];

	snprintf(key, sizeof(key), "%d", status);
	return contract_member(contract_member(op->spec, "responses"), key) !=
	       NULL;
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
	const char *code = contract_member_text(a->json, "code");
	struct json_object *status = contract_member(a->json, "status");
	char uri[64];

	if (!type || !str_has_prefix(type, "application/problem+json"))
		return contract_refuse(
		    f, "the media type is %s", type ? type : "missing");
	if (json_object_get_int(status) != a->status)
		return contract_refuse(f, "the problem says status %d",
		    json_object_get_int(status));
	if (!code || !is_error(code, a->status))
		return contract_refuse(f, "%s is no code of status %d",
		    code ? code : "nothing", a->status);
	snprintf(uri, sizeof(uri), "/problems#%s", code);
	if (!contract_member_text(a->json, "type") ||
	    !str_eq(contract_member_text(a->json, "type"), uri))
		return contract_refuse(f, "its type is not %s", uri);
	if (!contract_member_text(a->json, "title") ||
	    !contract_member_text(a->json, "detail") ||
	    !*contract_member_text(a->json, "detail") ||
	    !contract_member_text(a->json, "request_id"))
		return contract_refuse(
		    f, "title, detail or request_id is missing");
	if (a->status == 401 && !response_header(a, "WWW-Authenticate"))
		return contract_refuse(f, "no WWW-Authenticate");
	if ((a->status == 503 || a->status == 429) &&
	    !response_header(a, "Retry-After"))
		return contract_refuse(f, "no Retry-After");
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
	return contract_member(
	    content, contract_member(content, name) ? name : "*/*");
}

static bool
check_body(const struct contract *c, struct json_object *response,
    const struct response *a, struct schema_fault *f)
{
	struct json_object *content = contract_member(response, "content"),
			   *media;
	const char *type = response_header(a, "Content-Type");

	if (!content)
		return !a->len ||
		       contract_refuse(f, "a body that is not documented");
	media = media_of(content, type);
	if (!media)
		return contract_refuse(f, "media type %s is not documented",
		    type ? type : "(none)");
	if (!strstr(type, "json"))
		return true;
	if (!response_is_strict_json(a->body, a->len))
		return contract_refuse(f, "not strict JSON: %.200s", a->body);
	return schema_check(
	    c->root, contract_member(media, "schema"), a->json, f);
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
	return contract_refuse(f, "nothing of the contract is at %s", location);
}

/* What is documented is there; only the last page has no Link. */
static bool
check_headers(const struct contract *c, struct json_object *response,
    const struct response *a, struct schema_fault *f)
{
	struct json_object *headers = contract_member(response, "headers");

	if (!response_header(a, "X-Request-Id"))
		return contract_refuse(f, "no X-Request-Id");
	if (!headers)
		return true;
	json_object_object_foreach(headers, name, header)
	{
		(void)header;
		if (!str_eq(name, "Link") && !response_header(a, name))
			return contract_refuse(
			    f, "the header %s is missing", name);
	}
	return a->status != 201 || check_location(c, a, f);
}

/* One write, so that lines of parallel tests do not mix. */
static void
note(const char *id, const struct response *a)
{
	const char *file = getenv("TEST_COVERAGE");
	const char *code = contract_member_text(a->json, "code");
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
		return !a->len || contract_refuse(f, "a body with 204");
	if (a->status < 400)
		return contract_refuse(
		    f, "%d, but the contract has no such operation", a->status);
	return str_eq(method, "HEAD") || is_page(a) || check_problem(a, f);
}

/* As the response to GET, without the body that would tell more. */
static bool
check_head(const struct contract_operation *op, const struct response *a,
    struct schema_fault *f)
{
	if (a->len)
		return contract_refuse(f, "a body in response to HEAD");
	if (a->status < 500 && !contract_documents(op, a->status))
		return contract_refuse(f, "not documented for %s", op->id);
	return response_header(a, "X-Request-Id") ||
	       contract_refuse(f, "no X-Request-Id");
}

static bool
check_operation(const struct contract *c, const struct contract_operation *op,
    bool is_head, const struct response *a, struct schema_fault *f)
{
	struct json_object *response;

	if (is_head)
		return check_head(op, a, f);
	response = response_of(c, op, a);
	if (!response)
		return contract_refuse(
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
	return ok || contract_refuse_in(f, what);
}
