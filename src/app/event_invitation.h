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

#endif
