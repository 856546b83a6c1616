/*
 * The places that lists are asked to be near to.
 */
#ifndef API_NEAR_H
#define API_NEAR_H

#include "app/call.h"

/* The degrees of a text that is a position (check/format.h). When that is not
 * on Earth: ERR_VALIDATION_FAILED at ?near. */
MUST_CHECK enum err api_near_read(
    struct call *call, const char *near, double *lat, double *lon);

#endif
