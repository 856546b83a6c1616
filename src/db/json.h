/*
 * Values of rows as JSON.
 */
#ifndef DB_JSON_H
#define DB_JSON_H

#include "db/db.h"
#include "json/write.h"

/* Writes v, which is of type: ids and times as texts, DB_JSON as it stands,
 * NULL as null. Bytes have no form in JSON: DB_BYTES is a bug. */
void db_json_write(
    struct json_writer *w, enum db_type type, const struct db_value *v);

#endif
