/*
 * The places that lists are asked to be near to.
 */
#ifndef API_NEAR_H
#define API_NEAR_H

#include "app/call.h"
#include "base/opt.h"
#include "rule/place.h"

/* A circle, as statements take it; nothing is set when none is asked for. */
struct api_near {
	struct opt_real lat, lon, reach;
	struct rule_place place;
};

/* The circle of radius_m metres around a text that is a position
 * (check/format.h), NULL when none was sent. When that is not on Earth:
 * ERR_VALIDATION_FAILED at ?near. */
MUST_CHECK enum err api_near_read(struct call *call, const char *near,
    int64_t radius_m, struct api_near *out);

#endif
