/*
 * Responses that are an input and what the server adds:
 *
 *	"Event": { "allOf": [ { "$ref": ".../EventInput" },
 *	                      { "properties": { "id": ..., ... } } ] }
 *
 * becomes one object whose members are all there, so that a member stands once
 * in the fragments. What says something of an input alone is left out: its
 * bounds, defaults, and members that are "writeOnly". A later part may describe
 * a member anew.
 */
#include "gen/contract.h"

#include <string.h>

#include "base/attr.h"
#include "base/str.h"

#include "base/banned.h"

static bool
is_of_input(const char *key, struct json_object *value)
{
	static const char *const keys[] = { "default", "description",
		"minLength", "pattern", "x-id" };

	if (str_eq(key, "format")) {
		const char *format = json_object_get_string(value);

		return !str_eq(format, "uuid") && !str_eq(format, "date-time");
	}
	for (size_t i = 0; i < N_OF(keys); i++)
		if (str_eq(keys[i], key))
			return true;
	return false;
}

/* The schema, or the string that it refers to: only that has bounds of an
 * input. */
static struct json_object *
follow_text(struct contract *c, const char *at, struct json_object *schema)
{
	const char *ref = contract_text(c, at, schema, "$ref");
	struct json_object *target, *type;

	if (!ref)
		return schema;
	target = contract_ref(c, at, ref, "schemas", NULL);
	if (target && json_object_object_get_ex(target, "type", &type) &&
	    str_eq(json_object_get_string(type), "string") &&
	    !json_object_object_get_ex(target, "enum", NULL))
		return target;
	return schema;
}

static struct json_object *response_of(
    struct contract *c, const char *at, struct json_object *input);

/* What it says of a keyword. */
static struct json_object *
keyword_of(struct contract *c, const char *at, struct json_object *input,
    const char *key, struct json_object *value)
{
	if (str_eq(key, "items"))
		return response_of(c, at, value);
	if (str_eq(key, "type") && contract_takes_digits(input))
		return json_tokener_parse("[\"string\", \"null\"]");
	return json_object_get(value);
}

/* A new schema: what a response says of an input's member. */
static struct json_object *
response_of(struct contract *c, const char *at, struct json_object *input)
{
	struct json_object *response = json_object_new_object();

	input = follow_text(c, at, input);
	json_object_object_foreach(input, key, value)
	{
		if (is_of_input(key, value))
			continue;
		json_object_object_add(
		    response, key, keyword_of(c, at, input, key, value));
	}
	return response;
}

static void
add_part(struct contract *c, const char *at, struct json_object *part,
    struct json_object *members)
{
	const char *ref = contract_text(c, at, part, "$ref");
	struct json_object *from = part, *properties;

	if (ref)
		from = contract_ref(c, at, ref, "schemas", NULL);
	if (!from)
		return;
	if (!json_object_object_get_ex(from, "properties", &properties) ||
	    !json_object_is_type(properties, json_type_object)) {
		contract_error(
		    c, at, "each part of \"allOf\" needs \"properties\"");
		return;
	}
	json_object_object_foreach(properties, name, schema)
	{
		const char *place = contract_at(c, at, name);

		if (ref && contract_flag(c, place, schema, "writeOnly"))
			continue;
		json_object_object_add(members, name,
		    ref ? response_of(c, place, schema)
			: json_object_get(schema));
	}
}

static struct json_object *
whole_of(struct contract *c, const char *at, struct json_object *parts)
{
	struct json_object *whole = json_object_new_object();
	struct json_object *members = json_object_new_object();
	struct json_object *required = json_object_new_array();
	size_t n = json_object_is_type(parts, json_type_array)
		       ? json_object_array_length(parts)
		       : 0;

	if (!n)
		contract_error(c, at, "\"allOf\" needs parts");
	for (size_t i = 0; i < n; i++)
		add_part(c, at, json_object_array_get_idx(parts, i), members);
	json_object_object_foreach(members, name, schema)
	{
		(void)schema;
		json_object_array_add(required, json_object_new_string(name));
	}
	json_object_object_add(whole, "type", json_object_new_string("object"));
	json_object_object_add(whole, "required", required);
	json_object_object_add(whole, "properties", members);
	return whole;
}

void
contract_responses_complete(struct contract *c)
{
	static const char *const keys[] = { "allOf", NULL };
	struct json_object *schemas, *parts;

	if (!json_object_object_get_ex(c->components, "schemas", &schemas))
		return;
	json_object_object_foreach(schemas, name, schema)
	{
		const char *at = contract_at(c, "/components/schemas", name);

		if (json_object_object_get_ex(schema, "allOf", &parts) &&
		    contract_only(c, at, schema, keys))
			json_object_object_add(
			    schemas, name, whole_of(c, at, parts));
	}
}
