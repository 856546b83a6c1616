/*
 * fork, wait, and fork again.
 */
#include "worker/pool.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/notify.h"

#include "base/banned.h"

enum { PROCESSES_MAX = 64, AGAIN_US = 1000000, TICK_US = 1000000 };

struct watch {
	const struct worker_pool *pool;
	pid_t pids[PROCESSES_MAX];     /* 0: does not run */
	int64_t due_us[PROCESSES_MAX]; /* monotonic: when it starts */
	atomic_uint *beats;	       /* shared with the processes */
	unsigned seen[PROCESSES_MAX];  /* the beats at the last tick */
	int silent[PROCESSES_MAX];     /* for so many ticks the same */
	int64_t tick_us;	       /* monotonic: when the next is */
	struct notify notify;
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
		exit(w->pool->work(w->pool->ctx, i, &w->beats[i]));
	}
	w->pids[i] = pid;
	w->silent[i] = 0;
	w->n_running++;
}

static void
start_due(struct watch *w)
{
	int64_t now = clock_monotonic_us();

	for (int i = 0; i < w->pool->n && !w->is_ending; i++)
		if (!w->pids[i] && w->due_us[i] <= now)
			start(w, i);
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

/* One that is stopped or stuck holds a place that another could have. */
static void
check_beat(struct watch *w, int i)
{
	unsigned beat = atomic_load(&w->beats[i]);

	w->silent[i] = beat == w->seen[i] ? w->silent[i] + 1 : 0;
	w->seen[i] = beat;
	if (w->silent[i] < w->pool->silent_s)
		return;
	log_error("a process is stuck and is killed");
	kill(w->pids[i], SIGKILL);
	w->silent[i] = 0;
}

/* Ticks are counted, not time: all of them may have been frozen. */
static void
tick(struct watch *w)
{
	int64_t now = clock_monotonic_us();

	if (now < w->tick_us)
		return;
	w->tick_us = now + TICK_US;
	for (int i = 0; i < w->pool->n; i++)
		if (w->pids[i])
			check_beat(w, i);
	notify_alive(&w->notify);
}

/* Waits for a signal, not longer than until the next tick. */
static int
wait_for_signal(void)
{
	struct timespec t = { .tv_nsec = TICK_US * 1000 - 1 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	return sigtimedwait(&set, NULL, &t);
}

static void
watch(struct watch *w)
{
	start_due(w);
	w->is_ending = w->pool->once;
	notify_ready(&w->notify);
	while (w->n_running > 0 || !w->is_ending) {
		int signal = wait_for_signal();

		if (signal == SIGTERM || signal == SIGINT)
			end_all(w);
		collect(w);
		tick(w);
		start_due(w);
	}
}

int
worker_pool_run(const struct worker_pool *pool)
{
	struct watch w = { .pool = pool };
	size_t size = PROCESSES_MAX * sizeof(*w.beats);
	sigset_t children;

	bug_if(pool->n < 1 || pool->n > PROCESSES_MAX);
	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	bug_if(sigprocmask(SIG_BLOCK, &children, NULL) < 0);
	w.beats = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bug_if(w.beats == MAP_FAILED);
	notify_open(&w.notify);
	watch(&w);
	notify_close(&w.notify);
	munmap(w.beats, size);
	return w.status;
}
