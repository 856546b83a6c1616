/*
 * Responders die, or are asked to go, while people write. What was
 * acknowledged stays; what asks politely loses nothing.
 */
#define RESPONDERS 3
#define E2E_OPTIONS                                                     \
	.fast = RESPONDERS, .no_worker = true, .short_keepalive = true, \
	.slow_connect = true
#include "t/lib/e2e_engine.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "t/lib/load.h"

enum { CLIENTS = 8, KILLS = 8, ACKNOWLEDGED_MAX = 20000 };

#include "base/banned.h"

static struct load load;
static char *login;

#define EVENT                                                       \
	"{\"title\":\"x\",\"start_time\":\"2031-01-01T10:00:00Z\"," \
	"\"end_time\":\"2031-01-01T11:00:00Z\"}"

struct writes {
	char ids[ACKNOWLEDGED_MAX][40];
	long n, failed;
	bool is_open;	 /* the last one was not acknowledged */
	char first[300]; /* failure */
};

static struct writes writes[CLIENTS];

/* The Idempotency-Key of a client's n-th write. */
static void
make_key(char key[32], int client, long n)
{
	snprintf(key, 32, "client-%d-%ld", client, n);
}

/* Makes an event, and remembers what became of it. What failed is sent again
 * with the same key, as a careful client does. */
static void
write_event(struct load_client *c)
{
	struct writes *w = &writes[c->index];
	char key[32];
	const struct talk_request r = { .method = POST,
		.target = "/api/v1/events",
		.body = EVENT,
		.len = sizeof(EVENT) - 1,
		.headers = { { "Content-Type", "application/json" },
		    { "Authorization", login }, { "Idempotency-Key", key } },
		.n_headers = 3 };
	struct response a = { .status = 0 };
	bool answered;

	bug_if(w->n == ACKNOWLEDGED_MAX);
	make_key(key, c->index, w->n);
	answered = web_ask(&c->web, &r, &a);
	w->is_open = !answered || a.status != 201;
	if (!w->is_open)
		snprintf(w->ids[w->n++], sizeof(w->ids[0]), "%s",
		    response_text(&a, "/id"));
	else if (w->failed++ == 0)
		snprintf(w->first, sizeof(w->first), "%d %s", a.status,
		    answered ? a.body : c->web.error);
	response_clear(&a);
}

static long
failures(const char **first)
{
	long sum = 0;
	int i;

	*first = "";
	for (i = 0; i < CLIENTS; i++) {
		sum += writes[i].failed;
		if (writes[i].failed)
			*first = writes[i].first;
	}
	return sum;
}

/* Sends what was left open once more. */
static void
close_writes(void)
{
	char key[32];
	int c;

	for (c = 0; c < CLIENTS; c++) {
		if (!writes[c].is_open)
			continue;
		make_key(key, c, writes[c].n);
		with("Idempotency-Key", key);
		with_body("application/json", EVENT, sizeof(EVENT) - 1);
		expect(201, as("ann", POST, "/events"));
		snprintf(writes[c].ids[writes[c].n++], 40, "%s", body("/id"));
	}
}

static long
count_events(void)
{
	const char *page = "/api/v1/users/me/events?limit=200";
	long n = 0;

	while (page) {
		expect(200, as("ann", GET, "/%s", page));
		n += body_count("");
		page = next_page();
	}
	return n;
}

/* Every acknowledged event is there, once, and no other. */
static long
check_writes(void)
{
	long i, n = 0;
	int c;

	close_writes();
	for (c = 0; c < CLIENTS; c++)
		for (i = 0; i < writes[c].n; i++, n++)
			cr_assert(anonymous(GET, "/events/%s",
				      writes[c].ids[i]) == 200,
			    "an acknowledged event is lost: %s",
			    writes[c].ids[i]);
	cr_expect(count_events() == n, "%ld events for %ld writes",
	    count_events(), n);
	return n;
}

static bool
is_full(void *ctx)
{
	pid_t pids[E2E_RESPONDERS_MAX];

	(void)ctx;
	return e2e_responders(pids) == RESPONDERS;
}

Test_engines(e2e_kill, sigkill_loses_nothing_acknowledged, .timeout = 120)
{
	pid_t pids[E2E_RESPONDERS_MAX];
	unsigned seed = 7;
	const char *first;
	size_t n;
	int i;

	login = given_login(NULL, "ann");
	load.ask = write_event;
	load_start(&load, e2e_socket(), CLIENTS);
	for (i = 0; i < KILLS; i++) {
		load_wait(&load, 100, 20000);
		wait_until(is_full, NULL, 20000, "a new responder");
		n = e2e_responders(pids);
		kill(pids[(size_t)rand_r(&seed) % n], SIGKILL);
	}
	load_wait(&load, 100, 20000);
	load_stop(&load);
	/* each kill costs at most what was in flight */
	cr_expect(failures(&first) <= KILLS * CLIENTS, "%ld: %s",
	    failures(&first), first);
	cr_expect(check_writes() > KILLS * 50);
}

struct gone {
	pid_t pid;
};

static bool
is_gone(void *ctx)
{
	struct gone *g = ctx;
	pid_t pids[E2E_RESPONDERS_MAX];
	size_t i, n = e2e_responders(pids);

	for (i = 0; i < n; i++)
		if (pids[i] == g->pid)
			return false;
	return true;
}

Test_engines(e2e_kill, sigterm_one_by_one_fails_no_request, .timeout = 120)
{
	pid_t pids[E2E_RESPONDERS_MAX];
	const char *first;
	struct gone gone;
	size_t i, n;

	login = given_login(NULL, "ann");
	load.ask = write_event;
	load_start(&load, e2e_socket(), CLIENTS);
	load_wait(&load, 100, 20000);
	n = e2e_responders(pids);
	cr_expect(n == RESPONDERS);
	for (i = 0; i < n; i++) {
		gone.pid = pids[i];
		kill(gone.pid, SIGTERM);
		wait_until(is_gone, &gone, 30000, "the end of a responder");
		load_wait(&load, 50, 20000);
		wait_until(is_full, NULL, 20000, "a new responder");
	}
	load_stop(&load);
	cr_expect(failures(&first) == 0, "%ld: %s", failures(&first), first);
	cr_expect(check_writes() > 200);
}
