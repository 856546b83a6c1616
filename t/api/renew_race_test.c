/*
 * Many want a provider's token at once: its provider is asked for another one
 * time, since what it is asked with may be good once.
 */
#include <stdlib.h>
#include <string.h>

#include "app/linked.h"
#include "base/bug.h"
#include "base/clock.h"
#include "t/api/issuer.h"
#include "t/lib/own.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum { WORKERS = 10, TRIES = 100000 };

static struct account_id account;

/* As a job of a worker does that uses the account: where another one asks, it
 * comes again. Whether it got the token that the provider gives once. */
static int
use_token(int i)
{
	struct crypt_keys *keys = crypt_keys_new(GIVEN_SECRET, NULL);
	struct conf conf;
	struct own own;
	const char *token = NULL;
	enum err err = ERR_PROVIDER_UNAVAILABLE;
	bool is_right;

	(void)i;
	own_open(&own);
	bug_if(conf_load(&conf, NULL, CONF_NEED_DATABASE | CONF_NEED_SECRET,
	    &own.arena, &own.fault));
	own.call.conf = &conf;
	own.call.keys = keys;
	for (int n = 0; n < TRIES && err == ERR_PROVIDER_UNAVAILABLE; n++) {
		fault_clear(&own.fault);
		own.call.now_us = clock_now_us();
		err = app_linked_token(&own.call, account, &token);
		if (err)
			db_rollback(own.call.db);
	}
	is_right = !err && str_eq(token, "next");
	own_close(&own);
	crypt_keys_free(keys);
	return is_right;
}

Test_engines(api_renew_race, of_ten_workers_one_asks_and_all_have_its_token)
{
	int results[WORKERS], asked;
	char line[2048], *code;

	issuer_start("oidc", "");
	code = issuer_visit("bob");
	issuer_say_of("b", NULL, "");
	expect(200, issuer_exchange("bob", code));
	cr_assert(uuid_parse(body("/id"), &account.v));
	work_sql("UPDATE account SET access_token_expires_at = now() + "
		 "interval '119 s'",
	    "UPDATE account SET access_token_expires_at = "
	    "CAST(strftime('%s') AS INTEGER) * 1000000 + 119000000");
	http_server_set(issuer_server(), "token",
	    "{\"access_token\":\"next\",\"refresh_token\":\"rotated\","
	    "\"expires_in\":3600}");
	asked = http_server_asked(issuer_server(), line, sizeof(line));
	api_in_processes(WORKERS, use_token, results);
	for (int i = 0; i < WORKERS; i++)
		expect_int(1, results[i]);
	expect_int(
	    asked + 1, http_server_asked(issuer_server(), line, sizeof(line)));
	cr_expect(
	    strstr(line, "refresh_token=a%20refresh%20token"), "%s", line);
	issuer_stop();
}
