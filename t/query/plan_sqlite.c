/*
 * Plans of SQLite: EXPLAIN QUERY PLAN gives a tree of sentences.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "db/sqlite.h"
#include "t/query/fixture.h"
#include "t/query/plan.h"

#include "base/banned.h"

#define EXPLAIN "EXPLAIN QUERY PLAN "

enum { LINES = 256, TEXT_SIZE = 160 };

struct tree {
	struct line {
		int id, parent;
		char text[TEXT_SIZE];
	} lines[LINES];
	int n;
};

static const struct line *
find(const struct tree *tree, int id)
{
	for (int i = 0; i < tree->n; i++)
		if (tree->lines[i].id == id)
			return &tree->lines[i];
	return NULL;
}

/* Whether the name that is scanned is that of a subquery: one that is made
 * beside it, or the one whose recursion it stands in. A name alone would not
 * do: a subquery e may read a table e. */
static bool
is_subquery(const struct tree *tree, const struct line *scan)
{
	const char *name = scan->text + strlen("SCAN ");
	const struct line *above = find(tree, scan->parent);

	if (above && str_eq(above->text, "RECURSIVE STEP"))
		above = find(tree, above->parent);
	for (int i = 0; i < tree->n; i++) {
		const struct line *l = &tree->lines[i];

		if (str_has_prefix(l->text, "MATERIALIZE ") &&
		    str_eq(l->text + strlen("MATERIALIZE "), name))
			return true;
		if (str_has_prefix(l->text, "CO-ROUTINE ") &&
		    str_eq(l->text + strlen("CO-ROUTINE "), name) &&
		    (l->parent == scan->parent || l == above))
			return true;
	}
	return false;
}

/* A virtual table shows behind the colon by what it is entered, if by anything;
 * json_each makes its rows itself. */
static bool
is_read_whole(const struct tree *tree, const struct line *scan)
{
	const char *virtual = strstr(scan->text, "VIRTUAL TABLE INDEX ");

	if (virtual)
		return scan->text[strlen(scan->text) - 1] == ':' &&
		       !str_has_prefix(scan->text, "SCAN json_each ");
	return !str_eq(scan->text, "SCAN CONSTANT ROW") &&
	       !is_subquery(tree, scan);
}

static bool
is_wrong(const struct tree *tree, const struct line *l)
{
	if (str_has_prefix(l->text, "SCAN "))
		return is_read_whole(tree, l);
	if (str_has_prefix(l->text, "SEARCH ")) /* for the least, or by an index
						   that is made for it */
		return !strchr(l->text, '(') || strstr(l->text, "AUTOMATIC") ||
		       plan_is_of_all_times(l->text, l->text);
	return str_has_prefix(l->text, "USE TEMP B-TREE");
}

/* What one release says of the same plan and another does not. */
static void
leave_out(char *text, const char *word)
{
	char *at = strstr(text, word);

	if (at)
		memmove(at, at + strlen(word), strlen(at + strlen(word)) + 1);
}

static void
read_tree(sqlite3_stmt *s, struct tree *tree)
{
	tree->n = 0;
	while (sqlite3_step(s) == SQLITE_ROW) {
		struct line *l = &tree->lines[tree->n++];

		cr_assert(tree->n < LINES, "%s", sqlite3_sql(s));
		l->id = sqlite3_column_int(s, 0);
		l->parent = sqlite3_column_int(s, 1);
		str_copy(l->text, sizeof(l->text),
		    (const char *)sqlite3_column_text(s, 3));
		leave_out(l->text, "COVERING ");
	}
}

/* The plan of the statement that *sql begins with; *sql is what follows it. */
static void
explain(struct db *db, const char **sql, struct tree *tree)
{
	const struct sqlite *sqlite = db->connection;
	const char *text = arena_printf(db->arena, EXPLAIN "%s", *sql), *rest;
	sqlite3_stmt *s;

	cr_assert(sqlite3_prepare_v2(sqlite->handle, text, -1, &s, &rest) == 0,
	    "%s: %s", text, sqlite3_errmsg(sqlite->handle));
	read_tree(s, tree);
	sqlite3_finalize(s);
	*sql += rest - text - strlen(EXPLAIN);
}

const char *
plan_sqlite(struct db *db, const struct db_query *q)
{
	const char *sql = q->sql[DB_SQLITE], *steps = "";
	struct tree tree;

	while (*sql) {
		explain(db, &sql, &tree);
		for (int i = 0; i < tree.n; i++)
			if (is_wrong(&tree, &tree.lines[i]))
				steps = arena_printf(db->arena, "%s%s%s", steps,
				    *steps ? "; " : "", tree.lines[i].text);
	}
	return steps;
}
