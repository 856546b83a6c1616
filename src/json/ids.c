#include "json/ids.h"

#include <string.h>

#include "base/banned.h"

const char *
json_ids(
    struct arena *arena, const void *things, size_t size, size_t at, size_t n)
{
	const char *from = things;
	char *list = arena_alloc(arena, n * (UUID_TEXT_SIZE + 2) + 3);
	char *p = list;

	*p++ = '[';
	for (size_t i = 0; i < n; i++) {
		struct uuid id;

		memcpy(&id, from + i * size + at, sizeof(id));
		if (i)
			*p++ = ',';
		*p++ = '"';
		uuid_format(id, p);
		p += UUID_TEXT_SIZE - 1;
		*p++ = '"';
	}
	*p++ = ']';
	*p = '\0';
	return list;
}
