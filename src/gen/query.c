/*
 * query --out DIR FILE...: writes DIR/query.h and DIR/query.c from files of
 * named queries (see query.h). Exit status 65 with one line, file:line:
 * message, when an input is wrong.
 */
#include "gen/query.h"

#include <stdio.h>
#include <sysexits.h>

#include "base/str.h"

#include "base/banned.h"

enum { ARENA_MAX = 512 << 20, OUTPUT_MAX = 64 << 20 };

static bool
write_both(struct gen_query_set *set, const char *dir)
{
	struct buf header, source;
	bool ok;

	buf_init(&header, OUTPUT_MAX);
	buf_init(&source, OUTPUT_MAX);
	gen_query_write_header(set, &header);
	gen_query_write_source(set, &source);
	ok = gen_text_write(dir, "query.h", &header, &set->error) &&
	     gen_text_write(dir, "query.c", &source, &set->error);
	buf_release(&header);
	buf_release(&source);
	return ok;
}

static bool
read_all(struct gen_query_set *set, char **files, int n)
{
	for (int i = 0; i < n; i++) {
		const char *text = gen_text_read(
		    set->arena, files[i], &set->error);

		if (!text || !gen_query_read(set, files[i], text))
			return false;
	}
	return true;
}

int
main(int argc, char **argv)
{
	struct arena arena;
	struct gen_query_set set;
	int status = EX_OK;

	if (argc < 4 || !str_eq(argv[1], "--out")) {
		fputs("usage: query --out DIR FILE...\n", stderr);
		return EX_USAGE;
	}
	arena_init(&arena, ARENA_MAX);
	gen_query_set_init(&set, &arena);
	if (!read_all(&set, argv + 3, argc - 3) || !gen_query_compile(&set) ||
	    !write_both(&set, argv[2])) {
		fprintf(stderr, "%s\n", set.error.text);
		status = EX_DATAERR;
	}
	for (struct gen_query *q = set.first; q; q = q->next)
		buf_release(&q->doc);
	arena_release(&arena);
	return status;
}
