/*
 * Positions.
 */
#include "api/near.h"

#include <math.h>
#include <stdlib.h>

#include "base/banned.h"

enum err
api_near_read(
    struct call *call, const char *near, int64_t radius_m, struct api_near *out)
{
	double lat, lon;
	char *comma;

	*out = (struct api_near){ 0 };
	if (!near)
		return ERR_OK;
	lat = strtod(near, &comma); /* the contract's format has passed */
	lon = strtod(comma + 1, NULL);
	if (fabs(lat) > 90 || fabs(lon) > 180) {
		fault_item(call->fault, ERR_VALIDATION_FAILED, "?near",
		    "out_of_range",
		    "Latitude is -90..90, longitude -180..180.");
		return fault(call->fault, ERR_VALIDATION_FAILED,
		    "near is not a place on Earth.");
	}
	rule_place_around(lat, lon, radius_m, &out->place);
	out->lat = (struct opt_real){ true, lat };
	out->lon = (struct opt_real){ true, lon };
	out->reach = (struct opt_real){ true, out->place.reach };
	return ERR_OK;
}
