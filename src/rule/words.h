/*
 * Text for search and keys, the same on every database.
 */
#ifndef RULE_WORDS_H
#define RULE_WORDS_H

#include "base/arena.h"

/*
 * The words of n texts (NULL ones are skipped): runs of letters and digits in
 * lower case, with single spaces between; "" when there are none. At most max
 * words, each cut to 64 characters. Lives in arena.
 */
const char *rule_words(
    struct arena *arena, const char *const *texts, size_t n, size_t max);

/* The form of an e-mail address that makes it unique: ASCII in lower case. */
const char *rule_email_key(struct arena *arena, const char *email);

#endif
