/*
 * query --out DIR FILE...: writes DIR/query.c and a DIR/query/<noun>.h for each
 * file of named queries (see query.h), and DIR/id/<kind>.h for each kind of id
 * (see id.h). Exit status 65 with a line for each mistake, file:line: message,
 * when an input is wrong.
 */
#include "gen/query.h"

#include <stdio.h>
#include <sysexits.h>

#include "base/str.h"
#include "gen/id.h"

#include "base/banned.h"

enum { ARENA_MAX = 512 << 20, OUTPUT_MAX = 64 << 20 };

/* Writes DIR/name, and releases the text. */
static bool
put_in_place(struct gen_query_set *set, const char *dir, const char *name,
    struct buf *text)
{
	bool ok = gen_text_write(dir, name, text, &set->error);

	buf_release(text);
	return ok;
}

static bool
write_header(struct gen_query_set *set, const char *dir,
    const struct gen_query_file *file)
{
	struct buf text;

	buf_init(&text, OUTPUT_MAX);
	gen_query_write_header(set, file, &text);
	return put_in_place(set, dir,
	    arena_printf(set->arena, "query/%s.h", file->noun), &text);
}

static bool
write_id(struct gen_query_set *set, const char *dir, const char *kind)
{
	struct buf text;

	buf_init(&text, OUTPUT_MAX);
	gen_query_write_id(kind, &text);
	return put_in_place(
	    set, dir, arena_printf(set->arena, "id/%s.h", kind), &text);
}

static bool
write_source(struct gen_query_set *set, const char *dir)
{
	struct buf text;

	buf_init(&text, OUTPUT_MAX);
	gen_query_write_source(set, &text);
	return put_in_place(set, dir, "query.c", &text);
}

static bool
write_all(struct gen_query_set *set, const char *dir)
{
	bool ok = write_source(set, dir);

	for (const struct gen_query_file *f = set->files; f; f = f->next)
		ok = ok && write_header(set, dir, f);
#define WRITE_ID(kind) ok = ok && write_id(set, dir, #kind);
	GEN_ID_KINDS(WRITE_ID)
#undef WRITE_ID
	return ok;
}

static void
read_all(struct gen_query_set *set, char **files, int n)
{
	for (int i = 0; i < n; i++) {
		const char *text = gen_text_read(
		    set->arena, files[i], &set->error);

		if (text)
			gen_query_read(set, files[i], text);
		gen_query_note(set);
	}
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
	read_all(&set, argv + 3, argc - 3);
	if (gen_query_compile(&set) && !write_all(&set, argv[2]))
		gen_query_note(&set);
	for (const struct gen_query_mistake *m = set.mistakes; m; m = m->next) {
		fprintf(stderr, "%s\n", m->text);
		status = EX_DATAERR;
	}
	for (struct gen_query *q = set.first; q; q = q->next)
		buf_release(&q->doc);
	arena_release(&arena);
	return status;
}
