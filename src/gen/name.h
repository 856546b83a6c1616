/*
 * Names in what is generated.
 */
#ifndef GEN_NAME_H
#define GEN_NAME_H

#include <stdbool.h>

/* Whether s consists of lower-case letters, digits and '_', and begins with a
 * letter. */
bool gen_name_is_plain(const char *s);

/* Whether C has this word, up to C23 and with GNU's additions, or a header that
 * generated code includes defines it: no member or function may be called so.
 */
bool gen_name_is_reserved(const char *s);

#endif
