/*
 * The contract in t/fixture/contract/good.json, compiled into the unit tests:
 * tables and a tree that change only when a test wants them to.
 */
#ifndef T_UNIT_CHECK_GOOD_H
#define T_UNIT_CHECK_GOOD_H

#include "api/operation.h"
#include "generated/test/good.h"

extern const struct api_routes good_routes;

/* The operation of that id; aborts when there is none. */
const struct api_operation *good_operation(const char *id);

#endif
