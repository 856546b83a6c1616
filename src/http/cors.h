/*
 * Cross-origin requests (the Fetch standard, "HTTP-CORS protocol"). Hearth
 * authenticates by a header and never by cookies, so credentials mode is never
 * allowed and "*" gives nothing away.
 */
#ifndef HTTP_CORS_H
#define HTTP_CORS_H

#include "http/request.h"
#include "http/response.h"

/* Whether origin stands in allowed: origins separated by commas or blanks, or
 * a JSON array of them, or "*". A trailing slash of an entry and the case of
 * letters do not count. Either may be NULL. */
bool http_cors_allows(const char *allowed, const char *origin);

/* What every response to request needs: Vary: Origin when anything is allowed,
 * and for an allowed origin the permission to read the response and its
 * headers. */
void http_cors_headers(struct http_response *response,
    const struct http_request *request, const char *allowed);

/* The response to OPTIONS: 204 with Allow, and for the preflight of an allowed
 * origin what it may send. methods is the list of the route: "GET, PATCH";
 * headers are those that it takes besides the ones that all do, NULL at the
 * end. To be followed by http_cors_headers. */
void http_cors_preflight(struct http_response *response,
    const struct http_request *request, const char *allowed,
    const char *methods, const char *const *headers);

#endif
