/*
 * Schemas of inputs into shapes. Everything that a client sends is bounded:
 * a string without maxLength, an array without maxItems, a number without
 * both limits is refused here.
 */
#include "gen/contract.h"

#include <ctype.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "gen/name.h"
#include "gen/name.h"

#include "base/banned.h"

bool
contract_is_name(const char *name)
{
	/* the struct that says which members were there */
	return gen_name_is_plain(name) && !gen_name_is_reserved(name) &&
	       !str_eq(name, "has");
}

const char *
contract_snake(struct contract *c, const char *name)
{
	size_t len = strlen(name);
	char *out = arena_alloc(&c->arena, 2 * len + 1), *p = out;

	for (size_t i = 0; i < len; i++) {
		bool starts = isupper((unsigned char)name[i]) && i > 0 &&
			      (!isupper((unsigned char)name[i - 1]) ||
				  islower((unsigned char)name[i + 1]));

		if (starts && p[-1] != '_')
			*p++ = '_';
		*p++ = isalnum((unsigned char)name[i])
			   ? (char)tolower((unsigned char)name[i])
			   : '_';
	}
	return out;
}

static bool
is_nullable(struct json_object *schema)
{
	struct json_object *type;

	return json_object_object_get_ex(schema, "type", &type) &&
	       json_object_is_type(type, json_type_array);
}

bool
contract_is_any_object(struct json_object *schema)
{
	struct json_object *any;

	return json_object_object_get_ex(
		   schema, "additionalProperties", &any) &&
	       json_object_is_type(any, json_type_boolean) &&
	       json_object_get_boolean(any) &&
	       !json_object_object_get_ex(schema, "properties", NULL);
}

static const char *
type_name(struct json_object *schema)
{
	struct json_object *type;

	if (!json_object_object_get_ex(schema, "type", &type))
		return "";
	if (json_object_is_type(type, json_type_array))
		type = json_object_array_get_idx(type, 0);
	return json_object_get_string(type);
}

/* Both limits of a range that keywords low and high give. */
static bool
read_range(struct contract *c, const char *at, struct json_object *schema,
    const char *low, const char *high, bool low_needed,
    struct contract_value *out)
{
	struct json_object *a = NULL, *b;

	if (!json_object_object_get_ex(schema, low, &a) && low_needed) {
		contract_error(c, at, "an input needs \"%s\"", low);
		return false;
	}
	if (!json_object_object_get_ex(schema, high, &b)) {
		contract_error(c, at, "an input needs \"%s\"", high);
		return false;
	}
	out->min = a ? json_object_get_int64(a) : 0;
	out->max = json_object_get_int64(b);
	out->real_min = a ? json_object_get_double(a) : 0;
	out->real_max = json_object_get_double(b);
	if (!low_needed && out->min < 0) {
		contract_error(c, at, "\"%s\" is negative", low);
		return false;
	}
	return true;
}

static bool
read_integer(struct contract *c, const char *at, struct json_object *schema,
    struct contract_value *out)
{
	struct json_object *v;

	out->kind = KIND_INT;
	for (int i = 0; i < 2; i++)
		if (json_object_object_get_ex(
			schema, i ? "maximum" : "minimum", &v) &&
		    !json_object_is_type(v, json_type_int)) {
			contract_error(c, at,
			    "limits of an integer are"
			    " integers");
			return false;
		}
	return read_range(c, at, schema, "minimum", "maximum", true, out);
}

static bool
read_text(struct contract *c, const char *at, struct json_object *schema,
    struct contract_value *out)
{
	out->format = contract_text(c, at, schema, "format");
	out->pattern = contract_text(c, at, schema, "pattern");
	out->id_kind = contract_text(c, at, schema, "x-id");
	out->takes_digits = contract_takes_digits(schema);
	json_object_object_get_ex(schema, "enum", &out->words);
	if (json_object_object_get_ex(schema, "const", NULL)) {
		contract_error(c, at, "\"const\" is for responses only");
		return false;
	}
	out->kind = KIND_TEXT;
	if (out->format && str_eq(out->format, "uuid"))
		out->kind = KIND_UUID;
	if (out->format && str_eq(out->format, "date-time"))
		out->kind = KIND_TIME;
	if (out->kind != KIND_TEXT && (out->pattern || out->words)) {
		contract_error(c, at,
		    "\"pattern\" and \"enum\" do not go with"
		    " this format");
		return false;
	}
	if (out->words || out->kind != KIND_TEXT)
		return true;
	return read_range(c, at, schema, "minLength", "maxLength", false, out);
}

