/*
 * Looks into a response: headers by name, the JSON body by pointer.
 */
#include "t/lib/response.h"

#include <json-c/json_tokener.h>
#include <json-c/linkhash.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/bug.h"
#include "t/lib/memory.h"

#include "base/banned.h"

static char *
copy(const char *p, size_t len)
{
	char *s = malloc(len + 1);

	bug_if(!s);
	if (len)
		memcpy(s, p, len);
	s[len] = '\0';
	return s;
}

void
response_clear(struct response *a)
{
	json_object_put(a->json);
	free(a->headers);
	free(a->body);
	memset(a, 0, sizeof(*a));
}

static struct json_object *
parse_as(int flags, const char *text, size_t len)
{
	struct json_tokener *t = json_tokener_new_ex(64);
	struct json_object *json;

	bug_if(!t);
	json_tokener_set_flags(t, flags);
	json = json_tokener_parse_ex(t, text, (int)len + 1);
	if (json_tokener_get_error(t) != json_tokener_success ||
	    json_tokener_get_parse_end(t) != len) {
		json_object_put(json);
		json = NULL;
	}
	json_tokener_free(t);
	return json;
}

/* Whether the grammar is kept to the letter. json-c 0.18 refuses every byte
 * beyond ASCII when it is strict; it gets an 'x' for each, which may stand
 * where they may, in a string. */
static bool
is_strict(const char *text, size_t len)
{
	char *ascii = copy(text, len);
	struct json_object *json;

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)ascii[i] >= 0x80)
			ascii[i] = 'x';
	json = parse_as(JSON_TOKENER_STRICT, ascii, len);
	json_object_put(json);
	free(ascii);
	return json != NULL;
}

static struct json_object *
parse(const char *text, size_t len)
{
	return is_strict(text, len)
		   ? parse_as(JSON_TOKENER_VALIDATE_UTF8, text, len)
		   : NULL;
}

void
response_set(struct response *a, int status, const char *headers,
    const char *body, size_t len)
{
	const char *type;

	response_clear(a);
	a->status = status;
	a->headers = copy(headers, strlen(headers));
	a->body = copy(body, len);
	a->len = len;
	type = response_header(a, "Content-Type");
	if (type && strstr(type, "json"))
		a->json = parse(a->body, len);
}

/* The value in the line, when its name is name; NULL otherwise. */
static const char *
line_value(const char *line, const char *name)
{
	size_t len = strlen(name);

	if (strncasecmp(line, name, len) != 0 || line[len] != ':')
		return NULL;
	line += len + 1;
	return line + strspn(line, " \t");
}

static const char *
next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end ? end + 1 : line + strlen(line);
}

char *
response_header(const struct response *a, const char *name)
{
	const char *line, *value;

	for (line = a->headers; line && *line; line = next_line(line)) {
		value = line_value(line, name);
		if (value)
			return memory_copy(value, strcspn(value, "\r\n"));
	}
	return NULL;
}

char *
response_link(const struct response *a, const char *rel)
{
	const char *line, *value, *found;

	for (line = a->headers; line && *line; line = next_line(line)) {
		value = line_value(line, "Link");
		if (!value || *value != '<')
			continue;
		found = strstr(value, rel);
		if (found && found < next_line(line))
			return memory_copy(value + 1, strcspn(value + 1, ">"));
	}
	return NULL;
}

int
response_header_count(const struct response *a, const char *name)
{
	const char *line;
	int n = 0;

	for (line = a->headers; line && *line; line = next_line(line))
		n += line_value(line, name) != NULL;
	return n;
}

/* The child that one reference token of a pointer names. */
static struct json_object *
child(struct json_object *v, const char *token, bool *found)
{
	struct json_object *out = NULL;
	size_t i;
	char *end;

	*found = false;
	if (json_object_is_type(v, json_type_object)) {
		*found = json_object_object_get_ex(v, token, &out);
	} else if (json_object_is_type(v, json_type_array)) {
		i = strtoul(token, &end, 10);
		*found = *token && !*end && i < json_object_array_length(v);
		if (*found)
			out = json_object_array_get_idx(v, i);
	}
	return out;
}

struct json_object *
response_at(const struct response *a, const char *pointer, bool *found)
{
	struct json_object *v = a->json;
	char token[128];
	size_t n;

	*found = v != NULL;
	while (*found && *pointer == '/') {
		n = 0;
		for (pointer++; *pointer && *pointer != '/'; pointer++) {
			bug_if(n + 1 >= sizeof(token));
			if (*pointer == '~')
				token[n++] = *++pointer == '1' ? '/' : '~';
			else
				token[n++] = *pointer;
		}
		token[n] = '\0';
		v = child(v, token, found);
	}
	return v;
}

char *
response_text(const struct response *a, const char *pointer)
{
	struct json_object *v;
	const char *s;
	bool found;

	v = response_at(a, pointer, &found);
	if (!found)
		s = "(none)";
	else if (json_object_is_type(v, json_type_string))
		s = json_object_get_string(v);
	else
		s = json_object_to_json_string_ext(
		    v, JSON_C_TO_STRING_NOSLASHESCAPE);
	return memory_copy(s, strlen(s));
}

int
response_count(const struct response *a, const char *pointer)
{
	struct json_object *v;
	bool found;

	v = response_at(a, pointer, &found);
	if (!found || !json_object_is_type(v, json_type_array))
		return -1;
	return (int)json_object_array_length(v);
}

/* Members of all objects inside v. */
static size_t
members_of(struct json_object *v)
{
	size_t i, n = 0;

	if (json_object_is_type(v, json_type_array)) {
		for (i = 0; i < json_object_array_length(v); i++)
			n += members_of(json_object_array_get_idx(v, i));
	} else if (json_object_is_type(v, json_type_object)) {
		json_object_object_foreach(v, key, member)
		{
			(void)key;
			n += 1 + members_of(member);
		}
	}
	return n;
}

/* Colons outside of strings: one per member that was written. */
static size_t
colons_of(const char *text, size_t len)
{
	bool in_string = false;
	size_t i, n = 0;

	for (i = 0; i < len; i++) {
		if (in_string && text[i] == '\\')
			i++;
		else if (text[i] == '"')
			in_string = !in_string;
		else if (!in_string && text[i] == ':')
			n++;
	}
	return n;
}

bool
response_is_strict_json(const char *text, size_t len)
{
	struct json_object *v = parse(text, len);
	bool ok;

	ok = v ? members_of(v) == colons_of(text, len)
	       : len == 4 && memcmp(text, "null", 4) == 0;
	json_object_put(v);
	return ok;
}
