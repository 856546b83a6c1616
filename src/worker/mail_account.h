/*
 * What mails about an account say besides whose it is.
 */
#ifndef WORKER_MAIL_ACCOUNT_H
#define WORKER_MAIL_ACCOUNT_H

#include "app/notice.h"
#include "worker/mail_text.h"

/*
 * Sets what a notice of the kind says to the user; texts of the arena. To
 * whoever is to be erased: the link by which they are not, its token, and until
 * when it works. To whoever has asked for all that there is of them: the page
 * where they fetch it, and until when it is kept; it is no way to it by itself,
 * for whoever reads somebody's mail has not shown that it is them. Of a session
 * from what is new: when and from where. Of other kinds nothing. ERR_NOT_FOUND
 * when that is over.
 */
MUST_CHECK enum err worker_mail_account(
    struct call *call, const struct app_notice *n, struct mail_facts *facts);

/* The same of what goes to an address that may be nobody's here, which *to
 * gets: an invite to make an account, or a code for somebody elsewhere. */
MUST_CHECK enum err worker_mail_address(struct call *call,
    const struct app_notice *n, const char **to, struct mail_facts *facts);

#endif
