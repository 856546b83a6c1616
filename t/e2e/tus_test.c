/*
 * Uploads in pieces through nginx, also while responders are killed: what was
 * acknowledged stays, and a client that asks how far it is gets on.
 */
#define E2E_OPTIONS .slow = 4, .no_worker = true
#include "t/lib/e2e_engine.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "t/lib/files.h"
#include "t/lib/load.h"
#include "t/lib/tus.h"

#include "base/banned.h"

enum {
	CLIENTS = 4,
	KILLS = 16,
	PIECE = 40000,
	SIZE = 5 * PIECE + 17, /* of each file */
	FILES_MAX = 500,
	TRIES = 200,
	RACES = 30 /* of several who each send all of it */
};

struct uploads {
	char ids[FILES_MAX][40];
	size_t n;
	long again; /* pieces that were sent more than once */
};

static struct load load;
static struct uploads uploads[CLIENTS];
static char bytes[SIZE];
static const char *login, *metadata;

static void
prepare(void)
{
	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (char)(i * 7 + i / 251);
	given_event("e");
	login = given_login(NULL, "ann");
	metadata = text("event_id %s", tus_base64(id("e")));
}

static struct talk_request
request(const char *method, const char *target)
{
	return (struct talk_request){ .method = method,
		.target = target,
		.headers = { { "Authorization", login },
		    { "Tus-Resumable", "1.0.0" } },
		.n_headers = 2 };
}

static void
add_header(struct talk_request *r, const char *name, const char *value)
{
	r->headers[r->n_headers++] = (struct talk_header){ name, value };
}

static long
offset_of(const struct response *a)
{
	const char *value = response_header(a, "Upload-Offset");

	return value ? strtol(value, NULL, 10) : -1;
}

/* The status of the answer; 0: there was none. */
static int
ask(struct web *web, struct talk_request *r, struct response *a)
{
	response_clear(a);
	return web_ask(web, r, a) ? a->status : 0;
}

static bool
begin(struct web *web, char id[40])
{
	struct talk_request r = request(POST, "/api/v1/uploads");
	struct response a = { .status = 0 };
	char size[16];
	bool is_made;

	snprintf(size, sizeof(size), "%d", SIZE);
	add_header(&r, "Upload-Length", size);
	add_header(&r, "Upload-Metadata", metadata);
	is_made = ask(web, &r, &a) == 201;
	if (is_made)
		snprintf(id, 40, "%s", response_text(&a, "/id"));
	response_clear(&a);
	return is_made;
}

/* How far it is; -1 when nobody says. */
static long
look(struct web *web, const char *target)
{
	struct talk_request r = request(HEAD, target);
	struct response a = { .status = 0 };
	long offset = ask(web, &r, &a) == 200 ? offset_of(&a) : -1;

	response_clear(&a);
	return offset;
}

static long
send_piece(struct web *web, const char *target, long offset)
{
	struct talk_request r = request(PATCH, target);
	struct response a = { .status = 0 };
	char number[16];
	long reached;

	snprintf(number, sizeof(number), "%ld", offset);
	add_header(&r, "Upload-Offset", number);
	add_header(&r, "Content-Type", "application/offset+octet-stream");
	r.body = bytes + offset;
	r.len = SIZE - offset < PIECE ? (size_t)(SIZE - offset) : PIECE;
	reached = ask(web, &r, &a) == 204 ? offset_of(&a) : -1;
	response_clear(&a);
	return reached;
}

/* One file, from the beginning to the end, whatever breaks off. */
static void
upload(struct load_client *c)
{
	struct uploads *u = &uploads[c->index];
	char target[80], *id = u->ids[u->n];
	long offset = 0, reached;

	if (u->n == FILES_MAX || !begin(&c->web, id))
		return;
	snprintf(target, sizeof(target), "/api/v1/uploads/%s", id);
	for (int try = 0; offset < SIZE && try < TRIES; try++) {
		reached = send_piece(&c->web, target, offset);
		if (reached < 0) {
			u->again++;
			reached = look(&c->web, target);
		}
		if (reached >= 0)
			offset = reached;
	}
	u->n += offset == SIZE;
}

static bool
is_whole(const char *id)
{
	static char found[SIZE + 1];
	FILE *f = fopen(
	    text("%s/store/%s/%s", files_dir(), id + strlen(id) - 2, id), "re");
	size_t len;

	if (!f)
		return false;
	len = fread(found, 1, sizeof(found), f);
	fclose(f);
	return len == SIZE && memcmp(found, bytes, SIZE) == 0;
}

