/*
 * Code points, and what Unicode says of them.
 */
#ifndef TEXT_POINT_H
#define TEXT_POINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum text_kind {
	TEXT_UPPER,  /* a capital letter */
	TEXT_LOWER,  /* a small letter */
	TEXT_LETTER, /* a letter of a script without the two, or without case */
	TEXT_DIGIT,  /* and every other number */
	TEXT_MARK,   /* what combines with the letter before it */
	TEXT_SIGN,   /* punctuation and symbols, and what nobody knows yet */
	TEXT_SPACE,
	TEXT_LINE,    /* the end of a line or a paragraph */
	TEXT_CONTROL, /* U+0000..001F, U+007F..009F */
	TEXT_FORMAT   /* joiners, direction, tags */
};

/* The code point at *s, which moves past it; 0 at the end, where it stays. A
 * byte that is not UTF-8 is a U+FFFD. */
int32_t text_next(const char **s);
/* Writes c as UTF-8, not terminated; how many bytes, at most 4. */
size_t text_put(char *to, int32_t c);

/* What c is. */
enum text_kind text_kind(int32_t c);
/* Whether c is a part of words: a letter, a number, or a mark on one. */
bool text_is_word(int32_t c);
/* Whether c belongs to a script that puts no spaces between words: Chinese,
 * Japanese, Thai, Lao, Tibetan, Burmese, Khmer. */
bool text_is_unspaced(int32_t c);
/* Whether c by itself leaves nothing to see: spaces, ends of lines, controls,
 * fillers, what programs that do not know it leave out, and blank symbols. */
bool text_is_invisible(int32_t c);

#endif
