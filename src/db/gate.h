/*
 * The write gate of a SQLite database: a lock file beside it that every writer
 * holds from BEGIN IMMEDIATE to the end of COMMIT, the checkpoint included.
 * It makes writers wait in the kernel instead of by luck, lets those go first
 * who have waited for long, keeps two of them from ever resetting the log at
 * once (SQLite before 3.51.3 can corrupt a database then), and the kernel opens
 * it when its holder is killed.
 */
#ifndef DB_GATE_H
#define DB_GATE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/attr.h"

struct db_gate {
	int fd;
	bool has_timer;
	timer_t timer; /* interrupts the wait */
};

/* Opens "<database>.wlock", making it if needed; false with errno. Once per
 * process, after fork. */
MUST_CHECK bool db_gate_open(struct db_gate *g, const char *database);
/* Opens the gate to others if it was locked, and closes the file. */
void db_gate_close(struct db_gate *g);
/* Waits at most wait_ms; false when the gate was not free in time. */
MUST_CHECK bool db_gate_lock(struct db_gate *g, int wait_ms);
/* Lets the next writer in. */
void db_gate_unlock(struct db_gate *g);

#endif
