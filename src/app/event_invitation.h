/*
 * By what a mail about an event names whom it went to: the token of its link,
 * derived from the id of a row. It opens one person's answer to one event, and
 * nothing else of theirs.
 */
#ifndef APP_EVENT_INVITATION_H
#define APP_EVENT_INVITATION_H

#include "app/call.h"
#include "generated/query/event_invitation.h"

/* The token of an invitation; it lives in the arena. */
const char *app_event_invitation_token(
    struct call *call, struct event_invitation_id id);
/* The address of the page that opens with a token; it lives in the arena. */
const char *app_event_invitation_url(struct call *call, const char *token);

/* What a token opens. ERR_NOT_FOUND when it is none, and when its person is
 * suspended. */
MUST_CHECK enum err app_event_invitation_find(struct call *call,
    const char *token, struct q_event_invitation_find_row *row);

/* Mails the link of an invitation: to a user, or nil: to its address; once a
 * week, however often somebody is invited anew. Needs a transaction. */
MUST_CHECK enum err app_event_invitation_tell(struct call *call,
    struct event_id event, struct user_id user, const char *email,
    struct event_invitation_id id);

/* The same to all whom an event invites, by a job. Needs a transaction. */
MUST_CHECK enum err app_event_invitation_tell_all(
    struct call *call, struct event_id event);

#define APP_EVENT_INVITATION_JOB "event_invite"
/* An app_job_fn: mails them. */
MUST_CHECK enum err app_event_invitation_run(
    struct call *call, const char *payload);

#endif
