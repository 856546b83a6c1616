/*
 * Several workers as processes beside each other, and the one that watches
 * them: a job that kills its process takes no other with it.
 */
#ifndef WORKER_POOL_H
#define WORKER_POOL_H

#include <stdatomic.h>
#include <stdbool.h>

struct worker_pool {
	int n; /* processes */
	/* What each does; its number is 0 .. n-1, what it returns its exit
	 * status. It counts *beat up as long as it is not stuck. */
	int (*work)(void *ctx, int number, atomic_uint *beat);
	void *ctx;
	bool once;    /* they end by themselves, and that is the end */
	int silent_s; /* one that does not count for so long is killed */
};

/*
 * Runs them until all have ended, which SIGTERM and SIGINT (blocked) ask them
 * to do; one that ends otherwise is replaced a second or two later. If one
 * finds its settings wrong (EX_CONFIG), all end. Returns the first exit status
 * that was not 0. They do not outlive this process, however it ends. systemd's
 * watchdog watches this process alone.
 */
int worker_pool_run(const struct worker_pool *pool);

#endif
