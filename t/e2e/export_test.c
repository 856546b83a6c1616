/*
 * All that there is of somebody, through nginx: from the request over the mail
 * to the file.
 */
#include "t/lib/e2e_engine.h"

#include <string.h>

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
	with("Range", "bytes=0-");
	expect(206, anonymous(GET, "%s", url));
	expect_text(id("dan"), body("/user_id"));
}
