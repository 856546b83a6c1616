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

#include "t/lib/files.h"
#include "t/lib/picture.h"

#include "base/banned.h"

enum { PICTURES = 6, WAIT_MS = 60000 };

/* Its path. It does what hearth-image does, and leaves "both" behind if another
 * did so at the same time. */
static const char *
write_watched_program(void)
{
	const char *path = text("%s/watched", e2e_dir());
	FILE *f = fopen(path, "we");

	cr_assert(f && fprintf(f,
			   "#!/bin/sh\n"
			   "/bin/mkdir %s/one || : >%s/both\n"
			   "%s/hearth-image \"$@\" || exit\n"
			   "/bin/rmdir %s/one\n",
			   e2e_dir(), e2e_dir(), TOP_BUILDDIR, e2e_dir()) > 0);
	cr_assert(fclose(f) == 0 && chmod(path, 0700) == 0);
	return path;
}

Test_once(e2e_picture, one_at_a_time_is_made)
{
	struct bytes picture = picture_png(2000, 1000);

	given_event("e");
	for (int i = 0; i < PICTURES; i++) {
		with_body("image/png", picture.p, picture.len);
		expect(201, as("ann", POST, "/events/%s/files", id("e")));
	}
	setenv("IMAGE_PROGRAM", write_watched_program(), 1);
	setenv("WORKER_PROCESSES", "4", 1);
	expect_int(0, process_run(text("%s/worker.log", e2e_dir()), WAIT_MS,
			  (const char *const[]){
			      TOP_BUILDDIR "/hearth-worker", "--once", NULL }));
	expect_int(3 * PICTURES, files_count("store"));
	cr_expect(access(text("%s/both", e2e_dir()), F_OK) < 0);
}
