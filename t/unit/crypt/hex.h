/*
 * Bytes from the hexadecimal text of a published test vector.
 */
#ifndef T_UNIT_CRYPT_HEX_H
#define T_UNIT_CRYPT_HEX_H

#include <stddef.h>
#include <stdio.h>

/* Returns the number of bytes written to out. */
static inline size_t
unhex(const char *hex, unsigned char *out)
{
	size_t n = 0;
	unsigned v;

	for (; sscanf(hex, "%2x", &v) == 1; hex += 2)
		out[n++] = (unsigned char)v;
	return n;
}

#endif
