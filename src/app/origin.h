/*
 * Pages of which origins are trusted to act for whoever looks at them.
 */
#ifndef APP_ORIGIN_H
#define APP_ORIGIN_H

#include "app/call.h"

/* Whether an origin, as browsers say it, is PUBLIC_URL's. */
bool app_origin_is_own(struct call *call, const char *origin);
/* Whether it is one of BACKEND_CORS_ORIGINS; "*" stands for none. */
bool app_origin_is_listed(const struct call *call, const char *origin);

#endif
