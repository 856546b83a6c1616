/*
 * tus 1.0: uploads in pieces that can be resumed. What its headers want of all
 * its operations, which are those that take Tus-Resumable.
 */
#ifndef API_TUS_H
#define API_TUS_H

#include "api/exchange.h"

/* Adds Tus-Resumable to the response, if its operation is one of tus, and
 * Tus-Version where another one was asked for. */
void api_tus_headers(const struct api_exchange *x);
/* Says in the response to OPTIONS what there is of tus, if the POST at the
 * path, which may be NULL, is one of its operations. */
void api_tus_announce(
    const struct api_exchange *x, const struct api_operation *post);

#endif
