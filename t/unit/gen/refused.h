/*
 * Files that a generator refuses, t/fixture/<kind>/refuse/: the first line
 * says where and with which words, "-- refused: 5: words", or "-- refused:
 * words" of the whole file.
 */
#ifndef T_UNIT_GEN_REFUSED_H
#define T_UNIT_GEN_REFUSED_H

#include "gen/text.h"

/* Runs the generator's steps over one file; false with *error. */
typedef bool (*refused_fn)(
    const char *file, const char *text, struct gen_error *error);

/* Expects that every file of the folder is refused as it says; how many. */
int expect_refused_files(const char *kind, refused_fn accept);

#endif
