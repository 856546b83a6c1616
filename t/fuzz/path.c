/*
 * Segments that a route is chosen by are UTF-8 without anything that a file
 * system or a header could take for more than a name.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/str.h"

#include "http/request.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

static void
check_segment(const char *s)
{
	bug_if(!*s || !str_is_utf8(s, strlen(s)));
	bug_if(str_eq(s, ".") || str_eq(s, ".."));
	for (; *s; s++)
		bug_if((unsigned char)*s < 0x20 || *s == '/' || *s == '\\' ||
		       *s == 0x7f);
}

void
fuzz_path(const uint8_t *data, size_t len)
{
	static struct fault f;
	struct http_request r;
	struct arena arena;
	char *uri = malloc(len + 1);

	memcpy(uri, data, len);
	uri[len] = '\0';
	arena_init(&arena, 1 << 20);
	http_request_init(&r, &arena, &f);
	http_request_set_id(&r, uri);
	bug_if(!*r.id);
	if (http_request_set_uri(&r, uri, &f) == ERR_OK) {
		bug_if(r.n_segments > HTTP_SEGMENTS_MAX);
		for (unsigned i = 0; i < r.n_segments; i++)
			check_segment(r.segments[i]);
	}
	arena_release(&arena);
	free(uri);
}
