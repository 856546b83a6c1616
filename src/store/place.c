/*
 * Every failure of the disk is told in one way.
 */
#include "store/place.h"

#include <errno.h>
#include <string.h>

#include "base/banned.h"

enum err
store_fault(struct fault *f, int number, const char *what)
{
	if (number == ENOSPC || number == EDQUOT)
		return fault(f, ERR_STORAGE_FULL, "There is no room for it.");
	return fault_internal(f, ERR_STORAGE, "%s: %s", what, strerror(number));
}
