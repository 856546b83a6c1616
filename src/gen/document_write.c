/*
 * Writes the SQL of a document. On PostgreSQL a function of the row, called by
 * triggers; on SQLite, which has no functions of its own, a view, from which
 * triggers read one row, made with the program's functions json_...
 */
#include "gen/object.h"

#include <string.h>

#include "base/str.h"
#include "gen/document_type.h"
#include "gen/sql.h"

#include "base/banned.h"

static const struct gen_document_type types[] = {
	{ "bool", { { "", "" }, { "json_bool(", ")" } } },
	{ "int", { { "", "" }, { "json_int(", ")" } } },
	{ "json", { { "", "" }, { "coalesce(", ", 'null')" } } },
	{ "real", { { "", "" }, { "json_real(", ")" } } },
	{ "text", { { "", "" }, { "json_text(", ")" } } },
	{ "time", { { "json_time(", ")" }, { "json_time(", ")" } } },
	{ "wall", { { "json_wall(", ")" }, { "json_wall(", ")" } } },
	{ "uuid", { { "", "" }, { "json_uuid(", ")" } } },
};

const struct gen_document_type *
gen_document_type_find(const char *word)
{
	for (size_t i = 0; i < N_OF(types); i++)
		if (str_eq(types[i].word, word))
			return &types[i];
	return NULL;
}

/* Whether member i is the last one of an object. */
static bool
ends_object(const struct gen_document *d, size_t i)
{
	return d->v[i].is_inside && (i + 1 == d->n || !d->v[i + 1].is_inside);
}

/* The name of the object that member i is the last of. */
static const char *
object_of(const struct gen_document *d, size_t i, const char **first)
{
	while (d->v[i].is_inside)
		i--;
	*first = d->v[i + 1].column;
	return d->v[i].name;
}

static void
put_pg_member(
    struct buf *out, const struct gen_document *d, size_t i, size_t end)
{
	const struct gen_document_member *m = &d->v[i];
	const struct gen_document_type *type;
	const char *first, *object;

	if (!m->type) {
		buf_lit(out, "(SELECT v FROM (SELECT ");
		return;
	}
	type = gen_document_type_find(m->type);
	buf_printf(out, "%se.%s%s AS %s", type->as[GEN_POSTGRESQL].before,
	    m->column, type->as[GEN_POSTGRESQL].after, m->name);
	if (ends_object(d, i)) {
		object = object_of(d, i, &first);
		buf_printf(out, ") AS v\n       WHERE e.%s IS NOT NULL) AS %s",
		    first, object);
	}
	if (i + 1 < end)
		buf_lit(out, ",\n      ");
}

/* An object of the members from begin to end. */
static void
put_pg_object(
    struct buf *out, const struct gen_document *d, size_t begin, size_t end)
{
	buf_lit(out, "(SELECT row_to_json(d) FROM (SELECT\n      ");
	for (size_t i = begin; i < end; i++)
		put_pg_member(out, d, i, end);
	buf_lit(out, ") AS d)");
}

static bool
is_listed(const struct gen_document *d, const char *column, size_t len)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->v[i].column && strlen(d->v[i].column) == len &&
		    strncmp(d->v[i].column, column, len) == 0)
			return true;
	return false;
}

/* The columns that a condition asks, each behind "e.". */
static void
put_asked_columns(
    struct buf *out, const struct gen_document *d, const char *condition)
{
	while (condition && (condition = strstr(condition, "e."))) {
		size_t len = 0;

		condition += strlen("e.");
		while (gen_sql_is_word(condition[len]))
			len++;
		if (!is_listed(d, condition, len))
			buf_printf(out, ", %.*s", (int)len, condition);
	}
}

/* Every column, for the trigger of those that change. */
static void
put_columns(struct buf *out, const struct gen_document *d)
{
	const char *comma = "";

	for (size_t i = 0; i < d->n; i++) {
		if (!d->v[i].column)
			continue;
		buf_printf(out, "%s%s", comma, d->v[i].column);
		comma = ", ";
	}
	put_asked_columns(out, d, d->lends);
	put_asked_columns(out, d, d->borrows);
}

static void
put_pg_functions(struct buf *out, const struct gen_document *d)
{
	buf_printf(out,
	    "CREATE FUNCTION %s(e %s) RETURNS json\n  LANGUAGE sql STABLE\n"
	    "  RETURN ",
	    d->name, d->table);
	if (d->lends) {
		buf_printf(
		    out, "CASE WHEN %s OR %s THEN\n    ", d->lends, d->borrows);
		put_pg_object(out, d, 0, d->n_kept);
		buf_lit(out, " ELSE\n    ");
	}
	put_pg_object(out, d, 0, d->n);
	buf_printf(out, "%s;\n", d->lends ? " END" : "");
	if (!d->lends)
		return;
	buf_printf(out,
	    "CREATE FUNCTION %s_lent(e %s) RETURNS json\n"
	    "  LANGUAGE sql STABLE\n  RETURN CASE WHEN %s THEN\n    ",
	    d->name, d->table, d->lends);
	put_pg_object(out, d, d->n_kept, d->n);
	buf_lit(out, " END;\n");
}

/* One trigger before both, so that a row is written once. A restored dump of
 * data alone has emptied search_path. */
