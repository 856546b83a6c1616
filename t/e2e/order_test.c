/*
 * What is done with a file before it is acknowledged, and in which order: as
 * strace sees a responder do it, of each way in which one comes.
 */
#define E2E_OPTIONS .slow = 1, .no_worker = true
#include "t/lib/e2e_engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "t/lib/answer.h"
#include "t/lib/memory.h"
#include "t/lib/tus.h"

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
	    (const char *const[]){ "strace", "-y", "-s", "4096", "-o",
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

/* Where the database has what was done, which PostgreSQL calls so; NULL when it
 * has not. */
static const char *
find_row(const char *from, const char *done)
{
	return e2e_engine() == DB_SQLITE ? find(from, "pwrite64(", "-wal>")
					 : find(from, "recvfrom(", done);
}

/* Looks from there on at a file that was written to that folder first, up to
 * its answer, behind which the next begins. */
static const char *
expect_order(const char *from, const char *folder, const char *status)
{
	const char *bytes = find(from, "fsync(", folder);
	const char *name = find(from, "renameat2(", "RENAME_NOREPLACE");
	const char *shelf = find(from, "fsync(", "/store/");
	const char *row, *answer = find(from, "", status);

	cr_assert(bytes && name && shelf && answer, "%s: %s", folder, from);
	row = find_row(shelf, "COMMIT");
	cr_assert(row, "%s: %s", folder, from);
	cr_expect(bytes < name, "the bytes before the name: %s", from);
	cr_expect(name < shelf, "the name before its folder: %s", from);
	cr_expect(row < answer, "the row before the answer: %s", from);
	answer += strcspn(answer, "\n");
	name = find(row, "renameat2(", "");
	cr_expect(!name || name > answer, "nothing is renamed after it");
	return answer;
}

static void
send_piece(const char *bytes, int offset)
{
	with("Tus-Resumable", "1.0.0");
	with("Upload-Offset", text("%d", offset));
	with_body("application/offset+octet-stream", bytes, strlen(bytes));
	expect(204, as("ann", PATCH, "/uploads/%s", id("u")));
}

Test_engines(e2e_order, a_file_is_on_the_disk_before_it_is_acknowledged)
{
	static const char form[] = "--x\r\nContent-Disposition: form-data; "
				   "name=f; filename=f\r\n\r\nbytes\r\n"
				   "--x--\r\n";
	const char *all, *piece, *row, *answer;

	if (geteuid() != 0)
		cr_skip_test("only root can trace a responder");
	given_event("e");
	expect(201, tus_begin("ann", 4));
	keep("u");
	attach();
	with_body("text/plain", "bytes", 5);
	expect(201, as("ann", POST, "/events/%s/files", id("e")));
	with_body("multipart/form-data; boundary=x", form, strlen(form));
	expect(201, as("ann", POST, "/events/%s/files", id("e")));
	send_piece("ab", 0);
	send_piece("cd", 2);
	process_stop(&strace, WAIT_MS);
	all = expect_order(trace(), "/incoming/", "Status: 201");
	all = expect_order(all, "/part/", "Status: 201");
	piece = find(all, "fdatasync(", "/part/");
	answer = find(all, "", "Status: 204");
	cr_assert(piece && answer, "%s", all);
	row = find_row(piece, "UPDATE 1"); /* one statement */
	cr_expect(row && row < answer,
	    "a piece before how far it is, and that before the answer: %s",
	    all);
	expect_order(answer + strcspn(answer, "\n"), "/part/", "Status: 204");
}
