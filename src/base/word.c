/*
 * The lists are short: looking through one costs less than anything clever.
 */
#include "base/word.h"

#include <string.h>

#include "base/banned.h"

const char *
word_text(const struct word_list *list, int number)
{
	return number > 0 && number <= list->n ? list->texts[number] : NULL;
}

int
word_find(const struct word_list *list, const char *text, size_t len)
{
	for (int i = 1; text && i <= list->n; i++)
		if (strncmp(list->texts[i], text, len) == 0 &&
		    !list->texts[i][len])
			return i;
	return 0;
}
