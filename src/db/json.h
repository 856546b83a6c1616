/*
 * Values of rows as JSON.
 */
#ifndef DB_JSON_H
#define DB_JSON_H

#include "db/db.h"
#include "json/write.h"

/* Writes v, the value of a column: ids and times as texts, DB_JSON as it
 * stands, a set of words as an array of them, NULL as null. Bytes have no form
 * in JSON: DB_BYTES is a bug. */
void db_json_write(struct json_writer *w, const struct db_field *field,
    const struct db_value *v);

#endif
