/*
 * fork, wait, and fork again.
 */
#include "worker/pool.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"

#include "base/banned.h"

enum { PROCESSES_MAX = 64, AGAIN_US = 1000000 };

struct watch {
	const struct worker_pool *pool;
	pid_t pids[PROCESSES_MAX];     /* 0: does not run */
	int64_t due_us[PROCESSES_MAX]; /* monotonic: when it starts */
	int n_running;
	int status;
	bool is_ending; /* none is replaced any more */
};

static void
start(struct watch *w, int i)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid < 0) {
		log_error("cannot start a process: errno %d", errno);
		w->due_us[i] = clock_monotonic_us() + AGAIN_US;
		return;
	}
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(EX_TEMPFAIL);
		exit(w->pool->work(w->pool->ctx, i));
	}
	w->pids[i] = pid;
	w->n_running++;
}

/* Starts what is due. Returns how long until the next is; -1: none waits. */
static int64_t
start_due(struct watch *w)
{
	int64_t now = clock_monotonic_us(), next = -1;

	for (int i = 0; i < w->pool->n && !w->is_ending; i++) {
		if (w->pids[i])
			continue;
		if (w->due_us[i] <= now)
			start(w, i);
		if (!w->pids[i] && (next < 0 || w->due_us[i] - now < next))
			next = w->due_us[i] - now;
	}
	return next;
}

static void
end_all(struct watch *w)
{
	w->is_ending = true;
	for (int i = 0; i < w->pool->n; i++)
		if (w->pids[i])
			kill(w->pids[i], SIGTERM);
}

static void
note_end(struct watch *w, int i, int status)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status)
				     : 128 + WTERMSIG(status);

	w->pids[i] = 0;
	w->n_running--;
	w->due_us[i] = clock_monotonic_us() + AGAIN_US;
	if (w->status == 0 && (w->is_ending || code == EX_CONFIG))
		w->status = code;
	if (w->is_ending)
		return;
	if (code == EX_CONFIG)
		end_all(w);
	else
		log_error(
		    "a process ended with status %d and is replaced", code);
}

static void
collect(struct watch *w)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (int i = 0; i < w->pool->n; i++)
			if (w->pids[i] == pid)
				note_end(w, i, status);
}

/* Waits for a signal, at most us; -1: for ever. */
static int
wait_for_signal(int64_t us)
{
	struct timespec t = { us / CLOCK_SECOND_US,
		us % CLOCK_SECOND_US * 1000 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	return us < 0 ? sigwaitinfo(&set, NULL) : sigtimedwait(&set, NULL, &t);
}

int
worker_pool_run(const struct worker_pool *pool)
{
	struct watch w = { .pool = pool };
	sigset_t children;
	int64_t next_us;

	bug_if(pool->n < 1 || pool->n > PROCESSES_MAX);
	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	bug_if(sigprocmask(SIG_BLOCK, &children, NULL) < 0);
	next_us = start_due(&w);
	w.is_ending = pool->once;
	while (w.n_running > 0 || !w.is_ending) {
		int signal = wait_for_signal(next_us);

		if (signal == SIGTERM || signal == SIGINT)
			end_all(&w);
		collect(&w);
		next_us = start_due(&w);
	}
	return w.status;
}
