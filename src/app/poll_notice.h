/*
 * What people are told of polls.
 */
#ifndef APP_POLL_NOTICE_H
#define APP_POLL_NOTICE_H

#include "app/notice.h"
#include "app/poll.h"

/* What follows needs a transaction. */

/* Some who are asked from now on. */
MUST_CHECK enum err app_poll_notice_open(struct call *call,
    const app_poll_row *poll, const struct user_id *users, size_t n);
/* Whoever made it: it is for them to choose. */
MUST_CHECK enum err app_poll_notice_closed(
    struct call *call, const app_poll_row *poll);
/* All who were asked: it is settled, and begins then. */
MUST_CHECK enum err app_poll_notice_finalized(
    struct call *call, const app_poll_row *poll, int64_t start_us);

#endif
