/*
 * Fragments: how what "{{name x, f(y)}}" means gets into a query.
 */
#ifndef GEN_QUERY_EXPAND_H
#define GEN_QUERY_EXPAND_H

#include "gen/query.h"

/* From offset on, the text comes from here. */
struct gen_query_mark {
	size_t offset;
	struct gen_place at;
};

/* A text that was put together from pieces of several places. */
struct gen_query_text {
	struct buf text;
	struct gen_query_mark *marks; /* NULL: nobody will ask */
	size_t n_marks;
};

/* Reads "name a, b" behind "-- fragment:" into f; false when that is not what
 * stands there. */
bool gen_query_fragment_head(
    struct arena *a, const char *text, struct gen_query_fragment *f);

/* Looks at each {a} of a line: it must be a parameter of the fragment that the
 * line is of (NULL: of a query, which has none). */
bool gen_query_check_parameters(struct gen_query_set *set, struct gen_place at,
    struct gen_query_fragment *f, const char *line);

/* Puts together what one engine gets of a query. Release out->text. */
bool gen_query_expand(struct gen_query_set *set, const struct gen_query *q,
    enum gen_engine engine, struct gen_query_text *out);

/* Where the character at offset was written. */
struct gen_place gen_query_text_place(
    const struct gen_query_text *text, size_t offset);

#endif
