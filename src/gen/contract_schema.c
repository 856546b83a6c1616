/*
 * The keywords of JSON Schema that Hearth implements, and nothing else: one
 * that is not in the table is refused, never ignored. Looks at each schema by
 * itself; what inputs need on top is in contract_input.c.
 */
#include "gen/contract.h"

#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "check/pattern.h"
#include "gen/id.h"

#include "base/banned.h"

enum {
	T_TEXT = 1,
	T_INT = 2,
	T_REAL = 4,
	T_BOOL = 8,
	T_ARRAY = 16,
	T_OBJECT = 32,
	T_NULL = 64,
	T_ANY = 127,
	T_NUMBER = T_INT | T_REAL,
	T_NO_TYPE = 128 /* a schema that only combines others */
};

/* A keyword: the types of schema it belongs to and the types of its value. */
static const struct keyword {
	const char *name;
	unsigned belongs, value;
} keywords[] = {
	{ "type", T_ANY, T_TEXT | T_ARRAY },
	{ "description", T_ANY | T_NO_TYPE, T_TEXT },
	{ "examples", T_ANY, T_ARRAY },
	{ "deprecated", T_ANY, T_BOOL },
	{ "default", T_ANY, T_ANY },
	{ "writeOnly", T_ANY, T_BOOL },
	{ "enum", T_TEXT, T_ARRAY },
	{ "const", T_TEXT, T_TEXT },
	{ "format", T_TEXT, T_TEXT },
	{ "pattern", T_TEXT, T_TEXT },
	{ "minLength", T_TEXT, T_INT },
	{ "maxLength", T_TEXT, T_INT },
	{ "x-id", T_TEXT, T_TEXT },
	{ "minimum", T_NUMBER, T_NUMBER },
	{ "maximum", T_NUMBER, T_NUMBER },
	{ "items", T_ARRAY, T_OBJECT },
	{ "minItems", T_ARRAY, T_INT },
	{ "maxItems", T_ARRAY, T_INT },
	{ "uniqueItems", T_ARRAY, T_BOOL },
	{ "properties", T_OBJECT, T_OBJECT },
	{ "required", T_OBJECT, T_ARRAY },
	{ "additionalProperties", T_OBJECT, T_BOOL | T_OBJECT },
	{ "anyOf", T_OBJECT | T_NO_TYPE, T_ARRAY },
	{ "oneOf", T_NO_TYPE, T_ARRAY },
};

static const char *const formats[] = { "uuid", "date-time", "email", "uri",
	"date", "time", "timezone", "name", "prose", "code", "phone",
	"language", "position" };

static unsigned
type_of(struct json_object *v)
{
	switch (json_object_get_type(v)) {
	case json_type_string:
		return T_TEXT;
	case json_type_int:
		return T_INT;
	case json_type_double:
		return T_REAL;
	case json_type_boolean:
		return T_BOOL;
	case json_type_array:
		return T_ARRAY;
	case json_type_object:
		return T_OBJECT;
	default:
		return T_NULL;
	}
}

static unsigned
type_named(struct contract *c, const char *at, struct json_object *name)
{
	static const struct {
		const char *name;
		unsigned type;
	} types[] = { { "string", T_TEXT }, { "integer", T_INT },
		{ "number", T_REAL }, { "boolean", T_BOOL },
		{ "array", T_ARRAY }, { "object", T_OBJECT },
		{ "null", T_NULL } };

	if (json_object_is_type(name, json_type_string))
		for (size_t i = 0; i < N_OF(types); i++)
			if (str_eq(types[i].name, json_object_get_string(name)))
				return types[i].type;
	contract_error(
	    c, at, "unknown type %s", json_object_to_json_string(name));
	return 0;
}

bool
contract_takes_digits(struct json_object *schema)
{
	static const char *const names[] = { "string", "number", "null" };
	struct json_object *type = NULL;
	bool takes;

	json_object_object_get_ex(schema, "type", &type);
	takes = json_object_is_type(type, json_type_array) &&
		json_object_array_length(type) == N_OF(names);
	for (size_t i = 0; takes && i < N_OF(names); i++)
		takes = str_eq(
		    json_object_get_string(json_object_array_get_idx(type, i)),
		    names[i]);
	return takes;
}

/* "string", ["string", "null"], or a text that may be written as a number: one
 * type, or none. */
static unsigned
read_type(struct contract *c, const char *at, struct json_object *schema,
    struct json_object *type)
{
	unsigned one, two;

	if (!json_object_is_type(type, json_type_array))
		return type_named(c, at, type);
	if (contract_takes_digits(schema))
		return T_TEXT;
	if (json_object_array_length(type) == 2) {
		one = type_named(c, at, json_object_array_get_idx(type, 0));
		two = type_named(c, at, json_object_array_get_idx(type, 1));
		if (two == T_NULL && one != T_NULL)
			return one;
	}
	contract_error(c, at,
	    "a list of types must be [\"<type>\", \"null\"] or [\"string\", "
	    "\"number\", \"null\"]");
	return 0;
}

