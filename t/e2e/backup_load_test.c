/*
 * Copies that are made, and put back, while people answer events: in each the
 * seats of an event are those of its answers, and nobody gets an error. On
 * PostgreSQL a copy that is put back locks every table; who has waited for it
 * as long as anybody waits for a lock (db/pg_connect.c) is told to come again.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "generated/query/rsvp.h"
#include "generated/query/seats.h"
#define E2E_OPTIONS .fast = 3, .no_worker = true
#include "t/lib/e2e_engine.h"
#include "t/lib/load.h"

#include "base/banned.h"

enum { CLIENTS = 6, COPIES = 4, CAPACITY = 12, LOCK_US = 3000000 };

static struct load load;
static const char *logins[CLIENTS], *target;
static atomic_long changes, failures;

/* Whether the answer to what took so long is to come again, and may be. */
static bool
is_put_off(const struct response *a, int64_t us)
{
	return e2e_engine() == DB_POSTGRESQL && us >= LOCK_US &&
	       a->status == 503 && a->json &&
	       str_eq(response_text(a, "/code"), "busy") &&
	       response_header(a, "Retry-After");
}

/* Takes up to three seats, or gives them back. */
static void
answer(struct load_client *c)
{
	static const char *const bodies[] = {
		"{\"status\":\"attending\",\"party_size\":1}",
		"{\"status\":\"attending\",\"party_size\":3}",
		"{\"status\":\"not_attending\"}"
	};
	const char *json = bodies[rand_r(&c->seed) % 3];
	const struct talk_request r = { .method = PUT,
		.target = target,
		.body = json,
		.len = strlen(json),
		.headers = { { "Content-Type", "application/json" },
		    { "Authorization", logins[c->index] } },
		.n_headers = 2 };
	struct response a = { .status = 0 };
	int64_t began_us = clock_monotonic_us();
	bool is_answered = web_ask(&c->web, &r, &a);

	if (a.status == 200)
		atomic_fetch_add(&changes, 1);
	else if (!is_answered ||
		 (a.status >= 500 &&
		     !is_put_off(&a, clock_monotonic_us() - began_us)))
		atomic_fetch_add(&failures, 1);
	response_clear(&a);
}

static const char *
copy_path(int i)
{
	return text("%s/copy%d", e2e_dir(), i);
}

/* Looks at the event as it is in the database now: its seats. */
static int64_t
check_seats(const char *what)
{
	struct q_seats_lock_row seats;
	struct event_id event;

	cr_assert(uuid_parse(id("e"), &event.v));
	cr_assert(q_seats_lock(given_db(), .event = event, &seats) == ERR_OK);
	cr_expect(seats.taken == seats_in_rows(event),
	    "%s: %ld seats taken, rows say %ld", what, (long)seats.taken,
	    (long)seats_in_rows(event));
	return seats.taken;
}

static void
hearthctl(const char *command, const char *option, int i)
{
	cr_assert(e2e_hearthctl(command, option, copy_path(i), NULL) == 0,
	    "see %s", e2e_dir());
}

Test_engines(e2e_backup_load, a_copy_is_of_one_moment, .timeout = 120)
{
	int64_t seats = 0;
	int i;

	given_event("e", .by = "ann", .capacity = CAPACITY);
	target = text("/api/v1/events/%s/rsvps/me", id("e"));
	for (i = 0; i < CLIENTS; i++)
		logins[i] = given_login(NULL, text("user%d", i));
	load.ask = answer;
	load_start(&load, e2e_socket(), CLIENTS);
	for (i = 0; i < COPIES; i++) {
		load_wait(&load, 100, 20000);
		hearthctl("backup", "--to", i);
	}
	for (i = 0; i < COPIES; i++) { /* who answers goes on meanwhile */
		hearthctl("restore", "--yes", i);
		load_wait(&load, 100, 20000);
	}
	load_stop(&load);
	cr_expect(
	    atomic_load(&failures) == 0, "%ld failed", atomic_load(&failures));
	cr_expect(atomic_load(&changes) > 2 * COPIES * 50);
	check_seats("the end");
	for (i = 0; i < COPIES; i++) {
		hearthctl("restore", "--yes", i);
		seats += check_seats(copy_path(i));
	}
	cr_expect(seats > 0, "no copy has an answer");
}
