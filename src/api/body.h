/*
 * The body of a request as its operation takes it: JSON, bytes, or a file.
 */
#ifndef API_BODY_H
#define API_BODY_H

#include "api/exchange.h"

/* Fills the body of from, which lives as long as the request. ERR_MEDIA_TYPE,
 * ERR_BODY_TOO_LARGE, ERR_BAD_JSON, and of files what api/upload.h says. */
MUST_CHECK enum err api_body_read(
    struct api_exchange *x, struct check_source *from);

#endif
