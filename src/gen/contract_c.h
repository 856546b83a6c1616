/*
 * Pieces of C that both writers of C need.
 */
#ifndef GEN_CONTRACT_C_H
#define GEN_CONTRACT_C_H

#include "gen/contract.h"

/* Whether the member is stored as a struct opt_... */
bool contract_c_is_optional(const struct contract_member *m);
/* s as a string literal. */
void contract_c_string(struct buf *out, const char *s);
/* s in capitals. */
const char *contract_c_upper(struct contract *c, const char *s);

#endif
