/*
 * How every way in answers.
 */
#ifndef API_SIGN_IN_H
#define API_SIGN_IN_H

#include "app/sign_in.h"

/* The User-Agent as it can be stored and shown: a header may be any bytes. */
const char *api_sign_in_agent(const struct call *call);
/* What is to stand for the session. A cookie is given to pages of the origins
 * of api/cookie.h alone: ERR_ORIGIN_REFUSED. */
MUST_CHECK enum err api_sign_in_kind(
    struct call *call, enum session_carrier carrier, enum session_kind *kind);
/* Somebody who comes in by this request, so far as it tells. The same error. */
MUST_CHECK enum err api_sign_in_session(struct call *call,
    enum session_carrier carrier, enum session_method method,
    struct app_session *out);

/* The pair, or the cookie, and the user. */
MUST_CHECK enum err api_sign_in_tokens(
    struct call *call, const struct app_tokens *tokens);
/* That, or the question for a second step. */
MUST_CHECK enum err api_sign_in_reply(
    struct call *call, const struct app_signed_in *in);

#endif
