/*
 * A generator that makes one table of many files: PROGRAM --out DIR FILE...
 */
#ifndef GEN_PROGRAM_H
#define GEN_PROGRAM_H

#include "gen/text.h"

struct gen_program {
	const char *name;   /* "object" */
	const char *output; /* "objects.c" */
	struct arena *arena;
	void *set; /* what read fills and write writes */
	struct gen_error *error;
	/* Adds one file; false with error. */
	bool (*read)(void *set, const char *file, const char *text);
	/* Whether all of them together are right; else false with error. NULL:
	 * each is by itself. */
	bool (*check)(void *set);
	void (*write)(const void *set, struct buf *out);
};

/* Reads the files, writes DIR/output. The exit status: 64 when the arguments
 * are others, 65 with one line, file:line: message, when an input is wrong. */
int gen_program_run(const struct gen_program *p, int argc, char **argv);

#endif
