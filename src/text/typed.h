/*
 * What keyboards, clipboards and phones add to a value that somebody types, or
 * write otherwise than machines do.
 */
#ifndef TEXT_TYPED_H
#define TEXT_TYPED_H

#include "base/arena.h"

/*
 * Each gives a text in the arena, or s itself when there is nothing to do. What
 * they do not understand they leave as it is, for a check to refuse.
 */

/* Without white space and what is not seen at both ends. */
const char *text_trim(struct arena *arena, const char *s);
/* An e-mail address, trimmed, its domain in the ASCII form that travels (IDNA
 * 2008, RFC 5891): "ann@münchen.example" becomes "ann@xn--mnchen-3ya.example".
 */
const char *text_address(struct arena *arena, const char *s);
/* A code of digits, without the spaces and dashes that group them. */
const char *text_code(struct arena *arena, const char *s);
/* A telephone number in ASCII: digits, signs and spaces of all widths made so,
 * marks of direction left out. */
const char *text_phone(struct arena *arena, const char *s);
/* A language tag (RFC 5646): "de_AT" becomes "de-AT". */
const char *text_language(struct arena *arena, const char *s);

#endif
