/*
 * Scripts: texts of SQL that are run as a whole inside of a transaction. The
 * words {id} {time} {bool} {int} {real} {json} {bytes} {strict} become each
 * engine's own, sections (section.h) set off what only one engine gets.
 * Comments are left out, so that a better comment does not change a checksum.
 */
#ifndef GEN_SCRIPT_H
#define GEN_SCRIPT_H

#include "gen/section.h"

/* Word i without its braces; NULL behind the last one. */
const char *gen_script_word(size_t i);

/* The text of a file for one engine, in the arena; NULL with an error. Only a
 * file that both engines share may have sections. */
const char *gen_script_translate(struct arena *a, const char *file,
    const char *text, enum gen_engine engine, bool is_shared,
    struct gen_error *e);

#endif
