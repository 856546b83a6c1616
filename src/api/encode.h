/*
 * Rows to JSON, straight from a query's descriptor.
 */
#ifndef API_ENCODE_H
#define API_ENCODE_H

#include "db/db.h"
#include "json/write.h"

enum {
	API_COLUMNS_MAX = 64,
	API_EXCERPT_MAX = 500 /* characters of an excerpt; "…" behind what is
				 longer */
};

/* How the columns of a query become members: made once per response. */
struct api_encoder {
	const struct db_query *query;
	/* For a column that begins a group "a.b", "a.c": how many columns it
	 * has and how long "a" is; else 0. */
	uint8_t group_n[API_COLUMNS_MAX], group_len[API_COLUMNS_MAX];
};

/* Readies e for the rows of query, which it borrows; at most API_COLUMNS_MAX
 * columns. */
void api_encoder_init(struct api_encoder *e, const struct db_query *query);
/* The current row as an object. Columns whose names begin with '_' are left
 * out; "a.b" and "a.c" become {"a": {"b": ..., "c": ...}}, or {"a": null} when
 * all of them are NULL. */
void api_encode_row(const struct api_encoder *e, const struct db_rows *rows,
    struct json_writer *w);
/* The same without the braces around: the caller adds members. */
void api_encode_members(const struct api_encoder *e, const struct db_rows *rows,
    struct json_writer *w);

#endif
