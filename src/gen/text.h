/*
 * What the generators share: reading a file, saying where an input is wrong,
 * and putting an output in place.
 */
#ifndef GEN_TEXT_H
#define GEN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

/* The first thing that was wrong: "file:line: message". */
struct gen_error {
	char text[512];
};

/* Where a piece of input stands; line counts from 1, 0 for the whole file. */
struct gen_place {
	const char *file;
	int line;
};

/* Records the first error and returns false, always. */
bool gen_error_set(struct gen_error *e, struct gen_place at, const char *format,
    ...) FORMAT_LIKE(3, 4);

/* The whole file as text in the arena; NULL (and an error) when it cannot be
 * read, holds a NUL or is not UTF-8. */
const char *gen_text_read(
    struct arena *a, const char *path, struct gen_error *e);
/* Writes the text to DIR/name, by renaming a finished file into place; an
 * output that would not change is left untouched, for make's sake. */
bool gen_text_write(
    const char *dir, const char *name, struct buf *text, struct gen_error *e);
/* The text as lines of C string literals, each indented by two tabs. */
void gen_text_quote(struct buf *out, const char *text);

#endif
