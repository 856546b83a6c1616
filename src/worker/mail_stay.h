/*
 * What a mail to somebody who is to be erased says.
 */
#ifndef WORKER_MAIL_STAY_H
#define WORKER_MAIL_STAY_H

#include "app/call.h"
#include "worker/mail_text.h"

/* Sets the link by which they are not erased after all, its token, and until
 * when it works; texts of the arena. ERR_NOT_FOUND when they are not to be
 * erased, or the time has come. */
MUST_CHECK enum err worker_mail_stay(
    struct call *call, struct user_id user, struct mail_facts *facts);

#endif
