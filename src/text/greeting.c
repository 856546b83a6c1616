#include "text/greeting.h"

#include <string.h>

#include "base/str.h"

#include "base/banned.h"

enum { GREETING_MAX = 40, GREETING_WORDS = 3 };

/* Letters, and what stands between those of a name: nothing else of ASCII, and
 * none of the blocks of punctuation, symbols, signs of direction and full-width
 * forms that pass for it. */
static bool
is_name_text(const char *name)
{
	size_t left = strlen(name), words = 1;

	while (left) {
		size_t len = str_utf8_sequence(name, left);
		unsigned char c = (unsigned char)name[0];

		if (len == 1 && !strchr(" '-", c) &&
		    ((c | 0x20) < 'a' || (c | 0x20) > 'z'))
			return false;
		/* U+0080-00BF, U+061C, U+1680-16BF, U+2000-2FFF,
		 * U+3000-303F, all from U+F000 on */
		if (len != 1 &&
		    (len == 0 || c == 0xc2 || c == 0xe2 ||
			memcmp(name, "\xd8\x9c", 2) == 0 ||
			memcmp(name, "\xe1\x9a", 2) == 0 ||
			memcmp(name, "\xe3\x80", 2) == 0 || c >= 0xef))
			return false;
		words += c == ' ';
		name += len;
		left -= len;
	}
	return words <= GREETING_WORDS;
}

bool
text_is_greetable(const char *name)
{
	return name && *name && str_utf8_len(name) <= GREETING_MAX &&
	       is_name_text(name) && !strcasestr(name, "www");
}

bool
text_looks_like_link(const char *text)
{
	if (!text || strcasestr(text, "www") || strcasestr(text, "://"))
		return true;
	for (; *text; text++)
		if (strchr(".@/", *text) && text[1] && text[1] != ' ')
			return true;
	return false;
}
