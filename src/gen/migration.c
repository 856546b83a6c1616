/*
 * migration --out DIR FILE...: writes DIR/migrations.c (see migration.h).
 * Exit status 65 with one line, file:line: message, when an input is wrong.
 */
#include "gen/migration.h"

#include <stdio.h>
#include <sysexits.h>

#include "base/str.h"

#include "base/banned.h"

enum { ARENA_MAX = 256 << 20, OUTPUT_MAX = 16 << 20 };

static bool
read_all(struct gen_migration_set *set, char **files, int n)
{
	for (int i = 0; i < n; i++) {
		const char *text = gen_text_read(
		    set->arena, files[i], &set->error);

		if (!text || !gen_migration_read(set, files[i], text))
			return false;
	}
	return gen_migration_check(set);
}

static bool
write_table(struct gen_migration_set *set, const char *dir)
{
	struct buf out;
	bool ok;

	buf_init(&out, OUTPUT_MAX);
	gen_migration_write(set, &out);
	ok = gen_text_write(dir, "migrations.c", &out, &set->error);
	buf_release(&out);
	return ok;
}

int
main(int argc, char **argv)
{
	struct gen_migration_set set;
	struct arena arena;
	int status = EX_OK;

	if (argc < 4 || !str_eq(argv[1], "--out")) {
		fputs("usage: migration --out DIR FILE...\n", stderr);
		return EX_USAGE;
	}
	arena_init(&arena, ARENA_MAX);
	gen_migration_set_init(&set, &arena);
	if (!read_all(&set, argv + 3, argc - 3) ||
	    !write_table(&set, argv[2])) {
		fprintf(stderr, "%s\n", set.error.text);
		status = EX_DATAERR;
	}
	arena_release(&arena);
	return status;
}
