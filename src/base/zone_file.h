/*
 * Files of the IANA time zone database as they are compiled: TZif (RFC 9636),
 * versions 1 to 4.
 */
#ifndef BASE_ZONE_FILE_H
#define BASE_ZONE_FILE_H

#include "base/zone.h"

/* The largest file of the database, with every change until 2037 listed, has
 * some 4 KiB. */
enum { ZONE_FILE_MAX = 32 * 1024 };

/*
 * Reads a whole file. Of version 1 it is the only block, of later ones the
 * second, with times of 64 bits, and the rule behind it; of both what cannot be
 * read twice the same way: false, and *out is undefined, when len is not that
 * of the parts, a count or an index is outside of what it is for, changes are
 * not in order or more than ZONE_CHANGES_MAX, an offset is 25 hours west or 26
 * east or farther, or the rule is none (RFC 9636, 3.2 and 3.3). Also when times
 * count leap seconds, for Hearth's do not.
 */
MUST_CHECK bool zone_file_parse(
    const unsigned char *bytes, size_t len, struct zone *out);

#endif
