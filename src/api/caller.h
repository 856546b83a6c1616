/*
 * Who is calling: the bearer token of a request, or the cookie when there is
 * none, and what is behind it, a session or the right of a program to act in
 * somebody's name. Where an operation takes guests, also the token of a link
 * (app/event_invitation.h), by which somebody who has no account acts at one
 * event alone, or at the dates of one series.
 */
#ifndef API_CALLER_H
#define API_CALLER_H

#include "api/exchange.h"

/* Reads the Authorization header as the operation asks and fills the user and
 * the session of the call: who the signature says, or who has had the API
 * token, until api_caller_check; or, asking the database, whose link it is.
 * ERR_NOT_AUTHENTICATED; ERR_ORIGIN_REFUSED, see
 * api/cookie.h. */
MUST_CHECK enum err api_caller_read(struct api_exchange *x);

/* Asks the database, together with the next statement (db_first), whether the
 * session still lives, or the API token; whatever carries the question returns
 * ERR_SESSION_EXPIRED or ERR_ACCOUNT_SUSPENDED, or what api/sight.h says; of an
 * operation that is fresh also ERR_REAUTHENTICATION_REQUIRED; of one that wants
 * a factor ERR_FACTOR_REQUIRED, when MFA_REQUIRED does; of a token
 * ERR_NOT_AUTHENTICATED, or ERR_FORBIDDEN where its scopes do not reach.
 * Nothing for callers without a name. By a cookie whose session is over, where
 * signing in is optional, ERR_RETRY: the caller is nobody from here on. */
MUST_CHECK enum err api_caller_check(struct call *call);

/* ERR_NOT_FOUND for who has come by a link, when something is of another event
 * (and of no date of the series that their link is to), or of another user.
 * Every handler of an operation that takes guests asks, but of a list,
 * which has nothing of others if it is narrowed to api_caller_only_event. */
MUST_CHECK enum err api_caller_check_guest(
    struct call *call, struct event_id event, struct user_id user);
/* The event of the link; nil: the caller has come otherwise. */
struct event_id api_caller_only_event(const struct call *call);

/* When the request is over and no transaction is open: writes down that an API
 * token was used, or a cookie, once an hour, and renews that, unless the
 * request was refused, or a body is asked about, whose request follows. A
 * failure is logged and changes nothing. A cookie whose session is over is
 * taken away. */
void api_caller_note_use(struct api_exchange *x);

#endif
