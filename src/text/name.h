/*
 * Texts that name something: a title, a person, a place.
 */
#ifndef TEXT_NAME_H
#define TEXT_NAME_H

#include <stdbool.h>
#include <stdint.h>

enum text_flaw {
	TEXT_FINE,
	TEXT_INVISIBLE,	  /* nothing in it can be seen */
	TEXT_UNPRINTABLE, /* a control character, or the end of a line */
	TEXT_TURNING	  /* it turns the direction of what follows it */
};

/*
 * What keeps s from naming something. Something must be seen in it; joiners,
 * marks of direction and variants are fine beside that. Embeddings and
 * overrides of direction (UAX #9) are none of a name's business; isolates are,
 * when each is closed.
 */
enum text_flaw text_name_flaw(const char *s);

/* Whether anything in s is seen, on whatever line. */
bool text_is_seen(const char *s);

/* Whether c embeds, overrides, isolates, or ends one of these. */
bool text_is_turning(int32_t c);

#endif
