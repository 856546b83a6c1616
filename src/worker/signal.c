/*
 * Signals wait while something is done, and are looked at in between.
 */
#include <signal.h>
#include <time.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "worker/worker.h"

#include "base/banned.h"

static void
stop_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
}

void
worker_block_signals(void)
{
	sigset_t set;

	stop_signals(&set);
	bug_if(sigprocmask(SIG_BLOCK, &set, NULL) < 0);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN); /* the log needs none (base/logfile.h) */
}

void
worker_beat(struct worker *w)
{
	if (w->beat)
		atomic_fetch_add(w->beat, 1);
}

bool
worker_wait(struct worker *w, int64_t us)
{
	struct timespec t = { us / CLOCK_SECOND_US,
		us % CLOCK_SECOND_US * 1000 };
	sigset_t set;

	worker_beat(w);
	stop_signals(&set);
	if (!w->is_stopping && sigtimedwait(&set, NULL, &t) > 0) {
		w->is_stopping = true;
		log_info("stopping");
	}
	return w->is_stopping;
}
