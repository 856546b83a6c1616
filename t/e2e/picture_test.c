/*
 * Smaller pictures by the processes of one worker, whose memory they share: one
 * at a time is made.
 */
#define E2E_OPTIONS .slow = 1, .no_worker = true
#include "t/lib/e2e_engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "t/lib/answer.h"
#include "t/lib/files.h"
#include "t/lib/picture.h"

#include "base/banned.h"

enum { PICTURES = 6, WAIT_MS = 60000 };

/* A program that does what hearth-image does behind these commands, in the
 * test's directory. */
static void
given_program(const char *before)
{
	const char *path = text("%s/program", e2e_dir());
	FILE *f = fopen(path, "we");

	cr_assert(
	    f && fprintf(f,
		     "#!/bin/sh\ncd %s\n%s\n%s/hearth-image \"$@\" || exit\n"
		     "[ ! -d one ] || /bin/rmdir one\n",
		     e2e_dir(), before, TOP_BUILDDIR) > 0);
	cr_assert(fclose(f) == 0 && chmod(path, 0700) == 0);
	setenv("IMAGE_PROGRAM", path, 1);
}

static void
given_pictures(void)
{
	struct bytes picture = picture_png(2000, 1000);

	given_event("e");
	for (int i = 0; i < PICTURES; i++) {
		with_body("image/png", picture.p, picture.len);
		expect(201, as("ann", POST, "/events/%s/files", id("e")));
	}
}

/* The program leaves "both" behind if another runs at the same time. */
Test_once(e2e_picture, one_at_a_time_is_made)
{
	given_pictures();
	given_program("/bin/mkdir one || : >both");
	setenv("WORKER_PROCESSES", "4", 1);
	expect_int(0, process_run(text("%s/worker.log", e2e_dir()), WAIT_MS,
			  (const char *const[]){
			      TOP_BUILDDIR "/hearth-worker", "--once", NULL }));
	expect_int(3 * PICTURES, files_count("store"));
	cr_expect(access(text("%s/both", e2e_dir()), F_OK) < 0);
}

static bool
is_begun(void *ctx)
{
	(void)ctx;
	return access(text("%s/begun", e2e_dir()), F_OK) == 0;
}

/* The first of three takes only what somebody waits for. */
Test_once(e2e_picture, no_process_waits_for_its_turn)
{
	struct process worker;

	given_pictures();
	expect(200, attend("bob", "e"));
	given_program(": >begun; while [ ! -e go ]; do /bin/sleep 0.01; done");
	setenv("WORKER_PROCESSES", "3", 1);
	process_start(&worker, text("%s/worker.log", e2e_dir()),
	    (const char *const[]){ TOP_BUILDDIR "/hearth-worker", NULL });
	wait_until(is_begun, NULL, WAIT_MS, "a picture that is made");
	expect(200, as("ann", POST, "/events/%s/cancel {}", id("e")));
	e2e_mail("bob@example.org", 0);
	expect_int(PICTURES, files_count("store"));
	fclose(fopen(text("%s/go", e2e_dir()), "we"));
	expect_int(0, process_stop(&worker, WAIT_MS));
}
