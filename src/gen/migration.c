/*
 * migration --out DIR FILE...: writes DIR/migrations.c (see migration.h,
 * program.h).
 */
#include "gen/migration.h"

#include "gen/program.h"

#include "base/banned.h"

enum { ARENA_MAX = 512 << 20 };

static bool
read_file(void *set, const char *file, const char *text)
{
	return gen_migration_read(set, file, text);
}

static bool
check(void *set)
{
	return gen_migration_check(set);
}

static void
write_table(const void *set, struct buf *out)
{
	gen_migration_write(set, out);
}

int
main(int argc, char **argv)
{
	struct gen_migration_set set;
	struct arena arena;
	int status;

	arena_init(&arena, ARENA_MAX);
	gen_migration_set_init(&set, &arena);
	status = gen_program_run(
	    &(struct gen_program){ .name = "migration",
		.arena = &arena,
		.set = &set,
		.error = &set.error,
		.read = read_file,
		.check = check,
		.outputs = { { "migrations.c", write_table } } },
	    argc, argv);
	arena_release(&arena);
	return status;
}
