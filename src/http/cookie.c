#include "http/cookie.h"

#include <string.h>

#include "base/banned.h"

#define BLANKS " \t"

const char *
http_cookie_find(const char *header, const char *name, struct arena *arena)
{
	size_t name_len = strlen(name), len;

	for (const char *p = header; p && *p; p += len + (p[len] == ';')) {
		p += strspn(p, BLANKS);
		len = strcspn(p, ";");
		if (len > name_len && p[name_len] == '=' &&
		    memcmp(p, name, name_len) == 0)
			return arena_printf(arena, "%.*s",
			    (int)(len - name_len - 1), p + name_len + 1);
	}
	return NULL;
}
