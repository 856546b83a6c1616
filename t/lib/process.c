/*
 * Starting, awaiting and ending programs. Ends are awaited on a pidfd, so
 * nothing polls and no SIGCHLD handler is needed.
 */
#include "t/lib/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/str.h"

#include "base/banned.h"

enum { PORT_MS = 20000 };

static void
become(const char *log, const char *const *argv, pid_t parent)
{
	int in = open("/dev/null", O_RDONLY);
	int out = open(log, O_WRONLY | O_APPEND | O_CREAT, 0666);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (in < 0 || out < 0 || getppid() != parent)
		_exit(127);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	close_range(3, ~0U, 0);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	dprintf(STDERR_FILENO, "%s: cannot be started\n", argv[0]);
	_exit(127);
}

void
process_start(struct process *p, const char *log, const char *const *argv)
{
	pid_t parent = getpid();

	p->pid = fork();
	bug_if(p->pid < 0);
	if (p->pid == 0)
		become(log, argv, parent);
}

/* Whether the process has ended after at most timeout_ms. */
static bool
has_ended(pid_t pid, int timeout_ms)
{
	struct pollfd fd = { .events = POLLIN };
	int rc;

	fd.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	bug_if(fd.fd < 0);
	do
		rc = poll(&fd, 1, timeout_ms);
	while (rc < 0 && errno == EINTR);
	close(fd.fd);
	return rc > 0;
}

static int
reap(struct process *p)
{
	int status = 0;

	bug_if(waitpid(p->pid, &status, 0) != p->pid);
	p->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
process_wait(struct process *p, int timeout_ms)
{
	if (has_ended(p->pid, timeout_ms))
		return reap(p);
	kill(p->pid, SIGKILL);
	reap(p);
	return -1;
}

int
process_run(const char *log, int timeout_ms, const char *const *argv)
{
	struct process p;

	process_start(&p, log, argv);
	return process_wait(&p, timeout_ms);
}

bool
process_is_alive(const struct process *p)
{
	return p->pid && !has_ended(p->pid, 0);
}

int
process_stop(struct process *p, int timeout_ms)
{
	if (!p->pid)
		return 0;
	kill(p->pid, SIGTERM);
	return process_wait(p, timeout_ms);
}

/* The parent of a process, 0 when it is gone or a zombie. */
static pid_t
parent_of(const char *pid)
{
	char name[64], state;
	FILE *file;
	int parent;

	snprintf(name, sizeof(name), "/proc/%.20s/stat", pid);
	file = fopen(name, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%*d (%*[^)]) %c %d", &state, &parent) != 2 ||
	    state == 'Z')
		parent = 0;
	fclose(file);
	return parent;
}

size_t
process_children(pid_t parent, pid_t *pids, size_t size)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	size_t n = 0;
	long pid;

	bug_if(!proc);
	while (n < size && (entry = readdir(proc))) {
		pid = strtol(entry->d_name, NULL, 10);
		if (pid > 0 && parent_of(entry->d_name) == parent)
			pids[n++] = (pid_t)pid;
	}
	closedir(proc);
	return n;
}

/* The number that a process's status has behind name, in that base; 0 when it
 * is gone. */
static unsigned long
status_of(pid_t pid, const char *name, int base)
{
	char path[64], line[128];
	size_t len = strlen(name);
	unsigned long value = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, name, len) == 0)
			value = strtoul(line + len, NULL, base);
	if (file)
		fclose(file);
	return value;
}

bool
process_has_pending(pid_t pid, int signal)
{
	return status_of(pid, "ShdPnd:", 16) >> (signal - 1) & 1;
}

long
process_rss_kib(pid_t pid)
{
	return (long)status_of(pid, "VmRSS:", 10);
}

int
process_read_port(const char *fifo)
{
	char line[16] = "";
	struct pollfd fd = { .events = POLLIN };
	int64_t port;
	ssize_t n;

	/* for reading and writing, so that the open does not wait */
	fd.fd = open(fifo, O_RDWR | O_CLOEXEC);
	bug_if(fd.fd < 0 || poll(&fd, 1, PORT_MS) != 1);
	n = read(fd.fd, line, sizeof(line) - 1);
	close(fd.fd);
	bug_if(n < 2 || line[n - 1] != '\n');
	line[n - 1] = '\0';
	bug_if(!str_to_int(line, 1, 65535, &port));
	return (int)port;
}
