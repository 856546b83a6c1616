/*
 * Cells of the Earth's surface, by which events near a place are found. The
 * Earth, a ball of radius 1, stands in a cube that is cut along each axis into
 * slices; a cell has one of each. So no place is an exception, neither the
 * poles nor the date line. What SQL makes of an event's latitude and longitude
 * is the fragment place_cell.
 */
#ifndef RULE_PLACE_H
#define RULE_PLACE_H

#include <stddef.h>
#include <stdint.h>

/* How large cells are: some 1.6, 13, 103 or 411 km from side to side. */
enum rule_place_size {
	RULE_PLACE_STREET,
	RULE_PLACE_TOWN,
	RULE_PLACE_REGION,
	RULE_PLACE_COUNTRY,
	RULE_PLACE_SIZES
};

enum { RULE_PLACE_CELLS = 8 };

/* A circle on the surface, and cells that contain it whole. */
struct rule_place {
	/* the square of half the straight way from the centre to the edge */
	double reach;
	enum rule_place_size size;
	size_t n;
	int64_t cells[RULE_PLACE_CELLS];
};

/* The circle of radius_m metres, at most 200,000, around a place. */
void rule_place_around(
    double lat, double lon, int64_t radius_m, struct rule_place *out);

#endif
