/*
 * The mailer as the settings describe it.
 */
#ifndef WORKER_MAILER_H
#define WORKER_MAILER_H

#include "worker/worker.h"

/* Opens it; while the network is waited for, w (may be NULL) keeps its lease.
 * ERR_CONFIG when MAIL_URL, MAIL_FROM or MAIL_HELO cannot be used. */
MUST_CHECK enum err worker_mailer_open(const struct conf *conf,
    struct worker *w, struct fault *f, struct net_mailer **mailer);

/* Sends a mail to that address, as a worker would, and waits for the end of
 * that, two minutes at most. said: what the mail server said last, or why it
 * was not asked. ERR_CONFIG, or ERR_BAD_REQUEST for an address that is none. */
MUST_CHECK enum err worker_mailer_try(const struct conf *conf, const char *to,
    bool *is_taken, char said[WORKER_REASON_SIZE], struct fault *f);

#endif
