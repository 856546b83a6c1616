/*
 * Lists that are read page by page: where a page begins is said by the values
 * that the list is ordered by, as they stand in the last row before it.
 */
#ifndef DB_PAGE_H
#define DB_PAGE_H

#include "db/db.h"

/* Of those, a query has at most one of each kind; the others do not matter. */
struct db_keys {
	int64_t number; /* or microseconds */
	struct uuid id;
	const char *text;
};

/* What "-- page:" says of a query: the inputs and columns, by index. */
struct db_page {
	uint16_t limit; /* the input */
	bool is_descending;
	bool has_since; /* the inputs since_... follow those of the keys */
	uint8_t n_keys;
	struct {
		uint16_t in, out;
	} keys[3];
};

/* A list, of which no page has been chosen yet. Made by the generated macro
 * Q_<name>() of a query with "-- page:" (see struct db_call). */
struct db_list {
	const struct db_query *query;
	void *in;
};

/* The keys that stand before every row. */
struct db_keys db_page_start(const struct db_query *query);
/* The call for at most limit rows behind the keys, from which it borrows the
 * text. It writes into the inputs of the list. */
struct db_call db_page_call(
    struct db_list list, const struct db_keys *after, int64_t limit);
/*
 * The same of a list by start, upwards, that has what is not over at a time: as
 * if it began there, and before it stood what has begun and still lasts. Where
 * the query says "since", it finds the two in different ways: what begins at
 * from or later stands behind after_..., which are never less; the rest behind
 * since_..., if they are less than from at all.
 */
struct db_call db_page_call_from(struct db_list list, int64_t from,
    const struct db_keys *after, int64_t limit);
/* The call for at most limit rows of a list with "since", which go on behind
 * after what began behind since. */
struct db_call db_page_call_behind(struct db_list list,
    const struct db_keys *since, const struct db_keys *after, int64_t limit);
/* The keys of the current row of a list; the text lives in arena. */
struct db_keys db_page_keys(const struct db_query *query,
    const struct db_rows *rows, struct arena *arena);

#endif
