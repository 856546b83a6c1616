/*
 * Whether somebody waits for what a connection holds.
 */
#ifndef T_LIB_WAITED_H
#define T_LIB_WAITED_H

#include <stdbool.h>

#include "db/db.h"

/* Of a connection in a transaction that has written; on SQLite, where all who
 * write wait for it, always true. A failure ends the program. */
bool is_waited_for(struct db *db);

#endif
