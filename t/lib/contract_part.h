/*
 * What reading and vetting the contract have in common: how a fault is told,
 * and how a part of the document is found.
 */
#ifndef T_LIB_CONTRACT_PART_H
#define T_LIB_CONTRACT_PART_H

#include "base/attr.h"
#include "t/lib/contract.h"

/* Tells the fault; false. */
bool contract_refuse(struct schema_fault *f, const char *format, ...)
    FORMAT_LIKE(2, 3);
/* Puts what was being looked at before the fault; false. */
bool contract_refuse_in(struct schema_fault *f, const char *what);
/* The member of an object; NULL when it has none, or is none. */
struct json_object *contract_member(struct json_object *v, const char *name);
/* The same, of a text. */
const char *contract_member_text(struct json_object *v, const char *name);
/* v itself, or what its $ref names. */
struct json_object *contract_resolved(
    const struct contract *c, struct json_object *v);

#endif
