/*
 * The IANA time zone database, as the system has it installed (package tzdata):
 * zones by their names. Where it lies says TZDIR, as to libc; else it is
 * /usr/share/zoneinfo.
 */
#ifndef BASE_TIMEZONE_H
#define BASE_TIMEZONE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/zone.h"

enum {
	TIMEZONE_NAME_MAX = 64,
	TIMEZONE_KEPT_MAX = 64,
	TIMEZONE_VERSION_SIZE = 16
};

/*
 * The zone of that name ("Europe/Berlin", "UTC"); NULL when there is none. An
 * older name of a zone is a link in the database and as good as another. NULL
 * also for what is no name (it could leave the directory), is a view of the
 * database that counts leap seconds, or is a file that zone_file_parse refuses.
 * UTC is known where no database is, too.
 *
 * A process reads a file once, and again when it has been replaced. It keeps
 * TIMEZONE_KEPT_MAX zones: what is returned stays as it is until so many others
 * have been read.
 */
const struct zone *timezone_find(const char *name);

/* Which database it is, as "2025b"; false when it does not say. */
MUST_CHECK bool timezone_version(char out[TIMEZONE_VERSION_SIZE]);

#endif
