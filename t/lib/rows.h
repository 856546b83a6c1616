/*
 * How many rows there are, whatever the tables.
 */
#ifndef T_LIB_ROWS_H
#define T_LIB_ROWS_H

#include <stdint.h>

enum { ROWS_TABLES_MAX = 128 };

struct rows {
	struct rows_table {
		char name[64];
		int64_t n;
	} tables[ROWS_TABLES_MAX];
	int n_tables;
};

/* Counts the rows of each table of the test's database (given_db). */
void rows_count(struct rows *rows);

/* Those of one table; a test that names none of them ends. */
int64_t rows_of(const struct rows *rows, const char *table);

/* The n that a statement says, one for each engine. */
int64_t rows_n(const char *postgresql, const char *sqlite);

/* Those of one table for which an SQL condition holds. */
int64_t rows_where(const char *table, const char *condition);

#endif
