/*
 * Marks of sections, the same in queries and migrations.
 */
#include "gen/section.h"

#include "base/str.h"

#include "base/banned.h"

const char *const gen_engine_words[GEN_ENGINES] = {
	[GEN_POSTGRESQL] = "postgresql",
	[GEN_SQLITE] = "sqlite",
};

bool
gen_section_switch(struct gen_section *s, struct gen_place at, const char *word,
    struct gen_error *e)
{
	if (str_eq(word, "end")) {
		if (s->engines == GEN_ALL_ENGINES)
			return gen_error_set(
			    e, at, "\"-- @end\" without a section");
		s->engines = GEN_ALL_ENGINES;
		return true;
	}
	for (unsigned i = 0; i < GEN_ENGINES; i++) {
		if (str_eq(word, gen_engine_words[i])) {
			*s = (struct gen_section){ 1u << i, at };
			return true;
		}
	}
	return gen_error_set(e, at, "want @postgresql, @sqlite or @end");
}

bool
gen_section_check(const struct gen_section *s, struct gen_error *e)
{
	return s->engines == GEN_ALL_ENGINES ||
	       gen_error_set(e, s->began, "the section has no \"-- @end\"");
}
