/*
 * Writes the SQL of a document. On PostgreSQL a function of the row, called by
 * triggers; on SQLite, which has no functions of its own, a view, from which
 * triggers read one row, made with the program's functions json_...
 */
#include "gen/object.h"

#include "base/str.h"
#include "gen/document_type.h"

#include "base/banned.h"

static const struct gen_document_type types[] = {
	{ "bool", { { "", "" }, { "json_bool(", ")" } } },
	{ "int", { { "", "" }, { "json_int(", ")" } } },
	{ "json", { { "", "" }, { "coalesce(", ", 'null')" } } },
	{ "real", { { "", "" }, { "json_real(", ")" } } },
	{ "text", { { "", "" }, { "json_text(", ")" } } },
	{ "time", { { "json_time(", ")" }, { "json_time(", ")" } } },
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
put_pg_member(struct buf *out, const struct gen_document *d, size_t i)
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
	if (i + 1 < d->n)
		buf_lit(out, ",\n      ");
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
}

/* The trigger of an UPDATE comes after it, because one before it locks the row
 * for every UPDATE, that of a column outside of the document too. A restored
 * dump of data alone has emptied search_path. */
static void
put_pg(struct buf *out, const struct gen_document *d)
{
	const char *name = d->name, *table = d->table;

	buf_printf(out,
	    "CREATE FUNCTION %s(e %s) RETURNS json\n  LANGUAGE sql STABLE\n"
	    "  RETURN (SELECT row_to_json(d) FROM (SELECT\n      ",
	    name, table);
	for (size_t i = 0; i < d->n; i++)
		put_pg_member(out, d, i);
	buf_printf(out,
	    ") AS d);\n"
	    "CREATE FUNCTION %s_add() RETURNS trigger LANGUAGE plpgsql\n"
	    "    SET search_path FROM CURRENT AS $$\n"
	    "  BEGIN\n    new.document = %s(new);\n    RETURN new;\n  END\n"
	    "$$;\n"
	    "CREATE FUNCTION %s_set() RETURNS trigger LANGUAGE plpgsql\n"
	    "    SET search_path FROM CURRENT AS $$\n"
	    "  BEGIN\n    UPDATE %s SET document = %s(new) WHERE id = new.id;\n"
	    "    RETURN NULL;\n  END\n$$;\n"
	    "CREATE TRIGGER %s_add BEFORE INSERT ON %s\n"
	    "  FOR EACH ROW EXECUTE FUNCTION %s_add();\n"
	    "CREATE TRIGGER %s_set AFTER UPDATE OF ",
	    name, name, name, table, name, name, table, name, name);
	put_columns(out, d);
	buf_printf(out, " ON %s\n  FOR EACH ROW EXECUTE FUNCTION %s_set();\n",
	    table, name);
}

static void
put_sqlite_member(struct buf *out, const struct gen_document *d, size_t i)
{
	const struct gen_document_member *m = &d->v[i];
	const struct gen_document_type *type;
	bool is_first = i == 0 || (m->is_inside && !d->v[i - 1].is_inside);

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

static void
put_sqlite(struct buf *out, const struct gen_document *d)
{
	const char *name = d->name, *table = d->table;
	static const char body[] =
	    "  UPDATE %s SET document = (SELECT d.document FROM %s d"
	    " WHERE d.id = new.id)\n   WHERE id = new.id;\nEND;\n";

	buf_printf(out, "CREATE VIEW %s AS\n  SELECT id,\n      ", name);
	for (size_t i = 0; i < d->n; i++)
		put_sqlite_member(out, d, i);
	buf_printf(out, "'}' AS document\n    FROM %s;\n", table);
	buf_printf(out, "CREATE TRIGGER %s_add AFTER INSERT ON %s BEGIN\n",
	    name, table);
	buf_printf(out, body, table, name);
	buf_printf(out, "CREATE TRIGGER %s_set AFTER UPDATE OF ", name);
	put_columns(out, d);
	buf_printf(out, " ON %s BEGIN\n", table);
	buf_printf(out, body, table, name);
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

void
gen_document_write_renewal(
    const struct gen_document *d, enum gen_engine engine, struct buf *out)
{
	const char *name = d->name, *table = d->table;

	if (engine == GEN_POSTGRESQL)
		buf_printf(out,
		    "UPDATE %s SET document = %s(%s)\n"
		    " WHERE document::text IS DISTINCT FROM %s(%s)::text;\n",
		    table, name, table, name, table);
	else
		buf_printf(out,
		    "UPDATE %s SET document = "
		    "(SELECT d.document FROM %s d WHERE d.id = %s.id)\n"
		    " WHERE document IS NOT "
		    "(SELECT d.document FROM %s d WHERE d.id = %s.id);\n",
		    table, name, table, name, table);
}
