/*
 * Checks values against JSON Schemas by a table of keywords. Made for tests:
 * it knows what Hearth's contract uses, and refuses the rest.
 */
#include "t/lib/schema.h"

#include <json-c/json_util.h>
#include <json-c/linkhash.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "base/str.h"
#include "t/lib/schema_format.h"

#include "base/banned.h"

enum { SEEN_MAX = 128, POINTER_MAX = 256 };

/* Members of the value at hand that some keyword has looked at. */
struct seen {
	const char *names[SEEN_MAX];
	size_t n;
};

struct walk {
	struct document *root;
	struct schema_fault *fault; /* NULL: nobody wants to know */
	char pointer[POINTER_MAX];
};

/* What a keyword looks at: its own value, the schema around it, and the value
 * that is checked. */
struct check {
	struct walk *walk;
	const char *name; /* of the keyword */
	struct json_object *keyword, *schema, *value;
	struct seen *seen;
};

typedef bool (*check_fn)(const struct check *);

static bool check_schema(struct walk *, struct json_object *schema,
    struct json_object *value, struct seen *);

static bool __attribute__((format(printf, 2, 3)))
refuse(struct walk *w, const char *format, ...)
{
	size_t n = sizeof(w->fault->text);
	va_list args;
	int used;

	if (!w->fault)
		return false;
	used = snprintf(
	    w->fault->text, n, "%s: ", *w->pointer ? w->pointer : "/");
	va_start(args, format);
	vsnprintf(w->fault->text + used, n - (size_t)used, format, args);
	va_end(args);
	return false;
}

/* Checks a part of the value, with its name in the pointer. */
static bool
check_part(struct walk *w, const char *name, struct json_object *schema,
    struct json_object *value)
{
	size_t len = strlen(w->pointer);
	bool ok;

	snprintf(w->pointer + len, sizeof(w->pointer) - len, "/%s", name);
	ok = check_schema(w, schema, value, NULL);
	w->pointer[len] = '\0';
	return ok;
}

static const char *
text_of(const struct check *c)
{
	if (!json_object_is_type(c->value, json_type_string))
		return NULL;
	return json_object_get_string(c->value);
}

static bool
is_number(struct json_object *v)
{
	return json_object_is_type(v, json_type_int) ||
	       json_object_is_type(v, json_type_double);
}

