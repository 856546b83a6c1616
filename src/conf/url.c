/*
 * Just enough of RFC 3986 for settings; nothing here connects anywhere.
 */
#include "conf/url.h"

#include <string.h>
#include <strings.h>

#include "base/bug.h"
#include "base/str.h"

#include "base/banned.h"

#define MASK "********"

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

void
conf_url_escape(struct buf *out, const char *text, const char *keep)
{
	for (; *text; text++) {
		if (is_alnum(*text) || strchr("-._~", *text) ||
		    strchr(keep, *text))
			buf_char(out, *text);
		else
			buf_printf(out, "%%%02X", (unsigned char)*text);
	}
}

/* Copies query fields, p being at '?'. */
static void
mask_query(struct buf *out, const char *p)
{
	static const char secret[] = "password";

	while (*p) {
		size_t field = 1 + strcspn(p + 1, "&");
		size_t name = strcspn(p, "=");

		if (name < field && name >= sizeof(secret) - 1 &&
		    strncasecmp(p + name + 1 - sizeof(secret), secret,
			sizeof(secret) - 1) == 0) {
			buf_put(out, p, name + 1);
			buf_lit(out, MASK);
		} else {
			buf_put(out, p, field);
		}
		p += field;
	}
}

void
conf_url_mask(struct buf *out, const char *url)
{
	const char *authority = strstr(url, "://"), *at, *colon;
	size_t before_query;

	authority = authority ? authority + 3 : url;
	/* a password may hold unescaped '/', '?' and '@': the last '@' ends it
	 */
	at = strrchr(authority, '@');
	colon = at ? memchr(authority, ':', (size_t)(at - authority)) : NULL;
	if (colon) {
		buf_put(out, url, (size_t)(colon + 1 - url));
		buf_lit(out, MASK);
		url = at;
	}
	before_query = strcspn(url, "?");
	buf_put(out, url, before_query);
	mask_query(out, url + before_query);
}

/* What follows scheme://, NULL when there is no scheme. */
static const char *
skip_scheme(const char *url)
{
	const char *p = url;

	while (is_alnum(*p) || (p > url && strchr("+-.", *p) && *p))
		p++;
	return p > url && str_has_prefix(p, "://") ? p + 3 : NULL;
}

/* The end of host or host:port, NULL when there is none. */
static const char *
skip_host(const char *p)
{
	const char *start = p;

	if (*p == '[') {
		p += strspn(p, "[0123456789abcdefABCDEF:.");
		if (*p++ != ']')
			return NULL;
	} else {
		while (is_alnum(*p) || *p == '-' || *p == '.' || *p == '_')
			p++;
	}
	if (p == start)
		return NULL;
	if (*p == ':') {
		size_t digits = strspn(p + 1, "0123456789");

		if (digits < 1 || digits > 5)
			return NULL;
		p += 1 + digits;
	}
	return p;
}

bool
conf_url_is_site(const char *url)
{
	const char *p;

	if (!str_has_prefix(url, "http://") && !str_has_prefix(url, "https://"))
		return false;
	p = skip_host(skip_scheme(url));
	if (!p || (*p && *p != '/'))
		return false;
	for (; *p; p++)
		if (!is_alnum(*p) && !strchr("/-._~%!$&'()*+,;=:@", *p))
			return false;
	return true;
}

const char *
conf_url_authority(struct arena *arena, const char *site)
{
	const char *p = skip_scheme(site);

	bug_if(!p);
	return arena_strndup(arena, p, strcspn(p, "/"));
}

bool
conf_url_is_origin(const char *origin)
{
	const char *p = skip_scheme(origin);

	p = p ? skip_host(p) : NULL;
	return p && !*p;
}

bool
conf_url_is_host(const char *host)
{
	const char *p = skip_host(host);

	return p && !*p;
}
