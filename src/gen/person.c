/*
 * person --out DIR FILE...: writes DIR/person.sql and DIR/person.h (see
 * person.h, program.h).
 */
#include "gen/person.h"

#include "gen/program.h"

#include "base/banned.h"

enum { ARENA_MAX = 512 << 20 };

static bool
read_file(void *set, const char *file, const char *text)
{
	return gen_person_read(set, file, text);
}

static bool
check(void *set)
{
	return gen_person_check(set);
}

static void
write_queries(const void *set, struct buf *out)
{
	gen_person_write_queries(set, out);
}

static void
write_lists(const void *set, struct buf *out)
{
	gen_person_write_lists(set, out);
}

int
main(int argc, char **argv)
{
	struct gen_person_set set;
	struct arena arena;
	int status;

	arena_init(&arena, ARENA_MAX);
	gen_person_set_init(&set, &arena);
	status = gen_program_run(
	    &(struct gen_program){ .name = "person",
		.arena = &arena,
		.set = &set,
		.error = &set.error,
		.read = read_file,
		.check = check,
		.outputs = { { "person.sql", write_queries },
		    { "person.h", write_lists } } },
	    argc, argv);
	arena_release(&arena);
	return status;
}
