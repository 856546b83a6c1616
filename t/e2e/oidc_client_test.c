/*
 * Signing in with accounts of a provider that the program which OIDC_CLIENT
 * names runs (contrib/counterparts does), with the socket, its address, and an
 * administrator behind it. Without that nothing is tried.
 */
#include <stdlib.h>

static void
begin(void)
{
	setenv("OUTBOUND_ALLOW", "127.0.0.1", 1);
	setenv("OAUTH_REDIRECT_URIS", "http://127.0.0.1/back", 1);
}

#define E2E_OPTIONS .no_worker = true
#define E2E_BEFORE  begin()
#include "t/lib/e2e_engine.h"

#include "base/banned.h"

enum { WAIT_MS = 300000 };

Test_engines(e2e_oidc_client,
    who_signs_in_by_a_provider_comes_in_and_no_lie_does, .timeout = 400)
{
	if (!getenv("OIDC_CLIENT"))
		return;
	given_member("ann", true);
	expect_int(
	    0, e2e_hearthctl("user", "role", "ann@example.org", "admin", NULL));
	expect_int(0,
	    process_run(text("%s/client.log", e2e_dir()), WAIT_MS,
		(const char *const[]){ "/bin/sh", "-c", "$OIDC_CLIENT \"$@\"",
		    "sh", e2e_socket(), getenv("PUBLIC_URL"), "ann@example.org",
		    GIVEN_PASSWORD, NULL }));
}
