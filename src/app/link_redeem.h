/*
 * What becomes of somebody who waits behind a link_ticket: an account of
 * whoever signed in otherwise, or one of whoever reads the mail of the address
 * that their provider has told.
 */
#ifndef APP_LINK_REDEEM_H
#define APP_LINK_REDEEM_H

#include "app/link.h"

/* Adds them to the caller's. Begins a transaction, and leaves it open.
 * ERR_TOKEN_INVALID, ERR_ACCOUNT_IN_USE. */
MUST_CHECK enum err app_link_redeem(
    struct call *call, const char *ticket, struct account_id *id);

/* Mails a code to the address; as much is done where none goes, as to one with
 * which nobody may sign up. invite: by which they may, NULL: none. Needs a
 * transaction. ERR_TOKEN_INVALID, also without an address; ERR_RATE_LIMITED. */
MUST_CHECK enum err app_link_mail_code(
    struct call *call, const char *ticket, const char *invite);

/* They have the code: the address is theirs, and with it what app_link_settle
 * gives. Begins a transaction, and leaves it open. ERR_TOKEN_INVALID,
 * ERR_TOKEN_EXPIRED, and what that says. */
MUST_CHECK enum err app_link_prove(struct call *call, const char *ticket,
    const char *code, const char *invite, struct app_session *session,
    struct app_linked *out);

#endif
