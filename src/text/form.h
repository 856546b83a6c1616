/*
 * Normal forms (UAX #15): what is written differently and is the same.
 */
#ifndef TEXT_FORM_H
#define TEXT_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"

/*
 * The form in which passwords are compared, RFC 8265's OpaqueString: composed
 * (NFC), each space a U+0020, nothing else changed. False when s is empty, not
 * UTF-8 or does not fit into size bytes; out is "" then. Leaves no copy behind.
 */
MUST_CHECK bool text_opaque(const char *s, char *out, size_t size);

/*
 * The form in which text is searched: compatible forms made one (NFKC), case
 * folded in full, accents and points taken off and letters with a stroke
 * without it, what is not seen left out. Vowel signs of scripts that write
 * vowels as marks stay. Lives in arena.
 */
const char *text_fold(struct arena *arena, const char *s);

#endif
