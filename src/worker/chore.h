/*
 * What a worker does besides jobs, by the clock: it takes back the jobs of
 * workers that vanished and makes due what a wrong clock has put off (each 10
 * seconds), writes what has become of sparks, runs and polls (each second), and
 * deletes what is past its time (each hour). Several workers may do it at once.
 */
#ifndef WORKER_CHORE_H
#define WORKER_CHORE_H

#include "worker/worker.h"

/* Runs what is due. Errors are those of the database; what failed is tried
 * again at the next call. */
MUST_CHECK enum err worker_chores_run(struct worker *w);

/* Whether time has something to move that another second need not pass for.
 * By app_look_is_due: nothing is written, nor locked when nothing is due. */
MUST_CHECK enum err worker_chores_are_due(struct worker *w, bool *are_due);

#endif
