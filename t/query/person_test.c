/*
 * sql/person.txt against the tables: each has a line, each column that refers
 * to a person is named, and its foreign key does what the line says.
 */
#include "base/str.h"
#include "generated/person.h"
#include "t/query/fixture.h"

#include "base/banned.h"

enum fate { DELETE, FORGET, GHOST, HASH, STEP };

static const struct {
	const char *table, *column;
	enum fate fate;
} lines[] = {
#define LINE(table, column, fate) { #table, #column, fate },
	PERSON_COLUMNS(LINE)
#undef LINE
};

static const char *const tables[] = {
#define TABLE(table) #table,
	PERSON_TABLES(TABLE)
#undef TABLE
};

/* A column, and what the foreign key that it is in does when what it refers to
 * goes: CASCADE, SET NULL, RESTRICT; "" when it is in none. to_person: that is
 * a user. */
struct column {
	const char *table_name, *name, *action;
	bool to_person;
};

static const struct db_field fields[] = {
	{ "table_name", DB_TEXT, false, offsetof(struct column, table_name), 0,
	    NULL, NULL, false },
	{ "name", DB_TEXT, false, offsetof(struct column, name), 0, NULL, NULL,
	    false },
	{ "action", DB_TEXT, false, offsetof(struct column, action), 0, NULL,
	    NULL, false },
	{ "to_person", DB_BOOL, false, offsetof(struct column, to_person), 0,
	    NULL, NULL, false },
};

/* Of several foreign keys that a column is in the one to users counts. What
 * programs keep of the schema itself, and tables of SQLite's own behind a
 * virtual one, are nobody's. */
static const struct db_query columns = QUERY(0,
    .sql = { [DB_POSTGRESQL] =
		 "SELECT DISTINCT ON (1, 2) c.relname::text AS "
		 "table_name, a.attname::text AS name, CASE k.confdeltype "
		 "WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' "
		 "WHEN 'r' THEN 'RESTRICT' ELSE '' END AS action, "
		 "COALESCE(k.confrelid = 'users'::regclass, FALSE) AS "
		 "to_person "
		 "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
		 "AND a.attnum > 0 AND NOT a.attisdropped "
		 "LEFT JOIN pg_constraint k ON k.conrelid = c.oid "
		 "AND k.contype = 'f' AND a.attnum = ANY (k.conkey) "
		 "WHERE c.relkind = 'r' AND c.relname NOT LIKE 'schema\\_%' "
		 "AND c.relnamespace = current_schema()::regnamespace "
		 "ORDER BY 1, 2, 4 DESC",
	[DB_SQLITE] =
	    "SELECT m.name AS table_name, c.name, "
	    "COALESCE(f.on_delete, '') AS action, "
	    "max(COALESCE(f.\"table\" = 'users', FALSE)) AS to_person "
	    "FROM sqlite_schema m JOIN pragma_table_info(m.name) c "
	    "LEFT JOIN pragma_foreign_key_list(m.name) f ON f.\"from\" = "
	    "c.name "
	    "WHERE m.type = 'table' AND m.name NOT LIKE 'schema\\_%' ESCAPE "
	    "'\\' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
	    "AND m.name NOT IN ('event_search_config', 'event_search_content', "
	    "'event_search_data', 'event_search_idx') "
	    "GROUP BY m.name, c.name ORDER BY 1, 2" },
    .out = fields, .n_out = N_OF(fields), .row_size = sizeof(struct column));

/* What a foreign key may do under each fate. */
static bool
fits(enum fate fate, const struct column *c)
{
	switch (fate) {
	case DELETE:
		return str_eq(c->action, "CASCADE") ||
		       str_eq(c->table_name, "users");
	case FORGET:
		return str_eq(c->action, "SET NULL");
	case HASH:
		return !c->to_person;
	default:
		return true;
	}
}

static void
expect_line(const struct column *c, bool has_line[])
{
	bool is_named = false;

	for (size_t i = 0; i < N_OF(lines); i++) {
		if (!str_eq(lines[i].table, c->table_name) ||
		    !str_eq(lines[i].column, c->name))
			continue;
		is_named = has_line[i] = true;
		cr_expect(fits(lines[i].fate, c), "%s.%s: %s", c->table_name,
		    c->name, c->action);
	}
	cr_expect(is_named || !c->to_person,
	    "%s.%s refers to a person: name it in sql/person.txt",
	    c->table_name, c->name);
}

static void
expect_table(const char *table)
{
	bool is_there = false;

	for (size_t i = 0; i < N_OF(tables); i++)
		is_there |= str_eq(tables[i], table);
	cr_expect(is_there, "%s: no line in sql/person.txt", table);
}

Test_engines(query_person, each_column_has_a_line_that_holds)
{
	bool has_line[N_OF(lines)] = { false };
	const struct column *c;
	void *rows;
	size_t n;

	ok(db_many(on.db, (struct db_call){ &columns, NULL }, &rows, &n));
	c = rows;
	for (size_t i = 0; i < n; i++) {
		expect_line(&c[i], has_line);
		if (i == 0 || !str_eq(c[i].table_name, c[i - 1].table_name))
			expect_table(c[i].table_name);
	}
	for (size_t i = 0; i < N_OF(lines); i++)
		cr_expect(has_line[i], "%s.%s: there is no such column",
		    lines[i].table, lines[i].column);
}
