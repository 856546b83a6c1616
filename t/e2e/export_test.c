/*
 * All that there is of somebody, through nginx: from the request over the mail
 * to the file.
 */
#include "t/lib/e2e_engine.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "generated/query/export.h"
#include "t/lib/files.h"

#include "base/banned.h"

Test_engines(e2e_export, is_asked_for_written_and_fetched)
{
	const char *url;

	expect(202, as("dan", POST, "/users/me/exports"));
	keep("export");
	cr_expect(strstr(
	    e2e_mail("dan@example.org", 0), text("/exports/%s", id("export"))));
	expect(200, as("dan", GET, "/users/me/exports/%s", id("export")));
	expect_text("ready", body("/state"));
	expect(200, as("dan", GET, "/users/me/exports/%s/link", id("export")));
	url = body("/signed_url") + strlen("/api/v1");
	expect(200, anonymous(GET, "%s", url));
	expect_text("dan@example.org", body("/tables/users/0/email"));
	expect_text("no-referrer", header("Referrer-Policy"));
	expect_text("private, no-store", header("Cache-Control"));
	expect_text("application/json", header("Content-Type"));
	with("Range", "bytes=0-");
	expect(206, anonymous(GET, "%s", url));
	expect_text(id("dan"), body("/user_id"));
}

static const char *
place_of_bytes(void)
{
	struct q_export_last_row row;
	char name[UUID_TEXT_SIZE];

	cr_assert(q_export_last(given_db(), .user = given_user_id("dan"),
		      &row) == ERR_OK);
	uuid_format(row.file_id.v, name);
	return text(
	    "%s/store/%s/%s", files_dir(), name + strlen(name) - 2, name);
}

Test_engines(e2e_export, is_checked_as_files_are)
{
	FILE *f;

	expect(202, as("dan", POST, "/users/me/exports"));
	e2e_mail("dan@example.org", 0);
	expect_int(0, e2e_hearthctl("files", "check", "--hash", NULL));
	f = fopen(place_of_bytes(), "r+e");
	cr_assert(f && fputc(' ', f) != EOF && fclose(f) == 0);
	expect_int(0, e2e_hearthctl("files", "check", NULL));
	expect_int(1, e2e_hearthctl("files", "check", "--hash", NULL));
	cr_assert(truncate(place_of_bytes(), 2) == 0);
	expect_int(1, e2e_hearthctl("files", "check", NULL));
}
