/*
 * What a program says goes to files in memory: a pipe would have to be read
 * while it runs.
 */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bug.h"

#include "base/banned.h"

/* Whether one of list sets the same variable as entry. */
static bool
is_set_by(const char *entry, const char *const *list)
{
	size_t len = strcspn(entry, "=") + 1;

	for (; *list; list++)
		if (strncmp(*list, entry, len) == 0)
			return true;
	return false;
}

static size_t
count(const char *const *list)
{
	size_t n = 0;

	while (list[n])
		n++;
	return n;
}

/* The texts are borrowed; to be freed. */
static const char **
merge(const char *const *env)
{
	const char *const *inherited = (const char *const *)environ;
	size_t n = count(env);
	const char **all = calloc(
	    n + count(inherited) + 1, sizeof(const char *));

	bug_if(!all);
	memcpy(all, env, n * sizeof(*all));
	for (; *inherited; inherited++)
		if (!is_set_by(*inherited, env))
			all[n++] = *inherited;
	return all;
}

static void
connect_fd(posix_spawn_file_actions_t *actions, int fd, int to)
{
	if (fd == CHILD_NOTHING)
		posix_spawn_file_actions_addopen(
		    actions, to, "/dev/null", O_RDWR, 0);
	else
		posix_spawn_file_actions_adddup2(actions, fd, to);
}

bool
child_start(struct child *c, const char *const *argv, const char *const *env,
    int in, int out)
{
	static const char *const none[] = { NULL };
	const char **all = merge(env ? env : none);
	posix_spawn_file_actions_t actions;
	int error;

	c->messages = memfd_create("messages", MFD_CLOEXEC);
	bug_if(c->messages < 0);
	posix_spawn_file_actions_init(&actions);
	connect_fd(&actions, in, STDIN_FILENO);
	connect_fd(&actions, out, STDOUT_FILENO);
	connect_fd(&actions, c->messages, STDERR_FILENO);
	error = posix_spawnp(&c->pid, argv[0], &actions, NULL,
	    (char *const *)argv, (char *const *)all);
	posix_spawn_file_actions_destroy(&actions);
	free(all);
	if (!error)
		return true;
	close(c->messages);
	errno = error;
	return false;
}

/* Reads the beginning of a file in memory, and closes it. */
static void
take_text(int fd, char *text, size_t size)
{
	ssize_t n = pread(fd, text, size - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	close(fd);
}

/* Ends at the last line break; those before it become blanks. */
static void
join_lines(char *text)
{
	size_t len = strlen(text);

	while (len && text[len - 1] == '\n')
		text[--len] = '\0';
	for (; *text; text++)
		if (*text == '\n')
			*text = ' ';
}

int
child_wait(struct child *c, char *message, size_t size)
{
	int status;
	pid_t pid;

	do
		pid = waitpid(c->pid, &status, 0);
	while (pid < 0 && errno == EINTR);
	bug_if(pid != c->pid);
	take_text(c->messages, message, size);
	join_lines(message);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
child_run(const char *const *argv, char *text, size_t size)
{
	int out = memfd_create("output", MFD_CLOEXEC), status = -1;
	struct child c;
	char message[1];

	bug_if(out < 0);
	if (child_start(&c, argv, NULL, CHILD_NOTHING, out))
		status = child_wait(&c, message, sizeof(message));
	take_text(out, text, size);
	return status;
}
