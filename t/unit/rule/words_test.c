/*
 * What the words of a text are.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "rule/words.h"

#include "base/banned.h"

#define TO    "\xe6\x9d\xb1"
#define KYO   "\xe4\xba\xac"
#define TO_GO "\xe9\x83\xbd"

static void
expect_words(const char *text, const char *wanted, const char *asked)
{
	struct arena arena;

	arena_init(&arena, 4 << 20);
	cr_expect(
	    eq(str, (char *)rule_words_of(&arena, &text, 1), (char *)wanted));
	cr_expect(
	    eq(str, (char *)rule_words_asked(&arena, text), (char *)asked));
	arena_release(&arena);
}

Test(rule_words, words_are_runs_of_letters_and_digits_each_once)
{
	expect_words("", "", "");
	expect_words("--- !", "", "");
	expect_words("To be, or not to be?", "to be or not", "or not to be");
	expect_words(
	    "O'Brien 3D caf\xc3\xa9", "o brien 3d cafe", "o brien 3d cafe");
}

Test(rule_words, what_begins_another_word_need_not_be_asked_for)
{
	expect_words("row rowing r rope", "row rowing r rope", "rowing rope");
}

static void
expect_range(const char *text, const char *start, const char *more)
{
	struct arena arena;
	struct rule_words_range range;

	arena_init(&arena, 1 << 20);
	range = rule_words_range(&arena, text);
	cr_expect(eq(str, (char *)range.start, (char *)start));
	cr_expect(eq(str, (char *)range.more, (char *)more));
	cr_expect(str_has_prefix(range.end, start) &&
		  (!*start || range.end[strlen(start)]));
	arena_release(&arena);
}

Test(rule_words, the_longest_that_is_asked_for_is_looked_up)
{
	expect_range("of the few", "the", "of few");
	expect_range("--", "", "");
	expect_range("Rowing", "rowing", "");
	expect_range("a row rowing", "rowing", "a");
}

Test(rule_words, scripts_without_spaces_are_taken_in_pairs)
{
	expect_words(
	    TO KYO TO_GO, TO KYO " " KYO TO_GO " " TO_GO, TO KYO " " KYO TO_GO);
	expect_words(TO, TO, TO);
	expect_words("in " TO KYO "-7 a" TO, "in " TO KYO " " KYO " 7 a " TO,
	    "in " TO KYO " 7 a");
}

Test(rule_words, words_are_bounded_in_length_and_number)
{
	char long_word[101] = "", wanted[65] = "";
	struct arena arena;
	const char *found;
	char *many, *end;
	size_t spaces = 0;

	memset(long_word, 'a', sizeof(long_word) - 1);
	memset(wanted, 'a', sizeof(wanted) - 1);
	expect_words(long_word, wanted, wanted);
	arena_init(&arena, 64 << 20);
	end = many = arena_alloc(&arena, 8 * (RULE_WORDS_MAX + 50));
	for (int i = 0; i < RULE_WORDS_MAX + 50; i++)
		end += snprintf(end, 8, "w%d ", i);
	found = rule_words_of(
	    &arena, (const char *const[]){ "title", NULL, many }, 3);
	for (const char *s = found; *s; s++)
		spaces += *s == ' ';
	cr_expect(eq(sz, spaces, RULE_WORDS_MAX - 1));
	cr_expect(str_has_prefix(found, "title w0 w1 "));
	arena_release(&arena);
}
