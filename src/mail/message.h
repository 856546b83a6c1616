/*
 * A mail that has come in, taken apart (RFC 2046).
 */
#ifndef MAIL_MESSAGE_H
#define MAIL_MESSAGE_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/opt.h"

enum {
	MAIL_MESSAGE_MAX = 256 * 1024, /* bytes */
	MAIL_PARTS_MAX = 50,
	MAIL_DEPTH_MAX = 6,	 /* of parts in parts */
	MAIL_RECIPIENTS_MAX = 20 /* lines of them */
};

struct mail_part {
	const char *type;     /* "text/calendar" */
	const char *method;   /* its parameter of that name; NULL: none */
	const char *filename; /* NULL: none */
	const char *encoding; /* "base64"; "": as it is */
	struct bytes body;    /* as it came */
};

struct mail_message {
	const char *id;	  /* with the brackets; NULL: none */
	const char *from; /* the line; NULL: none; "": several */
	struct opt_time date;
	bool is_automatic; /* a program has sent it by itself */
	/* Whom it went to: lines, those of mail servers first. */
	const char *recipients[MAIL_RECIPIENTS_MAX];
	size_t n_recipients;
	/* Those that hold something, in their order; of a mail in a mail none.
	 */
	struct mail_part parts[MAIL_PARTS_MAX];
	size_t n_parts;
};

/* Takes a mail apart, which stays where it is. False when it is longer than
 * MAIL_MESSAGE_MAX. */
MUST_CHECK bool mail_message_read(
    struct bytes in, struct arena *arena, struct mail_message *out);

/* What a part says, decoded, as UTF-8; in the arena. */
char *mail_part_text(const struct mail_part *part, struct arena *arena);
/* The same of content lines (RFC 5545, 3.1), which may be folded within a
 * character: those that are so come without folds. */
char *mail_part_lines(const struct mail_part *part, struct arena *arena);

#endif
