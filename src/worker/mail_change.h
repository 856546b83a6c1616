/*
 * Why a notice is not true any more when it is to be sent.
 */
#ifndef WORKER_MAIL_CHANGE_H
#define WORKER_MAIL_CHANGE_H

#include "app/notice.h"
#include "generated/query/mail.h"

/* The reason of a notice about an event, a static string; NULL when it still is
 * true. An event that is gone takes place no more than a cancelled one. */
const char *worker_mail_event_change(const struct app_notice *n,
    const struct q_mail_event_row *e, int64_t now_us);
/* The reason of a kind of notice about a space, a static string; NULL when it
 * still is true. */
const char *worker_mail_space_change(
    enum rule_notice kind, const struct q_mail_space_row *s);
/* The same of one about a spark. */
const char *worker_mail_spark_change(
    enum rule_notice kind, const struct q_mail_spark_row *s);
/* The same of one about a run of a routine. */
const char *worker_mail_routine_change(
    enum rule_notice kind, const struct q_mail_routine_row *r);
/* The same of one about a poll. */
const char *worker_mail_poll_change(
    enum rule_notice kind, const struct q_mail_poll_row *p);

#endif
