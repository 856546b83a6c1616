#include "app/origin.h"

#include <string.h>

#include "base/str.h"
#include "conf/url.h"

#include "base/banned.h"

/* The origin of PUBLIC_URL as browsers say it. */
static const char *
own_origin(struct call *call)
{
	const char *url = call->conf->public_url;
	const char *tail = str_has_prefix(url, "https:") ? ":443" : ":80";
	char *origin = arena_printf(call->arena, "%.*s%s",
	    (int)(strstr(url, "://") + 3 - url), url,
	    conf_url_authority(call->arena, url));
	size_t len = strlen(origin), n = strlen(tail);

	str_lower(origin);
	if (len > n && str_eq(origin + len - n, tail))
		origin[len - n] = '\0';
	return origin;
}

bool
app_origin_is_own(struct call *call, const char *origin)
{
	return str_eq(origin, own_origin(call));
}

bool
app_origin_is_listed(const struct call *call, const char *origin)
{
	const char *list = call->conf->cors_origins;
	size_t len = strlen(origin);

	for (; *list; list += strspn(list, ",")) {
		size_t n = strcspn(list, ",");

		if (n == len && memcmp(list, origin, n) == 0 &&
		    !str_eq(origin, "*"))
			return true;
		list += n;
	}
	return false;
}
