/*
 * How bodies of mails are encoded (RFC 2045, section 6), and their characters.
 */
#ifndef MAIL_CODE_H
#define MAIL_CODE_H

#include "base/arena.h"
#include "base/opt.h"

/* What base64 stands for, without anything that is none; in the arena. */
struct bytes mail_from_base64(struct arena *arena, struct bytes in);
/* What quoted-printable stands for; what is none stays as it is. In the arena.
 */
struct bytes mail_from_quoted(struct arena *arena, struct bytes in);

/* Content lines without their folds (RFC 5545, 3.1); in the arena. */
struct bytes mail_unfold(struct arena *arena, struct bytes in);
/* A text as UTF-8 without NUL: UTF-16 by its mark of byte order, and what is no
 * UTF-8 as if it were ISO 8859-1. In the arena. */
char *mail_to_utf8(struct arena *arena, struct bytes in);

#endif
