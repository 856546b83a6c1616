/*
 * Closed lists of words: an enum in C, its texts in the contract and in the
 * database. The lists themselves are generated from the contract, see
 * generated/words.h.
 */
#ifndef BASE_WORD_H
#define BASE_WORD_H

#include <stddef.h>

struct word_list {
	const char *name;	  /* "event_status" */
	const char *const *texts; /* by number; that of 0, no word, is NULL; a
				     NULL behind the last */
	int n;			  /* words */
};

/* The text of a word; NULL for 0 and for a number of no word. */
const char *word_text(const struct word_list *list, int number);
/* The number of the word that the len bytes of text are; 0 when they are none
 * of the list, or text is NULL. */
int word_find(const struct word_list *list, const char *text, size_t len);

#endif
