/*
 * A directory for a file of counters, and what a process of a test does with
 * it.
 */
#ifndef T_UNIT_METRIC_FIXTURE_H
#define T_UNIT_METRIC_FIXTURE_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "metric/file.h"
#include "metric/metric.h"
#include "metric/sum.h"

static char dir[64], path[96];
static struct arena arena;

static inline void
begin(void)
{
	snprintf(dir, sizeof(dir), "/tmp/hearth-metric-XXXXXX");
	cr_assert(mkdtemp(dir) != NULL);
	snprintf(path, sizeof(path), "%s/counters", dir);
	arena_init(&arena, 64 << 20);
	log_init("test", LOG_ERROR);
}

static inline void
end(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	char name[sizeof(dir) + 256];

	while (d && (e = readdir(d))) {
		snprintf(name, sizeof(name), "%s/%s", dir, e->d_name);
		unlink(name);
	}
	if (d)
		closedir(d);
	rmdir(dir);
	arena_release(&arena);
}

static inline struct metric *
open_as(const char *owner)
{
	return metric_open(&(struct metric_options){ path, owner, "hearth" });
}

static inline void
count(struct metric *m, const char *name, uint64_t n)
{
	metric_add(metric_cells(m, METRIC_JOB, name), n);
}

/* What all processes have counted of name. */
static inline uint64_t
total(const struct metric *m, const char *name)
{
	struct metric_sum *sum = arena_new(&arena, struct metric_sum);

	metric_sum_init(sum, &arena);
	metric_sum_read(sum, m);
	return metric_sum_row(sum, METRIC_JOB, name)->cells[0];
}

/* How many processes hold a slot. */
static inline size_t
n_processes(const struct metric *m)
{
	struct metric_sum *sum = arena_new(&arena, struct metric_sum);
	size_t n = 0;

	metric_sum_init(sum, &arena);
	metric_sum_read(sum, m);
	for (const struct metric_process *p = sum->processes; p; p = p->next)
		n++;
	return n;
}

/* A child that runs fn; what it says with say() its parent hears. */
static int ears[2];

static inline pid_t
start(void (*fn)(void))
{
	pid_t parent = getpid(), pid;

	cr_assert(ears[1] || pipe(ears) == 0);
	pid = fork();
	cr_assert(pid >= 0);
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	fn();
	_exit(0);
}

static inline void
say(char c)
{
	if (write(ears[1], &c, 1) != 1)
		_exit(1);
}

static inline char
hear(void)
{
	char c = '\0';

	cr_assert(read(ears[0], &c, 1) == 1);
	return c;
}

static inline void
kill_and_wait(pid_t pid)
{
	kill(pid, SIGKILL);
	cr_assert(waitpid(pid, NULL, 0) == pid);
}

#endif
