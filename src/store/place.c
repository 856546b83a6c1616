/*
 * Every failure of the disk is told in one way, and bytes are copied in one.
 */
#include "store/place.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/banned.h"

enum err
store_fault(struct fault *f, int number, const char *what)
{
	if (number == ENOSPC || number == EDQUOT)
		return fault(f, ERR_STORAGE_FULL, "There is no room for it.");
	return fault_internal(f, ERR_STORAGE, "%s: %s", what, strerror(number));
}

bool
store_copy(
    int from, int64_t from_offset, int64_t len, int to, int64_t to_offset)
{
	while (len > 0) {
		ssize_t n = copy_file_range(
		    from, &from_offset, to, &to_offset, (size_t)len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = EIO; /* it has become shorter */
		if (n <= 0)
			return false;
		len -= n;
	}
	return true;
}
