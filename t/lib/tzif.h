/*
 * Files of time zones, made for tests.
 */
#ifndef T_LIB_TZIF_H
#define T_LIB_TZIF_H

#include <stddef.h>
#include <stdint.h>

enum { TZIF_SIZE = 16 * 1024, TZIF_HEADER_SIZE = 44 };

struct tzif {
	char version; /* '2' to '4', 0 for the first */
	size_t n_changes, n_types, n_leaps;
	const int64_t *at_s;	   /* of each change */
	const unsigned char *type; /* of each change */
	const int32_t *offset_s;   /* of each type; NULL: all UTC */
	const char *rule;	   /* NULL: none */
};

/* The bytes of such a file, at most TZIF_SIZE; how many. */
size_t tzif_make(const struct tzif *file, unsigned char *bytes);

/* Puts a zone without changes, always offset_s east of UTC, at a path in place
 * of what is there, as a package does: another file gets the name. */
void tzif_install(const char *path, int32_t offset_s);

#endif
