/*
 * Whose turn it is. What takes much memory the processes of one worker do one
 * after the other: whoever has no turn takes no job that wants one, and another
 * job instead.
 */
#ifndef WORKER_TURN_H
#define WORKER_TURN_H

#include "worker/worker.h"

/* Takes it, for no time that others would wait; false when another process has
 * it. Where there are no others there is always a turn. The end of a process
 * gives it back. */
MUST_CHECK bool worker_turn_take(const struct worker *w);
/* Nothing when this process has not got it. */
void worker_turn_give(const struct worker *w);
/* Whether nobody else has it. */
bool worker_turn_is_free(const struct worker *w);

#endif
