/*
 * Headers of mails and of their parts (RFC 5322, RFC 2045).
 */
#ifndef MAIL_HEADER_H
#define MAIL_HEADER_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/opt.h"

/* The lines that are left, and then the body. */
struct mail_header {
	const char *p, *end;
};

/* One line, unfolded, as UTF-8; in the arena. */
struct mail_field {
	const char *name; /* in lower case */
	const char *value;
};

enum { MAIL_FIELD_MAX = 16 * 1024 }; /* bytes; longer lines are left out */

/* Begins with the first line. */
struct mail_header mail_header(struct bytes in);
/* The next line that is one. False: the header has ended, and p is where the
 * body begins. */
MUST_CHECK bool mail_header_next(
    struct mail_header *h, struct arena *arena, struct mail_field *out);

/* What stands before the first parameter, in lower case; in the arena. */
char *mail_field_word(struct arena *arena, const char *value);
/* A parameter whose name begins so ("name", also of name*=), without quotes;
 * NULL: there is none. In the arena. */
char *mail_field_param(
    struct arena *arena, const char *value, const char *name);
/* The one address that a line holds (RFC 5322, 3.4), without the name; NULL:
 * there is none or not one, or it can be read in two ways. In the arena. */
char *mail_field_address(struct arena *arena, const char *value);
/* A date (RFC 5322, 3.3), in microseconds; none when it is not understood. */
struct opt_time mail_field_date(const char *value);

#endif
