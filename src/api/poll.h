/*
 * What the handlers of polls share.
 */
#ifndef API_POLL_H
#define API_POLL_H

#include "api/reply.h"
#include "app/poll.h"
#include "generated/api.h"

#define API_POLL_PATH "/api/v1/polls"

/* A poll as the caller sees it, with its times and whom it asks. ERR_NOT_FOUND.
 */
MUST_CHECK enum err api_poll_reply(
    struct call *call, int status, struct poll_id id);

/* app_poll_manage, for a request whose If-Match still fits.
 * ERR_PRECONDITION_FAILED. */
MUST_CHECK enum err api_poll_load(
    struct call *call, struct poll_id id, app_poll_row *poll);

/* Takes over what somebody has written: all of it, or for a patch what is
 * there. ERR_VALIDATION_FAILED, ERR_TIMEZONE_UNKNOWN. */
MUST_CHECK enum err api_poll_merge(struct call *call, app_poll_row *poll,
    const struct api_poll_input *in, bool is_patch);

/* When it is closed, from the member deadline. ERR_VALIDATION_FAILED. */
MUST_CHECK enum err api_poll_set_deadline(
    struct call *call, app_poll_row *poll, struct opt_time deadline);

/* Adds n times to a poll that is locked, or new, and has some.
 * ERR_VALIDATION_FAILED at /options/…. */
MUST_CHECK enum err api_poll_add_options(struct call *call,
    const app_poll_row *poll, const struct api_poll_option_input *options,
    size_t n);

#endif
