/*
 * Parsed JSON, read with typed accessors that never convert: asking a string
 * for its number is a broken invariant, so look at json_type first.
 */
#ifndef JSON_READ_H
#define JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"

enum json_type {
	JSON_NULL,
	JSON_BOOL,
	JSON_INT, /* written without fraction and exponent */
	JSON_REAL,
	JSON_TEXT,
	JSON_ARRAY,
	JSON_OBJECT
};

/* A value inside a parsed text; lives as long as the arena it was parsed in. */
struct json_value;

/* Scans (json_scan), then parses. ERR_BAD_JSON. *out is never NULL on success:
 * a JSON null is a value of type JSON_NULL. */
MUST_CHECK enum err json_parse(struct arena *arena, const char *text,
    size_t len, struct fault *f, const struct json_value **out);

/* What v is. */
enum json_type json_type(const struct json_value *v);
/* "null", "a boolean", "an integer", "a number", "a string", "an array",
 * "an object": for messages. */
const char *json_type_name(enum json_type type);

/*
 * Nothing is converted: asking a value for what its type is not is a bug, and
 * so is an index past the end of an array.
 */
bool json_bool(const struct json_value *v);
int64_t json_int(const struct json_value *v);
/* Of a JSON_INT, too. */
double json_real(const struct json_value *v);
/* Whether v is a number without a fraction, which may be written 10, 10.0 or
 * 1e1; *n is it then, or the nearest that an int64_t can hold. False for
 * anything that is no number. */
bool json_whole(const struct json_value *v, int64_t *n);
/* The digits of a JSON_INT or JSON_REAL; those of a JSON_REAL are as they were
 * written ("12.50"). */
const char *json_digits(const struct json_value *v);
/* Terminated UTF-8 without NUL bytes; len may be NULL. */
const char *json_text(const struct json_value *v, size_t *len);

/* How many items. */
size_t json_array_len(const struct json_value *v);
/* Item i, from 0. */
const struct json_value *json_array_at(const struct json_value *v, size_t i);
/* The member of an object; NULL when there is none of that name. */
const struct json_value *json_member(
    const struct json_value *v, const char *name);
/* Calls fn for each member in order until it returns false. */
void json_each_member(const struct json_value *v,
    bool (*fn)(void *ctx, const char *name, const struct json_value *value),
    void *ctx);

#endif
