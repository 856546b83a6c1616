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
	/* "-- compatible: 12" among the comments at the head of an up file:
	 * programs that know version 12 and no newer one may go on while this
	 * one is there. By engine; 0: it is not said. */
	int oldest[2];
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
/* Whether versions are dense, every text is there, and both engines' say alike
 * whose programs may go on, once all is read. */
bool gen_migration_check(struct gen_migration_set *set);
/* Reads what a file, whose scripts for one of the engines or both (-1) are
 * read, claims of older programs. False with set->error when the claim stands
 * in the wrong place, names no earlier version, or holds a statement that older
 * programs may not live with. They may with new tables and whatever is said of
 * them, with new columns that need not be written and bind no other, also
 * filled, and with indexes that are not unique. */
bool gen_migration_claim(struct gen_migration_set *set, struct gen_place at,
    const char *text, bool is_up, int64_t version, int engine);
/* Appends migrations.c: the texts, and the table of them (db/migrate.h). */
void gen_migration_write(const struct gen_migration_set *set, struct buf *out);

#endif
