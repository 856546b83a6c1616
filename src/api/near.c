/*
 * Positions.
 */
#include "api/near.h"

#include <math.h>
#include <stdlib.h>

#include "base/banned.h"

enum err
api_near_read(struct call *call, const char *near, double *lat, double *lon)
{
	char *comma;

	*lat = strtod(near, &comma); /* the contract's format has passed */
	*lon = strtod(comma + 1, NULL);
	if (fabs(*lat) <= 90 && fabs(*lon) <= 180)
		return ERR_OK;
	fault_item(call->fault, ERR_VALIDATION_FAILED, "?near", "out_of_range",
	    "Latitude is -90..90, longitude -180..180.");
	return fault(call->fault, ERR_VALIDATION_FAILED,
	    "near is not a place on Earth.");
}
