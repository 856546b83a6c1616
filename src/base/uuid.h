/*
 * UUIDs (RFC 9562), version 7 when made here: they sort by time of creation.
 * Typed ids are one-member structs, so that one kind is never passed as
 * another.
 */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

struct uuid {
	uint8_t b[16];
};

enum { UUID_TEXT_SIZE = 37 };

/* The kinds of ids: struct user_id, struct event_id, ... The generators read
 * a column or field type "<kind>_id" as the struct of that name. */
#define UUID_KINDS(X) \
	X(user) X(session) X(verification) X(event) X(category) X(job)

#define UUID_STRUCT(kind)      \
	struct kind##_id {     \
		struct uuid v; \
	};
UUID_KINDS(UUID_STRUCT)
#undef UUID_STRUCT

/* A new version 7 UUID; strictly increasing within a process. */
struct uuid uuid_new(void);
/* Whether both are the same; not in constant time. */
bool uuid_eq(struct uuid a, struct uuid b);
/* The nil UUID stands for "none". */
bool uuid_is_nil(struct uuid u);
/* Lower-case text, terminated. */
void uuid_format(struct uuid u, char text[UUID_TEXT_SIZE]);
/* 8-4-4-4-12 hexadecimal digits of either case; false on anything else. */
MUST_CHECK bool uuid_parse(const char *text, struct uuid *out);

#endif
