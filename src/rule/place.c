/*
 * A cell is at least as wide as the circle, which therefore lies in no more
 * than two slices of each axis.
 */
#include "rule/place.h"

#include <math.h>

#include "base/bug.h"

#include "base/banned.h"

#define EARTH_RADIUS_M 6371008.8

/* Of one axis, from -1 to 1; the bits of a slice's number. */
#define HALF_OF_SLICES 3968.0
enum { SLICE_BITS = 13 };

/* How many of its last bits a cell leaves out. */
static const int left_out[RULE_PLACE_SIZES] = { 0, 3, 6, 8 };

static int64_t
slice(double at, enum rule_place_size size)
{
	int64_t n = (int64_t)floor(
	    (fmin(fmax(at, -1), 1) + 1) * HALF_OF_SLICES);

	return n >> left_out[size] << left_out[size];
}

static enum rule_place_size
size_for(double width)
{
	int size = RULE_PLACE_STREET;

	while (width * HALF_OF_SLICES > 1 << left_out[size])
		bug_if(++size == RULE_PLACE_SIZES);
	return (enum rule_place_size)size;
}

void
rule_place_around(
    double lat, double lon, int64_t radius_m, struct rule_place *out)
{
	const double to_radians = M_PI / 180;
	double half = sin((double)radius_m / EARTH_RADIUS_M / 2);
	double way = 2 * half + 1e-9; /* two programs may round otherwise */
	double at[3] = { cos(lat * to_radians) * cos(lon * to_radians),
		cos(lat * to_radians) * sin(lon * to_radians),
		sin(lat * to_radians) };

	*out = (struct rule_place){
		.reach = half * half, .size = size_for(2 * way), .n = 1
	};
	for (int axis = 0; axis < 3; axis++) {
		int64_t low = slice(at[axis] - way, out->size);
		int64_t high = slice(at[axis] + way, out->size);
		size_t n = out->n;

		for (size_t i = 0; i < n; i++) {
			int64_t begun = out->cells[i] << SLICE_BITS;

			out->cells[i] = begun + low;
			if (high > low)
				out->cells[out->n++] = begun + high;
		}
	}
}