static void
check_keyword(struct contract *c, const char *at, const char *key,
    struct json_object *value, unsigned type)
{
	const struct keyword *k = keywords;

	while (k < keywords + N_OF(keywords) && !str_eq(k->name, key))
		k++;
	if (k == keywords + N_OF(keywords))
		contract_error(c, at,
		    "unknown keyword \"%s\"; src/gen/contract_schema.c lists"
		    " them",
		    key);
	else if (!(k->belongs & type))
		contract_error(
		    c, at, "\"%s\" does not belong to this type", key);
	else if (!(k->value & type_of(value)))
		contract_error(
		    c, at, "\"%s\" has a value of the wrong type", key);
}

static void
check_pattern(struct contract *c, const char *at, const char *pattern)
{
	char message[160];

	if (!check_pattern_is_valid(pattern, message, sizeof(message)))
		contract_error(c, at, "pattern: %s", message);
}

static void
check_id(struct contract *c, const char *at, struct json_object *schema)
{
	static const char *const kinds[] = {
#define KIND_NAME(kind) #kind,
		GEN_ID_KINDS(KIND_NAME)
#undef KIND_NAME
	};
	const char *kind = contract_text(c, at, schema, "x-id");
	const char *format = contract_text(c, at, schema, "format");

	if (!kind)
		return;
	if (!format || !str_eq(format, "uuid"))
		contract_error(c, at, "\"x-id\" needs \"format\": \"uuid\"");
	for (size_t i = 0; i < N_OF(kinds); i++)
		if (str_eq(kinds[i], kind))
			return;
	contract_error(
	    c, at, "unknown kind of id \"%s\"; src/gen/id.h lists them", kind);
}

static void
check_text(struct contract *c, const char *at, struct json_object *schema,
    bool is_nullable)
{
	const char *format = contract_text(c, at, schema, "format");
	const char *pattern = contract_text(c, at, schema, "pattern");
	struct json_object *words;
	bool has_null = false;
	size_t i;

	for (i = 0; format && i < N_OF(formats); i++)
		if (str_eq(formats[i], format))
			break;
	if (i == N_OF(formats))
		contract_error(c, at,
		    "unknown format \"%s\"; src/gen/contract_schema.c lists"
		    " them",
		    format);
	if (pattern)
		check_pattern(c, at, pattern);
	else if (contract_takes_digits(schema))
		contract_error(c, at, "what may be a number needs \"pattern\"");
	check_id(c, at, schema);
	if (!json_object_object_get_ex(schema, "enum", &words))
		return;
	for (i = 0; i < json_object_array_length(words); i++) {
		unsigned t = type_of(json_object_array_get_idx(words, i));

		has_null |= t == T_NULL;
		if (t != T_TEXT && t != T_NULL)
			contract_error(c, at, "\"enum\" lists strings only");
	}
	if (has_null != is_nullable)
		contract_error(c, at,
		    is_nullable
			? "\"enum\" must list null, because the type allows it"
			: "\"enum\" lists null, which the type does not allow");
}

static void
check_order(struct contract *c, const char *at, struct json_object *schema,
    const char *low, const char *high)
{
	struct json_object *a, *b;

	if (json_object_object_get_ex(schema, low, &a) &&
	    json_object_object_get_ex(schema, high, &b) &&
	    json_object_get_double(a) > json_object_get_double(b))
		contract_error(
		    c, at, "\"%s\" is larger than \"%s\"", low, high);
}

/* Each of names is a property. */
static void
check_names(struct contract *c, const char *at, struct json_object *schema,
    struct json_object *names)
{
	struct json_object *properties = NULL;
	size_t n = json_object_is_type(names, json_type_array)
		       ? json_object_array_length(names)
		       : 0;

	json_object_object_get_ex(schema, "properties", &properties);
	for (size_t i = 0; i < n; i++) {
		struct json_object *name = json_object_array_get_idx(names, i);

		if (!json_object_is_type(name, json_type_string) ||
		    !json_object_object_get_ex(
			properties, json_object_get_string(name), NULL))
			contract_error(c, at,
			    "\"required\" names %s, which is"
			    " no property",
			    json_object_to_json_string(name));
	}
}

/* The one form of anyOf on an object: [{"required": [...]}, ...]. */
static void
check_alternatives(struct contract *c, const char *at,
    struct json_object *schema, struct json_object *any)
{
	for (size_t i = 0; i < json_object_array_length(any); i++) {
		struct json_object *one = json_object_array_get_idx(any, i);
		struct json_object *names;

		if (!json_object_is_type(one, json_type_object) ||
		    json_object_object_length(one) != 1 ||
		    !json_object_object_get_ex(one, "required", &names) ||
		    !json_object_is_type(names, json_type_array) ||
		    json_object_array_length(names) == 0)
			contract_error(c, at,
			    "\"anyOf\" of an object takes"
			    " {\"required\": [...]} only");
		else
			check_names(c, at, schema, names);
	}
}

