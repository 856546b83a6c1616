/*
 * FNV-1a, draft-eastlake-fnv.
 */
#include "base/checksum.h"

#include <stdio.h>

#include "base/banned.h"

void
checksum_text(const char *text, char out[CHECKSUM_SIZE])
{
	unsigned __int128 prime = (unsigned __int128)1 << 88 | 0x13b;
	unsigned __int128 h = (unsigned __int128)0x6c62272e07bb0142 << 64 |
			      0x62b821756295c58d;

	for (; *text; text++) {
		h ^= (unsigned char)*text;
		h *= prime;
	}
	snprintf(out, CHECKSUM_SIZE, "%016llx%016llx",
	    (unsigned long long)(h >> 64), (unsigned long long)h);
}
