/*
 * Words and their numbers.
 */
#include "base/word.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/banned.h"

static const char *const texts[] = { NULL, "red", "redder", "blue", NULL };
static const struct word_list colors = { "color", texts, 3 };

Test(base_word, each_text_has_its_number_and_back)
{
	for (int i = 1; i <= colors.n; i++) {
		const char *text = word_text(&colors, i);

		cr_expect(eq(str, (char *)text, (char *)texts[i]));
		cr_expect(eq(int, word_find(&colors, text, strlen(text)), i));
	}
}

Test(base_word, what_is_no_word_has_none)
{
	cr_expect(word_text(&colors, 0) == NULL);
	cr_expect(word_text(&colors, 4) == NULL);
	cr_expect(word_text(&colors, -1) == NULL);
	cr_expect(eq(int, word_find(&colors, NULL, 0), 0));
	cr_expect(eq(int, word_find(&colors, "", 0), 0));
	cr_expect(eq(int, word_find(&colors, "Red", 3), 0));
	cr_expect(eq(int, word_find(&colors, "reddest", 7), 0));
}

Test(base_word, only_the_given_bytes_count)
{
	cr_expect(eq(int, word_find(&colors, "redder", 3), 1));
	cr_expect(eq(int, word_find(&colors, "blu", 3), 0));
	cr_expect(eq(int, word_find(&colors, "blue", 4), 3));
}
