/*
 * UUIDs (RFC 9562), version 7 when made here: they sort by time of creation.
 * Typed ids are structs with one member of this type, so that one kind is never
 * passed as another; see gen/id.h.
 */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

struct uuid {
	uint8_t b[16];
};

enum { UUID_TEXT_SIZE = 37, UUID_NAME_SIZE = 10 };

/* A new version 7 UUID; strictly increasing within a process. */
struct uuid uuid_new(void);
/* The least one of a time, in microseconds since 1970: those made later are
 * greater. */
struct uuid uuid_at(int64_t us);
/* The one of a time and a name, of which 74 bits count: always the same, and
 * another's only by chance. */
struct uuid uuid_named(int64_t us, const unsigned char name[UUID_NAME_SIZE]);
/* Whether both are the same; not in constant time. */
bool uuid_eq(struct uuid a, struct uuid b);
/* The nil UUID stands for "none". */
bool uuid_is_nil(struct uuid u);
/* Lower-case text, terminated. */
void uuid_format(struct uuid u, char text[UUID_TEXT_SIZE]);
/* 8-4-4-4-12 hexadecimal digits of either case; false on anything else. */
MUST_CHECK bool uuid_parse(const char *text, struct uuid *out);

#endif
