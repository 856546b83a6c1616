/*
 * What nginx writes down when the pool is away.
 */
#include "t/lib/e2e.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

static void
start(void)
{
	e2e_start(DB_SQLITE, &(struct e2e_options){
				 .no_worker = true, .short_keepalive = true });
}

TestSuite(e2e_nginx_log, .init = start, .fini = e2e_stop, .timeout = 60);

static bool
is_away(void *path)
{
	return anonymous(GET, "%s", (const char *)path) == 503;
}

static bool
is_logged(const char *words)
{
	char line[4096];
	bool found = false;
	FILE *f = fopen(text("%s/error.log", e2e_dir()), "r");

	cr_assert(f != NULL);
	while (!found && fgets(line, sizeof(line), f))
		found = strstr(line, words) != NULL;
	fclose(f);
	return found;
}

/* Sends requests into a pool whose socket is not there. */
static void
ask_in_vain(const char *lane, const char *secret, const char *plain)
{
	const char *socket = text("%s/%s.sock", e2e_dir(), lane);
	const char *away = text("%s.away", socket);

	cr_assert(rename(socket, away) == 0);
	wait_until(is_away, (void *)secret, 15000, "a pool that is away");
	expect(503, anonymous(GET, "%s", plain));
	cr_assert(rename(away, socket) == 0);
}

Test(e2e_nginx_log, tokens_of_links_and_calendars_stay_out_of_it)
{
	ask_in_vain("api", "/invites/SECRET-TOKEN", "/categories?limit=7");
	ask_in_vain("heavy", "/feeds/SECRET-TOKEN.ics", "/auth/login?limit=8");
	ask_in_vain("heavy", "/auth/verify-email?token=SECRET-TOKEN",
	    "/auth/login?limit=8");
	cr_expect(is_logged("limit=7"));
	cr_expect(is_logged("limit=8"));
	cr_expect(!is_logged("SECRET-TOKEN"));
	e2e_pass();
}
