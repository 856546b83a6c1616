/*
 * The published schema of a JSON Merge Patch (RFC 7396): that of the whole
 * with nothing required, and null wherever a member may be taken away.
 */
#include "gen/contract.h"

#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static struct json_object *
member(struct json_object *object, const char *key)
{
	struct json_object *v = NULL;

	json_object_object_get_ex(object, key, &v);
	return v;
}

/* The schema itself, or the one that it refers to or that it makes nullable;
 * *nullable becomes true for the latter. */
static struct json_object *
follow(struct contract *c, struct json_object *schema, bool *nullable)
{
	struct json_object *any = member(schema, "oneOf"), *ref;

	if (!any && !member(schema, "type"))
		any = member(schema, "anyOf");
	if (any) {
		*nullable = true;
		return follow(c, json_object_array_get_idx(any, 0), nullable);
	}
	ref = member(schema, "$ref");
	if (!ref)
		return schema;
	return follow(c,
	    contract_ref(c, "", json_object_get_string(ref), "schemas", NULL),
	    nullable);
}

static bool
is_nullable(struct json_object *schema)
{
	return json_object_is_type(member(schema, "type"), json_type_array);
}

static bool
is_object(struct json_object *schema)
{
	struct json_object *type = member(schema, "type");

	if (is_nullable(schema))
		type = json_object_array_get_idx(type, 0);
	return str_eq(json_object_get_string(type), "object") &&
	       !contract_is_any_object(schema);
}

static void
make_nullable(struct json_object *schema)
{
	struct json_object *types = json_object_new_array();
	struct json_object *words = member(schema, "enum");

	json_object_array_add(types, json_object_get(member(schema, "type")));
	json_object_array_add(types, json_object_new_string("null"));
	json_object_object_add(schema, "type", types);
	if (words)
		json_object_array_add(words, NULL);
}

static struct json_object *
copy_of(struct json_object *schema)
{
	struct json_object *copy = NULL;

	if (json_object_deep_copy(schema, &copy, NULL))
		return json_object_new_object();
	return copy;
}

struct json_object *
contract_patch_schema(struct contract *c, struct json_object *schema)
{
	bool ignored = false;
	struct json_object *whole = follow(c, schema, &ignored);
	struct json_object *required = member(whole, "required");
	struct json_object *patch = copy_of(whole);
	struct json_object *members = json_object_new_object();

	json_object_object_foreach(member(whole, "properties"), name, value)
	{
		bool nullable = !contract_lists(required, name);
		struct json_object *inner = follow(c, value, &nullable);

		inner = is_object(inner) ? contract_patch_schema(c, inner)
					 : copy_of(inner);
		json_object_object_del(inner, "default");
		if (member(value, "enum")) /* fewer words than the list */
			json_object_object_add(
			    inner, "enum", copy_of(member(value, "enum")));
		if (nullable && !is_nullable(inner))
			make_nullable(inner);
		json_object_object_add(members, name, inner);
	}
	json_object_object_add(patch, "properties", members);
	json_object_object_del(patch, "required");
	json_object_object_del(patch, "anyOf");
	return patch;
}
