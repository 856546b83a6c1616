/*
 * Media types of bodies.
 */
#ifndef API_MEDIA_H
#define API_MEDIA_H

#include <stdbool.h>

#define API_MEDIA_ANY "*/*"

/* Whether a Content-Type, whose parameters do not matter, is one of types, a
 * list that NULL ends, or API_MEDIA_ANY is; NULL is of none. */
bool api_media_is_of(const char *content_type, const char *const *types);

#endif
