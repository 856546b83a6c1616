/*
 * Writes the table of migrations that every program has built in.
 */
#include "gen/migration.h"

#include "base/banned.h"

void
gen_migration_write(const struct gen_migration_set *set, struct buf *out)
{
	static const char *const directions[] = { "up", "down" };
	static const char *const engines[] = { "DB_POSTGRESQL", "DB_SQLITE" };

	buf_lit(out, "/* Generated from sql/migration/ by gen/migration. "
		     "Do not edit. */\n"
		     "#include \"db/migrate.h\"\n\n"
		     "const struct db_migration db_migrations[] = {\n");
	for (int i = 1; i <= set->last; i++) {
		const struct gen_migration *m = &set->v[i];

		buf_printf(out,
		    "\t{\n\t.version = %d,\n\t.oldest = %d,\n"
		    "\t.name = \"%s\",\n",
		    i, m->oldest[0] ? m->oldest[0] : i, m->name);
		for (int d = 0; d < 2; d++) {
			for (int e = 0; e < 2; e++) {
				buf_printf(out, "\t.%s[%s] =\n", directions[d],
				    engines[e]);
				gen_text_quote(out, m->text[d][e]);
				buf_lit(out, ",\n");
			}
		}
		buf_lit(out, "\t},\n");
	}
	buf_lit(out, "\t{ .version = 0 }\n};\n");
}
