/*
 * flock(2), which has no time-out. A wait that begins is interrupted by a
 * timer of this thread alone, whose signal goes off again and again until it
 * is stopped: the first one may come before flock blocks. SIGALRM and the
 * handlers of others are left alone.
 *
 * Nor has flock an order: whoever waits is woken when it is free and tries
 * again, and a process that runs already has it by then, over and over. So who
 * has waited for long takes the turn, an open file description lock (fcntl(2))
 * on the same file, which the two kinds of lock do not share; who comes while
 * somebody has the turn waits for that first.
 */
#include "db/gate.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/file.h"

#include "base/banned.h"

enum {
	PATH_SIZE = 4096,
	AGAIN_MS = 20,
	PATIENCE_MS = 100 /* until one waits in turn */
};

#define GATE_SIGNAL (SIGRTMIN + 6)

static void
on_signal(int signal)
{
	(void)signal; /* only to make flock return EINTR */
}

static void
make_timer(struct db_gate *g)
{
	struct sigaction action = { .sa_handler = on_signal }; /* no restart */
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID,
		.sigev_signo = GATE_SIGNAL };

	event._sigev_un._tid = gettid();
	bug_if(sigaction(GATE_SIGNAL, &action, NULL) != 0);
	bug_if(timer_create(CLOCK_MONOTONIC, &event, &g->timer) != 0);
	g->has_timer = true;
}

bool
db_gate_open(struct db_gate *g, const char *database)
{
	char path[PATH_SIZE];
	int n = snprintf(path, sizeof(path), "%s.wlock", database);

	*g = (struct db_gate){ .fd = -1 };
	if (n < 0 || (size_t)n >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	g->fd = file_open(path);
	return g->fd >= 0;
}

void
db_gate_close(struct db_gate *g)
{
	if (g->has_timer)
		timer_delete(g->timer);
	if (g->fd >= 0)
		close(g->fd);
	*g = (struct db_gate){ .fd = -1 };
}

static void
set_timer(struct db_gate *g, int first_ms)
{
	struct itimerspec t = { 0 };

	t.it_value.tv_sec = first_ms / 1000;
	t.it_value.tv_nsec = first_ms % 1000 * 1000000L;
	if (first_ms)
		t.it_interval.tv_nsec = AGAIN_MS * 1000000L;
	bug_if(timer_settime(g->timer, 0, &t, NULL) != 0);
}

static struct flock
turn(short type)
{
	return (
	    struct flock){ .l_type = type, .l_whence = SEEK_SET, .l_len = 1 };
}

static bool
is_turn_of_another(const struct db_gate *g)
{
	struct flock lock = turn(F_WRLCK);

	return fcntl(g->fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

static int
wait_for_turn(int fd)
{
	struct flock lock = turn(F_WRLCK);

	return fcntl(fd, F_OFD_SETLKW, &lock);
}

static int
wait_for_gate(int fd)
{
	return flock(fd, LOCK_EX);
}

static void
end_turn(struct db_gate *g)
{
	struct flock lock = turn(F_UNLCK);

	bug_if(fcntl(g->fd, F_OFD_SETLK, &lock) != 0);
}

static bool
wait_until(struct db_gate *g, int (*wait)(int fd), int64_t deadline)
{
	int64_t left_ms = (deadline - clock_monotonic_us()) / 1000;
	bool ok;

	if (left_ms <= 0) /* a timer of 0 would never go off */
		return false;
	if (!g->has_timer)
		make_timer(g);
	set_timer(g, (int)left_ms);
	while (!(ok = wait(g->fd) == 0) && errno == EINTR &&
	       clock_monotonic_us() < deadline)
		continue;
	set_timer(g, 0);
	return ok;
}

bool
db_gate_lock(struct db_gate *g, int wait_ms)
{
	bool is_in_turn = is_turn_of_another(g), ok;
	int64_t now, deadline;

	if (!is_in_turn && flock(g->fd, LOCK_EX | LOCK_NB) == 0)
		return true;
	now = clock_monotonic_us();
	deadline = now + wait_ms * INT64_C(1000);
	if (!is_in_turn && wait_ms > PATIENCE_MS &&
	    wait_until(g, wait_for_gate, now + PATIENCE_MS * INT64_C(1000)))
		return true;
	if (!wait_until(g, wait_for_turn, deadline))
		return false;
	ok = wait_until(g, wait_for_gate, deadline);
	end_turn(g);
	return ok;
}

void
db_gate_unlock(struct db_gate *g)
{
	flock(g->fd, LOCK_UN);
}
