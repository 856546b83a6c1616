/*
 * The first line is a media type, the rest a body. What is found lies in it and
 * has a name that can be shown.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/str.h"
#include "http/filename.h"
#include "http/header.h"
#include "http/multipart.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

static void
check_name(const char *name)
{
	size_t len = strlen(name);

	bug_if(len == 0 || len > HTTP_FILENAME_MAX || *name == '.');
	bug_if(!str_is_utf8(name, len) || str_has_control(name));
	bug_if(strpbrk(name, "/\\") != NULL);
}

/* The line as a header of its own. */
static void
check_disposition(struct arena *arena, const char *line)
{
	struct http_disposition is;

	if (str_is_utf8(line, strlen(line)) && !str_has_control(line) &&
	    http_disposition_read(line, arena, &is) && is.filename)
		check_name(http_filename(arena, is.filename));
}

void
fuzz_multipart(const uint8_t *data, size_t len)
{
	const uint8_t *end = len ? memchr(data, '\n', len) : NULL;
	size_t line_len = end ? (size_t)(end - data) : len;
	struct bytes body = { end ? end + 1 : NULL,
		end ? len - line_len - 1 : 0 };
	struct http_part part;
	static struct fault f;
	struct arena arena;
	char *line;

	arena_init(&arena, 1 << 20);
	line = arena_strndup(&arena, (const char *)data, line_len);
	check_disposition(&arena, line);
	if (http_multipart_file(line, body, &arena, &f, &part) == ERR_OK) {
		bug_if(part.offset > body.len);
		bug_if(part.len > body.len - part.offset);
		bug_if(!*part.media_type || str_has_control(part.media_type));
		check_name(part.filename);
	}
	arena_release(&arena);
}
