/*
 * The file that LOG names, while it is rotated under load.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "t/lib/fcgi_client.h"
#include "t/lib/responder.h"

#include "base/banned.h"

enum { PROCESSES = 3, ROTATIONS = 4 };

static struct responder hearth;
static char dir[] = "/tmp/hearth-log-XXXXXX";
static char where[96];
static char *settings[] = {
	"SECRET_KEY=0123456789abcdef0123456789abcdef",
	"DATABASE_URL=sqlite:////nonexistent/hearth.db",
	"HEARTH_CONF=/dev/null",
	where,
	NULL,
};

static void
start(void)
{
	cr_assert(mkdtemp(dir) != NULL);
	snprintf(where, sizeof(where), "LOG=%s/log", dir);
	responder_start(&hearth, NULL, settings);
	while (hearth.n_pids < PROCESSES)
		responder_spawn(&hearth);
}

/* "log", and "log.N" of a rotation. */
static void
name_of(int rotation, char path[64])
{
	snprintf(path, 64, "%s/log", dir);
	if (rotation)
		snprintf(path, 64, "%s/log.%d", dir, rotation);
}

static void
stop(void)
{
	char path[64];

	responder_stop(&hearth);
	for (int i = 0; i <= ROTATIONS; i++) {
		name_of(i, path);
		unlink(path);
	}
	rmdir(dir);
}

TestSuite(fcgi_log, .init = start, .fini = stop, .timeout = 60);

/* How many lines of requests, each of them whole, the file has. */
static int
count(int rotation)
{
	char path[64], line[4096];
	FILE *file;
	int n = 0;

	name_of(rotation, path);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		if (strstr(line, "\"path\":\"/healthcheck\"")) {
			cr_expect(
			    line[0] == '{' && strstr(line, "}\n") != NULL);
			n++;
		}
	if (file)
		fclose(file);
	return n;
}

/* Waits until a process ignores SIGHUP: one that only just starts would die of
 * it. */
static void
wait_until_deaf(pid_t pid)
{
	unsigned long long ignored = 0;
	char path[64], line[256];

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	while (!(ignored >> (SIGHUP - 1) & 1)) { /* or the suite's time is up */
		FILE *status = fopen(path, "re");

		cr_assert(status != NULL);
		while (fgets(line, sizeof(line), status))
			if (strncmp(line, "SigIgn:", 7) == 0)
				ignored = strtoull(line + 7, NULL, 16);
		fclose(status);
	}
}

static void
rotate(int rotation)
{
	char from[64], to[64];

	name_of(0, from);
	name_of(rotation, to);
	cr_assert(eq(int, rename(from, to), 0));
	for (size_t i = 0; i < hearth.n_pids; i++) {
		wait_until_deaf(hearth.pids[i]);
		kill(hearth.pids[i], SIGHUP); /* as scripts do */
	}
}

/* Asks on all connections until requests are written to a new file; how many
 * it asked. */
static int
ask_until_new(const int *fds)
{
	int asked = 0;

	do /* the suite's time-out ends it */
		for (int i = 0; i < PROCESSES; i++) {
			cr_assert(eq(
			    int, FCGI_ASK(fds[i], .uri = "/healthcheck"), 200));
			asked++;
		}
	while (count(0) < PROCESSES);
	return asked;
}

Test(fcgi_log, rotation_loses_no_line_and_fails_no_request)
{
	int fds[PROCESSES], asked = 0, found = 0;

	for (int i = 0; i < PROCESSES; i++)
		fds[i] = responder_connect(&hearth);
	asked += ask_until_new(fds);
	for (int i = 1; i <= ROTATIONS; i++) {
		rotate(i);
		asked += ask_until_new(fds);
	}
	for (int i = 0; i < PROCESSES; i++)
		close(fds[i]);
	while (hearth.n_pids) {
		kill(hearth.pids[0], SIGTERM);
		cr_assert(eq(int, responder_wait(&hearth, hearth.pids[0]), 0));
	}
	for (int i = 0; i <= ROTATIONS; i++)
		found += count(i);
	cr_expect(eq(int, found, asked));
}

Test(fcgi_log, file_that_cannot_be_opened_is_a_wrong_setting)
{
	pid_t pid;
	char *log;

	snprintf(where, sizeof(where), "LOG=%s/none/log", dir);
	pid = responder_spawn(&hearth);
	cr_expect(eq(int, responder_wait(&hearth, pid), 78));
	log = responder_log(&hearth);
	cr_expect(strstr(log, "/none/log: No such file or directory") != NULL,
	    "%s", log);
	free(log);
}
