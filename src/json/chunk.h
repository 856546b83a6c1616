/*
 * Eight bytes of text at a time: how far can it be copied or skipped before a
 * byte needs a closer look? Shared by scan.c and write.c only.
 */
#ifndef JSON_CHUNK_H
#define JSON_CHUNK_H

#include <stdint.h>
#include <string.h>

#define JSON_CHUNK_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The high bit of each byte that is 0; exact for the lowest such byte. */
static inline uint64_t
json_chunk_zero(uint64_t v)
{
	return (v - JSON_CHUNK_EACH(0x01)) & ~v & JSON_CHUNK_EACH(0x80);
}

/* Nonzero when one of the eight bytes is '"', '\\' or below 0x20. */
static inline uint64_t
json_chunk_special(uint64_t v)
{
	uint64_t control = (v - JSON_CHUNK_EACH(0x20)) & ~v;

	return (control & JSON_CHUNK_EACH(0x80)) |
	       json_chunk_zero(v ^ JSON_CHUNK_EACH('"')) |
	       json_chunk_zero(v ^ JSON_CHUNK_EACH('\\'));
}

/* The same, and when a byte is not ASCII. */
static inline uint64_t
json_chunk_special_or_wide(uint64_t v)
{
	return json_chunk_special(v) | (v & JSON_CHUNK_EACH(0x80));
}

/* Eight bytes from p, which need not be aligned, in the order of this machine.
 */
static inline uint64_t
json_chunk_load(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

#endif
