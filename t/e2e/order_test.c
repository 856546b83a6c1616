/*
 * What is done with a file before it is acknowledged, and in which order: as
 * strace sees a responder do it.
 */
#define E2E_OPTIONS .slow = 1, .no_worker = true
#include "t/lib/e2e_engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "t/lib/answer.h"
#include "t/lib/memory.h"

#include "base/banned.h"

enum { WAIT_MS = 10000, TRACE_MAX = 1 << 20 };

static struct process strace;

static char *
trace(void)
{
	char *all = memory_keep(calloc(1, TRACE_MAX));
	FILE *f = fopen(text("%s/trace", e2e_dir()), "re");

	if (f) {
		(void)!fread(all, 1, TRACE_MAX - 1, f);
		fclose(f);
	}
	return all;
}

static bool
is_attached(void *ctx)
{
	char said[256] = "";
	FILE *f = fopen(text("%s/strace.log", e2e_dir()), "re");

	(void)ctx;
	if (f) {
		(void)!fread(said, 1, sizeof(said) - 1, f);
		fclose(f);
	}
	return strstr(said, "attached") != NULL;
}

/* A responder lets nobody but root look at it. */
static void
attach(void)
{
	pid_t pids[E2E_RESPONDERS_MAX];

	cr_assert(e2e_slow_responders(pids) == 1);
	process_start(&strace, text("%s/strace.log", e2e_dir()),
	    (const char *const[]){ "strace", "-y", "-s", "64", "-o",
		text("%s/trace", e2e_dir()), "-p", text("%d", (int)pids[0]),
		NULL });
	wait_until(is_attached, NULL, WAIT_MS, "strace has attached");
}

/* The first line behind from in which a call has what; NULL when there is none.
 */
static const char *
find(const char *from, const char *call, const char *what)
{
	for (; *from; from += strcspn(from, "\n"), from += *from == '\n') {
		size_t len = strcspn(from, "\n");

		if (strncmp(from, call, strlen(call)) == 0 &&
		    memmem(from, len, what, strlen(what)))
			return from;
	}
	return NULL;
}

Test_once(e2e_order, a_file_is_on_the_disk_before_it_is_acknowledged)
{
	const char *all, *bytes, *name, *folder, *row, *answer;

	if (geteuid() != 0)
		cr_skip_test("only root can trace a responder");
	given_event("e");
	attach();
	with_body("text/plain", "bytes", 5);
	expect(201, as("ann", POST, "/events/%s/files", id("e")));
	process_stop(&strace, WAIT_MS);
	all = trace();
	bytes = find(all, "fsync(", "/incoming/");
	name = find(all, "renameat2(", "RENAME_NOREPLACE");
	folder = find(all, "fsync(", "/store/");
	cr_assert(bytes && name && folder, "%s", all);
	row = find(folder, "pwrite64(", "-wal>");
	answer = find(all, "", "Status: 201");
	cr_assert(row && answer, "%s", all);
	cr_expect(bytes < name, "the bytes before the name: %s", all);
	cr_expect(name < folder, "the name before its folder: %s", all);
	cr_expect(row < answer, "the row before the answer: %s", all);
	cr_expect(!find(row, "renameat2(", ""), "nothing is renamed after it");
}
