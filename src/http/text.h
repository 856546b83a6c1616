/*
 * Text of unknown origin, made fit for JSON.
 */
#ifndef HTTP_TEXT_H
#define HTTP_TEXT_H

#include <stddef.h>

/*
 * Copies from to to (size bytes, terminated), cut between two characters when
 * it is too long. Text that is not UTF-8 loses its bytes beyond ASCII to '?'.
 * Returns to.
 */
const char *http_text_clean(char *to, size_t size, const char *from);

#endif
