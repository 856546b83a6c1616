/*
 * Writes the structs of the queries, and the macros and functions that call
 * them.
 */
#include "gen/query.h"

#include "base/attr.h"
#include "base/str.h"
#include "gen/id.h"

#include "base/banned.h"

static void
put_struct(struct buf *out, const struct gen_query *q, const char *suffix,
    const struct gen_query_fields *f)
{
	if (f->n == 0)
		return;
	buf_printf(out, "struct q_%s_%s {\n", q->name, suffix);
	for (size_t i = 0; i < f->n; i++)
		buf_printf(out, "\t%s%s;\n",
		    f->v[i].nullable ? f->v[i].type->c_null : f->v[i].type->c,
		    f->v[i].member);
	buf_printf(out, "}%s;\n\n", f == &q->in ? " NAMED_ONLY" : "");
}

/* Parameters of a macro, one for each of the first n inputs. */
static void
put_parameters(struct buf *out, size_t n)
{
	for (size_t i = 1; i <= n; i++)
		buf_printf(out, "%si%zu", i == 1 ? "" : ", ", i);
}

/* What makes the struct of the inputs, once each has been named. */
static void
put_inputs_macro(struct buf *out, const struct gen_query *q)
{
	buf_printf(out, "#define Q_IN_%s(", q->name);
	put_parameters(out, q->in.n);
	buf_printf(out, ") \\\n\t(&(const struct q_%s_in){ ", q->name);
	put_parameters(out, q->in.n);
	buf_lit(out, " }");
	for (size_t i = 1; i <= q->in.n; i++)
		buf_printf(out, " \\\n\t    + DB_WHOLE(struct q_%s_in, i%zu)",
		    q->name, i);
	buf_lit(out, ")\n\n");
}

/* The macro that counts: <prefix>_name(...). */
static void
put_counting_macro(struct buf *out, const struct gen_query *q, char prefix)
{
	buf_printf(out,
	    "#define %c_%s(...) %c_each_input_of_%s(__VA_ARGS__)\n"
	    "#define %c_each_input_of_%s(",
	    prefix, q->name, prefix, q->name, prefix, q->name);
}

/* The call of a list, whose last inputs a page brings. */
static void
put_list_macro(struct buf *out, const struct gen_query *q)
{
	size_t n = q->in.n - q->page.n_inputs;

	if (n)
		put_counting_macro(out, q, 'Q');
	else
		buf_printf(out, "#define Q_%s(", q->name);
	put_parameters(out, n);
	buf_printf(out,
	    ") \\\n\t((struct db_list){ &q_%s_query, \\\n"
	    "\t    &(struct q_%s_in){ .limit = 0",
	    q->name, q->name);
	for (size_t i = 1; i <= n; i++)
		buf_printf(out, ", i%zu", i);
	buf_lit(out, " }");
	for (size_t i = 1; i <= n; i++)
		buf_printf(out, " \\\n\t    + DB_WHOLE(struct q_%s_in, i%zu)",
		    q->name, i);
	buf_lit(out, " })\n\n");
}

static void
put_call_macro(struct buf *out, const struct gen_query *q)
{
	if (q->page.text) {
		put_list_macro(out, q);
		return;
	}
	if (q->in.n == 0) {
		buf_printf(out,
		    "#define Q_%s() \\\n"
		    "\t((struct db_call){ &q_%s_query, NULL })\n\n",
		    q->name, q->name);
		return;
	}
	put_counting_macro(out, q, 'Q');
	put_parameters(out, q->in.n);
	buf_printf(out,
	    ") \\\n\t((struct db_call){ &q_%s_query, \\\n\t    Q_IN_%s(",
	    q->name, q->name);
	put_parameters(out, q->in.n);
	buf_lit(out, ") })\n\n");
}

static void
put_function_macro(struct buf *out, const struct gen_query *q)
{
	static const char *const results[] = { "row", "rows, n", "changed" };

	put_counting_macro(out, q, 'q');
	buf_lit(out, "db, ");
	put_parameters(out, q->in.n);
	buf_printf(out, ", %s) \\\n\tq_%s_with(db, Q_IN_%s(", results[q->kind],
	    q->name, q->name);
	put_parameters(out, q->in.n);
	buf_printf(out, "), %s)\n\n", results[q->kind]);
}

