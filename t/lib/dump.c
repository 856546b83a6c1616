/*
 * The catalog names the tables, and on SQLite their columns; each is read by a
 * query made for it.
 */
#include "t/lib/dump.h"

#include <criterion/criterion.h>

#include "t/lib/given.h"

#include "base/banned.h"

enum { NUMBER = 900 };

/* A table, and what gives a row of it as text. */
struct named {
	const char *name, *row;
};

static const struct db_field named_fields[] = {
	{ .name = "name", .type = DB_TEXT },
	{ .name = "row",
	    .type = DB_TEXT,
	    .offset = offsetof(struct named, row) },
};

struct said {
	const char *row;
};

static const struct db_field said_field[] = {
	{ .name = "row", .type = DB_TEXT },
};

/* What stands behind SQLite's virtual tables holds the same words in bytes. */
static const struct db_query tables = { .name = "test_dump_tables",
	.index = DB_QUERIES_MAX + NUMBER,
	.sql = { [DB_POSTGRESQL] =
		     "SELECT tablename::text AS name, 't::text' AS row "
		     "FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
	    [DB_SQLITE] =
		"SELECT m.name, (SELECT group_concat('quote(' || c.name || "
		"')', "
		"' || '','' || ') FROM pragma_table_info(m.name) c) AS row "
		"FROM sqlite_schema m WHERE m.type = 'table' "
		"AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
		"AND m.name NOT IN ('event_search_config', "
		"'event_search_content', 'event_search_data', "
		"'event_search_idx') ORDER BY 1" },
	.out = named_fields,
	.n_out = N_OF(named_fields),
	.row_size = sizeof(struct named) };

static void *
read_all(const struct db_query *query, size_t *n)
{
	void *rows;

	cr_assert(db_many(given_db(), (struct db_call){ query, NULL }, &rows,
		      n) == ERR_OK,
	    "%s", given_fault());
	return rows;
}

static void
dump_table(dump_fn *fn, size_t number, const struct named *table)
{
	const char *sql = text(
	    "SELECT %s AS row FROM %s t", table->row, table->name);
	struct db_query query = { .name = text("test_dump_%s", table->name),
		.index = (uint16_t)(DB_QUERIES_MAX + NUMBER + 1 + number),
		.sql = { sql, sql },
		.out = said_field,
		.n_out = 1,
		.row_size = sizeof(struct said) };
	size_t n;
	const struct said *rows = read_all(&query, &n);

	for (size_t i = 0; i < n; i++)
		fn(table->name, rows[i].row);
}

void
dump_each(dump_fn *fn)
{
	size_t n;
	const struct named *names = read_all(&tables, &n);

	for (size_t i = 0; i < n; i++)
		dump_table(fn, i, &names[i]);
}
