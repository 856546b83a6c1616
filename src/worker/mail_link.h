/*
 * Links in mails.
 */
#ifndef WORKER_MAIL_LINK_H
#define WORKER_MAIL_LINK_H

#include "base/arena.h"

/* base without a trailing slash, path, and the token as its query; lives in
 * arena. */
const char *worker_mail_link(
    struct arena *arena, const char *base, const char *path, const char *token);

#endif
