/*
 * A large JSON document of which a test reads little: it is scanned for where
 * its members begin and end, and a part becomes objects when it is asked for.
 */
#ifndef T_LIB_DOCUMENT_H
#define T_LIB_DOCUMENT_H

#include <json-c/json_object.h>
#include <stddef.h>

/* A member of an object of the document, or the document itself. */
struct document {
	char *name; /* its key; NULL for the whole */
	const char *text;
	size_t len;
	/* use document_members and document_value */
	struct document *members;
	size_t n_members;
	struct json_object *value;
};

/* Takes text, which outlives it, for valid JSON; free with document_close. */
void document_open(struct document *d, const char *text, size_t len);
void document_close(struct document *d);

/* The members of an object, n of them; none of what is no object. */
struct document *document_members(struct document *d, size_t *n);
/* The member of that name; NULL when there is none. */
struct document *document_member(struct document *d, const char *name);
/* All of it as objects, which the document keeps; NULL when it is no JSON, or
 * null. */
struct json_object *document_value(struct document *d);
/* What a reference ("#/components/schemas/Event") names, as objects; NULL when
 * there is nothing. */
struct json_object *document_at(struct document *d, const char *reference);

#endif
