/*
 * Regular expressions of the contract. Only fixed patterns run here, never
 * one that a client sent; each match has limits, so that none takes long.
 */
#ifndef CHECK_PATTERN_H
#define CHECK_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

/* text is the pattern, as ECMA-262 and PCRE2 both read it: not anchored, $
 * only at the very end. code is its compiled form, made at the first use and
 * kept for the life of the process. */
struct check_pattern {
	const char *text;
	void *code;
};

/* Whether s (UTF-8) holds a match. One that passes the limits counts as
 * none. */
bool check_pattern_match(struct check_pattern *p, const char *s, size_t len);
/* Frees the compiled form; the next match makes it again. */
void check_pattern_release(struct check_pattern *p);
/* For the generator: whether text compiles; else message says why not. */
MUST_CHECK bool check_pattern_is_valid(
    const char *text, char *message, size_t size);

#endif
