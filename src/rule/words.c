/*
 * Splits what text_fold has made one form of, so that neither the process's
 * locale nor the database's matters.
 */
#include "rule/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "text/form.h"
#include "text/point.h"
#include "text/typed.h"

#include "base/banned.h"

enum { WORD_MAX = 64 };

struct word {
	const char *s;
	size_t place; /* in the texts, and in the end in the list */
};

struct words {
	struct arena *arena;
	bool is_asked;
	size_t n;
	struct word *v;
};

static void
add(struct words *w, const char *from, const char *to)
{
	w->v[w->n] = (struct word){
		arena_strndup(w->arena, from, (size_t)(to - from)), w->n
	};
	w->n++;
}

/* The word that begins at s; where it ends. */
static const char *
add_spaced(struct words *w, const char *s)
{
	const char *end = s, *cut = s;
	size_t len = 0;

	for (const char *p = s;; end = p) {
		int32_t c = text_next(&p);

		if (!text_is_word(c) || text_is_unspaced(c))
			break;
		if (len++ < WORD_MAX)
			cut = p;
	}
	add(w, s, cut);
	return end;
}

/* The pairs of the run that begins at s; where it ends. */
static const char *
add_unspaced(struct words *w, const char *s)
{
	const char *from = s, *end = s;
	size_t len = 0;

	text_next(&end);
	for (;; len++) {
		const char *next = end;
		int32_t c = text_next(&next);

		if (!text_is_word(c) || !text_is_unspaced(c))
			break;
		add(w, from, next);
		from = end;
		end = next;
	}
	if (len == 0 || !w->is_asked)
		add(w, from, end);
	return end;
}

static void
split(struct words *w, const char *text)
{
	const char *s = text;

	while (*s) {
		const char *next = s;
		int32_t c = text_next(&next);

		if (!text_is_word(c))
			s = next;
		else if (text_is_unspaced(c))
			s = add_unspaced(w, s);
		else
			s = add_spaced(w, s);
	}
}

static int
compare_places(const struct word *a, const struct word *b)
{
	return (a->place > b->place) - (a->place < b->place);
}

static int
by_place(const void *a, const void *b)
{
	return compare_places(a, b);
}

static int
by_text(const void *a, const void *b)
{
	const struct word *one = a, *other = b;
	int order = strcmp(one->s, other->s);

	return order ? order : compare_places(one, other);
}

/* Sorted by text, a word stands just before what it begins. */
static void
drop_doubles(struct words *w)
{
	size_t n = 0;

	qsort(w->v, w->n, sizeof(*w->v), by_text);
	for (size_t i = 0; i < w->n; i++) {
		bool is_last = i + 1 == w->n;

		if (w->is_asked && !is_last &&
		    str_has_prefix(w->v[i + 1].s, w->v[i].s))
			continue;
		if (n == 0 || !str_eq(w->v[n - 1].s, w->v[i].s))
			w->v[n++] = w->v[i];
	}
	w->n = n;
	qsort(w->v, w->n, sizeof(*w->v), by_place);
}

static const char *
join(const struct words *w, size_t max)
{
	size_t size = 1, n = w->n < max ? w->n : max;
	char *out, *end;

	for (size_t i = 0; i < n; i++)
		size += strlen(w->v[i].s) + 1;
	end = out = arena_alloc(w->arena, size);
	for (size_t i = 0; i < n; i++) {
		if (i)
			*end++ = ' ';
		end = stpcpy(end, w->v[i].s);
	}
	return out;
}

static const char *
words_of(struct arena *arena, const char *const *texts, size_t n, size_t max,
    bool is_asked)
{
	struct words w = { .arena = arena, .is_asked = is_asked };
	const char **folded = arena_array(arena, n, sizeof(*folded));
	size_t most = 0; /* a word begins with a byte of its own */

	for (size_t i = 0; i < n; i++) {
		folded[i] = texts[i] ? text_fold(arena, texts[i]) : "";
		most += strlen(folded[i]);
	}
	w.v = arena_array(arena, most, sizeof(*w.v));
	for (size_t i = 0; i < n; i++)
		split(&w, folded[i]);
	drop_doubles(&w);
	return join(&w, max);
}

const char *
rule_words_of(struct arena *arena, const char *const *texts, size_t n)
{
	return words_of(arena, texts, n, RULE_WORDS_MAX, false);
}

const char *
rule_words_asked(struct arena *arena, const char *text)
{
	return words_of(arena, &text, 1, SIZE_MAX, true);
}

const char *
rule_email_key(struct arena *arena, const char *email)
{
	char *key = arena_strdup(arena, text_address(arena, email));

	str_lower(key);
	return key;
}

const char *
rule_name_key(struct arena *arena, const char *name)
{
	return text_fold(arena, text_trim(arena, name));
}

const char *
rule_name_end(struct arena *arena, const char *key)
{
	return arena_printf(arena, "%s\xf4\x8f\xbf\xbf", key); /* U+10FFFF */
}

/* The words without the one of so many bytes at w. */
static const char *
words_without(struct arena *arena, const char *words, const char *w, size_t len)
{
	size_t before = (size_t)(w - words);
	const char *after = w + len + (w[len] == ' ');

	if (before && !*after)
		before--;
	return arena_printf(arena, "%.*s%s", (int)before, words, after);
}

struct rule_words_range
rule_words_range(struct arena *arena, const char *text)
{
	const char *words = rule_words_asked(arena, text), *longest = words;
	const char *start;
	size_t len = strcspn(words, " ");

	for (const char *p = words + len; *p; p += strcspn(p, " "))
		if (strcspn(++p, " ") > len) {
			longest = p;
			len = strcspn(p, " ");
		}
	if (!len)
		return (struct rule_words_range){ "", "", "" };
	start = arena_strndup(arena, longest, len);
	return (struct rule_words_range){ start, rule_name_end(arena, start),
		words_without(arena, words, longest, len) };
}
