/*
 * Giving one's account another address.
 *
 * Both addresses have to say so, each by the link or the code of a mail. Who
 * asks does not learn whether somebody has the new one: its owner is told
 * instead. For some days the address before can take the change back, which
 * ends all that somebody else may have made of the account.
 */
#ifndef APP_EMAIL_CHANGE_H
#define APP_EMAIL_CHANGE_H

#include "app/verification.h"

/* Who has not said yes yet; neither: it is done. */
struct app_email_change {
	bool waits_for_old, waits_for_new;
};

/* The caller wants another address, for a day; what they wanted before is
 * forgotten. Needs a transaction. ERR_VALIDATION_FAILED for the one that they
 * have, ERR_RATE_LIMITED. */
MUST_CHECK enum err app_email_change_ask(struct call *call, const char *email);
/* They do not any more. Needs a transaction. ERR_NOT_FOUND. */
MUST_CHECK enum err app_email_change_drop(struct call *call);

/* One of the addresses says yes. By the second it is the account's: other
 * sessions, links and codes of before end, the user joins what the address lets
 * them into, and the address before is told. Leaves a transaction open.
 * ERR_TOKEN_INVALID, ERR_TOKEN_EXPIRED; ERR_EMAIL_TAKEN when somebody has
 * proved meanwhile that it is theirs. */
MUST_CHECK enum err app_email_change_confirm(struct call *call,
    const struct app_verification_proof *proof, struct app_email_change *out);

/* The address before is the account's again, whatever became of the account
 * since: all by which anybody comes in ends, the password too, also that it was
 * to be erased, and a mail asks for a new password. Leaves a transaction open.
 * ERR_TOKEN_INVALID, ERR_TOKEN_EXPIRED, ERR_EMAIL_TAKEN. */
MUST_CHECK enum err app_email_change_undo(struct call *call, const char *token);

#endif
