/*
 * What Hearth says in somebody's place, looked at like what they would say
 * themselves: the contract fills in what is left out, and refuses what it
 * refuses anybody.
 */
#ifndef API_SAID_H
#define API_SAID_H

#include "app/call.h"
#include "base/buf.h"

/*
 * Reads JSON as the body of an operation, whose one path parameter, if any, is
 * id, into its input, which is empty; that lives in the call's arena.
 * ERR_VALIDATION_FAILED, also for JSON that did not fit into its buffer.
 */
MUST_CHECK enum err api_said_read(struct call *call, const char *operation,
    struct uuid id, const struct buf *json, void *in);

#endif
