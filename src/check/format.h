/*
 * Formats of texts beyond length and pattern, by hand-written scanners.
 */
#ifndef CHECK_FORMAT_H
#define CHECK_FORMAT_H

#include <stdbool.h>

enum check_format {
	CHECK_ANY_FORMAT,
	/* addr-spec of RFC 5321 without quoting or comments, at most 254
	 * bytes, a dot in the domain */
	CHECK_EMAIL,
	/* http: or https: with a host, without user info */
	CHECK_URI,
	/* 2026-05-01, a day that exists */
	CHECK_DATE,
	/* 00:00 to 23:59 */
	CHECK_TIME_OF_DAY,
	/* an IANA name that the system's tz database holds */
	CHECK_TIMEZONE
};

/* Whether s has the format. */
bool check_format_is(enum check_format format, const char *s);
/* The code of the fault item when it has not. */
const char *check_format_code(enum check_format format);
/* What s must be, for "Must be %s.": "an e-mail address". */
const char *check_format_wants(enum check_format format);

#endif
