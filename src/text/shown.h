/*
 * Texts of people where they stand among others: in the line of a mail, on the
 * terminal of an operator.
 */
#ifndef TEXT_SHOWN_H
#define TEXT_SHOWN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

/*
 * How many bytes of s to keep so that they are at most max code points and end
 * between two characters as people see them (UAX #29): a family of emoji or a
 * letter with its accents stays whole, unless it alone is longer than max.
 */
size_t text_cut(const char *s, size_t max);

/*
 * Appends len bytes of s as one line that does not turn what stands around it:
 * what embeds, overrides or isolates is left out, controls and ends of lines
 * are spaces, and with letters written from the right the whole is an isolate.
 */
void text_put_isolated(struct buf *b, const char *s, size_t len);

/* s with a '?' for each character that a terminal obeys or that turns
 * directions. Lives in arena, or is s itself. */
const char *text_for_terminal(struct arena *arena, const char *s);

/* The same for JSON, which says these characters as \uXXXX. */
const char *text_json_for_terminal(struct arena *arena, const char *json);

#endif
