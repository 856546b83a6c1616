/*
 * A connection of its own to the database of an API test, beside the one that
 * requests use, for what somebody else does meanwhile.
 */
#ifndef T_LIB_OWN_H
#define T_LIB_OWN_H

#include "app/call.h"

struct own {
	struct arena arena;
	struct fault fault;
	struct call call; /* by nobody, now */
};

/* A failure ends the program. */
void own_open(struct own *own);
/* What was not committed is undone. */
void own_close(struct own *own);

#endif
