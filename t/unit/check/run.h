/*
 * One input through check_input, and what it said in one line of text.
 */
#ifndef T_UNIT_CHECK_RUN_H
#define T_UNIT_CHECK_RUN_H

#include "base/arena.h"
#include "base/fault.h"

/* Of the last run; released by check_run_end. */
struct check_run {
	struct arena arena;
	struct fault fault;
	enum err err;
	void *in;	   /* the operation's struct */
	char faults[1024]; /* "/title required, /start format"; "" if none */
};

/* Runs the operation of good.json. path: its values with '/' between; query:
 * raw; body: JSON text, NULL for none. The result is one static struct. */
struct check_run *check_run(const char *operation, const char *path,
    const char *query, const char *body);
void check_run_end(void);

#endif
