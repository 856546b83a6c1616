/*
 * Cross-origin requests (the Fetch standard, "HTTP-CORS protocol"). Pages of
 * the origins that are listed may send the cookie of a session along
 * (credentials mode); "*" lets nobody do so, and gives nothing away. Whatever
 * headers the pages of an allowed origin want to send they may: those of
 * tracing libraries change with the library, and one that nobody reads does
 * nothing.
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
 * headers; for one that is listed by its name also when cookies came along. */
void http_cors_headers(struct http_response *response,
    const struct http_request *request, const char *allowed);

/* The response to OPTIONS: 204 with Allow, and for the preflight of an allowed
 * origin what it may send: the methods of the route ("GET, PATCH"), the headers
 * that most calls send and those that it asks for, unless these are no names or
 * longer than 1024 bytes. To be followed by http_cors_headers. */
void http_cors_preflight(struct http_response *response,
    const struct http_request *request, const char *allowed,
    const char *methods);

#endif
