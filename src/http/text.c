/*
 * Log lines and problems quote what a client sent. Both are JSON, so both need
 * UTF-8.
 */
#include "http/text.h"

#include <string.h>

#include "base/str.h"

#include "base/banned.h"

const char *
http_text_clean(char *to, size_t size, const char *from)
{
	size_t len = strnlen(from, size - 1);

	memcpy(to, from, len);
	to[len] = '\0';
	str_utf8_trim(to);
	if (!str_is_utf8(to, strlen(to)))
		for (char *p = to; *p; p++)
			if ((unsigned char)*p >= 0x80)
				*p = '?';
	return to;
}