static bool
read_array(struct contract *c, const char *at, struct json_object *schema,
    const char *name, struct contract_value *out)
{
	struct json_object *items;
	enum contract_kind kind;

	out->kind = KIND_ARRAY;
	out->is_unique = contract_flag(c, at, schema, "uniqueItems");
	out->items = arena_new(&c->arena, struct contract_value);
	json_object_object_get_ex(schema, "items", &items);
	if (!read_range(c, at, schema, "minItems", "maxItems", false, out) ||
	    !contract_input_value(c, contract_at(c, at, "items"), items,
		arena_printf(&c->arena, "%s_item", name), out->items))
		return false;
	if (out->items->kind == KIND_WORD)
		out->items->kind = KIND_TEXT; /* an array holds the texts */
	kind = out->items->kind;
	if (out->items->is_nullable || out->items->initial) {
		contract_error(c, at, "items take no null and no default");
		return false;
	}
	if (kind != KIND_TEXT && kind != KIND_INT && kind != KIND_UUID &&
	    kind != KIND_OBJECT) {
		contract_error(c, at, "no arrays of this type in inputs");
		return false;
	}
	if (kind == KIND_OBJECT && out->is_unique) {
		contract_error(c, at,
		    "\"uniqueItems\" of objects is not"
		    " implemented");
		return false;
	}
	return true;
}

static bool
read_member(struct contract *c, struct contract_shape *shape,
    struct json_object *schema, const char *name, struct json_object *property)
{
	struct contract_member *m = &shape->members[shape->n_members++];
	const char *at = contract_at(c, shape->at, name);
	struct json_object *required = NULL;

	m->name = name;
	if (!gen_name_is_plain(name)) {
		m->sent = name;
		m->name = contract_snake(c, name);
	}
	if (!contract_is_name(m->name)) {
		contract_error(
		    c, at, "\"%s\" cannot be the name of a member", name);
		return false;
	}
	json_object_object_get_ex(schema, "required", &required);
	m->is_required = contract_lists(required, name);
	if (!contract_input_value(c, at, property,
		arena_printf(&c->arena, "%s_%s", shape->name, m->name),
		&m->value))
		return false;
	if (m->is_required && m->value.initial) {
		contract_error(c, at,
		    "required, so that its default never"
		    " applies");
		return false;
	}
	return true;
}

static struct contract_shape *
shape_find(struct contract *c, const char *name)
{
	for (struct contract_shape *s = c->shapes; s; s = s->next)
		if (str_eq(s->name, name))
			return s;
	for (struct contract_shape *s = c->open; s; s = s->next)
		if (str_eq(s->name, name))
			return s;
	return NULL;
}

/* Takes the innermost shape out of the open ones and puts it last. */
static void
shape_close(struct contract *c, struct contract_shape *s)
{
	struct contract_shape **last = &c->shapes;

	c->open = s->next;
	s->next = NULL;
	s->is_open = false;
	while (*last)
		last = &(*last)->next;
	*last = s;
}

/* Whether a struct of that name would meet one of api/operation.h's or the
 * input of an operation. */
static bool
is_taken(const char *name)
{
	static const char *const taken[] = { "operation", "edge", "node",
		"routes" };
	size_t len = strlen(name);

	for (size_t i = 0; i < N_OF(taken); i++)
		if (str_eq(taken[i], name))
			return true;
	return len > 3 && str_eq(name + len - 3, "_in");
}

static struct contract_shape *
read_shape(struct contract *c, const char *at, struct json_object *schema,
    const char *name)
{
	struct contract_shape *s = shape_find(c, name);
	struct json_object *properties = NULL;
	bool ok = true;

	if (s && str_eq(s->at, at) && !s->is_open)
		return s;
	if (s && s->is_open && str_eq(s->at, at)) {
		contract_error(c, at, "refers to itself");
		return NULL;
	}
	if (s || is_taken(name)) {
		contract_error(
		    c, at, "struct %s_%s would exist twice", c->prefix, name);
		return NULL;
	}
	if (json_object_object_get_ex(schema, "additionalProperties", NULL)) {
		contract_error(c, at,
		    "an input has properties or additionalProperties:"
		    " unknown members are ignored");
		return NULL;
	}
	json_object_object_get_ex(schema, "properties", &properties);
	if (!properties || json_object_object_length(properties) == 0) {
		contract_error(c, at, "an input object needs properties");
		return NULL;
	}
	s = arena_new(&c->arena, struct contract_shape);
	s->name = name;
	s->at = at;
	s->is_open = true;
	s->description = contract_text(c, at, schema, "description");
	json_object_object_get_ex(schema, "anyOf", &s->any_of);
	s->members = arena_array(&c->arena,
	    (size_t)json_object_object_length(properties), sizeof(*s->members));
	s->next = c->open;
	c->open = s;
	json_object_object_foreach(properties, key, property)
	{
		ok &= read_member(c, s, schema, key, property);
	}
	shape_close(c, s);
	return ok ? s : NULL;
}

