/*
 * Links in mails.
 */
#ifndef WORKER_MAIL_LINK_H
#define WORKER_MAIL_LINK_H

#include "app/call.h"
#include "crypt/token.h"
#include "generated/id/verification.h"
#include "rule/notice.h"

/* The link of a verification, in the arena of call, and the token in it; NULL
 * for a kind that has a code alone. */
const char *worker_mail_verification(const struct call *call,
    enum rule_notice kind, struct verification_id id,
    char token[CRYPT_TOKEN_SIZE]);

#endif
