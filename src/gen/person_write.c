/*
 * Writes the queries that lines of sql/person.txt stand for, and lists of them.
 */
#include "gen/person.h"

#include <ctype.h>

#include "base/str.h"

#include "base/banned.h"

static bool
is_pass(const struct gen_person_column *column)
{
	return str_eq(column->fate, "ghost") || str_eq(column->fate, "hash");
}

static void
write_pass(const char *table, const char *column, struct buf *out)
{
	buf_printf(out,
	    "\n-- name: person_pass_%s_%s :exec\n"
	    "-- What is somebody's is another's from now on.\n"
	    "-- in:  user user_id, by user_id\n"
	    "UPDATE %s SET %s = :by WHERE %s = :user\n",
	    table, column, table, column, column);
}

/* The names among "name type, ...". */
static void
write_names(const char *fields, struct buf *out)
{
	bool is_name = true;

	for (const char *p = fields; *p; p++) {
		if (*p == ',')
			buf_lit(out, ", ");
		else if (is_name && *p != ' ')
			buf_put(out, p, 1);
		is_name = *p == ',' || (is_name && (*p != ' ' || p[-1] == ','));
	}
}

static void
write_rows(const struct gen_person_line *l, struct buf *out)
{
	buf_printf(out,
	    "\n-- name: person_rows_%s :many\n"
	    "-- What there is of somebody.\n"
	    "-- in:  user user_id\n"
	    "-- out: %s\n"
	    "SELECT ",
	    l->table, l->exported);
	write_names(l->exported, out);
	buf_printf(out, "\n  FROM %s\n WHERE ", l->table);
	if (l->n_columns)
		buf_printf(out, "%s = :user", l->columns[0].name);
	if (l->condition)
		buf_printf(
		    out, "%s%s", l->n_columns ? " AND " : "", l->condition);
	buf_lit(out, "\n");
}

void
gen_person_write_queries(const struct gen_person_set *set, struct buf *out)
{
	buf_lit(out, "-- Generated from sql/person.txt by gen/person. "
		     "Do not edit.\n");
	for (const struct gen_person_line *l = set->lines; l; l = l->next) {
		for (size_t i = 0; i < l->n_columns; i++)
			if (is_pass(&l->columns[i]))
				write_pass(l->table, l->columns[i].name, out);
		if (l->exported)
			write_rows(l, out);
	}
}

static void
write_upper(const char *word, struct buf *out)
{
	for (; *word; word++) {
		char c = (char)toupper((unsigned char)*word);

		buf_put(out, &c, 1);
	}
}

/* A list of columns: of all, or of those that are to name somebody else. */
static void
write_columns(
    const struct gen_person_set *set, bool only_passes, struct buf *out)
{
	for (const struct gen_person_line *l = set->lines; l; l = l->next) {
		for (size_t i = 0; i < l->n_columns; i++) {
			const struct gen_person_column *c = &l->columns[i];

			if (only_passes && !is_pass(c))
				continue;
			buf_printf(out, " \\\n\tX(%s, %s, ", l->table, c->name);
			write_upper(c->fate, out);
			buf_lit(out, ")");
		}
	}
}

static void
write_tables(
    const struct gen_person_set *set, bool only_exported, struct buf *out)
{
	for (const struct gen_person_line *l = set->lines; l; l = l->next)
		if (!only_exported || l->exported)
			buf_printf(out, " \\\n\tX(%s)", l->table);
}

void
gen_person_write_lists(const struct gen_person_set *set, struct buf *out)
{
	buf_lit(out, "/* Generated from sql/person.txt by gen/person. "
		     "Do not edit. */\n"
		     "#ifndef GENERATED_PERSON_H\n"
		     "#define GENERATED_PERSON_H\n\n"
		     "#define PERSON_TABLES(X)");
	write_tables(set, false, out);
	buf_lit(out, "\n\n#define PERSON_COLUMNS(X)");
	write_columns(set, false, out);
	buf_lit(out, "\n\n#define PERSON_PASSES(X)");
	write_columns(set, true, out);
	buf_lit(out, "\n\n#define PERSON_ROWS(X)");
	write_tables(set, true, out);
	buf_lit(out, "\n\n#endif\n");
}
