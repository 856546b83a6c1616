/*
 * Holds every response against generated/openapi.json, and remembers for the
 * coverage report what has been answered.
 */
#ifndef T_LIB_CONTRACT_H
#define T_LIB_CONTRACT_H

#include <json-c/json_object.h>
#include <stdbool.h>

#include "t/lib/response.h"
#include "t/lib/schema.h"

struct contract {
	char *text;
	struct document *root; /* NULL when it is not open */
};

/* One operation of the contract; everything is borrowed from it. */
struct contract_operation {
	const char *id;	    /* "event_get" */
	const char *method; /* "GET" */
	const char *path;   /* "/api/v1/events/{id}" */
	struct json_object *spec;
};

/* Reads the document in file, as every test does, and takes it for sound. Free
 * with contract_close. */
bool contract_open(
    struct contract *c, const char *file, struct schema_fault *f);
/* Reads it from text. */
bool contract_parse(
    struct contract *c, const char *text, size_t len, struct schema_fault *f);
/* Whether the document is sound: a keyword or format that is not implemented, a
 * reference to nothing, or an operation without an id is told in f. */
bool contract_vet(const struct contract *c, struct schema_fault *f);
void contract_close(struct contract *c);

/* Calls fn for each operation in order of the document until it returns
 * false. */
void contract_each(const struct contract *c,
    bool (*fn)(void *ctx, const struct contract_operation *), void *ctx);
/* The operation of a request (target may carry a query; HEAD counts as GET).
 * False when there is none. */
bool contract_find(const struct contract *c, const char *method,
    const char *target, struct contract_operation *out);
/* The schema of the JSON request body, references resolved; NULL when the
 * operation takes none. */
struct json_object *contract_input(
    const struct contract *c, const struct contract_operation *op);
/* Whether the operation says that it may answer with the code of a problem. */
bool contract_lists(const struct contract_operation *op, const char *code);
/* Whether the operation documents that status by itself (not by default). */
bool contract_documents(const struct contract_operation *op, int status);

/*
 * Whether the response to the request is one that the contract allows: a
 * documented status, its media type and headers, the body's schema, and
 * for problems (RFC 9457) the status and a code that fits it. Appends
 * "operationId status", and "operationId code" for a problem, to the file named
 * by TEST_COVERAGE.
 */
bool contract_check(const struct contract *c, const char *method,
    const char *target, const struct response *a, struct schema_fault *f);

#endif
