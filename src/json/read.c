/*
 * The only file that knows json-c. Its getters convert ("false" is true), so
 * none of them is called before the type has been checked.
 */
#include "json/read.h"

#include <limits.h>
/* two of json-c's type names are ours too */
#define json_type jsonc_type
#define json_bool jsonc_bool
#include <json-c/json.h>
#undef json_type
#undef json_bool

#include "base/bug.h"
#include "base/str.h"

#include "json/scan.h"

#include "base/banned.h"

/* json-c has no object for null: a NULL pointer stands for it. */
static const char null_value;

static const struct json_value *
to_value(const struct json_object *o)
{
	const void *p = o ? (const void *)o : &null_value;

	return p;
}

/* The json-c object of a value that must have the type. */
static struct json_object *
to_object(const struct json_value *v, enum json_type type)
{
	/* json-c counts references inside, so its readers take no const */
	union {
		const struct json_value *value;
		struct json_object *object;
	} u = { .value = v };

	bug_if(json_type(v) != type);
	return u.object;
}

static void
put(void *object)
{
	json_object_put(object);
}

/* Takes what the scan has passed, without json-c's own strictness: that differs
 * from release to release, and 0.18 refuses every character beyond ASCII. */
static enum json_tokener_error
parse(const char *text, int len, struct json_object **out)
{
	struct json_tokener *t = json_tokener_new_ex(JSON_DEPTH_MAX + 1);
	enum json_tokener_error error;

	bug_if(!t);
	*out = json_tokener_parse_ex(t, text, len);
	error = json_tokener_get_error(t);
	if (error == json_tokener_continue) {
		/* a number at the very end waits for a byte that ends it */
		*out = json_tokener_parse_ex(t, "", 1);
		error = json_tokener_get_error(t);
	}
	json_tokener_free(t);
	return error;
}

enum err
json_parse(struct arena *arena, const char *text, size_t len, struct fault *f,
    const struct json_value **out)
{
	enum json_tokener_error error;
	struct json_object *o;
	enum err err = json_scan(text, len, f, NULL);

	if (err)
		return err;
	bug_if(len > INT_MAX);
	error = parse(text, (int)len, &o);
	if (o)
		arena_defer(arena, put, o);
	if (error != json_tokener_success)
		return fault_internal(f, ERR_INTERNAL,
		    "json-c refuses what json_scan takes: %s",
		    json_tokener_error_desc(error));
	*out = to_value(o);
	return ERR_OK;
}

enum json_type
json_type(const struct json_value *v)
{
	const void *p = v;

	bug_if(!p);
	if (p == &null_value)
		return JSON_NULL;
	switch (json_object_get_type(p)) {
	case json_type_boolean:
		return JSON_BOOL;
	case json_type_int:
		return JSON_INT;
	case json_type_double:
		return JSON_REAL;
	case json_type_string:
		return JSON_TEXT;
	case json_type_array:
		return JSON_ARRAY;
	case json_type_object:
		return JSON_OBJECT;
	default:
		return JSON_NULL;
	}
}

const char *
json_type_name(enum json_type type)
{
	static const char *const names[] = {
		[JSON_NULL] = "null",
		[JSON_BOOL] = "a boolean",
		[JSON_INT] = "an integer",
		[JSON_REAL] = "a number",
		[JSON_TEXT] = "a string",
		[JSON_ARRAY] = "an array",
		[JSON_OBJECT] = "an object",
	};

	return names[type];
}

bool
json_bool(const struct json_value *v)
{
	return json_object_get_boolean(to_object(v, JSON_BOOL));
}

int64_t
json_int(const struct json_value *v)
{
	return json_object_get_int64(to_object(v, JSON_INT));
}

double
json_real(const struct json_value *v)
{
	if (json_type(v) == JSON_INT)
		return (double)json_int(v);
	return json_object_get_double(to_object(v, JSON_REAL));
}

bool
json_whole(const struct json_value *v, int64_t *n)
{
	enum json_type type = json_type(v);

	if (type == JSON_INT)
		*n = json_int(v);
	/* json-c keeps the text that a number was written as */
	return type == JSON_INT ||
	       (type == JSON_REAL &&
		   str_to_whole(
		       json_object_get_string(to_object(v, JSON_REAL)), n));
}

const char *
json_digits(const struct json_value *v)
{
	enum json_type type = json_type(v);

	bug_if(type != JSON_INT && type != JSON_REAL);
	return json_object_get_string(to_object(v, type));
}

const char *
json_text(const struct json_value *v, size_t *len)
{
	struct json_object *o = to_object(v, JSON_TEXT);

	if (len)
		*len = (size_t)json_object_get_string_len(o);
	return json_object_get_string(o);
}

size_t
json_array_len(const struct json_value *v)
{
	return json_object_array_length(to_object(v, JSON_ARRAY));
}

const struct json_value *
json_array_at(const struct json_value *v, size_t i)
{
	bug_if(i >= json_array_len(v));
	return to_value(json_object_array_get_idx(to_object(v, JSON_ARRAY), i));
}

const struct json_value *
json_member(const struct json_value *v, const char *name)
{
	struct json_object *member;

	if (!json_object_object_get_ex(
		to_object(v, JSON_OBJECT), name, &member))
		return NULL;
	return to_value(member);
}

void
json_each_member(const struct json_value *v,
    bool (*fn)(void *ctx, const char *name, const struct json_value *value),
    void *ctx)
{
	struct json_object_iterator at, end;
	struct json_object *o = to_object(v, JSON_OBJECT);

	at = json_object_iter_begin(o);
	end = json_object_iter_end(o);
	for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at))
		if (!fn(ctx, json_object_iter_peek_name(&at),
			to_value(json_object_iter_peek_value(&at))))
			return;
}
