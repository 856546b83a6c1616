/*
 * Text for search and keys, the same on every database.
 */
#ifndef RULE_WORDS_H
#define RULE_WORDS_H

#include "base/arena.h"

enum { RULE_WORDS_MAX = 3000 }; /* of one thing that is searched */

/*
 * Words are runs of letters and digits in the form of text_fold, each at most
 * 64 characters. Scripts without spaces have none; there each two characters
 * that stand side by side are a word, and the last one alone, so that what
 * stands inside of a run is found. What is asked for is found where each of its
 * words begins one of the thing's.
 *
 * Both return the words once each, with single spaces between; "" when there
 * are none. Lives in arena.
 */

/* The words of a thing that has n texts (NULL ones are skipped). Of more than
 * RULE_WORDS_MAX the first are taken, so long texts come last. */
const char *rule_words_of(
    struct arena *arena, const char *const *texts, size_t n);
/* The words that somebody asks for, without those that begin another. */
const char *rule_words_asked(struct arena *arena, const char *text);

/* What is looked up in a list of words: one, from start until before end, and
 * more, the others. */
struct rule_words_range {
	const char *start, *end, *more;
};
/* The longest that somebody asks for, and the others; "" three times when there
 * is none. They live in arena. */
struct rule_words_range rule_words_range(struct arena *arena, const char *text);

/* The form of an e-mail address that makes it unique: as text_address reads it,
 * ASCII in lower case. */
const char *rule_email_key(struct arena *arena, const char *email);

/* The form of a name by which lists order and find it: folded as words are. */
const char *rule_name_key(struct arena *arena, const char *name);
/* What follows every key that begins as key does. */
const char *rule_name_end(struct arena *arena, const char *key);

#endif