static void
put_function(struct buf *out, const struct gen_query *q)
{
	buf_printf(out,
	    "MUST_CHECK static inline enum err\nq_%s%s(struct db *db", q->name,
	    q->in.n ? "_with" : "");
	if (q->in.n)
		buf_printf(out, ",\n    const struct q_%s_in *in", q->name);
	if (q->kind == GEN_QUERY_ONE)
		buf_printf(out, ",\n    struct q_%s_row *row)\n{\n", q->name);
	else if (q->kind == GEN_QUERY_MANY)
		buf_printf(out,
		    ",\n    struct q_%s_row **rows, size_t *n)\n{\n"
		    "\tvoid *all = NULL;\n",
		    q->name);
	else
		buf_lit(out, ", int64_t *changed)\n{\n");
	buf_printf(out, "\tstruct db_call call = { &q_%s_query, %s };\n",
	    q->name, q->in.n ? "in" : "NULL");
	if (q->kind == GEN_QUERY_MANY)
		buf_lit(out, "\tenum err err = db_many(db, call, &all, n);\n\n"
			     "\t*rows = all;\n\treturn err;\n}\n\n");
	else
		buf_printf(out, "\n\treturn db_%s;\n}\n\n",
		    q->kind == GEN_QUERY_ONE ? "one(db, call, row)"
					     : "exec(db, call, changed)");
}

static void
put_declarations(struct buf *out, const struct gen_query *q)
{
	buf_printf(out, "/*\n%.*s */\n", (int)q->doc.len, q->doc.p);
	put_struct(out, q, "in", &q->in);
	put_struct(out, q, "row", &q->out);
	buf_printf(
	    out, "extern const struct db_query q_%s_query;\n\n", q->name);
	if (q->in.n)
		put_inputs_macro(out, q);
	put_call_macro(out, q);
	if (q->in.n)
		put_function_macro(out, q);
	put_function(out, q);
}

/* What names the inputs of a fragment, with the members of a struct. */
static void
put_fields_macro(struct buf *out, const struct gen_query_fragment *f)
{
	buf_printf(out, "#define Q_FIELDS_%s(from_)", f->name);
	for (size_t i = 0; i < f->inputs.n; i++)
		buf_printf(out, "%s \\\n\t.%s = (from_)->%s", i ? "," : "",
		    f->inputs.v[i].member, f->inputs.v[i].member);
	buf_lit(out, "\n\n");
}

static bool
has_id(const struct gen_query_fields *f, const char *kind)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].type->id_kind &&
		    str_eq(f->v[i].type->id_kind, kind))
			return true;
	return false;
}

/* Whether a query of the file has an id of the kind. */
static bool
uses_id(const struct gen_query_set *set, const char *file, const char *kind)
{
	for (const struct gen_query *q = set->first; q; q = q->next)
		if (str_eq(q->at.file, file) &&
		    (has_id(&q->in, kind) || has_id(&q->out, kind)))
			return true;
	return false;
}

static bool
has_words(const struct gen_query_fields *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].type->words)
			return true;
	return false;
}

static bool
uses_words(const struct gen_query_set *set, const char *file)
{
	for (const struct gen_query *q = set->first; q; q = q->next)
		if (str_eq(q->at.file, file) &&
		    (has_words(&q->in) || has_words(&q->out)))
			return true;
	return false;
}

static void
put_includes(const struct gen_query_set *set, const char *file, struct buf *out)
{
	static const char *const kinds[] = {
#define KIND_NAME(kind) #kind,
		GEN_ID_KINDS(KIND_NAME)
#undef KIND_NAME
	};

	buf_lit(out, "#include \"db/page.h\"\n");
	for (size_t i = 0; i < N_OF(kinds); i++)
		if (uses_id(set, file, kinds[i]))
			buf_printf(
			    out, "#include \"generated/id/%s.h\"\n", kinds[i]);
	if (uses_words(set, file))
		buf_lit(out, "#include \"generated/words.h\"\n");
	buf_lit(out, "\n");
}

void
gen_query_write_header(const struct gen_query_set *set,
    const struct gen_query_file *file, struct buf *out)
{
	buf_str(out, gen_query_head);
	buf_printf(out,
	    "#ifndef GENERATED_QUERY_%s_H\n#define GENERATED_QUERY_%s_H\n\n",
	    file->noun, file->noun);
	put_includes(set, file->path, out);
	for (const struct gen_query_fragment *f = set->fragments; f;
	     f = f->next)
		if (f->inputs.n > 0 && str_eq(f->at.file, file->path))
			put_fields_macro(out, f);
	for (const struct gen_query *q = set->first; q; q = q->next)
		if (str_eq(q->at.file, file->path))
			put_declarations(out, q);
	buf_lit(out, "#endif\n");
}

void
gen_query_write_id(const char *kind, struct buf *out)
{
	buf_str(out, gen_query_head);
	buf_printf(out,
	    "#ifndef GENERATED_ID_%s_H\n#define GENERATED_ID_%s_H\n\n"
	    "#include \"base/uuid.h\"\n\n"
	    "struct %s_id {\n\tstruct uuid v;\n};\n\n#endif\n",
	    kind, kind, kind);
}
