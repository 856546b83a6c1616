/*
 * The body of a request as its operation takes it: JSON, bytes, or a file.
 */
#ifndef API_BODY_H
#define API_BODY_H

#include "api/exchange.h"

/*
 * Fills the body of from. Bytes and JSON live as long as the request; a file is
 * closed at its end, and the one that the web server named is read only when it
 * is a regular one with a single name. Of a form that the operation takes it is
 * the one file in it. ERR_MEDIA_TYPE, ERR_BODY_TOO_LARGE,
 * ERR_BAD_JSON, ERR_INTERNAL.
 */
MUST_CHECK enum err api_body_read(
    struct api_exchange *x, struct check_source *from);

#endif
