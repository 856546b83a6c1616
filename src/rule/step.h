/*
 * The steps of a routine: which come before which.
 */
#ifndef RULE_STEP_H
#define RULE_STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RULE_STEPS_MAX = 50 };

/* Whether n steps can be done in some order: bit i of after[j] says that step j
 * comes after step i (A. B. Kahn, Topological sorting of large networks, CACM
 * 5, 1962). n is at most RULE_STEPS_MAX. */
bool rule_step_is_order(const uint64_t *after, size_t n);

#endif
