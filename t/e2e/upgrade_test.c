/*
 * A new release comes while people write: its migration first, then, one by
 * one, its programs. The next release is this one with a migration more
 * (t/fixture/release/).
 */
#define E2E_OPTIONS .short_keepalive = true, .slow_connect = true
#include "t/lib/e2e_engine.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "db/schema.h"
#include "t/lib/load.h"

#define THIS_RELEASE TOP_BUILDDIR
#define COMPATIBLE   TOP_BUILDDIR "/t/release/compatible"
#define BREAKING     TOP_BUILDDIR "/t/release/breaking"

enum { CLIENTS = 4, SOME = 100, LOAD_MS = 30000, CYCLE = 4 };

#include "base/banned.h"

/* What people ask for, in turn; %s is an event. */
static const struct {
	const char *method, *path, *body;
} asked[CYCLE] = {
	{ "PUT", "/api/v1/events/%s/rsvps/me",
	    "{\"status\":\"attending\",\"note\":\"x\"}" },
	{ "GET", "/api/v1/events/%s", "" },
	{ "POST", "/api/v1/events",
	    "{\"title\":\"x\",\"start_time\":\"2031-01-01T10:00:00Z\","
	    "\"end_time\":\"2031-01-01T11:00:00Z\"}" },
	{ "GET", "/api/v1/users/me/rsvps", "" },
};

static struct load load;
static char *logins[CLIENTS], *event;
static atomic_long n_failed, n_unavailable; /* else than 200 or 201; 503 */
static char first[400];			    /* failure */

static void
note_failure(const struct load_client *c, const struct talk_request *r,
    const struct response *a, bool answered)
{
	bool is_told = answered && a->status == 503;

	n_failed++;
	if (is_told && n_unavailable++ > 0)
		return;
	if (!is_told || !first[0])
		snprintf(first, sizeof(first), "%s %s: %d %s", r->method,
		    r->target, a->status, answered ? a->body : c->web.error);
}

static void
ask(struct load_client *c)
{
	size_t i = (size_t)c->asked % CYCLE;
	char target[128];
	struct talk_request r = { .method = asked[i].method,
		.target = target,
		.body = asked[i].body,
		.len = strlen(asked[i].body),
		.headers = { { "Authorization", logins[c->index] },
		    { "Content-Type", "application/json" } },
		.n_headers = *asked[i].body ? 2 : 1 };
	struct response a = { .status = 0 };
	bool answered;

	snprintf(target, sizeof(target), asked[i].path, event);
	answered = web_ask(&c->web, &r, &a);
	if (!answered || (a.status != 200 && a.status != 201))
		note_failure(c, &r, &a, answered);
	response_clear(&a);
}

/* Everybody is known before, and has answered: what they do from now on is what
 * they did. */
static void
start_load(void)
{
	given_event("e");
	event = id("e");
	for (int i = 0; i < CLIENTS; i++)
		logins[i] = given_login(NULL, text("person%d", i));
	load.ask = ask;
	load_start(&load, e2e_socket(), CLIENTS);
	load_wait(&load, SOME, LOAD_MS);
}

static void
expect_versions(int found, int needed)
{
	expect(200, anonymous(GET, "//readyz"));
	expect_int(found, body_int("/schema_version"));
	expect_int(needed, body_int("/schema_needed"));
}

/* Its programs, one by one. */
static void
install(const char *release)
{
	e2e_install(release);
	e2e_roll();
	load_wait(&load, SOME, LOAD_MS);
}

/* By the hearthctl of a release that is not installed yet. */
static void
migrate(const char *release, const char *way, const char *option)
{
	e2e_install(release);
	cr_assert(e2e_hearthctl("migrate", way, option, NULL) == 0);
	e2e_install(THIS_RELEASE);
}

/* A worker goes on too. */
static void
expect_mail(const char *address)
{
	expect(
	    200, anonymous(POST,
		     "/auth/signup {'email': '%s', 'password': "
		     "'Tea-at-4-oclock', 'password_verify': 'Tea-at-4-oclock', "
		     "'first_name': 'x', 'last_name': 'y'}",
		     address));
	e2e_mail(address, 0);
}

Test_engines(
    e2e_upgrade, with_a_compatible_migration_fails_nothing, .timeout = 240)
{
	int known = db_schema_expected();

	start_load();
	migrate(COMPATIBLE, "up", NULL);
	load_wait(&load, SOME, LOAD_MS);
	expect_versions(known + 1, known);
	expect_mail("before@x.org");
	install(COMPATIBLE);
	expect_versions(known + 1, known + 1);
	expect_mail("after@x.org");
	install(THIS_RELEASE); /* the new one was no good */
	expect_versions(known + 1, known);
	load_stop(&load);
	cr_expect(n_failed == 0, "%ld, the first: %s", (long)n_failed, first);
}

static bool
is_unavailable(void *ctx)
{
	(void)ctx;
	return anonymous(GET, "//readyz") == 503;
}

Test_engines(e2e_upgrade, with_a_breaking_one_is_never_a_fault, .timeout = 120)
{
	start_load();
	migrate(BREAKING, "up", NULL);
	wait_until(is_unavailable, NULL, LOAD_MS, "a refusal");
	load_wait(&load, SOME, LOAD_MS);
	load_stop(&load);
	cr_expect(n_unavailable >= SOME, "%ld", (long)n_unavailable);
	cr_expect(n_failed == n_unavailable, "%ld, the first: %s",
	    (long)(n_failed - n_unavailable), first);
	for (int i = 0; i < 20; i++)
		expect_problem(503, "schema_outdated",
		    as("person0", GET, "/users/me/rsvps"));
	migrate(BREAKING, "down", "--yes");
	migrate(THIS_RELEASE, "up", NULL);
	expect(200, as("person0", GET, "/users/me/rsvps"));
}
