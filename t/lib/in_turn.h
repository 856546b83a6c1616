/*
 * Two processes, of which the second waits for what the first holds in a
 * transaction. On SQLite nobody knows who waits: the second has only begun.
 */
#ifndef T_LIB_IN_TURN_H
#define T_LIB_IN_TURN_H

#include <stdbool.h>

#include "app/call.h"

/* What first and second return, -1 where a process ended otherwise. The first
 * has a connection of its own (own.h), and keys. The second is called when the
 * first lets it wait, and not, as if it had ended, when that does not come
 * within half a minute. */
void in_turn(
    int (*first)(struct call *call), int (*second)(void), int results[2]);

/* In the first, in a transaction that has written: lets the second begin.
 * Whether it came to wait for this connection within ten seconds. */
bool in_turn_let_wait(struct call *call);

#endif
