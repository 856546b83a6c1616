/*
 * What is read of Upload-Metadata is texts, each under one key.
 */
#include <string.h>

#include "base/bug.h"
#include "base/str.h"
#include "http/metadata.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

void
fuzz_metadata(const uint8_t *data, size_t len)
{
	struct http_metadata m;
	struct arena arena;
	const char *header;

	arena_init(&arena, 1 << 20);
	header = arena_strndup(&arena, (const char *)data, len);
	if (http_metadata_read(header, &arena, &m)) {
		bug_if(m.n == 0 || m.n > HTTP_METADATA_MAX);
		for (size_t i = 0; i < m.n; i++) {
			const char *value = m.pairs[i].value;

			bug_if(!*m.pairs[i].key);
			bug_if(!str_is_utf8(value, strlen(value)));
			bug_if(str_has_control(value));
			bug_if(http_metadata_find(&m, m.pairs[i].key) != value);
		}
	}
	arena_release(&arena);
}
