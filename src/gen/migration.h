/*
 * Migrations, from sql/migration/NNNN_name.{up,down}[.engine].sql to
 * generated/migrations.c. A file without an engine serves both; script.h says
 * what it may hold.
 */
#ifndef GEN_MIGRATION_H
#define GEN_MIGRATION_H

#include "gen/text.h"

enum { GEN_MIGRATIONS_MAX = 9999 };

/* Texts by direction (up, down) and engine (PostgreSQL, SQLite). */
struct gen_migration {
	const char *name;
	const char *file; /* one of its files, for messages */
	const char *text[2][2];
};

struct gen_migration_set {
	struct arena *arena;
	struct gen_migration *v; /* by version, from 1 */
	int last;		 /* highest version seen */
	struct gen_error error;
};

/* An empty set; what is read into it lives in arena. */
void gen_migration_set_init(struct gen_migration_set *set, struct arena *arena);
/* Adds one file; false with set->error. */
bool gen_migration_read(
    struct gen_migration_set *set, const char *file, const char *text);
/* Whether versions are dense and every text is there, once all is read. */
bool gen_migration_check(struct gen_migration_set *set);
/* Appends migrations.c: the texts, and the table of them (db/migrate.h). */
void gen_migration_write(const struct gen_migration_set *set, struct buf *out);

#endif
