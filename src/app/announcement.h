/*
 * Telling everybody who answered an event about something. The change adds one
 * job; the worker turns it into a mail for each person, a page at a time: each
 * page is a job that adds its mails and the job of the next page at once.
 */
#ifndef APP_ANNOUNCEMENT_H
#define APP_ANNOUNCEMENT_H

#include "app/mail.h"

#define APP_ANNOUNCEMENT_JOB "announcement" /* the kind of these jobs */

/* Adds the job of the first page in the caller's transaction; kind is of the
 * topic EVENT. */
MUST_CHECK enum err app_announcement_add(
    struct call *call, enum app_mail_kind kind, struct event_id event);

/* An app_job_fn: adds the mails of one page and the job of the next.
 * ERR_BAD_REQUEST when the payload is not one of these jobs. */
MUST_CHECK enum err app_announcement_run(
    struct call *call, const char *payload);

#endif
