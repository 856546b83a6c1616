/*
 * Turns the words of a test into requests, and ends the test when a response
 * is not one that the contract allows. How a request travels is the business
 * of api.c and e2e.c.
 */
#include "t/lib/talk.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/str.h"
#include "t/lib/memory.h"

#include "base/banned.h"

#define DOCUMENT TOP_BUILDDIR "/generated/openapi.json"

enum { NAMES_MAX = 512 };

static struct {
	talk_send_fn send;
	talk_login_fn login;
	void *ctx;
	struct contract contract;
	struct response response;
	struct talk_request next; /* what with() has prepared */
	const char *file;
	int line;
	struct {
		char *name, *value;
	} names[NAMES_MAX];
	size_t n_names;
} talk;

void
talk_open(talk_send_fn send, talk_login_fn login, void *ctx)
{
	struct schema_fault f = { .text = "" };

	talk.send = send;
	talk.login = login;
	talk.ctx = ctx;
	if (!talk.contract.root)
		cr_assert(contract_open(&talk.contract, DOCUMENT, &f),
		    DOCUMENT ": %s", f.text);
}

void
talk_close(void)
{
	response_clear(&talk.response);
	talk.n_names = 0;
	/* the contract stays for the next test of this process, or its end:
	 * freeing it takes a third of the time that reading it takes */
}

const struct contract *
talk_contract(void)
{
	return &talk.contract;
}

void
talk_at(const char *file, int line)
{
	talk.file = file;
	talk.line = line;
}

char *
text(const char *format, ...)
{
	va_list args;
	char *out;
	int len;

	va_start(args, format);
	len = vasprintf(&out, format, args);
	va_end(args);
	bug_if(len < 0);
	return memory_keep(out);
}

char *
quoted(const char *json)
{
	char *out = text("%s", json);

	for (char *p = out; *p; p++)
		if (*p == '\'')
			*p = '"';
	return out;
}

void
with(const char *name, const char *value)
{
	struct talk_request *r = &talk.next;

	bug_if(r->n_headers == TALK_HEADERS);
	r->headers[r->n_headers++] = (struct talk_header){ .name = name,
		.value = value };
}

void
with_body(const char *content_type, const void *p, size_t len)
{
	with("Content-Type", content_type);
	talk.next.body = p;
	talk.next.len = len;
}

static bool
is_set(const struct talk_request *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->n_headers; i++)
		if (str_eq_nocase(r->headers[i].name, name))
			return true;
	return false;
}

/* Headers without a value only kept others away. */
static void
drop_empty(struct talk_request *r)
{
	size_t i, n = 0;

	for (i = 0; i < r->n_headers; i++)
		if (r->headers[i].value)
			r->headers[n++] = r->headers[i];
	r->n_headers = n;
}

