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
is_away(void *ctx)
{
	(void)ctx;
	return anonymous(GET, "/auth/verify-email?token=SECRET-TOKEN") == 503;
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

Test(e2e_nginx_log, tokens_of_links_stay_out_of_it)
{
	const char *socket = text("%s/api.sock", e2e_dir());
	const char *away = text("%s/api.sock.away", e2e_dir());

	cr_assert(rename(socket, away) == 0);
	wait_until(is_away, NULL, 15000, "a pool that is away");
	expect(503, anonymous(GET, "/categories?limit=7"));
	cr_assert(rename(away, socket) == 0);
	cr_expect(is_logged("limit=7"));
	cr_expect(!is_logged("SECRET-TOKEN"));
	e2e_pass();
}
