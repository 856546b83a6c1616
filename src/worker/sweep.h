/*
 * What the clock does to files: it removes those that no row has, as of people
 * and events that are gone, and bodies that became none.
 */
#ifndef WORKER_SWEEP_H
#define WORKER_SWEEP_H

#include "worker/worker.h"

/*
 * Looks through one of the folders, another each minute, for what has been
 * there for an hour, and through all that is on its way for so long. What fails
 * here keeps no job from being done: the log says it, once. The errors are
 * those of the database.
 */
MUST_CHECK enum err worker_sweep(struct worker *w);
/* The same of a given folder, from 0 on, and of what has been there since
 * before, in seconds since 1970. */
MUST_CHECK enum err worker_sweep_shelf(
    struct worker *w, unsigned shelf, int64_t before);

#endif
