/*
 * Somebody in a browser, whom the program that BROWSER_CLIENT names steers
 * (contrib/counterparts does), with the socket, an address and a password
 * behind it. Without that nothing is tried.
 */
#define E2E_OPTIONS .no_worker = true
#include "t/lib/e2e_engine.h"

#include <stdlib.h>

#include "base/banned.h"

enum { WAIT_MS = 120000 };

Test_once(e2e_browser, somebody_comes_in_by_a_cookie_and_a_passkey)
{
	if (!getenv("BROWSER_CLIENT"))
		return;
	given_member("ann", true);
	expect_int(0, process_run(text("%s/client.log", e2e_dir()), WAIT_MS,
			  (const char *const[]){ "/bin/sh", "-c",
			      "$BROWSER_CLIENT \"$@\"", "sh", e2e_socket(),
			      "ann@example.org", GIVEN_PASSWORD, NULL }));
}
