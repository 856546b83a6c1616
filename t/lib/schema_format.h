/*
 * The values of the JSON Schema keywords "format" and "pattern", as answers
 * must write them: UUIDs in lower case, times in UTC with Z.
 */
#ifndef T_LIB_SCHEMA_FORMAT_H
#define T_LIB_SCHEMA_FORMAT_H

#include <stdbool.h>

bool schema_format_is_known(const char *name);
/* False also for an unknown format. */
bool schema_format_fits(const char *name, const char *text);
/* Whether the PCRE2 pattern occurs in text. */
bool schema_pattern_fits(const char *pattern, const char *text);

#endif