/* "path {'a': 1}" formatted; *json is where the body begins, or NULL. The
 * compiler checks the callers' formats; only quotes change here. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static char *
format_words(const char *format, va_list args, char **json)
{
	char *copy = strdup(format), *out, *p;

	bug_if(!copy);
	for (p = strchr(copy, ' '); p && *p; p++)
		if (*p == '\'')
			*p = '"';
	bug_if(vasprintf(&out, copy, args) < 0);
	free(copy);
	memory_keep(out);
	*json = strchr(out, ' ');
	if (*json)
		*(*json)++ = '\0';
	return out;
}
#pragma GCC diagnostic pop

static int
ask(const char *authorization, const char *method, char *path, char *json)
{
	struct talk_request r = talk.next;
	struct schema_fault f = { .text = "" };

	memset(&talk.next, 0, sizeof(talk.next));
	r.method = method;
	r.target = str_has_prefix(path, "//")  ? path + 1
		   : str_has_prefix(path, "/") ? text("/api/v1%s", path)
					       : path;
	if (json && !r.body) {
		r.body = json;
		r.len = strlen(json);
	}
	if (r.body && !is_set(&r, "Content-Type"))
		r.headers[r.n_headers++] = (struct talk_header){
			.name = "Content-Type", .value = "application/json"
		};
	if (authorization && !is_set(&r, "Authorization"))
		r.headers[r.n_headers++] = (struct talk_header){
			.name = "Authorization", .value = authorization
		};
	drop_empty(&r);
	talk.send(talk.ctx, &r, &talk.response);
	cr_assert(contract_check(
		      &talk.contract, method, r.target, &talk.response, &f),
	    "%s:%d: %s", talk.file, talk.line, f.text);
	return talk.response.status;
}

static int
ask_as(const char *user, const char *method, const char *format, va_list args)
{
	char *authorization = talk.login(talk.ctx, user);
	char *json, *path = format_words(format, args, &json);

	return ask(authorization, method, path, json);
}

int
talk_as(const char *user, const char *method, const char *format, ...)
{
	va_list args;
	int status;

	va_start(args, format);
	status = ask_as(user, method, format, args);
	va_end(args);
	return status;
}

void
talk_given(const char *name, const char *user, const char *format, ...)
{
	va_list args;
	int status;

	va_start(args, format);
	status = ask_as(user, POST, format, args);
	va_end(args);
	cr_assert(status == 201, "%s:%d: %s cannot make %s: %s", talk.file,
	    talk.line, user, name, talk.response.body);
	keep(name);
}

int
talk_anonymous(const char *method, const char *format, ...)
{
	char *path, *json;
	va_list args;

	va_start(args, format);
	path = format_words(format, args, &json);
	va_end(args);
	return ask(NULL, method, path, json);
}

const struct response *
response(void)
{
	return &talk.response;
}

char *
body(const char *pointer)
{
	return response_text(&talk.response, pointer);
}

long
body_int(const char *pointer)
{
	char *value = body(pointer), *end;
	long n = strtol(value, &end, 10);

	cr_assert(*value && !*end, "%s:%d: %s is %s, no integer", talk.file,
	    talk.line, pointer, value);
	return n;
}

int
body_count(const char *pointer)
{
	return response_count(&talk.response, pointer);
}

char *
header(const char *name)
{
	char *value = response_header(&talk.response, name);

	return value ? value : text("(none)");
}

char *
problem_code(void)
{
	return talk.response.status < 400 ? text("(none)") : body("/code");
}

char *
error_at(const char *pointer)
{
	char *at;
	int i, n = body_count("/errors");

	for (i = 0; i < n; i++) {
		at = body(text("/errors/%d/pointer", i));
		if (str_eq(at, pointer))
			return body(text("/errors/%d/code", i));
	}
	return text("(none)");
}

char *
next_page(void)
{
	char *target = response_link(&talk.response, "rel=\"next\"");

	cr_assert(!target || str_has_prefix(target, "/api/v1/"),
	    "%s:%d: Link: %s", talk.file, talk.line, target);
	return target;
}

bool
response_contains(const char *what)
{
	return strstr(talk.response.body, what) ||
	       strstr(talk.response.headers, what);
}

static char **
slot_of(const char *name)
{
	size_t i;

	for (i = 0; i < talk.n_names; i++)
		if (str_eq(talk.names[i].name, name))
			return &talk.names[i].value;
	return NULL;
}

void
keep_id(const char *name, const char *value)
{
	char **slot = slot_of(name);

	if (!slot) {
		bug_if(talk.n_names == NAMES_MAX);
		talk.names[talk.n_names].name = text("%s", name);
		slot = &talk.names[talk.n_names++].value;
	}
	*slot = text("%s", value);
}

void
keep(const char *name)
{
	keep_id(name, body("/id"));
}

bool
is_kept(const char *name)
{
	return slot_of(name) != NULL;
}

char *
id(const char *name)
{
	char **slot = slot_of(name);

	cr_assert(
	    slot, "%s:%d: nothing is called %s", talk.file, talk.line, name);
	return *slot;
}
