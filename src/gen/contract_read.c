/*
 * Fragments into one document. Each piece remembers its file, so that every
 * later complaint can name it.
 */
#include "gen/contract.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "gen/text.h"
#include "json/scan.h"

#include "base/banned.h"

static const char *
origin_of(struct contract *c, const char *at)
{
	const char *file = NULL;
	size_t best = 0;

	for (struct contract_origin *o = c->origins; o; o = o->next) {
		size_t len = strlen(o->at);

		if ((len > best || !file) && str_has_prefix(at, o->at) &&
		    (at[len] == '/' || !at[len])) {
			best = len;
			file = o->file;
		}
	}
	return file;
}

/* Whether a line was printed before: what many operations refer to is read for
 * each of them. */
static bool
is_said(struct contract *c, const char *line)
{
	struct contract_line *said;

	for (said = c->said; said; said = said->next)
		if (str_eq(said->text, line))
			return true;
	said = arena_new(&c->arena, struct contract_line);
	*said = (struct contract_line){ .next = c->said, .text = line };
	c->said = said;
	return false;
}

void
contract_error(struct contract *c, const char *at, const char *format, ...)
{
	const char *file = origin_of(c, at), *line;
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	line = arena_printf(&c->arena, "%s%s%s: %s", file ? file : "",
	    file ? ": " : "", at[0] ? at : "/", text);
	if (!is_said(c, line))
		fprintf(stderr, "%s\n", line);
	c->n_errors++;
}

static void
origin_add(struct contract *c, const char *at, const char *file)
{
	struct contract_origin *o = arena_new(
	    &c->arena, struct contract_origin);

	o->at = at;
	o->file = file;
	o->next = c->origins;
	c->origins = o;
}

const char *
contract_at(struct contract *c, const char *at, const char *key)
{
	/* a path brings its own slash */
	return arena_printf(
	    &c->arena, "%s%s%s", at, key[0] == '/' ? "" : "/", key);
}

const char *
contract_text(struct contract *c, const char *at, struct json_object *object,
    const char *key)
{
	struct json_object *v;

	if (!json_object_object_get_ex(object, key, &v))
		return NULL;
	if (!json_object_is_type(v, json_type_string)) {
		contract_error(c, contract_at(c, at, key), "must be a string");
		return NULL;
	}
	return json_object_get_string(v);
}

bool
contract_flag(struct contract *c, const char *at, struct json_object *object,
    const char *key)
{
	struct json_object *v;

	if (!json_object_object_get_ex(object, key, &v))
		return false;
	if (!json_object_is_type(v, json_type_boolean)) {
		contract_error(
		    c, contract_at(c, at, key), "must be true or false");
		return false;
	}
	return json_object_get_boolean(v);
}

/* " a, b, c" */
static const char *
list_of(struct contract *c, const char *const *keys)
{
	const char *list = "";

	for (const char *const *k = keys; *k; k++)
		list = arena_printf(
		    &c->arena, "%s%s %s", list, k == keys ? "" : ",", *k);
	return list;
}

bool
contract_only(struct contract *c, const char *at, struct json_object *object,
    const char *const *keys)
{
	bool clean = true;

	if (!json_object_is_type(object, json_type_object)) {
		contract_error(c, at, "must be an object");
		return false;
	}
	json_object_object_foreach(object, key, value)
	{
		const char *const *k = keys;

		(void)value;
		while (*k && !str_eq(*k, key))
			k++;
		if (*k)
			continue;
		contract_error(c, at, "unknown keyword \"%s\", not one of%s",
		    key, list_of(c, keys));
		clean = false;
	}
	return clean;
}

bool
contract_lists(struct json_object *array, const char *text)
{
	size_t n = array ? json_object_array_length(array) : 0;

	for (size_t i = 0; i < n; i++) {
		struct json_object *v = json_object_array_get_idx(array, i);

		if (json_object_is_type(v, json_type_string) &&
		    str_eq(json_object_get_string(v), text))
			return true;
	}
	return false;
}

/* Moves the members of from into to; a name that is taken is an error. */
static void
merge_members(struct contract *c, const char *file, const char *at,
    struct json_object *to, struct json_object *from)
{
	if (!json_object_is_type(from, json_type_object)) {
		fprintf(stderr, "%s: %s: must be an object\n", file, at);
		c->n_errors++;
		return;
	}
	json_object_object_foreach(from, key, value)
	{
		const char *place = contract_at(c, at, key);

		if (json_object_object_get_ex(to, key, NULL)) {
			fprintf(stderr, "%s: %s: defined in %s already\n", file,
			    place, origin_of(c, place));
			c->n_errors++;
			continue;
		}
		origin_add(c, place, file);
		json_object_object_add(to, key, json_object_get(value));
	}
}

