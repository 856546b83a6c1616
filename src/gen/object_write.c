/*
 * Writes the table of objects that every program has built in. A checksum
 * covers what the object may stand on too.
 */
#include "gen/object.h"

#include "base/checksum.h"
#include "base/str.h"

#include "base/banned.h"

static const char *const engines[] = { "DB_POSTGRESQL", "DB_SQLITE" };

static void
put_parts(struct buf *out, const struct gen_object *o, int e)
{
	const struct gen_object_text *t = &o->texts[e];

	buf_printf(out, "static const struct db_object_part %s_%d[] = {\n",
	    o->name, e);
	for (size_t i = 0; i < t->n_parts; i++)
		buf_printf(out, "\t{ \"%s\", \"%s\", \"%s\" },\n",
		    t->parts[i].kind, t->parts[i].name, t->parts[i].table);
	buf_lit(out, "\t{ NULL, NULL, NULL },\n};\n\n");
}

static void
put_text(struct buf *out, const struct gen_object_set *set,
    const struct gen_object *o, int e)
{
	const struct gen_object *first = &set->v[0];
	const char *common = str_eq(first->name, "common") ? first->texts[e].sql
							   : "";
	char sum[CHECKSUM_SIZE];

	checksum_text(
	    arena_printf(set->arena, "%s%s", common, o->texts[e].sql), sum);
	buf_printf(out, "\t.sql[%s] =\n", engines[e]);
	gen_text_quote(out, o->texts[e].sql);
	buf_printf(out, ",\n\t.checksum[%s] = \"%s\",\n\t.parts[%s] = %s_%d,\n",
	    engines[e], sum, engines[e], o->name, e);
}

void
gen_object_write(const struct gen_object_set *set, struct buf *out)
{
	buf_lit(out, "/* Generated from sql/object/ by gen/object. "
		     "Do not edit. */\n"
		     "#include \"db/schema.h\"\n\n");
	for (size_t i = 0; i < set->n; i++)
		for (int e = 0; e < GEN_ENGINES; e++)
			put_parts(out, &set->v[i], e);
	buf_lit(out, "const struct db_object db_objects[] = {\n");
	for (size_t i = 0; i < set->n; i++) {
		buf_printf(out, "\t{\n\t.name = \"%s\",\n", set->v[i].name);
		for (int e = 0; e < GEN_ENGINES; e++)
			put_text(out, set, &set->v[i], e);
		buf_lit(out, "\t},\n");
	}
	buf_lit(out, "\t{ .name = NULL }\n};\n");
}
