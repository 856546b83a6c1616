/*
 * As much of SQL's grammar as the generators need: where a quoted thing or a
 * comment ends.
 */
#ifndef GEN_SQL_H
#define GEN_SQL_H

#include <stdbool.h>
#include <stddef.h>

enum gen_sql_kind {
	GEN_SQL_OTHER,	     /* one character of anything else */
	GEN_SQL_WORD,	     /* a name or keyword */
	GEN_SQL_STRING,	     /* 'text', E'text' or $tag$text$tag$ */
	GEN_SQL_IDENTIFIER,  /* "name" */
	GEN_SQL_COMMENT,     /* to the end of its line, or bracketed */
	GEN_SQL_UNTERMINATED /* a quote or comment that never ends */
};

/* What stands at s (not at the end of the text), and its length; a dollar
 * quote is only known to PostgreSQL. */
enum gen_sql_kind gen_sql_token(const char *s, size_t *len);

/* Whether c may stand in a name after its first character. */
bool gen_sql_is_word(char c);

#endif
