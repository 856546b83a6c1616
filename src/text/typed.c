/*
 * Values as people type them. Nearly all are plain ASCII without a space at
 * either end, and come back as they are.
 */
#include "text/typed.h"

#include <idn2.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "text/point.h"

#include "base/banned.h"

const char *
text_trim(struct arena *arena, const char *s)
{
	const char *start = s, *end = s;
	int32_t c;

	for (const char *p = s; (c = text_next(&p)) != 0;)
		if (!text_is_invisible(c))
			end = p;
		else if (end == s)
			start = p;
	if (end == s)
		start = s; /* nothing is seen at all */
	return start == s && !*end
		   ? s
		   : arena_strndup(arena, start, (size_t)(end - start));
}

static bool
is_ascii(const char *s)
{
	while (*s > 0)
		s++;
	return !*s;
}

const char *
text_address(struct arena *arena, const char *s)
{
	const char *trimmed = text_trim(arena, s);
	const char *at = strrchr(trimmed, '@');
	char *domain;

	if (!at || is_ascii(at) || !str_is_utf8(at, strlen(at)) ||
	    idn2_to_ascii_8z(at + 1, &domain,
		IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return trimmed;
	arena_defer(arena, idn2_free, domain);
	return arena_printf(
	    arena, "%.*s@%s", (int)(at - trimmed), trimmed, domain);
}

/* What c is in ASCII, where it is a digit or a sign of another width; 0 where
 * it is to be left out, c itself where it is neither. */
static int32_t
narrow(int32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e) /* full width */
		return c - 0xff01 + '!';
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return '-';
	if (text_kind(c) == TEXT_SPACE)
		return ' ';
	return text_kind(c) == TEXT_FORMAT ? 0 : c;
}

static char *
narrowed(struct arena *arena, const char *s, const char *without)
{
	char *out = arena_alloc(arena, strlen(s) + 1), *end = out;
	int32_t c;

	while ((c = text_next(&s)) != 0) {
		c = narrow(c);
		if (c && (c >= 0x80 || !strchr(without, c)))
			end += text_put(end, c);
	}
	return out;
}

const char *
text_code(struct arena *arena, const char *s)
{
	return narrowed(arena, text_trim(arena, s), " -");
}

const char *
text_phone(struct arena *arena, const char *s)
{
	return narrowed(arena, text_trim(arena, s), "");
}

const char *
text_language(struct arena *arena, const char *s)
{
	char *tag = arena_strdup(arena, text_trim(arena, s));

	for (char *p = tag; *p; p++)
		if (*p == '_')
			*p = '-';
	return tag;
}
