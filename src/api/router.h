/*
 * From a method and the segments of a path to an operation.
 */
#ifndef API_ROUTER_H
#define API_ROUTER_H

#include "api/operation.h"
#include "base/attr.h"

enum {
	API_PATH_VALUES_MAX = HTTP_SEGMENTS_MAX,
	API_CUT_SIZE = 1024, /* longer values have no suffix */
	API_ALLOW_SIZE = sizeof("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
};

struct api_match {
	const struct api_operation *operation;	 /* NULL unless found */
	const char *values[API_PATH_VALUES_MAX]; /* of the path's parameters,
						    in order */
	unsigned n_values;
	char cut[API_CUT_SIZE]; /* the one without its suffix */
	unsigned methods;	/* bits 1 << enum http_method that the path
				   has; 0 when there is no such path */
};

/*
 * Looks segments (decoded) up in routes. A literal segment is preferred to a
 * parameter, one with a suffix to one without. HEAD finds what GET finds.
 * ERR_NOT_FOUND when no operation has the path, ERR_METHOD_NOT_ALLOWED when
 * only others have it (OPTIONS always); out->methods then tells which. Records
 * no fault and allocates nothing; the values point to the segments, or to cut.
 */
MUST_CHECK enum err api_router_find(const struct api_routes *routes,
    const char *const *segments, unsigned n_segments, enum http_method method,
    struct api_match *out);

/* The value of an Allow header: the methods of the path, HEAD where there is
 * GET, and OPTIONS. */
void api_router_allow(unsigned methods, char text[API_ALLOW_SIZE]);

#endif