static void
put_pg(struct buf *out, const struct gen_document *d)
{
	const char *name = d->name, *table = d->table;

	put_pg_functions(out, d);
	buf_printf(out,
	    "CREATE FUNCTION %s_keep() RETURNS trigger LANGUAGE plpgsql\n"
	    "    SET search_path FROM CURRENT AS $$\n"
	    "  BEGIN\n    new.document = %s(new);\n",
	    name, name);
	if (d->lends)
		buf_printf(out, "    new.lent = %s_lent(new);\n", name);
	buf_printf(out,
	    "    RETURN new;\n  END\n$$;\n"
	    "CREATE TRIGGER %s_keep BEFORE INSERT OR UPDATE OF ",
	    name);
	put_columns(out, d);
	buf_printf(out, " ON %s\n  FOR EACH ROW EXECUTE FUNCTION %s_keep();\n",
	    table, name);
}

/* is_first: of the members of an object. */
static void
put_sqlite_member(
    struct buf *out, const struct gen_document *d, size_t i, bool is_first)
{
	const struct gen_document_member *m = &d->v[i];
	const struct gen_document_type *type;

	buf_printf(out, "'%c\"%s\":' || ", is_first ? '{' : ',', m->name);
	if (!m->type) {
		buf_printf(out, "CASE WHEN %s IS NULL THEN 'null' ELSE\n      ",
		    d->v[i + 1].column);
		return;
	}
	type = gen_document_type_find(m->type);
	buf_printf(out, "%s%s%s ||\n      ", type->as[GEN_SQLITE].before,
	    m->column, type->as[GEN_SQLITE].after);
	if (ends_object(d, i))
		buf_lit(out, "'}' END || ");
}

/* The members from begin to end of an object, which begins with one of them if
 * opens, without its end. */
static void
put_sqlite_members(struct buf *out, const struct gen_document *d, size_t begin,
    size_t end, bool opens)
{
	for (size_t i = begin; i < end; i++)
		put_sqlite_member(out, d, i,
		    i == begin ? opens
			       : d->v[i].is_inside && !d->v[i - 1].is_inside);
}

static void
put_sqlite_view(struct buf *out, const struct gen_document *d)
{
	buf_printf(out, "CREATE VIEW %s AS\n  SELECT id,\n      ", d->name);
	put_sqlite_members(out, d, 0, d->n_kept, true);
	if (d->lends) {
		buf_printf(out, "CASE WHEN %s OR %s THEN '' ELSE\n      ",
		    d->lends, d->borrows);
		put_sqlite_members(out, d, d->n_kept, d->n, false);
		buf_lit(out, "'' END || ");
	}
	buf_lit(out, "'}' AS document");
	if (d->lends) {
		buf_printf(out, ",\n      CASE WHEN %s THEN\n      ", d->lends);
		put_sqlite_members(out, d, d->n_kept, d->n, true);
		buf_lit(out, "'}' END AS lent");
	}
	buf_printf(out, "\n    FROM %s e;\n", d->table);
}

/* What a document fills, and with what. */
static const char *
columns_of(const struct gen_document *d)
{
	return d->lends ? "document, lent" : "document";
}

static const char *
columns_of_view(const struct gen_document *d)
{
	return d->lends ? "d.document, d.lent" : "d.document";
}

static void
put_sqlite(struct buf *out, const struct gen_document *d)
{
	const char *name = d->name, *table = d->table;
	static const char body[] =
	    "  UPDATE %s SET (%s) = (SELECT %s FROM %s d"
	    " WHERE d.id = new.id)\n   WHERE id = new.id;\nEND;\n";

	put_sqlite_view(out, d);
	buf_printf(out, "CREATE TRIGGER %s_add AFTER INSERT ON %s BEGIN\n",
	    name, table);
	buf_printf(out, body, table, columns_of(d), columns_of_view(d), name);
	buf_printf(out, "CREATE TRIGGER %s_set AFTER UPDATE OF ", name);
	put_columns(out, d);
	buf_printf(out, " ON %s BEGIN\n", table);
	buf_printf(out, body, table, columns_of(d), columns_of_view(d), name);
}

void
gen_document_write(
    const struct gen_document *d, enum gen_engine engine, struct buf *out)
{
	if (engine == GEN_POSTGRESQL)
		put_pg(out, d);
	else
		put_sqlite(out, d);
}

static void
put_pg_renewal(struct buf *out, const struct gen_document *d)
{
	const char *name = d->name, *table = d->table;

	buf_printf(out, "UPDATE %s SET document = %s(%s)", table, name, table);
	if (d->lends)
		buf_printf(out, ", lent = %s_lent(%s)", name, table);
	buf_printf(out, "\n WHERE document::text IS DISTINCT FROM %s(%s)::text",
	    name, table);
	if (d->lends)
		buf_printf(out,
		    "\n    OR lent::text IS DISTINCT FROM %s_lent(%s)::text",
		    name, table);
	buf_lit(out, ";\n");
}

void
gen_document_write_renewal(
    const struct gen_document *d, enum gen_engine engine, struct buf *out)
{
	const char *name = d->name, *table = d->table;

	if (engine == GEN_POSTGRESQL)
		put_pg_renewal(out, d);
	else
		buf_printf(out,
		    "UPDATE %s SET (%s) = "
		    "(SELECT %s FROM %s d WHERE d.id = %s.id)\n"
		    " WHERE (%s) IS NOT "
		    "(SELECT %s FROM %s d WHERE d.id = %s.id);\n",
		    table, columns_of(d), columns_of_view(d), name, table,
		    columns_of(d), columns_of_view(d), name, table);
}
