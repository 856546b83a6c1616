/*
 * The issuer of t/lib/issuer.h, of which a server in process is told.
 */
#ifndef T_API_ISSUER_H
#define T_API_ISSUER_H

#include "t/lib/api.h"
#include "t/lib/issuer.h"

/* issuer_open and issuer_register. */
static inline void
issuer_start(const char *kind, const char *more)
{
	issuer_open(api_set);
	issuer_register(kind, more);
}

#endif
