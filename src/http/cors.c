/*
 * Which web pages may talk to Hearth: those of the origins configured.
 */
#include "http/cors.h"

#include <string.h>
#include <strings.h>

#include "http/header.h"

#include "base/banned.h"

#define SEPARATORS ", \t\r\n\"[]"

enum { HEADERS_MAX = 1024 };

/* What most calls send, so that a browser asks once for all of them. */
static const char request_headers[] =
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
    "X-Request-Id";
static const char exposed_headers[] =
    "Link, ETag, Location, X-Request-Id, Idempotent-Replayed, Retry-After, "
    "Deprecation, Sunset, Tus-Resumable, Tus-Version, Tus-Extension, "
    "Tus-Max-Size, Upload-Offset, Upload-Length, Upload-Expires, "
    "Upload-Metadata, Hearth-File";

static bool
has_any(const char *allowed)
{
	return allowed && allowed[strspn(allowed, SEPARATORS)] != '\0';
}

static bool
is_in(const char *allowed, const char *origin, bool any_will_do)
{
	size_t origin_len, len;

	if (!allowed || !origin || !*origin)
		return false;
	origin_len = strlen(origin);
	for (const char *p = allowed; *p; p += len) {
		p += strspn(p, SEPARATORS);
		len = strcspn(p, SEPARATORS);
		if (len == 1 && *p == '*') {
			if (any_will_do)
				return true;
			continue;
		}
		if (len && strncasecmp(p, origin, origin_len) == 0 &&
		    (len == origin_len ||
			(len == origin_len + 1 && p[len - 1] == '/')))
			return true;
	}
	return false;
}

bool
http_cors_allows(const char *allowed, const char *origin)
{
	return is_in(allowed, origin, true);
}

void
http_cors_headers(struct http_response *response,
    const struct http_request *request, const char *allowed)
{
	if (has_any(allowed))
		http_response_header(response, "Vary", "Origin");
	if (!http_cors_allows(allowed, request->origin))
		return;
	http_response_header(
	    response, "Access-Control-Allow-Origin", request->origin);
	http_response_header(
	    response, "Access-Control-Expose-Headers", exposed_headers);
	if (is_in(allowed, request->origin, false))
		http_response_header(
		    response, "Access-Control-Allow-Credentials", "true");
}

static bool
are_header_names(const char *list)
{
	return list && strlen(list) <= HEADERS_MAX && http_is_token_list(list);
}

void
http_cors_preflight(struct http_response *response,
    const struct http_request *request, const char *allowed,
    const char *methods)
{
	response->status = 204;
	http_response_header(response, "Allow", methods);
	if (!request->cors_method ||
	    !http_cors_allows(allowed, request->origin))
		return;
	http_response_header(response, "Access-Control-Allow-Methods", methods);
	http_response_header(
	    response, "Access-Control-Allow-Headers", request_headers);
	if (are_header_names(request->cors_headers))
		http_response_header(response, "Access-Control-Allow-Headers",
		    request->cors_headers);
	http_response_header(response, "Access-Control-Max-Age", "7200");
}
