/*
 * Who is calling: the bearer token of a request, and the session behind it.
 */
#ifndef API_CALLER_H
#define API_CALLER_H

#include "api/exchange.h"
#include "app/call.h"

/*
 * Reads the Authorization header as the operation asks and fills call->user and
 * call->session. That the session still lives is asked of the database together
 * with the handler's first query (db_first): until then the caller is only who
 * the signature says. ERR_NOT_AUTHENTICATED now; ERR_SESSION_EXPIRED from
 * whichever call carries the question.
 */
MUST_CHECK enum err api_caller_read(struct call *call);

#endif
