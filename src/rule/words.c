/*
 * Splits and folds with the C.UTF-8 tables of the C library, so that neither
 * the process's locale nor the database's matters.
 */
#include "rule/words.h"

#include <locale.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <wctype.h>

#include "base/bug.h"
#include "base/str.h"

#include "base/banned.h"

enum { WORD_MAX = 64 };

/* The code point at *s, which moves past it; s is well-formed UTF-8. */
static wint_t
next_code_point(const unsigned char **s)
{
	const unsigned char *p = *s;
	wint_t c = *p++;
	int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;

	if (more)
		c &= 0x3fu >> more;
	while (more-- && *p)
		c = c << 6 | (*p++ & 0x3f);
	*s = p;
	return c;
}

static size_t
put_code_point(char *to, wint_t c)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xc0 | c >> 6);
		to[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xe0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 0x3f));
		to[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | c >> 18);
	to[1] = (char)(0x80 | (c >> 12 & 0x3f));
	to[2] = (char)(0x80 | (c >> 6 & 0x3f));
	to[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

struct words {
	char *out;
	size_t len, n, max;
	size_t word_len; /* characters of the word being written */
	locale_t locale;
};

/* False when no further word may begin. */
static bool
put(struct words *w, wint_t c)
{
	if (!iswalnum_l(c, w->locale)) {
		w->word_len = 0;
		return true;
	}
	if (w->word_len == 0) {
		if (w->n == w->max)
			return false;
		if (w->n++)
			w->out[w->len++] = ' ';
	}
	if (w->word_len++ < WORD_MAX)
		w->len += put_code_point(
		    w->out + w->len, towlower_l(c, w->locale));
	return true;
}

/* The tables are constant; loading them maps a file, so that is done once. */
static locale_t
utf8_locale(void)
{
	static locale_t locale;

	if (locale == (locale_t)0)
		locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	bug_if(locale == (locale_t)0);
	return locale;
}

const char *
rule_words(struct arena *arena, const char *const *texts, size_t n, size_t max)
{
	size_t size = 1;
	struct words w = { .max = max };

	for (size_t i = 0; i < n; i++) /* folding may lengthen: 2 to 3 bytes */
		size += texts[i] ? strlen(texts[i]) * 2 + 1 : 0;
	w.out = arena_alloc(arena, size);
	if (size > 1)
		w.locale = utf8_locale();
	for (size_t i = 0; i < n; i++) {
		const unsigned char *s = (const unsigned char *)texts[i];

		while (s && *s && put(&w, next_code_point(&s)))
			;
		w.word_len = 0;
	}
	return w.out;
}

const char *
rule_email_key(struct arena *arena, const char *email)
{
	char *key = arena_strdup(arena, email);

	str_lower(key);
	return key;
}
