/*
 * Formats of texts beyond length and pattern, by hand-written scanners.
 */
#ifndef CHECK_FORMAT_H
#define CHECK_FORMAT_H

#include <stdbool.h>

#include "base/arena.h"

enum check_format {
	CHECK_ANY_FORMAT,
	/* addr-spec of RFC 5321 without quoting or comments, at most 254
	 * bytes, a dot in the domain */
	CHECK_EMAIL,
	/* names something: text_name_flaw finds nothing */
	CHECK_NAME,
	/* something is seen in it, on however many lines */
	CHECK_PROSE,
	/* six digits */
	CHECK_CODE,
	/* ASCII digits with "+ ().-/" between */
	CHECK_PHONE,
	/* a language tag: letters and digits with hyphens between */
	CHECK_LANGUAGE,
	/* two decimal numbers with a comma between */
	CHECK_POSITION,
	/* http: or https: with a host, without user info */
	CHECK_URI,
	/* 2026-05-01, a day that exists */
	CHECK_DATE,
	/* 00:00 to 23:59 */
	CHECK_TIME_OF_DAY,
	/* an IANA name that the system's tz database holds */
	CHECK_TIMEZONE
};

/* What somebody typed, as it is checked and kept: without white space at its
 * ends (but for names), and as text/typed.h reads it. Lives in arena, or is s.
 */
const char *check_format_read(
    enum check_format format, struct arena *arena, const char *s);
/* Whether s has the format. */
bool check_format_is(enum check_format format, const char *s);
/* The code of the fault item when it has not. */
const char *check_format_code(enum check_format format);
/* What s must be, for "Must be %s.": "an e-mail address". */
const char *check_format_wants(enum check_format format);

#endif
