/*
 * A generator that makes one table, or two, of many files:
 * PROGRAM --out DIR FILE...
 */
#ifndef GEN_PROGRAM_H
#define GEN_PROGRAM_H

#include "gen/text.h"

struct gen_program_output {
	const char *name; /* "objects.c" */
	void (*write)(const void *set, struct buf *out);
};

enum { GEN_PROGRAM_OUTPUTS = 2 };

struct gen_program {
	const char *name; /* "object" */
	struct arena *arena;
	void *set; /* what read fills and write writes */
	struct gen_error *error;
	/* Adds one file; false with error. */
	bool (*read)(void *set, const char *file, const char *text);
	/* Whether all of them together are right; else false with error. NULL:
	 * each is by itself. */
	bool (*check)(void *set);
	struct gen_program_output outputs[GEN_PROGRAM_OUTPUTS];
};

/* Reads the files, writes the outputs into DIR. The exit status: 64 when the
 * arguments are others, 65 with one line, file:line: message, when an input is
 * wrong. */
int gen_program_run(const struct gen_program *p, int argc, char **argv);

#endif
