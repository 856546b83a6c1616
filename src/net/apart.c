/*
 * The child ends by an alarm that it sets itself, so that it does not outlive a
 * caller that was killed.
 */
#include "net/apart.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/process.h"

#include "base/banned.h"

enum { TICK_MS = 1000 };

/* Waits until the process has ended; false when tick gave up. */
static bool
watch(const struct net_apart *a, int end_fd)
{
	struct pollfd end = { .fd = end_fd, .events = POLLIN };

	while (poll(&end, 1, TICK_MS) <= 0)
		if (a->tick && !a->tick(a->tick_ctx))
			return false;
	return true;
}

static bool
reap(pid_t pid, int *status)
{
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return false;
	return true;
}

enum net_apart_end
net_apart_run(const struct net_apart *a, int *status)
{
	pid_t pid = fork();
	bool is_watched;
	int end_fd, how;

	if (pid < 0)
		return NET_APART_FAILED;
	if (pid == 0) {
		process_end_in(a->limit_s);
		_exit(a->work(a->ctx));
	}
	end_fd = pidfd_open(pid, 0);
	is_watched = end_fd >= 0 && watch(a, end_fd);
	if (end_fd >= 0)
		close(end_fd);
	if (!is_watched)
		kill(pid, SIGKILL);
	if (!reap(pid, &how))
		return NET_APART_FAILED;
	if (WIFEXITED(how)) {
		*status = WEXITSTATUS(how);
		return NET_APART_DONE;
	}
	if (!is_watched && end_fd >= 0)
		return NET_APART_GIVEN_UP;
	return WTERMSIG(how) == SIGALRM ? NET_APART_LATE : NET_APART_FAILED;
}
