/*
 * One response of Hearth as a test looks at it, whether it came from the
 * handlers in process or over HTTP.
 */
#ifndef T_LIB_RESPONSE_H
#define T_LIB_RESPONSE_H

#include <json-c/json_object.h>
#include <stdbool.h>
#include <stddef.h>

struct response {
	int status;
	char *headers; /* "Name: value\r\n" lines */
	char *body;    /* terminated */
	size_t len;
	struct json_object *json; /* the body; NULL: not JSON, or null */
};

/* Frees what answer_set took. A zeroed answer is empty. */
void response_clear(struct response *a);
/* Replaces a: copies headers and body, and parses the body when the
 * Content-Type is JSON. */
void response_set(struct response *a, int status, const char *headers,
    const char *body, size_t len);

/* The value of the first header of that name, NULL when there is none. Lives
 * until memory_release. */
char *response_header(const struct response *a, const char *name);
/* The target of the Link header that has rel ("rel=\"next\"") in it, as above.
 */
char *response_link(const struct response *a, const char *rel);
/* How many headers have that name. */
int response_header_count(const struct response *a, const char *name);
/* The value at an RFC 6901 pointer; *found tells null from missing. */
struct json_object *response_at(
    const struct response *a, const char *pointer, bool *found);
/* The same as text: strings as they are, everything else as JSON, "(none)"
 * when there is no such value. Lives until memory_release. */
char *response_text(const struct response *a, const char *pointer);
/* Elements of the array at pointer; -1 when it is not an array. */
int response_count(const struct response *a, const char *pointer);
/* Whether text is one JSON text (RFC 8259) in which no object has a key
 * twice; json-c alone would not say. */
bool response_is_strict_json(const char *text, size_t len);

#endif
