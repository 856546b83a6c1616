/*
 * Names of the IANA time zone database, as the system has it installed.
 */
#ifndef BASE_TIMEZONE_H
#define BASE_TIMEZONE_H

#include <stdbool.h>

/* Whether name is a zone ("Europe/Berlin", "UTC"); a name that could leave the
 * directory of the database never is. */
bool timezone_is_known(const char *name);

#endif
