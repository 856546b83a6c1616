/*
 * Direction by the classes of UAX #9; characters by the rules of UAX #29.
 */
#include "text/shown.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "text/name.h"
#include "text/point.h"

#include "base/banned.h"

#define FSI "\xe2\x81\xa8"
#define PDI "\xe2\x81\xa9"

/* Between two letters of ASCII, which most texts are made of, is no need to
 * ask. */
static bool
is_break(int32_t c, int32_t next, utf8proc_int32_t *state)
{
	if (c != '\r' && c < 0x80 && next < 0x80) {
		*state = 0;
		return true;
	}
	return utf8proc_grapheme_break_stateful(c, next, state);
}

size_t
text_cut(const char *s, size_t max)
{
	const char *p = s, *end = s, *whole = s;
	utf8proc_int32_t state = 0;
	int32_t c = text_next(&p);

	for (size_t n = 0; c && n < max; n++) {
		int32_t next;

		end = p;
		next = text_next(&p);
		if (!next || is_break(c, next, &state))
			whole = end;
		c = next;
	}
	return (size_t)((whole > s ? whole : end) - s);
}

static bool
is_from_right(int32_t c)
{
	switch (utf8proc_get_property(c)->bidi_class) {
	case UTF8PROC_BIDI_CLASS_R:
	case UTF8PROC_BIDI_CLASS_AL:
	case UTF8PROC_BIDI_CLASS_AN:
		return true;
	default:
		return false;
	}
}

static bool
has_from_right(const char *s, const char *end)
{
	while (s < end)
		if (is_from_right(text_next(&s)))
			return true;
	return false;
}

static bool
is_control(int32_t c)
{
	return text_kind(c) == TEXT_CONTROL || text_kind(c) == TEXT_LINE;
}

void
text_put_isolated(struct buf *b, const char *s, size_t len)
{
	const char *end = s + len;
	bool isolate = has_from_right(s, end);

	if (isolate)
		buf_lit(b, FSI);
	while (s < end) {
		const char *from = s;
		int32_t c = text_next(&s);

		if (is_control(c))
			buf_char(b, ' ');
		else if (!text_is_turning(c))
			buf_put(b, from, (size_t)(s - from));
	}
	if (isolate)
		buf_lit(b, PDI);
}

/* A byte that is not UTF-8 is a control to some terminals. */
static bool
is_obeyed(int32_t c, const char *from, const char *to)
{
	return is_control(c) || text_is_turning(c) ||
	       (c == 0xfffd && to - from == 1);
}

/* s with each character that is obeyed as escape writes it, which is len bytes
 * or fewer. */
static const char *
replace(struct arena *arena, const char *s, size_t len,
    int (*escape)(char *to, int32_t c))
{
	size_t n = 0, at = 0;
	const char *p;
	char *out;
	int32_t c;

	for (const char *from = p = s; (c = text_next(&p)) != 0; from = p)
		n += is_obeyed(c, from, p);
	if (!n)
		return s;
	out = arena_alloc(arena, strlen(s) + n * len + 1);
	for (const char *from = p = s; (c = text_next(&p)) != 0; from = p)
		if (is_obeyed(c, from, p)) {
			at += (size_t)escape(out + at, c);
		} else {
			memcpy(out + at, from, (size_t)(p - from));
			at += (size_t)(p - from);
		}
	return out;
}

static int
write_question(char *to, int32_t c)
{
	(void)c;
	*to = '?';
	return 1;
}

enum { ESCAPE_LEN = 6 };

static int
write_escape(char *to, int32_t c)
{
	char text[ESCAPE_LEN + 1];

	snprintf(text, sizeof(text), "\\u%04x", (unsigned)c & 0xffff);
	memcpy(to, text, ESCAPE_LEN);
	return ESCAPE_LEN;
}

const char *
text_for_terminal(struct arena *arena, const char *s)
{
	return replace(arena, s, 1, write_question);
}

const char *
text_json_for_terminal(struct arena *arena, const char *json)
{
	return replace(arena, json, ESCAPE_LEN, write_escape);
}
