/*
 * Who is calling: the bearer token of a request, or the cookie when there is
 * none, and what is behind it, a session or the right of a program to act in
 * somebody's name.
 */
#ifndef API_CALLER_H
#define API_CALLER_H

#include "api/exchange.h"

/* Reads the Authorization header as the operation asks and fills the user and
 * the session of the call: who the signature says, or who has had the API
 * token, until api_caller_check. ERR_NOT_AUTHENTICATED; ERR_ORIGIN_REFUSED, see
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

/* When the request is over and no transaction is open: writes down that an API
 * token was used, or a cookie, once an hour, and renews that, unless the
 * request was refused, or a body is asked about, whose request follows. A
 * failure is logged and changes nothing. A cookie whose session is over is
 * taken away. */
void api_caller_note_use(struct api_exchange *x);

#endif