static void
kill_a_responder(int i)
{
	pid_t pids[E2E_RESPONDERS_MAX];
	size_t n = i % 4 == 3 ? e2e_responders(pids)
			      : e2e_slow_responders(pids);

	if (n)
		kill(pids[(size_t)rand() % n], SIGKILL);
}

Test_engines(e2e_tus, pieces_go_on_when_responders_are_killed, .timeout = 300)
{
	long again = 0, n = 0;

	prepare();
	load.ask = upload;
	load_start(&load, e2e_socket(), CLIENTS);
	for (int i = 0; i < KILLS; i++) {
		load_wait(&load, 1, 60000);
		kill_a_responder(i);
	}
	load_wait(&load, CLIENTS, 60000);
	load_stop(&load);
	for (int i = 0; i < CLIENTS; i++) {
		again += uploads[i].again;
		n += (long)uploads[i].n;
		for (size_t k = 0; k < uploads[i].n; k++)
			cr_expect(is_whole(uploads[i].ids[k]), "%s is lost",
			    uploads[i].ids[k]);
	}
	cr_expect(n >= KILLS / 2, "%ld", n);
	cr_expect(again > 0, "nothing was hit");
	expect(200, as("ann", GET, "/files/%s", uploads[0].ids[0]));
	expect_no_bodies();
	fprintf(stderr, "%ld files, %ld pieces sent again\n", n, again);
}

/* What all race for, and who sent what became of each. */
static char ids[RACES + 1][40];
static int winners[RACES + 1];
static atomic_int race;

/* The whole file in one piece, of bytes of one's own. */
static void
send_all(struct load_client *c)
{
	static _Thread_local char own[PIECE];
	int i = atomic_load(&race);
	char target[80];
	struct talk_request r;
	struct response a = { .status = 0 };

	if (i == RACES)
		return;
	memset(own, 'a' + c->index, sizeof(own));
	snprintf(target, sizeof(target), "/api/v1/uploads/%s", ids[i]);
	r = request(PATCH, target);
	add_header(&r, "Upload-Offset", "0");
	add_header(&r, "Content-Type", "application/offset+octet-stream");
	r.body = own;
	r.len = sizeof(own);
	if (ask(&c->web, &r, &a) == 204) {
		winners[i] = c->index;
		bug_if(atomic_fetch_add(&race, 1) != i);
	}
	response_clear(&a);
}

static void
begin_races(void)
{
	for (int i = 0; i < RACES; i++) {
		expect(201, tus_begin("ann", PIECE));
		snprintf(ids[i], sizeof(ids[i]), "%s", body("/id"));
	}
}

static bool
is_over(void *ctx)
{
	(void)ctx;
	return atomic_load(&race) == RACES;
}

/* What one has been told is the file no other writes to. */
Test_engines(e2e_tus, one_of_those_who_send_the_last_piece_makes_the_file,
    .timeout = 300)
{
	prepare();
	begin_races();
	load.ask = send_all;
	load_start(&load, e2e_socket(), CLIENTS);
	wait_until(is_over, NULL, 120000, "all are whole");
	load_stop(&load);
	for (int i = 0; i < RACES; i++) {
		char all[PIECE];

		memset(all, 'a' + winners[i], sizeof(all));
		expect(200, as("ann", GET, "/files/%s/content", ids[i]));
		cr_assert(response()->len == PIECE);
		cr_expect(memcmp(response()->body, all, PIECE) == 0,
		    "%s is not as the one who was told sent it", ids[i]);
	}
	expect_int(RACES, files_count("store"));
}

Test_once(e2e_tus, a_piece_that_may_not_come_is_stored_nowhere)
{
	const char *target;

	prepare();
	expect(201, tus_begin("ann", SIZE));
	keep("u");
	target = text("/uploads/%s", id("u"));
	with("Tus-Resumable", "1.0.0");
	with("Upload-Offset", "7");
	with_body("application/offset+octet-stream", bytes, PIECE);
	expect_problem(409, "upload_offset", as("ann", PATCH, "%s", target));
	expect_text("1.0.0", header("Tus-Resumable"));
	with("Upload-Offset", "0");
	with_body("application/offset+octet-stream", bytes, PIECE);
	expect_problem(412, "tus_version", as("ann", PATCH, "%s", target));
	expect_text("1.0.0", header("Tus-Version"));
	with("Tus-Resumable", "1.0.0");
	expect(200, as("ann", HEAD, "%s", target));
	expect_text("0", header("Upload-Offset"));
	expect_no_bodies();
	with("Tus-Resumable", "1.0.0");
	expect(204, as("ann", DELETE, "%s", target));
	with("Tus-Resumable", "1.0.0");
	expect(404, as("ann", HEAD, "%s", target));
}
