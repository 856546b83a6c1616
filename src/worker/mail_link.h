/*
 * Links in mails.
 */
#ifndef WORKER_MAIL_LINK_H
#define WORKER_MAIL_LINK_H

#include "app/call.h"
#include "crypt/token.h"
#include "generated/id/verification.h"
#include "rule/notice.h"

/* base without a trailing slash, path, and the rest; lives in arena. */
const char *worker_mail_page(
    struct arena *arena, const char *base, const char *path, const char *rest);
/* base without a trailing slash, path, and the token as its query; lives in
 * arena. */
const char *worker_mail_link(
    struct arena *arena, const char *base, const char *path, const char *token);

/* The link of a verification, in the arena of call, and the token in it; NULL
 * for a kind that has a code alone. */
const char *worker_mail_verification(const struct call *call,
    enum rule_notice kind, struct verification_id id,
    char token[CRYPT_TOKEN_SIZE]);

#endif
