/*
 * Which answers that the contract documents no test has produced.
 */
#ifndef T_LIB_COVERAGE_H
#define T_LIB_COVERAGE_H

#include <stddef.h>
#include <stdio.h>

#include "t/lib/contract.h"

/* lines holds one "operationId status" or "operationId code" a line, as
 * contract_check writes them. Prints each documented pair that is not among
 * them (default, and statuses from 500 on with their codes, are not asked for)
 * and returns how many there are; *documented is how many were asked for. */
size_t coverage_missing(
    const struct contract *c, const char *lines, size_t *documented, FILE *out);

#endif
