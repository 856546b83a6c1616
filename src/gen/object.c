/*
 * object --out DIR FILE...: writes DIR/objects.c (see object.h). Exit status
 * 65 with one line, file:line: message, when an input is wrong.
 */
#include "gen/object.h"

#include <stdio.h>
#include <sysexits.h>

#include "base/str.h"

#include "base/banned.h"

enum { ARENA_MAX = 512 << 20, OUTPUT_MAX = 16 << 20 };

static bool
read_all(struct gen_object_set *set, char **files, int n)
{
	for (int i = 0; i < n; i++) {
		const char *text = gen_text_read(
		    set->arena, files[i], &set->error);

		if (!text || !gen_object_read(set, files[i], text))
			return false;
	}
	return true;
}

static bool
write_table(struct gen_object_set *set, const char *dir)
{
	struct buf out;
	bool ok;

	buf_init(&out, OUTPUT_MAX);
	gen_object_write(set, &out);
	ok = gen_text_write(dir, "objects.c", &out, &set->error);
	buf_release(&out);
	return ok;
}

int
main(int argc, char **argv)
{
	struct gen_object_set set;
	struct arena arena;
	int status = EX_OK;

	if (argc < 4 || !str_eq(argv[1], "--out")) {
		fputs("usage: object --out DIR FILE...\n", stderr);
		return EX_USAGE;
	}
	arena_init(&arena, ARENA_MAX);
	gen_object_set_init(&set, &arena);
	if (!read_all(&set, argv + 3, argc - 3) ||
	    !write_table(&set, argv[2])) {
		fprintf(stderr, "%s\n", set.error.text);
		status = EX_DATAERR;
	}
	arena_release(&arena);
	return status;
}
