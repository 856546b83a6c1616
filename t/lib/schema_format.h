/*
 * The JSON Schema keywords "format", "pattern" and those that set bounds. In
 * responses, UUIDs are in lower case and times in UTC with Z.
 */
#ifndef T_LIB_SCHEMA_FORMAT_H
#define T_LIB_SCHEMA_FORMAT_H

#include <json-c/json_object.h>
#include <stdbool.h>

bool schema_format_is_known(const char *name);
/* False also for an unknown format. */
bool schema_format_fits(const char *name, const char *text);
/* Whether the PCRE2 pattern occurs in text. */
bool schema_pattern_fits(const char *pattern, const char *text);
/* Whether value is within the bound that the keyword name ("minimum",
 * "maxItems", ...) sets; true as well when that measures other types. *v
 * becomes the measure. */
bool schema_bound_holds(
    const char *name, double bound, struct json_object *value, double *v);

#endif
