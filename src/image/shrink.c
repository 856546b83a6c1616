/*
 * The child inherits nothing: no descriptor but its two files, no environment,
 * in which keys may be.
 */
#include "image/shrink.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "image/sandbox.h"

#include "base/banned.h"

enum { NUMBER_SIZE = 12, START_S = 5 };

const char *
image_shrink_program(const char *setting)
{
	return *setting ? setting : LIBEXECDIR "/hearth-image";
}

/* An error number, or 0. */
static int
start(const struct image_shrink *how, int in, int out, pid_t *pid)
{
	char side[NUMBER_SIZE];
	const char *const argv[] = { "hearth-image",
		how->is_square ? "square" : "whole", side, NULL };
	const char *const nothing[] = { NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t group;
	int error;

	snprintf(side, sizeof(side), "%d", how->side);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(
	    &actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
	posix_spawnattr_init(&group);
	posix_spawnattr_setflags(&group, POSIX_SPAWN_SETPGROUP);
	posix_spawnattr_setpgroup(&group, 0);
	error = posix_spawn(pid, image_shrink_program(how->program), &actions,
	    &group, (char *const *)argv, (char *const *)nothing);
	posix_spawnattr_destroy(&group);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

/* Whether it has had its time. Where it cannot be waited for with a clock, for
 * want of descriptors or of the system call, it has not. */
static bool
is_late(pid_t pid, int s)
{
	int64_t until = clock_monotonic_us() + s * CLOCK_SECOND_US, left;
	struct pollfd end = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	int n;

	if (end.fd < 0)
		return false;
	do {
		left = until - clock_monotonic_us();
		n = poll(&end, 1, left > 0 ? (int)(left / 1000) : 0);
	} while (n < 0 && errno == EINTR);
	close(end.fd);
	return n == 0;
}

/* Its end as a shell counts it. It has a clock of its own, too, which holds
 * when this process is killed; but a program that is not what it should be has
 * none, and what it has started, neither. */
static int
end_of(pid_t pid, int wait_s)
{
	int status;

	if (is_late(pid, wait_s ? wait_s : IMAGE_WAIT_S + START_S))
		kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

enum err
image_shrink(const struct image_shrink *how, int in, int out, struct fault *f)
{
	pid_t pid;
	int error = start(how, in, out, &pid), status;

	if (error)
		return fault_internal(f, ERR_STORAGE, "%s: %s",
		    image_shrink_program(how->program), strerror(error));
	status = end_of(pid, how->wait_s);
	if (status == 0)
		return ERR_OK;
	if (status == EX_DATAERR)
		return fault(f, ERR_VALIDATION_FAILED,
		    "It is no picture that can be taken: PNG, JPEG or WebP.");
	return fault_internal(f, ERR_STORAGE, "%s has ended with status %d",
	    image_shrink_program(how->program), status);
}
