/*
 * Sections of a text that both engines share: lines "-- @postgresql",
 * "-- @sqlite" and "-- @end" set off what only one of them gets.
 */
#ifndef GEN_SECTION_H
#define GEN_SECTION_H

#include "gen/text.h"

enum gen_engine { GEN_POSTGRESQL, GEN_SQLITE, GEN_ENGINES };

enum { GEN_ALL_ENGINES = (1 << GEN_ENGINES) - 1 };

/* Said of a mark behind something else. */
#define GEN_SECTION_NOT_ALONE "a mark \"-- @\" stands alone in its line"

/* Words for the engines, as marks and file names say them. */
extern const char *const gen_engine_words[GEN_ENGINES];

/* Where a reader is; begins as { .engines = GEN_ALL_ENGINES }. */
struct gen_section {
	unsigned engines; /* who gets the text: a set of 1 << engine */
	struct gen_place began;
};

/* Follows the mark at a place; word is what stands behind its '@'. False with
 * an error when it is none that is known here. */
bool gen_section_switch(struct gen_section *s, struct gen_place at,
    const char *word, struct gen_error *e);
/* Whether every section was ended, at the end of a text. */
bool gen_section_check(const struct gen_section *s, struct gen_error *e);

#endif
