/*
 * Letters of either case compare alike (RFC 9110, 8.3.1).
 */
#include "api/media.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"

#include "base/banned.h"

bool
api_media_is_of(const char *content_type, const char *const *types)
{
	size_t len = content_type ? strcspn(content_type, "; \t") : 0;

	for (; len && *types; types++)
		if (str_eq(*types, API_MEDIA_ANY) ||
		    (len == strlen(*types) &&
			strncasecmp(content_type, *types, len) == 0))
			return true;
	return false;
}
