/*
 * Writes the texts and the descriptors of the queries.
 */
#include "gen/query.h"

#include <string.h>

#include "base/banned.h"

const char gen_query_head[] =
    "/* Generated from sql/query/ by gen/query. Do not edit. */\n";

/* The key of a column in JSON: what follows the dot, quoted. */
static void
put_key(struct buf *out, const struct gen_query_field *field)
{
	const char *name = field->name, *dot = strchr(name, '.');
	const char *key = dot ? dot + 1 : name;

	if (name[0] != '_' && !field->type->is_members)
		buf_printf(out, ", %zu, \"\\\"%s\\\":\"", strlen(key) + 3, key);
	else
		buf_lit(out, ", 0, NULL");
}

static void
put_fields(struct buf *out, const struct gen_query *q, const char *suffix,
    const char *of, const struct gen_query_fields *f)
{
	if (f->n == 0)
		return;
	buf_printf(
	    out, "static const struct db_field %s_%s[] = {\n", q->name, suffix);
	for (size_t i = 0; i < f->n; i++) {
		buf_printf(out,
		    "\t{ \"%s\", %s, %s,\n"
		    "\t    offsetof(struct q_%s_%s, %s)",
		    f->v[i].name, f->v[i].type->type,
		    f->v[i].nullable ? "true" : "false", q->name, of,
		    f->v[i].member);
		if (f == &q->out)
			put_key(out, &f->v[i]);
		else
			buf_lit(out, ", 0, NULL");
		buf_printf(out, ", %s, %s },\n",
		    f->v[i].type->words ? f->v[i].type->words : "NULL",
		    f->v[i].type->is_excerpt ? "true" : "false");
	}
	buf_lit(out, "};\n");
}

static void
put_part(struct buf *out, const struct gen_query *q, const char *suffix,
    const struct gen_query_fields *f)
{
	if (f->n == 0)
		return;
	buf_printf(out, "\t.%s = %s_%s,\n\t.n_%s = %zu,\n", suffix, q->name,
	    suffix, suffix, f->n);
}

/* Which inputs and columns the keys of a page are. */
static void
put_page(struct buf *out, const struct gen_query *q)
{
	size_t first = q->in.n - q->page.n_inputs;

	buf_printf(out,
	    "static const struct db_page %s_page = {\n"
	    "\t.limit = %zu,\n\t.is_descending = %s,\n\t.has_since = %s,\n"
	    "\t.n_keys = %zu,\n\t.keys = {",
	    q->name, q->in.n - 1, q->page.is_descending ? "true" : "false",
	    q->page.has_since ? "true" : "false", q->page.n);
	for (size_t i = 0; i < q->page.n; i++)
		buf_printf(out, " { %zu, %zu },", first + i, q->page.keys[i]);
	buf_lit(out, " },\n};\n");
}

static void
put_query(struct buf *out, const struct gen_query *q, size_t index)
{
	static const char *const engines[] = { "DB_POSTGRESQL", "DB_SQLITE" };

	put_fields(out, q, "in", "in", &q->in);
	put_fields(out, q, "out", "row", &q->out);
	if (q->page.text)
		put_page(out, q);
	buf_printf(out,
	    "const struct db_query q_%s_query = {\n\t.name = \"%s\",\n",
	    q->name, q->name);
	for (int e = 0; e < GEN_ENGINES; e++) {
		buf_printf(out, "\t.sql[%s] =\n", engines[e]);
		gen_text_quote(out, q->sql[e]);
		buf_lit(out, ",\n");
	}
	put_part(out, q, "in", &q->in);
	put_part(out, q, "out", &q->out);
	if (q->in.n)
		buf_printf(
		    out, "\t.in_size = sizeof(struct q_%s_in),\n", q->name);
	if (q->out.n)
		buf_printf(
		    out, "\t.row_size = sizeof(struct q_%s_row),\n", q->name);
	if (q->page.text)
		buf_printf(out, "\t.page = &%s_page,\n", q->name);
	buf_printf(out,
	    "\t.index = %zu,\n\t.is_write = %s,\n\t.is_locking = %s,\n};\n\n",
	    index, q->is_write ? "true" : "false",
	    q->is_locking ? "true" : "false");
}

void
gen_query_write_source(const struct gen_query_set *set, struct buf *out)
{
	size_t index = 0;

	buf_str(out, gen_query_head);
	for (const struct gen_query_file *f = set->files; f; f = f->next)
		buf_printf(out, "#include \"generated/query/%s.h\"\n", f->noun);
	buf_printf(out,
	    "\n_Static_assert(%zu <= DB_QUERIES_MAX, \"too many "
	    "queries\");\n\n",
	    set->n);
	for (const struct gen_query *q = set->first; q; q = q->next)
		put_query(out, q, index++);
	buf_lit(out, "const struct db_query *const db_queries[] = {\n");
	for (const struct gen_query *q = set->first; q; q = q->next)
		buf_printf(out, "\t&q_%s_query,\n", q->name);
	buf_lit(out, "\tNULL\n};\n");
}
