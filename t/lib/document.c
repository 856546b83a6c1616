/*
 * Only strings, braces and brackets have to be looked at to find where a value
 * ends.
 */
#include "t/lib/document.h"

#include <json-c/json_tokener.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/str.h"

#include "base/banned.h"

void
document_open(struct document *d, const char *text, size_t len)
{
	*d = (struct document){ .text = text, .len = len };
}

void
document_close(struct document *d)
{
	size_t i;

	for (i = 0; i < d->n_members; i++)
		document_close(&d->members[i]);
	free(d->members);
	free(d->name);
	json_object_put(d->value);
	*d = (struct document){ .text = NULL };
}

/* Behind the string that begins at p; end when it does not end. */
static const char *
after_string(const char *p, const char *end)
{
	const char *q = p, *back;

	while ((q = memchr(q + 1, '"', (size_t)(end - q - 1)))) {
		for (back = q; back[-1] == '\\';)
			back--;
		if ((q - back) % 2 == 0)
			return q + 1;
	}
	return end;
}

/* Behind the value that begins at p: at a comma, a bracket or a brace that is
 * not its own, or at end. */
static const char *
after_value(const char *p, const char *end)
{
	int depth = 0;

	while (p < end) {
		switch (*p) {
		case '"':
			p = after_string(p, end);
			continue;
		case '{':
		case '[':
			depth++;
			break;
		case ',':
			if (depth == 0)
				return p;
			break;
		case '}':
		case ']':
			if (depth-- == 0)
				return p;
			break;
		default:
			break;
		}
		p++;
	}
	return end;
}

static const char *
after_space(const char *p, const char *end)
{
	while (p < end && strchr(" \t\r\n", *p))
		p++;
	return p;
}

static struct document *
add_member(struct document *d)
{
	size_t n = d->n_members;

	if (n % 64 == 0) {
		d->members = realloc(
		    d->members, (n + 64) * sizeof(*d->members));
		bug_if(!d->members);
	}
	d->n_members++;
	return &d->members[n];
}

static void
list(struct document *d)
{
	const char *end = d->text + d->len;
	const char *p = after_space(d->text, end), *name, *value;
	struct document *m;

	if (p == end || *p != '{')
		return;
	while ((p = after_space(p + 1, end)) < end && *p == '"') {
		name = p + 1;
		p = after_string(p, end);
		m = add_member(d);
		value = after_space(after_space(p, end) + 1, end);
		document_open(m, value, 0);
		m->name = strndup(name, (size_t)(p - 1 - name));
		p = after_value(value, end);
		m->len = (size_t)(p - value);
	}
}

struct document *
document_members(struct document *d, size_t *n)
{
	if (!d->members)
		list(d);
	*n = d->n_members;
	return d->members;
}

struct document *
document_member(struct document *d, const char *name)
{
	size_t i, n;
	struct document *members = document_members(d, &n);

	for (i = 0; i < n; i++)
		if (str_eq(members[i].name, name))
			return &members[i];
	return NULL;
}

struct json_object *
document_value(struct document *d)
{
	struct json_tokener *tokener;

	if (d->value || !d->text)
		return d->value;
	tokener = json_tokener_new();
	bug_if(!tokener);
	d->value = json_tokener_parse_ex(tokener, d->text, (int)d->len);
	json_tokener_free(tokener);
	return d->value;
}

struct json_object *
document_at(struct document *d, const char *reference)
{
	char token[128];
	size_t len;

	if (!str_has_prefix(reference, "#/"))
		return NULL;
	for (reference++; d && *reference == '/'; reference += len) {
		reference++;
		len = strcspn(reference, "/");
		if (len >= sizeof(token))
			return NULL;
		memcpy(token, reference, len);
		token[len] = '\0';
		d = document_member(d, token);
	}
	return d ? document_value(d) : NULL;
}
