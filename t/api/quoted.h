/*
 * JSON as it is written in a table, with ' for ".
 */
#ifndef T_API_QUOTED_H
#define T_API_QUOTED_H

#include "t/lib/talk.h"

/* As it is sent; lives as long as the test. */
static inline char *
quoted(const char *members)
{
	char *out = text("%s", members);

	for (char *p = out; *p; p++)
		if (*p == '\'')
			*p = '"';
	return out;
}

#endif
