/*
 * Syslog: where LOG says so, and the last resort when standard error leads
 * nowhere. spawn-fcgi and many a service script give /dev/null to what they
 * start, and a program that cannot start there would say so to nobody.
 */
#ifndef BASE_RESCUE_H
#define BASE_RESCUE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether standard error is closed or /dev/null. */
bool rescue_is_needed(void);

/* Sends one line to syslog, under the name of the program, with a severity of
 * RFC 5424. */
void rescue_line(
    const char *program, int severity, const char *line, size_t len);

#endif
