/*
 * How every way in answers.
 */
#ifndef API_SIGN_IN_H
#define API_SIGN_IN_H

#include "app/sign_in.h"

/* The User-Agent as it can be stored and shown: a header may be any bytes. */
const char *api_sign_in_agent(const struct call *call);
/* Somebody who comes in by this request, so far as it tells. */
struct app_session api_sign_in_session(
    const struct call *call, enum session_method method);

/* The pair and its user. */
MUST_CHECK enum err api_sign_in_tokens(
    struct call *call, const struct app_tokens *tokens);
/* That, or the question for a second step. */
MUST_CHECK enum err api_sign_in_reply(
    struct call *call, const struct app_signed_in *in);

#endif
