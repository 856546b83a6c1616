/*
 * The catalog names the tables; each is counted by a query made for it.
 */
#include "t/lib/rows.h"

#include <criterion/criterion.h>
#include <stddef.h>
#include <stdio.h>

#include "base/str.h"
#include "t/lib/given.h"

#include "base/banned.h"

struct named {
	const char *name;
};

struct counted {
	int64_t n;
};

static const struct db_field name_field[] = {
	{ .name = "name", .type = DB_TEXT },
};
static const struct db_field n_field[] = { { .name = "n", .type = DB_INT } };

static const struct db_query tables = { .name = "test_tables",
	.index = DB_QUERIES_MAX + 500,
	.sql = { [DB_POSTGRESQL] = "SELECT tablename::text AS name FROM "
				   "pg_tables WHERE schemaname = 'public'",
	    [DB_SQLITE] = "SELECT name FROM sqlite_schema WHERE type = 'table' "
			  "AND name NOT LIKE 'sqlite_%'" },
	.out = name_field,
	.n_out = 1,
	.row_size = sizeof(struct named) };

/* The statement's number is the table's, in the order of the catalog. */
static int64_t
count(int number, const char *table)
{
	const char *sql = text("SELECT count(*) AS n FROM %s", table);
	struct db_query query = { .name = text("test_rows_%d", number),
		.index = (uint16_t)(DB_QUERIES_MAX + 501 + number),
		.sql = { sql, sql },
		.out = n_field,
		.n_out = 1,
		.row_size = sizeof(struct counted) };
	struct counted row;

	cr_assert(db_one(given_db(), (struct db_call){ &query, NULL }, &row) ==
		  ERR_OK);
	return row.n;
}

void
rows_count(struct rows *rows)
{
	struct named *names;
	void *found;
	size_t n;

	cr_assert(db_many(given_db(), (struct db_call){ &tables, NULL }, &found,
		      &n) == ERR_OK);
	cr_assert(n > 0 && n <= ROWS_TABLES_MAX);
	names = found;
	rows->n_tables = (int)n;
	for (int i = 0; i < rows->n_tables; i++) {
		snprintf(rows->tables[i].name, sizeof(rows->tables[i].name),
		    "%s", names[i].name);
		rows->tables[i].n = count(i, rows->tables[i].name);
	}
}

int64_t
rows_of(const struct rows *rows, const char *table)
{
	for (int i = 0; i < rows->n_tables; i++)
		if (str_eq(rows->tables[i].name, table))
			return rows->tables[i].n;
	cr_assert(false, "there is no table %s", table);
	return 0;
}

int64_t
rows_where(const char *table, const char *condition)
{
	static int number = ROWS_TABLES_MAX;

	return count(number++, text("%s WHERE %s", table, condition));
}
