/*
 * Categories of libutf8proc in the few kinds that Hearth tells apart, and the
 * properties that it has no tables for.
 */
#include "text/point.h"

#include <utf8proc.h>

#include "base/attr.h"

#include "base/banned.h"

struct range {
	int32_t first, last;
};

static bool
is_within(const struct range *ranges, size_t n, int32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

int32_t
text_next(const char **s)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)*s;
	utf8proc_int32_t c;
	utf8proc_ssize_t len;

	if (*p < 0x80) {
		*s += *p != 0;
		return *p;
	}
	len = utf8proc_iterate(p, -1, &c);
	*s += len > 0 ? len : 1;
	return len > 0 ? c : 0xfffd;
}

size_t
text_put(char *to, int32_t c)
{
	return (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)to);
}

enum text_kind
text_kind(int32_t c)
{
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LT:
		return TEXT_UPPER;
	case UTF8PROC_CATEGORY_LL:
		return TEXT_LOWER;
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
		return TEXT_LETTER;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return TEXT_MARK;
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return TEXT_DIGIT;
	case UTF8PROC_CATEGORY_ZS:
		return TEXT_SPACE;
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return TEXT_LINE;
	case UTF8PROC_CATEGORY_CC:
		return TEXT_CONTROL;
	case UTF8PROC_CATEGORY_CF:
		return TEXT_FORMAT;
	default:
		return TEXT_SIGN;
	}
}

bool
text_is_word(int32_t c)
{
	return text_kind(c) <= TEXT_MARK;
}

bool
text_is_unspaced(int32_t c)
{
	static const struct range scripts[] = {
		{ 0x0e00, 0x0fff },   /* Thai, Lao, Tibetan */
		{ 0x1000, 0x109f },   /* Burmese */
		{ 0x1780, 0x17ff },   /* Khmer */
		{ 0x3005, 0x3007 },   /* signs among Chinese characters */
		{ 0x3040, 0x30ff },   /* Hiragana, Katakana */
		{ 0x31f0, 0x31ff },   /* Katakana */
		{ 0x3400, 0x4dbf },   /* Chinese characters */
		{ 0x4e00, 0x9fff },   /* the same */
		{ 0xa9e0, 0xa9ff },   /* Burmese */
		{ 0xaa60, 0xaa7f },   /* the same */
		{ 0xf900, 0xfaff },   /* Chinese characters */
		{ 0x1b000, 0x1b16f }, /* Kana */
		{ 0x20000, 0x3ffff }, /* Chinese characters */
	};

	return c >= scripts[0].first && is_within(scripts, N_OF(scripts), c);
}

bool
text_is_invisible(int32_t c)
{
	/* what the library's tables do not call ignorable though Unicode's
	 * Default_Ignorable_Code_Point does, and symbols that are blank */
	static const struct range blanks[] = {
		{ 0x2065, 0x2065 },
		{ 0x2800, 0x2800 },   /* Braille without a dot */
		{ 0xfff0, 0xfffb },   /* with the marks of annotations */
		{ 0x13441, 0x13442 }, /* blank hieroglyphs */
		{ 0x16fe4, 0x16fe4 }, /* Khitan filler */
		{ 0x1d159, 0x1d159 }, /* a note without a head */
		{ 0xe0000, 0xe0fff }, /* tags, and room for more */
	};

	return text_kind(c) >= TEXT_SPACE ||
	       utf8proc_get_property(c)->ignorable ||
	       is_within(blanks, N_OF(blanks), c);
}
