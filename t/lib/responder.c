/*
 * Processes of a pool, without the pool's manager.
 */
#include "t/lib/responder.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "t/lib/tree.h"

#include "base/banned.h"

enum { WAIT_MS = 10000, BACKLOG = 1024 };

static struct sockaddr_un
address(const struct responder *r)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	snprintf(a.sun_path, sizeof(a.sun_path), "%s", r->socket);
	return a;
}

static void
listen_on(struct responder *r)
{
	struct sockaddr_un a = address(r);

	r->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	cr_assert(
	    r->listener >= 0 &&
		bind(r->listener, (struct sockaddr *)&a, sizeof(a)) == 0 &&
		listen(r->listener, BACKLOG) == 0,
	    "%s: cannot listen", r->socket);
}

static const char *
default_program(void)
{
	const char *named = getenv("HEARTH_FCGI");

	return named ? named : TOP_BUILDDIR "/hearth.fcgi";
}

void
responder_start(struct responder *r, const char *program, char *const *env)
{
	*r = (struct responder){ .env = env };
	r->program = program ? program : default_program();
	cr_assert(access(r->program, X_OK) == 0, "%s: not there", r->program);
	snprintf(r->dir, sizeof(r->dir), "/tmp/hearth-fcgi-XXXXXX");
	cr_assert(mkdtemp(r->dir), "%s: cannot make it", r->dir);
	snprintf(r->socket, sizeof(r->socket), "%s/socket", r->dir);
	snprintf(r->log, sizeof(r->log), "%s/log", r->dir);
	listen_on(r);
	responder_spawn(r);
}

/* Nothing outlives the test, a parent that ended before this was asked for
 * included. */
static void
die_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(126);
}

/* In the child. */
static void
become(const struct responder *r, pid_t parent)
{
	int log = open(r->log, O_WRONLY | O_CREAT | O_APPEND, 0600);

	die_with(parent);
	if (log < 0 || dup2(r->listener, STDIN_FILENO) < 0 ||
	    dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
		_exit(126);
	setenv("METRICS_FILE", "off", 1);
	for (char *const *e = r->env; e && *e; e++)
		putenv(*e);
	execl(r->program, r->program, (char *)NULL);
	_exit(127);
}

/* The child begins with the loop's signals blocked: one that a test sends at
 * once waits until the loop runs. */
static pid_t
fork_child(struct responder *r)
{
	sigset_t set, before;
	pid_t pid;

	cr_assert(r->n_pids < RESPONDER_PROCESSES);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &before);
	pid = fork();
	cr_assert(pid >= 0);
	if (pid)
		sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid)
		r->pids[r->n_pids++] = pid;
	return pid;
}

pid_t
responder_spawn(struct responder *r)
{
	pid_t parent = getpid(), pid = fork_child(r);

	if (pid == 0)
		become(r, parent);
	return pid;
}

pid_t
responder_supervise(struct responder *r, size_t n)
{
	pid_t parent = getpid(), pid = fork_child(r);

	if (pid)
		return pid;
	die_with(parent);
	parent = getpid();
	for (;;) {
		pid = fork();
		if (pid == 0)
			become(r, parent);
		if (n > 1)
			n--;
		else
			wait(NULL);
	}
}

int
responder_connect(const struct responder *r)
{
	struct sockaddr_un a = address(r);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	cr_assert(fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0,
	    "%s: cannot connect", r->socket);
	return fd;
}

static void
forget(struct responder *r, pid_t pid)
{
	for (size_t i = 0; i < r->n_pids; i++)
		if (r->pids[i] == pid)
			r->pids[i] = r->pids[--r->n_pids];
}

int
responder_wait(struct responder *r, pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0), status = 0;
	struct pollfd ended = { .fd = fd, .events = POLLIN };

	cr_assert(fd >= 0);
	if (poll(&ended, 1, WAIT_MS) != 1) {
		close(fd);
		return -1;
	}
	close(fd);
	cr_assert(waitpid(pid, &status, 0) == pid);
	forget(r, pid);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

char *
responder_log(const struct responder *r)
{
	FILE *f = fopen(r->log, "r");
	char *text = NULL;
	size_t size = 0;

	if (!f)
		return strdup("");
	if (getdelim(&text, &size, '\0', f) < 0)
		text[0] = '\0';
	fclose(f);
	return text;
}

void
responder_stop(struct responder *r)
{
	while (r->n_pids) {
		kill(r->pids[0], SIGKILL);
		responder_wait(r, r->pids[0]);
	}
	close(r->listener);
	tree_remove(r->dir);
}
