/*
 * When old names became old and how long they stay is the same for all of them.
 */
#include "api/successor.h"

#include <string.h>

#include "base/uuid.h"

#include "base/banned.h"

#define DEPRECATED_AT "@1795132800" /* 2026-11-20 */
#define GONE_AT	      "Sat, 01 Jan 2028 00:00:00 GMT"

/* What the request has in its path for {name}; NULL when that is no id. */
static const char *
id_for(const struct api_exchange *x, const char *name, size_t len,
    char id[UUID_TEXT_SIZE])
{
	const char *p = x->operation->path;
	struct uuid uuid;

	for (unsigned i = 0; *p++ == '/'; i++) {
		size_t n = strcspn(p, "/");

		if (n == len && strncmp(p, name, len) == 0 &&
		    uuid_parse(x->request->segments[i], &uuid)) {
			uuid_format(uuid, id);
			return id;
		}
		p += n;
	}
	return NULL;
}

/* The path of the successor, with the request's ids in it; NULL when it has not
 * all of them. */
static const char *
successor_path(const struct api_exchange *x)
{
	const char *p = x->operation->successor, *path = "";
	char id[UUID_TEXT_SIZE];

	while (*p++ == '/') {
		size_t len = strcspn(p, "/");
		const char *value = id_for(x, p, len, id);

		if (*p == '{' && !value)
			return NULL;
		path = *p == '{'
			   ? arena_printf(x->call.arena, "%s/%s", path, value)
			   : arena_printf(
				 x->call.arena, "%s/%.*s", path, (int)len, p);
		p += len;
	}
	return path;
}

void
api_successor_headers(const struct api_exchange *x)
{
	const char *path;

	if (!x->operation || !x->operation->successor)
		return;
	http_response_header(x->response, "Deprecation", DEPRECATED_AT);
	http_response_header(x->response, "Sunset", GONE_AT);
	path = successor_path(x);
	if (path)
		http_response_headerf(x->response, "Link",
		    "<%s>; rel=\"successor-version\"", path);
}
