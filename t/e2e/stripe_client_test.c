/*
 * What Stripe is asked, against what a client of Stripe's own asks for the
 * same: by the program that STRIPE_CLIENT names (contrib/counterparts does).
 * The server loses every second answer, so each of them has to ask twice.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "pay/ask.h"
#include "pay/stripe.h"
#include "t/lib/http_server.h"

#include "base/banned.h"

#define SECRET "sk_test_1"

enum { LINE_SIZE = 4096, CLIENT_MS = 60000, MEMORY_MAX = 1 << 20 };

static struct http_server server;
static struct arena arena;

static void
start(void)
{
	http_server_start_stripe(&server);
	arena_init(&arena, MEMORY_MAX);
}

static void
stop(void)
{
	arena_release(&arena);
	http_server_stop(&server);
}

static struct pay_request
order(void)
{
	static const struct pay_item items[] = { { "Gr\xc3\xbc\xc3\x9f"
						   "e + mehr",
						     2, 750 },
		{ "Free", 1, 0 }, { "Gift", 1, 100 } };
	const char *form;

	cr_assert(
	    pay_stripe.order(&(struct pay_order){ .reservation = "r1",
				 .title = "K\xc3\xa4se & Wein",
				 .currency = "EUR",
				 .items = items,
				 .n = N_OF(items),
				 .email = "a+b@example.org",
				 .ends_us = 1900000000 * CLOCK_SECOND_US,
				 .success_url = "https://example.org/?a=b&c",
				 .cancel_url = "https://example.org/" },
		&arena, &form));
	return pay_stripe.open(form, "res-r1-1");
}

static struct pay_request
look(void)
{
	return pay_stripe.look(&arena, "cs_1");
}

static struct pay_request
expire(void)
{
	return pay_stripe.expire(&arena, "cs_1");
}

static struct pay_request
refund(void)
{
	struct pay_request request;

	cr_assert(
	    pay_stripe.refund(&(struct pay_refund){ "pi_1", "EUR", 750, "p1" },
		&arena, &request));
	return request;
}

static struct pay_request
refunds(void)
{
	return pay_stripe.refunds(&arena, "pi_1");
}

static enum pay_end
ask(const struct pay_request *request)
{
	static struct net_breaker breaker;
	const struct json_value *answer;
	struct fault f;
	char url[64];

	fault_clear(&f);
	snprintf(url, sizeof(url), "http://%s", server.host);
	return pay_ask(&(struct pay_access){ .provider = &pay_stripe,
			   .url = url,
			   .secret = SECRET,
			   .allow = server.host,
			   .breaker = &breaker },
	    request, &arena, &f, &answer);
}

static int
let_client_ask(const char *what)
{
	char url[64], log[96];

	snprintf(url, sizeof(url), "http://%s", server.host);
	snprintf(log, sizeof(log), "%s/log", server.dir);
	return process_run(log, CLIENT_MS,
	    (const char *const[]){ "/bin/sh", "-c", "$STRIPE_CLIENT \"$@\"",
		"sh", url, SECRET, what, NULL });
}

/* How many requests there were; of the last one its method, path, key and
 * version. */
static int
asked(char line[LINE_SIZE])
{
	int n = http_server_asked(&server, line, LINE_SIZE);
	char *form = line;

	for (int i = 0; i < 4; i++)
		form += strcspn(form, " ") + 1;
	form[-1] = '\0';
	return n;
}

/* The same key with another form is refused, by Stripe and by the server. */
Test(e2e_stripe_client, a_client_of_theirs_asks_the_same, .init = start,
    .fini = stop)
{
	static const struct {
		const char *name;
		struct pay_request (*make)(void);
	} asks[] = { { "order", order }, { "look", look }, { "expire", expire },
		{ "refund", refund }, { "refunds", refunds } };
	char ours[LINE_SIZE], theirs[LINE_SIZE];

	if (!getenv("STRIPE_CLIENT"))
		return;
	http_server_set(&server, "mode", "odd");
	for (size_t i = 0; i < N_OF(asks); i++) {
		struct pay_request request = asks[i].make();
		int n = 4 * (int)i;

		cr_expect(eq(int, ask(&request), PAY_SILENT));
		cr_expect(eq(int, ask(&request), PAY_ANSWERED));
		cr_expect(eq(int, asked(ours), n + 2));
		cr_expect(eq(int, let_client_ask(asks[i].name), 0), "%s: %s",
		    asks[i].name, server.dir);
		cr_expect(eq(int, asked(theirs), n + 4));
		cr_expect(eq(str, ours, theirs));
	}
}
