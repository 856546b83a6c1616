/*
 * Responders die (kill -9) while somebody comes in: between the claim of a
 * code and the session for it. Nothing is half done then, and no code works
 * twice.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "t/lib/issuer.h"

static void
set_in_environment(const char *name, const char *value)
{
	setenv(name, value, 1);
}

#define E2E_OPTIONS .fast = 1, .no_worker = true
#define E2E_BEFORE  issuer_open(set_in_environment)
#define E2E_AFTER   issuer_stop()
#include "t/lib/e2e_engine.h"

#include "generated/query/user.h"
#include "t/lib/oath.h"
#include "t/e2e/later.h"
#include "t/lib/rows.h"
#include "t/lib/waited.h"

#include "base/banned.h"

enum { WAIT_MS = 60000 };

/* What somebody comes in by, once. */
struct proof {
	const char *as; /* who asks; NULL: nobody */
	char *target, *json;
	int status; /* the answer to the first */
	size_t (*lane)(pid_t pids[E2E_RESPONDERS_MAX]);
};

static int
show(const struct proof *p)
{
	with_body("application/json", p->json, strlen(p->json));
	return p->as ? as(p->as, POST, "%s", p->target)
		     : anonymous(POST, "%s", p->target);
}

static void
show_aside(struct process *client, const struct proof *p)
{
	unlink(text("%s/status", e2e_dir()));
	process_start(client, text("%s/status", e2e_dir()),
	    (const char *const[]){ "curl", "-s", "-m", "60", "-o", "/dev/null",
		"-w", "%{http_code}", "--unix-socket", e2e_socket(), "-H",
		"Content-Type: application/json", "-H",
		text(
		    "Authorization: %s", p->as ? given_login(NULL, p->as) : ""),
		"-d", p->json, text("http://hearth.test/api/v1%s", p->target),
		NULL });
}

/* The status that the one aside got, 0: none. */
static int
status_aside(struct process *client)
{
	FILE *file;
	int status = 0;

	process_wait(client, WAIT_MS);
	file = fopen(text("%s/status", e2e_dir()), "re");
	cr_assert(file && fscanf(file, "%d", &status) == 1);
	fclose(file);
	return status;
}

/* Of a lane's responders another one runs. */
struct next {
	const struct proof *proof;
	pid_t killed;
};

static bool
is_there(void *ctx)
{
	const struct next *next = ctx;
	pid_t pids[E2E_RESPONDERS_MAX];

	return next->proof->lane(pids) == 1 && pids[0] != next->killed;
}

static void
kill_lane(const struct proof *p)
{
	pid_t pids[E2E_RESPONDERS_MAX];
	struct next next = { .proof = p };

	cr_assert(p->lane(pids) == 1);
	next.killed = pids[0];
	kill(pids[0], SIGKILL);
	wait_until(is_there, &next, WAIT_MS, "a new responder");
}

static bool
is_waiting(void *ctx)
{
	return is_waited_for(ctx);
}

/* Whoever answers dies while they wait for the user's row; on SQLite that is
 * the whole database, and what they have not begun they do for the next. */
static int
show_and_kill(const struct proof *p, const char *name)
{
	struct process client = { 0 };
	struct q_user_lock_row row;

	if (p->as)
		given_login(NULL, p->as); /* a session that stays */
	cr_assert(db_begin(given_db()) == ERR_OK);
	cr_assert(
	    q_user_lock(given_db(), .id = given_user_id(name), &row) == ERR_OK);
	show_aside(&client, p);
	wait_until(is_waiting, given_db(), WAIT_MS, "who waits");
	kill_lane(p);
	db_rollback(given_db());
	return status_aside(&client);
}

static void
expect_once(const struct proof *p, const char *name)
{
	int n = show_and_kill(p, name) == p->status;

	n += show(p) == p->status;
	expect_int(1, n);
	cr_expect(show(p) / 100 == 4, "%s: %d", p->target, response()->status);
}

static long
sessions(const char *method)
{
	return (long)rows_where("session", text("method = '%s'", method));
}

