/*
 * JSON Merge Patch (RFC 7396).
 */
#ifndef JSON_MERGE_H
#define JSON_MERGE_H

#include "json/read.h"
#include "json/write.h"

enum { JSON_MERGE_MAX = 40 };

/* Writes the first of n values, at most JSON_MERGE_MAX, with each of the others
 * merged onto it in their order. What a patch sets to null is taken away; that
 * the first one has stays. */
void json_write_merged(
    struct json_writer *w, const struct json_value *const *values, size_t n);

#endif
