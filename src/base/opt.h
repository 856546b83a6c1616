/*
 * Values that may be absent. Text is absent when its pointer is NULL, an id
 * when it is nil (uuid.h); the rest uses these.
 */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct opt_int {
	bool set;
	int64_t v;
};

struct opt_bool {
	bool set;
	bool v;
};

/* Microseconds since 1970-01-01T00:00:00Z. */
struct opt_time {
	bool set;
	int64_t v;
};

struct opt_real {
	bool set;
	double v;
};

/* Bytes that someone else owns; absent when p is NULL. */
struct bytes {
	const void *p;
	size_t len;
};

#endif