/* A default must be a value that the schema itself would take. */
static bool
read_default(struct contract *c, const char *at, struct json_object *schema,
    struct contract_value *out)
{
	static const enum json_type types[] = {
		[KIND_TEXT] = json_type_string,
		[KIND_INT] = json_type_int,
		[KIND_REAL] = json_type_double,
		[KIND_BOOL] = json_type_boolean,
		[KIND_WORD] = json_type_string,
	};
	struct json_object *v;
	bool ok;

	if (!json_object_object_get_ex(schema, "default", &v))
		return true;
	if (!v && out->is_nullable)
		return true; /* absent is null anyway */
	if (out->kind == KIND_ARRAY &&
	    json_object_is_type(v, json_type_array) &&
	    json_object_array_length(v) == 0)
		return true; /* absent is empty anyway */
	ok = (out->kind <= KIND_BOOL || out->kind == KIND_WORD) &&
	     (json_object_is_type(v, types[out->kind]) ||
		 (out->kind == KIND_REAL &&
		     json_object_is_type(v, json_type_int)));
	if (ok && out->kind == KIND_INT)
		ok = json_object_get_int64(v) >= out->min &&
		     json_object_get_int64(v) <= out->max;
	if (ok && out->words)
		ok = contract_lists(out->words, json_object_get_string(v));
	if (!ok)
		contract_error(c, at,
		    "a default that the schema does not"
		    " allow or that is not implemented");
	out->initial = v;
	return ok;
}

/* {"oneOf": [schema, {"type": "null"}]}: a $ref that may be null. */
static struct json_object *
nullable_alternative(struct json_object *schema)
{
	struct json_object *any;

	if (json_object_object_get_ex(schema, "type", NULL) ||
	    (!json_object_object_get_ex(schema, "oneOf", &any) &&
		!json_object_object_get_ex(schema, "anyOf", &any)) ||
	    json_object_array_length(any) != 2 ||
	    !str_eq(type_name(json_object_array_get_idx(any, 1)), "null"))
		return NULL;
	return json_object_array_get_idx(any, 0);
}

static bool
read_ref(struct contract *c, const char *at, struct json_object *schema,
    struct contract_value *out)
{
	const char *ref = contract_text(c, at, schema, "$ref"), *target;
	struct json_object *found = ref ? contract_ref(
					      c, at, ref, "schemas", &target)
					: NULL;
	struct json_object *some;

	if (!found || !contract_input_value(c, target, found,
			  contract_snake(c, strrchr(ref, '/') + 1), out))
		return false;
	out->list = contract_list_at(c, target);
	if (!out->list)
		return true;
	out->kind = KIND_WORD;
	if (json_object_object_get_ex(schema, "enum", &some))
		out->words = some;
	return read_default(c, at, schema, out);
}

static bool
read_typed(struct contract *c, const char *at, struct json_object *schema,
    const char *name, struct contract_value *out)
{
	const char *type = type_name(schema);

	out->is_nullable = is_nullable(schema);
	out->is_write_only = contract_flag(c, at, schema, "writeOnly");
	if (str_eq(type, "string"))
		return read_text(c, at, schema, out);
	if (str_eq(type, "integer"))
		return read_integer(c, at, schema, out);
	if (str_eq(type, "number")) {
		out->kind = KIND_REAL;
		return read_range(
		    c, at, schema, "minimum", "maximum", true, out);
	}
	if (str_eq(type, "boolean")) {
		out->kind = KIND_BOOL;
		return true;
	}
	if (str_eq(type, "array"))
		return read_array(c, at, schema, name, out);
	if (str_eq(type, "object") && contract_is_any_object(schema)) {
		out->kind = KIND_JSON;
		return true;
	}
	if (str_eq(type, "object")) {
		out->kind = KIND_OBJECT;
		out->object = read_shape(c, at, schema, name);
		return out->object;
	}
	contract_error(c, at, "no inputs of this type");
	return false;
}

bool
contract_input_value(struct contract *c, const char *at,
    struct json_object *schema, const char *name, struct contract_value *out)
{
	struct json_object *inner;

	*out = (struct contract_value){ 0 };
	if (json_object_object_get_ex(schema, "$ref", NULL))
		return read_ref(c, at, schema, out);
	inner = nullable_alternative(schema);
	if (inner) {
		bool ok = contract_input_value(c, at, inner, name, out);

		out->is_nullable = true;
		return ok;
	}
	return read_typed(c, at, schema, name, out) &&
	       read_default(c, at, schema, out);
}
