/*
 * Uploads by clients that others have written, in pieces or as a form: by the
 * program that UPLOAD_CLIENT names (contrib/counterparts does), with the
 * socket, an Authorization header, the id of an event and a file behind it.
 * Without that nothing is tried.
 */
#define E2E_OPTIONS .slow = 2, .no_worker = true
#include "t/lib/e2e_engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "t/lib/files.h"

#include "base/banned.h"

enum { SIZE = 300001, WAIT_MS = 60000 };

/* Its path. */
static const char *
make_file(char bytes[SIZE])
{
	const char *path = text("%s/sent", e2e_dir());
	FILE *f = fopen(path, "we");

	for (int i = 0; i < SIZE; i++)
		bytes[i] = (char)(i * 7 + i / 251);
	cr_assert(f && fwrite(bytes, 1, SIZE, f) == SIZE && fclose(f) == 0);
	return path;
}

Test_once(e2e_upload_client, another_program_sends_a_file)
{
	static char bytes[SIZE];

	if (!getenv("UPLOAD_CLIENT"))
		return;
	given_event("e");
	expect_int(0,
	    process_run(text("%s/client.log", e2e_dir()), WAIT_MS,
		(const char *const[]){ "/bin/sh", "-c", "$UPLOAD_CLIENT \"$@\"",
		    "sh", e2e_socket(), given_login(NULL, "ann"), id("e"),
		    make_file(bytes), NULL }));
	expect(200, as("ann", GET, "/events/%s/files", id("e")));
	expect_int(1, body_count(""));
	expect_int(SIZE, body_int("/0/size"));
	expect_text("\xc3\x9c"
		    "bung 1.bin",
	    body("/0/filename"));
	expect(200, as("ann", GET, "/files/%s/content", body("/0/id")));
	cr_assert(response()->len == SIZE);
	cr_expect(memcmp(response()->body, bytes, SIZE) == 0);
	expect_int(0, files_count("part"));
	expect_no_bodies();
}
