/*
 * JSON Schema (2020-12), the part that Hearth's contract uses, for tests.
 *
 * Two things differ from the standard, on purpose: a keyword that is not
 * implemented is a fault, and objects are closed: a member that no properties
 * keyword names is a fault unless additionalProperties allows it. So neither
 * the contract nor a response can say more than the other.
 */
#ifndef T_LIB_SCHEMA_H
#define T_LIB_SCHEMA_H

#include <json-c/json_object.h>
#include <stdbool.h>

#include "t/lib/document.h"

struct schema_fault {
	char text[512]; /* "/items/0/id: is not a string" */
};

/* Whether every keyword in schema is known and every $ref leads somewhere.
 * References start at root ("#/components/schemas/Event"). */
bool schema_vet(
    struct document *root, struct json_object *schema, struct schema_fault *f);
/* Whether value (NULL is JSON null) fits schema; the first fault found is
 * told. */
bool schema_check(struct document *root, struct json_object *schema,
    struct json_object *value, struct schema_fault *f);

#endif