static void
check_object(struct contract *c, const char *at, struct json_object *schema)
{
	struct json_object *v;

	if (json_object_object_get_ex(schema, "required", &v))
		check_names(c, at, schema, v);
	if (json_object_object_get_ex(schema, "anyOf", &v))
		check_alternatives(c, at, schema, v);
	if (json_object_object_get_ex(schema, "additionalProperties", &v) &&
	    json_object_is_type(v, json_type_object))
		contract_schema_check(
		    c, contract_at(c, at, "additionalProperties"), v);
	if (!json_object_object_get_ex(schema, "properties", &v))
		return;
	json_object_object_foreach(v, name, property)
	{
		contract_schema_check(c, contract_at(c, at, name), property);
	}
}

/* "enum" beside a "$ref": some of the words of the list that it refers to. */
static void
check_narrowing(struct contract *c, const char *at, struct json_object *list,
    struct json_object *some)
{
	struct json_object *all = NULL;
	size_t n = json_object_is_type(some, json_type_array)
		       ? json_object_array_length(some)
		       : 0;

	json_object_object_get_ex(list, "enum", &all);
	if (!all || !n)
		contract_error(c, at,
		    "\"enum\" beside \"$ref\" lists some words of the enum"
		    " there");
	for (size_t i = 0; all && i < n; i++) {
		struct json_object *word = json_object_array_get_idx(some, i);

		if (!contract_lists(all, json_object_get_string(word)))
			contract_error(c, at, "%s is no word of the enum there",
			    json_object_to_json_string(word));
	}
}

static void
check_ref(struct contract *c, const char *at, struct json_object *schema)
{
	static const char *const keys[] = { "$ref", "description", "enum",
		"default", NULL };
	const char *ref = contract_text(c, at, schema, "$ref");
	struct json_object *target, *some;

	contract_only(c, at, schema, keys);
	target = ref ? contract_ref(c, at, ref, "schemas", NULL) : NULL;
	if (target && json_object_object_get_ex(schema, "enum", &some))
		check_narrowing(c, at, target, some);
}

/* A schema without type: one of several whole schemas. */
static void
check_union(struct contract *c, const char *at, struct json_object *schema)
{
	unsigned errors = c->n_errors;
	struct json_object *all;

	if (!json_object_object_get_ex(schema, "oneOf", &all) &&
	    !json_object_object_get_ex(schema, "anyOf", &all)) {
		contract_error(c, at, "needs \"type\", \"$ref\" or \"oneOf\"");
		return;
	}
	json_object_object_foreach(schema, key, value)
	{
		check_keyword(c, at, key, value, T_NO_TYPE);
	}
	for (size_t i = 0;
	     c->n_errors == errors && i < json_object_array_length(all); i++)
		contract_schema_check(c, contract_at(c, at, "oneOf"),
		    json_object_array_get_idx(all, i));
}

/* A schema of type t whose keywords are known and have the right types. */
static void
check_typed(struct contract *c, const char *at, struct json_object *schema,
    unsigned t, bool is_nullable)
{
	struct json_object *items;

	check_order(c, at, schema, "minimum", "maximum");
	check_order(c, at, schema, "minLength", "maxLength");
	check_order(c, at, schema, "minItems", "maxItems");
	if (t == T_TEXT)
		check_text(c, at, schema, is_nullable);
	if (t == T_OBJECT)
		check_object(c, at, schema);
	if (t != T_ARRAY)
		return;
	if (json_object_object_get_ex(schema, "items", &items))
		contract_schema_check(c, contract_at(c, at, "items"), items);
	else
		contract_error(c, at, "an array needs \"items\"");
}

bool
contract_schema_check(
    struct contract *c, const char *at, struct json_object *schema)
{
	struct json_object *type;
	unsigned t, errors = c->n_errors;

	if (!json_object_is_type(schema, json_type_object)) {
		contract_error(c, at, "a schema must be an object");
	} else if (json_object_object_get_ex(schema, "$ref", NULL)) {
		check_ref(c, at, schema);
	} else if (!json_object_object_get_ex(schema, "type", &type)) {
		check_union(c, at, schema);
	} else if ((t = read_type(c, at, schema, type))) {
		json_object_object_foreach(schema, key, value)
		{
			check_keyword(c, at, key, value, t);
		}
		if (c->n_errors == errors)
			check_typed(c, at, schema, t,
			    json_object_is_type(type, json_type_array));
	}
	return c->n_errors == errors;
}

void
contract_schema_check_components(struct contract *c)
{
	struct json_object *schemas;

	if (!json_object_object_get_ex(c->components, "schemas", &schemas))
		return;
	json_object_object_foreach(schemas, name, schema)
	{
		contract_schema_check(
		    c, contract_at(c, "/components/schemas", name), schema);
	}
}
