/*
 * Sessions of browsers: the cookie that stands for one, and which pages may act
 * by it. A browser sends it with whatever any page makes it send, so nothing is
 * changed by a cookie unless the browser says that the page is one of ours.
 */
#ifndef API_COOKIE_H
#define API_COOKIE_H

#include "api/exchange.h"

/* Fills user and session of the call from the cookie; false when the request
 * has none that this service made. */
MUST_CHECK bool api_cookie_read(struct api_exchange *x);
/* The session that the browser gets. cookie is of crypt/cookie.h. */
void api_cookie_give(struct api_exchange *x, const char *cookie);
/* The browser forgets it. */
void api_cookie_clear(struct api_exchange *x);

/* Whether the page that makes the request is of PUBLIC_URL, or listed in
 * BACKEND_CORS_ORIGINS, "*" aside; when the browser names none, whether it says
 * that the page is of the same origin. ERR_ORIGIN_REFUSED. */
MUST_CHECK enum err api_cookie_check_origin(struct call *call);

#endif
