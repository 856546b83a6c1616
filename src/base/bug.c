/*
 * The end of a process whose state cannot be trusted any more.
 */
#include "base/bug.h"

#include <stdlib.h>

#include "base/log.h"

#include "base/banned.h"

void
bug_abort(const char *file, int line, const char *what)
{
	log_error("bug: %s:%d: %s", file, line, what);
	abort();
}
