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

/* The numbers of statements, beside those of tests. */
enum { FIRST = DB_QUERIES_MAX + 10000, STATEMENTS_MAX = 4096 };

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
	.index = FIRST + STATEMENTS_MAX,
	.sql = { [DB_POSTGRESQL] = "SELECT tablename::text AS name FROM "
				   "pg_tables WHERE schemaname = 'public'",
	    [DB_SQLITE] = "SELECT name FROM sqlite_schema WHERE type = 'table' "
			  "AND name NOT LIKE 'sqlite_%'" },
	.out = name_field,
	.n_out = 1,
	.row_size = sizeof(struct named) };

/* One for each text, so that what is asked again is prepared once. */
static int
number_of(const char *sql)
{
	static const char *known[STATEMENTS_MAX];
	static int n;
	int i = 0;

	while (i < n && !str_eq(known[i], sql))
		i++;
	cr_assert(i < STATEMENTS_MAX);
	if (i == n)
		known[n++] = text("%s", sql);
	return i;
}

int64_t
rows_n(const char *postgresql, const char *sqlite)
{
	const char *sql = db_engine(given_db()) == DB_POSTGRESQL ? postgresql
								 : sqlite;
	int number = number_of(sql);
	char name[32];
	struct db_query query = { .name = name,
		.index = (uint16_t)(FIRST + number),
		.sql = { sql, sql },
		.out = n_field,
		.n_out = 1,
		.row_size = sizeof(struct counted) };
	struct counted row;

	snprintf(name, sizeof(name), "test_rows_%d", number);
	cr_assert(db_one(given_db(), (struct db_call){ &query, NULL }, &row) ==
		      ERR_OK,
	    "%s: %s", sql, given_fault());
	return row.n;
}

static int64_t
count(const char *rows)
{
	const char *sql = text("SELECT count(*) AS n FROM %s", rows);

	return rows_n(sql, sql);
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
		rows->tables[i].n = count(rows->tables[i].name);
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
	return count(text("%s WHERE %s", table, condition));
}
