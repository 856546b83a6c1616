/*
 * URLs of databases, mail servers and sites, as settings hold them.
 */
#ifndef CONF_URL_H
#define CONF_URL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"

/* Appends url with its password, and any query field whose name ends in
 * "password", as "********". When in doubt it hides too much. */
void conf_url_mask(struct buf *out, const char *url);
/* Appends text with everything but unreserved characters (RFC 3986) and those
 * in keep as %XX. */
void conf_url_escape(struct buf *out, const char *text, const char *keep);
/* Whether url is http:// or https:// with a host, without user, query and
 * fragment, in the characters of RFC 3986. */
bool conf_url_is_site(const char *url);
/* Host and port of what conf_url_is_site lets pass; in arena. */
const char *conf_url_authority(struct arena *arena, const char *site);
/* Whether origin is scheme://host or scheme://host:port and no more (RFC
 * 6454). */
bool conf_url_is_origin(const char *origin);
/* Whether host is host or host:port and no more; an IPv6 address is in
 * brackets. */
bool conf_url_is_host(const char *host);

#endif