/* Codes that a statement claims in the transaction of their effect. */
Test_engines(e2e_sign_in_kill, a_code_is_whole_or_not_used, .timeout = 120)
{
	char *recovery, *token;

	given_member("bob", true);
	expect(200,
	    anonymous(POST, "/auth/magic-codes {'email': 'bob@example.org'}"));
	expect_once(&(struct proof){ .target = "/auth/magic-codes/verify",
			.json = text("{\"email\":\"bob@example.org\","
				     "\"code\":\"%s\"}",
			    mailed_code("bob", "magic_code")),
			.status = 200,
			.lane = e2e_heavy_responders },
	    "bob");
	expect_int(1, sessions("magic_code"));
	given_factor("bob");
	recovery = body("/recovery_codes/0");
	expect(200, anonymous(POST,
			"/auth/login {'email': 'bob@example.org', 'password': "
			"'" GIVEN_PASSWORD "'}"));
	token = body("/mfa_token");
	expect_once(&(struct proof){ .target = "/auth/mfa/verify",
			.json = text("{\"mfa_token\":\"%s\","
				     "\"recovery_code\":\"%s\"}",
			    token, recovery),
			.status = 200,
			.lane = e2e_responders },
	    "bob");
	/* and one by which the factor was added */
	expect_int(2, sessions("password"));
	expect_int(1, (long)rows_where("recovery_code", "used_at IS NOT NULL"));
	expect_int(1, (long)rows_where("auth_ticket",
			  "kind = 'mfa' AND used_at IS NOT NULL"));
}

static bool
is_asked(void *ctx)
{
	char line[2048];

	return http_server_asked(issuer_server(), line, sizeof(line)) >
		   *(int *)ctx &&
	       strstr(line, "POST /token");
}

/* Whoever answers dies while the provider does what it was asked for. The
 * client has its answer when the provider has ended that: what asked has the
 * client's connection too. */
static int
show_and_kill_asking(const struct proof *p)
{
	struct process client = { 0 };
	char line[2048];
	int asked = http_server_asked(issuer_server(), line, sizeof(line));

	unlink(text("%s/go", issuer_server()->dir));
	http_server_set(issuer_server(), "site", "/token wait\n");
	show_aside(&client, p);
	wait_until(is_asked, &asked, WAIT_MS, "a request for tokens");
	kill_lane(p);
	http_server_set(issuer_server(), "go", " ");
	return status_aside(&client);
}

static void
answer_again(void)
{
	http_server_set(
	    issuer_server(), "site", "/token give token\n/jwks give jwks\n");
}

static char *
exchange_body(const char *code)
{
	return text("{\"code\":\"%s\",\"code_verifier\":\"" ISSUER_VERIFIER
		    "\"}",
	    code);
}

/* A provider's code is claimed before the provider is asked, since it may have
 * done what it was asked for: it is spent, and nobody has come in by it. A
 * ticket is claimed when it has its effect. */
Test_engines(e2e_sign_in_kill, a_providers_code_is_spent_and_nobody_half_in,
    .timeout = 120)
{
	struct proof p = { .target = "/auth/oauth/exchange",
		.status = 200,
		.lane = e2e_slow_responders };
	char *code;

	issuer_register("oidc", "");
	code = issuer_visit(NULL);
	issuer_say_of("new", "new@example.org", "true");
	p.json = exchange_body(code);
	expect_int(503, show_and_kill_asking(&p));
	answer_again();
	expect_problem(400, "token_invalid", show(&p));
	expect_int(0, sessions("oauth"));
	expect_int(0, (long)rows_where("account", "TRUE"));
	expect_int(0, (long)rows_where("users", "email = 'new@example.org'"));
	expect(200, issuer_sign_in("new", "new@example.org", "true"));
	expect_int(1, sessions("oauth"));
	/* by a ticket */
	expect(409, issuer_sign_in("b", "bob@example.org", "false"));
	given_user("bob");
	expect_once(
	    &(struct proof){ .as = "bob",
		.target = "/users/me/accounts",
		.json = text("{\"link_ticket\":\"%s\"}", body("/link_ticket")),
		.status = 201,
		.lane = e2e_responders },
	    "bob");
	expect_int(1, (long)rows_where("account", "subject = 'b'"));
	/* tokens that somebody had begun to renew are renewed by who comes when
	 * that one would have been done */
	expect(200, as("bob", GET, "/users/me/accounts"));
	p = (struct proof){ .as = "bob",
		.target = text("/users/me/accounts/%s/refresh", body("/0/id")),
		.json = "{}",
		.lane = e2e_slow_responders };
	expect_int(503, show_and_kill_asking(&p));
	answer_again();
	expect_problem(
	    503, "provider_unavailable", as("bob", POST, "%s", p.target));
	later_expect(200, 1, "bob", POST, p.target, "");
}
