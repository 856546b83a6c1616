/*
 * Who is calling: the bearer token of a request, and the session behind it.
 */
#ifndef API_CALLER_H
#define API_CALLER_H

#include "api/exchange.h"

/* Reads the Authorization header as the operation asks and fills the user and
 * the session of the call: who the signature says, until api_caller_check.
 * ERR_NOT_AUTHENTICATED. */
MUST_CHECK enum err api_caller_read(struct api_exchange *x);

/* Asks the database, together with the next statement (db_first), whether the
 * session still lives; whatever carries the question returns
 * ERR_SESSION_EXPIRED or ERR_ACCOUNT_SUSPENDED, or what api/sight.h says; of an
 * operation that is fresh also ERR_REAUTHENTICATION_REQUIRED.
 * Nothing for callers without a name. */
MUST_CHECK enum err api_caller_check(struct call *call);

#endif
