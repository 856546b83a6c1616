/*
 * Targets for a fuzzer and for the replay of its corpus: functions that take
 * any bytes and abort, by bug_if or a sanitizer, when something is wrong.
 */
#ifndef T_FUZZ_FUZZ_H
#define T_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#define FUZZ_TARGETS(X) \
	X(image)        \
	X(items)        \
	X(jose)         \
	X(json)         \
	X(jwt)          \
	X(mail)         \
	X(metadata)     \
	X(multipart)    \
	X(passkey) X(path) X(query) X(recurrence) X(reply) X(text) X(zone)

typedef void (*fuzz_fn)(const uint8_t *data, size_t len);

#define FUZZ_PROTOTYPE(name) void fuzz_##name(const uint8_t *data, size_t len);
FUZZ_TARGETS(FUZZ_PROTOTYPE)
#undef FUZZ_PROTOTYPE

#endif
