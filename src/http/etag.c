/*
 * The list grammar is #entity-tag; what does not follow it matches nothing from
 * there on.
 */
#include "http/etag.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

struct tag {
	const char *p; /* at the opening quote */
	size_t len;    /* with both quotes */
	bool weak;
};

/* FNV-1a: tells responses apart; nobody gains by a collision of his own. */
static uint64_t
hash(const unsigned char *p, size_t len)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	return h;
}

void
http_etag_format(
    char etag[HTTP_ETAG_SIZE], int64_t version, const void *body, size_t len)
{
	snprintf(etag, HTTP_ETAG_SIZE, "\"%" PRId64 ".%" PRIx64 "\"", version,
	    hash(body, len));
}

/* The next tag of *list, which moves past it; false at the end. */
static bool
next_tag(const char **list, struct tag *tag)
{
	const char *p = *list + strspn(*list, ", \t"), *end;

	tag->weak = strncmp(p, "W/", 2) == 0;
	if (tag->weak)
		p += 2;
	if (*p != '"')
		return false;
	end = strchr(p + 1, '"');
	if (!end)
		return false;
	tag->p = p;
	tag->len = (size_t)(end + 1 - p);
	*list = end + 1;
	return true;
}

static bool
is_any(const char *list)
{
	list += strspn(list, " \t");
	return *list == '*' && list[1 + strspn(list + 1, " \t")] == '\0';
}

bool
http_etag_matches(const char *list, const char *etag)
{
	size_t len = strlen(etag);
	struct tag tag;

	if (is_any(list))
		return true;
	while (next_tag(&list, &tag))
		if (tag.len == len && memcmp(tag.p, etag, len) == 0)
			return true;
	return false;
}

static bool
has_version(const char *list, int64_t version, bool weak_ones_count)
{
	char prefix[HTTP_ETAG_SIZE];
	size_t len = (size_t)snprintf(
	    prefix, sizeof(prefix), "\"%" PRId64 ".", version);
	struct tag tag;

	if (is_any(list))
		return true;
	while (next_tag(&list, &tag))
		if ((weak_ones_count || !tag.weak) && tag.len > len &&
		    memcmp(tag.p, prefix, len) == 0)
			return true;
	return false;
}

bool
http_etag_has_version(const char *list, int64_t version)
{
	return has_version(list, version, false);
}

bool
http_etag_names_version(const char *list, int64_t version)
{
	return has_version(list, version, true);
}
