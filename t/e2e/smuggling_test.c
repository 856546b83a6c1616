/*
 * Bodies that hold a second FastCGI request, sent through nginx to operations
 * that answer without wanting a body (P-02). Whatever is executed besides what
 * was asked shows in an answer with a foreign request id, or in an event that
 * nobody asked for.
 */
#include "t/lib/e2e.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "t/lib/fcgi_client.h"
#include "t/lib/load.h"

#include "base/banned.h"

enum { CLIENTS = 6, TRIES = 3000, BODY_SIZE = 70000, LIBFCGI_BUFFER = 8192 };

static void
start(void)
{
	e2e_start(
	    DB_SQLITE, &(struct e2e_options){ .fast = 1, .no_worker = true });
}

static struct load load;
static struct buf smuggled;
static atomic_long foreign, odd;

static void
make_smuggled(const char *login)
{
	static const char json[] = "{\"title\":\"smuggled\","
				   "\"start_time\":\"2031-01-01T10:00:00Z\","
				   "\"end_time\":\"2031-01-01T11:00:00Z\"}";

	buf_init(&smuggled, FCGI_CLIENT_MAX);
	fcgi_put_request(
	    &smuggled, &(struct fcgi_request){ .method = "POST",
			   .uri = "/api/v1/events",
			   .body = json,
			   .body_len = sizeof(json) - 1,
			   .params = { { "HTTP_AUTHORIZATION", login },
			       { "CONTENT_TYPE", "application/json" },
			       { "HTTP_X_REQUEST_ID", "smuggled" } } });
}

/* The body with the records at the i-th place; its length. */
static size_t
fill(char *body, int i)
{
	size_t at = i % 2 ? (size_t)i * 7919 % 60000
			  : LIBFCGI_BUFFER * (size_t)(1 + i / 2 % 7) -
				(size_t)(i / 14 % 600);

	memset(body, 'b', at);
	memcpy(body + at, smuggled.p, smuggled.len);
	return at + smuggled.len;
}

static void
try_one(struct load_client *c)
{
	static const char *const targets[] = { "/api/v1/nothing",
		"/api/v1/events", "/healthcheck", "/api/v1/events/x",
		"/api/v1/auth/logout" };
	int i = (int)c->asked * CLIENTS + c->index;
	char name[32], *got;
	struct talk_request r = { .method = POST,
		.target = targets[i % 5],
		.headers = { { "X-Request-Id", name },
		    { "Content-Type", "text/plain" } },
		.n_headers = 2 };
	struct response a = { .status = 0 };

	if (!c->own)
		c->own = malloc(BODY_SIZE);
	r.len = fill(c->own, i);
	r.body = c->own;
	snprintf(name, sizeof(name), "try-%d", i);
	if (!web_ask(&c->web, &r, &a) || a.status < 400 || a.status >= 500)
		atomic_fetch_add(&odd, 1);
	got = a.headers ? response_header(&a, "X-Request-Id") : NULL;
	if (!got || strcmp(got, name) != 0)
		atomic_fetch_add(&foreign, 1);
	response_clear(&a);
}

Test(e2e_smuggling, a_body_is_never_a_request, .init = start, .fini = e2e_stop,
    .timeout = 120)
{
	int i;

	make_smuggled(given_login(NULL, "ann"));
	load.ask = try_one;
	load_start(&load, e2e_socket(), CLIENTS);
	load_wait(&load, TRIES, 90000);
	load_stop(&load);
	for (i = 0; i < CLIENTS; i++)
		free(load.clients[i].own);
	buf_release(&smuggled);
	cr_expect(atomic_load(&foreign) == 0,
	    "%ld answers were not for the "
	    "request before them",
	    atomic_load(&foreign));
	cr_expect(atomic_load(&odd) == 0, "%ld answers were no refusals",
	    atomic_load(&odd));
	expect(200, as("ann", GET, "/users/me/events"));
	expect_int(0, body_count(""));
	e2e_pass();
}
