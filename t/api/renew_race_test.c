/*
 * Many want a provider's token at once: its provider is asked for another one
 * time, since what it is asked with may be good once.
 */
#include <stdlib.h>
#include <string.h>

#include "app/link.h"
#include "app/linked.h"
#include "base/bug.h"
#include "base/clock.h"
#include "generated/query/linked.h"
#include "t/api/issuer.h"
#include "t/lib/in_turn.h"
#include "t/lib/own.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum { WORKERS = 10, TRIES = 100000 };

static struct account_id account;

/* As a job of a worker has it. */
struct worker {
	struct own own;
	struct conf conf;
	struct crypt_keys *keys;
};

static void
open_worker(struct worker *w)
{
	own_open(&w->own);
	bug_if(conf_load(&w->conf, NULL, CONF_NEED_DATABASE | CONF_NEED_SECRET,
	    &w->own.arena, &w->own.fault));
	w->keys = crypt_keys_new(GIVEN_SECRET, NULL);
	w->own.call.conf = &w->conf;
	w->own.call.keys = w->keys;
}

static void
close_worker(struct worker *w)
{
	own_close(&w->own);
	crypt_keys_free(w->keys);
}

/* Where another one asks, it comes again. Whether it got the token that the
 * provider gives once. */
static int
use_token(int tries)
{
	const char *token = NULL;
	enum err err = ERR_PROVIDER_UNAVAILABLE;
	struct worker w;
	bool is_right;

	open_worker(&w);
	for (int n = 0; n < tries && err == ERR_PROVIDER_UNAVAILABLE; n++) {
		fault_clear(&w.own.fault);
		w.own.call.now_us = clock_now_us();
		err = app_linked_token(&w.own.call, account, &token);
		if (err)
			db_rollback(w.own.call.db);
	}
	is_right = !err && str_eq(token, "next");
	close_worker(&w);
	return is_right;
}

static int
use_token_in_the_end(int i)
{
	(void)i;
	return use_token(TRIES);
}

/* Writes another token, and commits when somebody waits for it. */
static int
renew_meanwhile(struct call *call)
{
	struct q_linked_tokens_row row;
	struct opt_time later = { true, call->now_us + CLOCK_HOUR_US };
	bool is_waited;

	bug_if(q_linked_tokens(call->db, .id = account, &row));
	bug_if(db_begin(call->db));
	bug_if(q_linked_set_tokens(call->db, .id = account,
	    .old = row.refresh_token,
	    .access_token = app_link_seal(
		call, APP_LINK_ACCESS, account, "next"),
	    .refresh_token = row.refresh_token, .access_expires = later,
	    .refresh_expires = later, .now = call->now_us, NULL));
	is_waited = in_turn_let_wait(call);
	bug_if(db_commit(call->db));
	return is_waited;
}

static int
use_token_once(void)
{
	return use_token(1);
}

/* Bob has one, and its token is over in less than two minutes. */
static void
given_account(void)
{
	char *code;

	issuer_start("oidc", "");
	code = issuer_visit("bob");
	issuer_say_of("b", NULL, "");
	expect(200, issuer_exchange("bob", code));
	cr_assert(uuid_parse(body("/id"), &account.v));
	work_sql("UPDATE account SET access_token_expires_at = now() + "
		 "interval '119 s'",
	    "UPDATE account SET access_token_expires_at = "
	    "CAST(strftime('%s') AS INTEGER) * 1000000 + 119000000");
}

Test_engines(api_renew_race, of_ten_workers_one_asks_and_all_have_its_token)
{
	int results[WORKERS], asked;
	char line[2048];

	given_account();
	http_server_set(issuer_server(), "token",
	    "{\"access_token\":\"next\",\"refresh_token\":\"rotated\","
	    "\"expires_in\":3600}");
	asked = http_server_asked(issuer_server(), line, sizeof(line));
	api_in_processes(WORKERS, use_token_in_the_end, results);
	for (int i = 0; i < WORKERS; i++)
		expect_int(1, results[i]);
	expect_int(
	    asked + 1, http_server_asked(issuer_server(), line, sizeof(line)));
	cr_expect(
	    strstr(line, "refresh_token=a%20refresh%20token"), "%s", line);
	issuer_stop();
}

/* On SQLite nobody knows who waits: it may have been before. */
Test_engines(api_renew_race, who_comes_too_late_to_ask_has_the_token_at_once,
    .timeout = 60)
{
	int results[2];

	given_account();
	in_turn(renew_meanwhile, use_token_once, results);
	expect_int(1, results[0]);
	expect_int(1, results[1]);
	issuer_stop();
}
