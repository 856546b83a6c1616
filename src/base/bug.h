/*
 * Broken invariants: the process says where and aborts. The pool loses one
 * responder; nothing is acknowledged that did not happen.
 */
#ifndef BASE_BUG_H
#define BASE_BUG_H

#include "base/attr.h"

/* Logs where and what, and ends the process with SIGABRT. */
NO_RETURN void bug_abort(const char *file, int line, const char *what);

/* For what can only be a mistake of this program; evaluated in every build. */
#define bug_if(condition)                                          \
	do {                                                       \
		if (__builtin_expect(!!(condition), 0))            \
			bug_abort(__FILE__, __LINE__, #condition); \
	} while (0)

#endif