static bool
has_type(struct json_object *v, const char *type)
{
	static const struct {
		const char *name;
		enum json_type type;
	} types[] = {
		{ "null", json_type_null },
		{ "boolean", json_type_boolean },
		{ "integer", json_type_int },
		{ "string", json_type_string },
		{ "array", json_type_array },
		{ "object", json_type_object },
	};
	size_t i;

	if (str_eq(type, "number"))
		return is_number(v);
	for (i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (str_eq(type, types[i].name))
			return json_object_is_type(v, types[i].type);
	return false;
}

static bool
check_type(const struct check *c)
{
	struct json_object *k = c->keyword;
	size_t i;

	if (json_object_is_type(k, json_type_string)) {
		if (has_type(c->value, json_object_get_string(k)))
			return true;
	} else {
		for (i = 0; i < json_object_array_length(k); i++)
			if (has_type(
				c->value, json_object_get_string(
					      json_object_array_get_idx(k, i))))
				return true;
	}
	return refuse(c->walk, "is not of type %s but %.80s",
	    json_object_to_json_string(k),
	    json_object_to_json_string(c->value));
}

static bool
check_enum(const struct check *c)
{
	size_t i;

	for (i = 0; i < json_object_array_length(c->keyword); i++)
		if (json_object_equal(
			json_object_array_get_idx(c->keyword, i), c->value))
			return true;
	return refuse(c->walk, "%.80s is none of %.300s",
	    json_object_to_json_string(c->value),
	    json_object_to_json_string(c->keyword));
}

static bool
check_const(const struct check *c)
{
	if (json_object_equal(c->keyword, c->value))
		return true;
	return refuse(c->walk, "%.80s is not %.80s",
	    json_object_to_json_string(c->value),
	    json_object_to_json_string(c->keyword));
}

static bool
check_format(const struct check *c)
{
	const char *name = json_object_get_string(c->keyword);
	const char *s = text_of(c);

	if (!s || schema_format_fits(name, s))
		return true;
	return refuse(c->walk, "\"%.80s\" is not a %s", s, name);
}

static bool
check_pattern(const struct check *c)
{
	const char *pattern = json_object_get_string(c->keyword);
	const char *s = text_of(c);

	if (!s || schema_pattern_fits(pattern, s))
		return true;
	return refuse(c->walk, "\"%.80s\" does not match %s", s, pattern);
}

static bool
check_bound(const struct check *c)
{
	double bound = json_object_get_double(c->keyword), v;

	if (schema_bound_holds(c->name, bound, c->value, &v))
		return true;
	return refuse(c->walk, "%g is beyond the %s of %g", v, c->name, bound);
}

static bool
check_unique_items(const struct check *c)
{
	size_t i, j, n;

	if (!json_object_get_boolean(c->keyword) ||
	    !json_object_is_type(c->value, json_type_array))
		return true;
	n = json_object_array_length(c->value);
	for (i = 0; i < n; i++)
		for (j = 0; j < i; j++)
			if (json_object_equal(
				json_object_array_get_idx(c->value, i),
				json_object_array_get_idx(c->value, j)))
				return refuse(c->walk,
				    "elements %zu and %zu are equal", j, i);
	return true;
}

static bool
check_items(const struct check *c)
{
	char name[24];
	size_t i;

	if (!json_object_is_type(c->value, json_type_array))
		return true;
	for (i = 0; i < json_object_array_length(c->value); i++) {
		snprintf(name, sizeof(name), "%zu", i);
		if (!check_part(c->walk, name, c->keyword,
			json_object_array_get_idx(c->value, i)))
			return false;
	}
	return true;
}

static bool
has_seen(const struct seen *seen, const char *name)
{
	size_t i;

	for (i = 0; i < seen->n; i++)
		if (str_eq(seen->names[i], name))
			return true;
	return false;
}

static void
see(struct seen *seen, const char *name)
{
	if (has_seen(seen, name))
		return;
	bug_if(seen->n == SEEN_MAX);
	seen->names[seen->n++] = name;
}

static bool
check_properties(const struct check *c)
{
	struct json_object *schema;

	if (!json_object_is_type(c->value, json_type_object))
		return true;
	json_object_object_foreach(c->value, name, member)
	{
		if (!json_object_object_get_ex(c->keyword, name, &schema))
			continue;
		see(c->seen, name);
		if (!check_part(c->walk, name, schema, member))
			return false;
	}
	return true;
}

static bool
check_additional(const struct check *c)
{
	struct json_object *named = NULL;

	if (!json_object_is_type(c->value, json_type_object))
		return true;
	json_object_object_get_ex(c->schema, "properties", &named);
	json_object_object_foreach(c->value, name, member)
	{
		if (named && json_object_object_get_ex(named, name, NULL))
			continue;
		if (json_object_is_type(c->keyword, json_type_boolean)) {
			if (!json_object_get_boolean(c->keyword))
				return refuse(c->walk,
				    "has the unexpected member %s", name);
		} else if (!check_part(c->walk, name, c->keyword, member)) {
			return false;
		}
		see(c->seen, name);
	}
	return true;
}

static bool
check_required(const struct check *c)
{
	const char *name;
	size_t i;

	if (!json_object_is_type(c->value, json_type_object))
		return true;
	for (i = 0; i < json_object_array_length(c->keyword); i++) {
		name = json_object_get_string(
		    json_object_array_get_idx(c->keyword, i));
		if (!json_object_object_get_ex(c->value, name, NULL))
			return refuse(c->walk, "lacks the member %s", name);
	}
	return true;
}

static bool
check_ref(const struct check *c)
{
	const char *ref = json_object_get_string(c->keyword);
	struct json_object *target = document_at(c->walk->root, ref);

	if (!target)
		return refuse(
		    c->walk, "the schema refers to %s: not there", ref);
	return check_schema(c->walk, target, c->value, c->seen);
}

static bool
check_all_of(const struct check *c)
{
	size_t i;

	for (i = 0; i < json_object_array_length(c->keyword); i++)
		if (!check_schema(c->walk,
			json_object_array_get_idx(c->keyword, i), c->value,
			c->seen))
			return false;
	return true;
}

/* How many of the alternatives fit; what they looked at counts as seen. */
static size_t
alternatives_that_fit(const struct check *c)
{
	struct walk quiet = *c->walk;
	struct seen seen;
	size_t i, j, n = 0;

	quiet.fault = NULL;
	for (i = 0; i < json_object_array_length(c->keyword); i++) {
		seen.n = 0;
		if (!check_schema(&quiet,
			json_object_array_get_idx(c->keyword, i), c->value,
			&seen))
			continue;
		n++;
		for (j = 0; j < seen.n; j++)
			see(c->seen, seen.names[j]);
	}
	return n;
}

static bool
check_any_of(const struct check *c)
{
	if (alternatives_that_fit(c) > 0)
		return true;
	return refuse(c->walk, "fits no alternative of anyOf: %.120s",
	    json_object_to_json_string(c->value));
}

static bool
check_one_of(const struct check *c)
{
	size_t n = alternatives_that_fit(c);

	if (n == 1)
		return true;
	return refuse(c->walk, "fits %zu alternatives of oneOf: %.120s", n,
	    json_object_to_json_string(c->value));
}

/* A keyword whose fn is NULL tells people something and checks nothing. */
static const struct {
	const char *name;
	check_fn fn;
} keywords[] = {
	{ "$ref", check_ref },
	{ "type", check_type },
	{ "enum", check_enum },
	{ "const", check_const },
	{ "format", check_format },
	{ "pattern", check_pattern },
	{ "minimum", check_bound },
	{ "maximum", check_bound },
	{ "minLength", check_bound },
	{ "maxLength", check_bound },
	{ "minItems", check_bound },
	{ "maxItems", check_bound },
	{ "uniqueItems", check_unique_items },
	{ "items", check_items },
	{ "properties", check_properties },
	{ "additionalProperties", check_additional },
	{ "required", check_required },
	{ "allOf", check_all_of },
	{ "anyOf", check_any_of },
	{ "oneOf", check_one_of },
	{ "title", NULL },
	{ "description", NULL },
	{ "default", NULL },
	{ "example", NULL },
	{ "examples", NULL },
	{ "deprecated", NULL },
	{ "writeOnly", NULL },
	{ "readOnly", NULL },
	{ "writeOnly", NULL },
};

enum { N_KEYWORDS = sizeof(keywords) / sizeof(*keywords) };

static size_t
keyword_index(const char *name)
{
	size_t i;

	for (i = 0; i < N_KEYWORDS; i++)
		if (str_eq(keywords[i].name, name))
			break;
	return i;
}

static bool
check_is_closed(
    struct walk *w, struct json_object *value, const struct seen *seen)
{
	if (!json_object_is_type(value, json_type_object))
		return true;
	json_object_object_foreach(value, name, member)
	{
		if (!has_seen(seen, name))
			return refuse(w,
			    "has a member that the contract "
			    "does not document: %s (%.80s)",
			    name, json_object_to_json_string(member));
	}
	return true;
}

/* seen NULL: the value is looked at for the first time, and closed. */
static bool
check_schema(struct walk *w, struct json_object *schema,
    struct json_object *value, struct seen *seen)
{
	struct seen own = { .n = 0 };
	size_t i;

	json_object_object_foreach(schema, name, keyword)
	{
		i = keyword_index(name);
		if (i == N_KEYWORDS && !str_has_prefix(name, "x-"))
			return refuse(w, "unknown keyword %s", name);
		if (i == N_KEYWORDS || !keywords[i].fn)
			continue;
		if (!keywords[i].fn(&(struct check){ .walk = w,
			.name = name,
			.keyword = keyword,
			.schema = schema,
			.value = value,
			.seen = seen ? seen : &own }))
			return false;
	}
	return seen || check_is_closed(w, value, &own);
}

bool
schema_check(struct document *root, struct json_object *schema,
    struct json_object *value, struct schema_fault *f)
{
	struct walk w = { .root = root, .fault = f };

	return check_schema(&w, schema, value, NULL);
}

static bool vet(struct walk *, struct json_object *schema);

static bool
vet_all(struct walk *w, struct json_object *schemas)
{
	size_t i;

	if (json_object_is_type(schemas, json_type_array)) {
		for (i = 0; i < json_object_array_length(schemas); i++)
			if (!vet(w, json_object_array_get_idx(schemas, i)))
				return false;
		return true;
	}
	json_object_object_foreach(schemas, name, schema)
	{
		(void)name;
		if (!vet(w, schema))
			return false;
	}
	return true;
}

/* What only a look at the schema itself can tell of a keyword. */
static bool
vet_keyword(struct walk *w, const char *name, struct json_object *keyword)
{
	const char *text = json_object_get_string(keyword);
	size_t i = keyword_index(name);

	if (i == N_KEYWORDS)
		return str_has_prefix(name, "x-") ||
		       refuse(w, "unknown keyword %s", name);
	if (str_eq(name, "$ref"))
		return document_at(w->root, text) ||
		       refuse(w, "%s is not there", text);
	if (str_eq(name, "format"))
		return schema_format_is_known(text) ||
		       refuse(w, "unknown format %s", text);
	if (keywords[i].fn == check_properties ||
	    keywords[i].fn == check_all_of || keywords[i].fn == check_any_of ||
	    keywords[i].fn == check_one_of)
		return vet_all(w, keyword);
	if (keywords[i].fn == check_items || keywords[i].fn == check_additional)
		return vet(w, keyword);
	return true;
}

static bool
vet(struct walk *w, struct json_object *schema)
{
	if (json_object_is_type(schema, json_type_boolean))
		return true;
	if (!json_object_is_type(schema, json_type_object))
		return refuse(w, "a schema is an object, not %.80s",
		    json_object_to_json_string(schema));
	json_object_object_foreach(schema, name, keyword)
	{
		if (!vet_keyword(w, name, keyword))
			return false;
	}
	return true;
}

bool
schema_vet(
    struct document *root, struct json_object *schema, struct schema_fault *f)
{
	struct walk w = { .root = root, .fault = f };

	return vet(&w, schema);
}