static struct json_object *
section(struct json_object *object, const char *key)
{
	struct json_object *v;

	if (json_object_object_get_ex(object, key, &v))
		return v;
	v = json_object_new_object();
	json_object_object_add(object, key, v);
	return v;
}

static void
merge_paths(struct contract *c, const char *file, struct json_object *paths)
{
	json_object_object_foreach(paths, path, item)
	{
		const char *at = contract_at(c, "/paths", path);

		if (!json_object_object_get_ex(c->paths, path, NULL))
			origin_add(c, at, file);
		merge_members(c, file, at, section(c->paths, path), item);
	}
}

static void
merge_components(
    struct contract *c, const char *file, struct json_object *components)
{
	static const char *const sections[] = { "schemas", "parameters",
		"responses", "requestBodies", "headers", "securitySchemes",
		NULL };

	origin_add(c, "/components", file);
	if (!contract_only(c, "/components", components, sections))
		return;
	json_object_object_foreach(components, key, value)
	{
		merge_members(c, file, contract_at(c, "/components", key),
		    section(c->components, key), value);
	}
}

static void
merge_tags(struct contract *c, const char *file, struct json_object *from)
{
	static const char *const keys[] = { "name", "description", NULL };
	struct json_object *to;
	size_t n = json_object_is_type(from, json_type_array)
		       ? json_object_array_length(from)
		       : 0;

	origin_add(c, "/tags", file);
	if (!json_object_object_get_ex(c->document, "tags", &to)) {
		to = json_object_new_array();
		json_object_object_add(c->document, "tags", to);
	}
	for (size_t i = 0; i < n; i++) {
		struct json_object *tag = json_object_array_get_idx(from, i);

		if (contract_only(c, "/tags", tag, keys))
			json_object_array_add(to, json_object_get(tag));
	}
}

static void
release(void *json)
{
	json_object_put(json);
}

/* The line, from 1, in which the offset lies. */
static unsigned
line_of(const char *text, size_t offset)
{
	unsigned line = 1;

	for (size_t i = 0; i < offset; i++)
		line += text[i] == '\n';
	return line;
}

/* json-c alone would keep the last of two equal keys in silence, and an
 * operation would be lost. */
static struct json_object *
parse(struct contract *c, const char *file)
{
	struct json_object *json;
	struct gen_error error = { "" };
	const char *text = gen_text_read(&c->arena, file, &error);
	static struct fault f;
	size_t at = 0;

	if (!text) {
		fprintf(stderr, "%s\n", error.text);
		return NULL;
	}
	if (json_scan(text, strlen(text), &f, &at)) {
		fprintf(
		    stderr, "%s:%u: %s\n", file, line_of(text, at), f.detail);
		return NULL;
	}
	json = json_tokener_parse(text);
	if (json)
		arena_defer(&c->arena, release, json);
	return json;
}

void
contract_read(struct contract *c, const char *file)
{
	static const char *const keys[] = { "paths", "components", "tags",
		NULL };
	struct json_object *json = parse(c, file), *v;

	if (!json) {
		c->n_errors++;
		return;
	}
	origin_add(c, "", file);
	if (!contract_only(c, "", json, keys))
		return;
	if (json_object_object_get_ex(json, "tags", &v))
		merge_tags(c, file, v);
	if (json_object_object_get_ex(json, "components", &v))
		merge_components(c, file, v);
	if (json_object_object_get_ex(json, "paths", &v))
		merge_paths(c, file, v);
}

struct json_object *
contract_ref(struct contract *c, const char *at, const char *ref,
    const char *wanted, const char **target)
{
	const char *start = arena_printf(&c->arena, "#/components/%s/", wanted);
	struct json_object *all, *found;

	if (!str_has_prefix(ref, start)) {
		contract_error(c, at, "$ref must start with %s", start);
		return NULL;
	}
	if (!json_object_object_get_ex(c->components, wanted, &all) ||
	    !json_object_object_get_ex(all, ref + strlen(start), &found)) {
		contract_error(c, at, "$ref to %s, which is not there", ref);
		return NULL;
	}
	if (target)
		*target = ref + 1;
	return found;
}
