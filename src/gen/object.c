/*
 * object --out DIR FILE...: writes DIR/objects.c (see object.h, program.h).
 */
#include "gen/object.h"

#include "gen/program.h"

#include "base/banned.h"

enum { ARENA_MAX = 512 << 20 };

static bool
read_file(void *set, const char *file, const char *text)
{
	return gen_object_read(set, file, text);
}

static void
write_table(const void *set, struct buf *out)
{
	gen_object_write(set, out);
}

int
main(int argc, char **argv)
{
	struct gen_object_set set;
	struct arena arena;
	int status;

	arena_init(&arena, ARENA_MAX);
	gen_object_set_init(&set, &arena);
	status = gen_program_run(
	    &(struct gen_program){ .name = "object",
		.arena = &arena,
		.set = &set,
		.error = &set.error,
		.read = read_file,
		.outputs = { { "objects.c", write_table } } },
	    argc, argv);
	arena_release(&arena);
	return status;
}
