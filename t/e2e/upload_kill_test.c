/*
 * Responders and nginx are killed while people upload. What was acknowledged is
 * there, byte for byte, and no row lacks its bytes. By hand, with fifty people:
 *	UPLOAD_KILLS=200 t/lib/with-postgresql t/e2e/run --filter \
 *	    e2e_upload_kill/what*
 */
#define E2E_OPTIONS .slow = 4, .no_worker = true
#include "t/lib/e2e_engine.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/bug.h"
#include "generated/query/file.h"
#include "t/lib/files.h"
#include "t/lib/load.h"

#include "base/banned.h"

enum {
	CLIENTS = 12,
	KILLS = 24,
	BY_HAND_CLIENTS = 50,
	NGINX_EVERY = 6, /* of these kills one is of a worker of nginx */
	KEPT_MAX = 4000,
	BODY_MAX_SIZE = 200000
};

struct kept {
	char id[40];
	unsigned seed;
	size_t len;
};

struct uploads {
	struct kept kept[KEPT_MAX];
	size_t n;
	long failed;
};

static struct load load;
static struct uploads uploads[BY_HAND_CLIENTS];
static const char *login, *target;

static void
fill(char *to, size_t len, unsigned seed)
{
	for (size_t i = 0; i < len; i++)
		to[i] = (char)rand_r(&seed);
}

static void
upload(struct load_client *c)
{
	struct uploads *u = &uploads[c->index];
	struct kept *k = &u->kept[u->n];
	static _Thread_local char body[BODY_MAX_SIZE];
	struct talk_request r = { .method = POST,
		.target = target,
		.body = body,
		.headers = { { "Content-Type", "application/octet-stream" },
		    { "Authorization", login } },
		.n_headers = 2 };
	struct response a = { .status = 0 };

	bug_if(u->n == KEPT_MAX);
	k->seed = (unsigned)rand_r(&c->seed);
	r.len = k->len = 1 + (size_t)rand_r(&c->seed) % BODY_MAX_SIZE;
	fill(body, k->len, k->seed);
	if (web_ask(&c->web, &r, &a) && a.status == 201) {
		snprintf(k->id, sizeof(k->id), "%s", response_text(&a, "/id"));
		u->n++;
	} else {
		u->failed++;
	}
	response_clear(&a);
}

static void
kill_one_of(pid_t parent)
{
	pid_t pids[E2E_RESPONDERS_MAX];
	size_t n = process_children(parent, pids, E2E_RESPONDERS_MAX);

	if (n)
		kill(pids[(size_t)rand() % n], SIGKILL);
}

static void
kill_a_responder(void)
{
	pid_t pids[E2E_RESPONDERS_MAX];
	size_t n = e2e_slow_responders(pids);

	if (n)
		kill(pids[(size_t)rand() % n], SIGKILL);
}

static FILE *
open_file(const char *id)
{
	return fopen(
	    text("%s/store/%s/%s", files_dir(), id + strlen(id) - 2, id), "re");
}

static bool
is_whole(const struct kept *k)
{
	static char wanted[BODY_MAX_SIZE], found[BODY_MAX_SIZE + 1];
	FILE *f = open_file(k->id);
	size_t len;

	if (!f)
		return false;
	len = fread(found, 1, sizeof(found), f);
	fclose(f);
	fill(wanted, k->len, k->seed);
	return len == k->len && memcmp(wanted, found, len) == 0;
}

/* How many files have a row; each of them must be there. */
static int
count_rows(void)
{
	struct q_file_list_row *rows;
	struct file_id after = { { { 0 } } };
	struct uuid event;
	int total = 0;
	size_t n;

	memset(&after, 0xff, sizeof(after));
	cr_assert(uuid_parse(id("e"), &event));
	do {
		cr_assert(
		    q_file_list(given_db(), .event = (struct event_id){ event },
			.viewer = given_user_id("ann"), .after_id = after,
			.limit = 200, &rows, &n) == ERR_OK);
		for (size_t i = 0; i < n; i++) {
			char name[UUID_TEXT_SIZE];
			FILE *f;

			uuid_format(rows[i].id.v, name);
			f = open_file(name);
			cr_expect(f != NULL, "%s has no bytes", name);
			if (f)
				fclose(f);
			after = rows[i].id;
		}
		total += (int)n;
	} while (n);
	return total;
}

Test_engines(e2e_upload_kill, what_was_acknowledged_is_there, .timeout = 600)
{
	const char *by_hand = getenv("UPLOAD_KILLS");
	int kills = by_hand ? (int)strtol(by_hand, NULL, 10) : KILLS;
	int clients = by_hand ? BY_HAND_CLIENTS : CLIENTS;
	long acknowledged = 0, failed = 0;
	int rows;

	given_event("e");
	login = given_login(NULL, "ann");
	target = text("/api/v1/events/%s/files", id("e"));
	load.ask = upload;
	load_start(&load, e2e_socket(), clients);
	for (int i = 0; i < kills; i++) {
		load_wait(&load, CLIENTS, 60000);
		if (i % NGINX_EVERY == NGINX_EVERY - 1)
			kill_one_of(e2e_nginx());
		else
			kill_a_responder();
	}
	load_wait(&load, clients * 4, 60000);
	load_stop(&load);
	for (int i = 0; i < clients; i++) {
		acknowledged += (long)uploads[i].n;
		failed += uploads[i].failed;
		for (size_t k = 0; k < uploads[i].n; k++)
			cr_expect(is_whole(&uploads[i].kept[k]), "%s is lost",
			    uploads[i].kept[k].id);
	}
	rows = count_rows();
	cr_expect(acknowledged >= kills, "%ld", acknowledged);
	cr_expect(failed > 0, "nothing was hit");
	cr_expect(rows >= acknowledged, "%d of %ld", rows, acknowledged);
	cr_expect(files_count("store") - rows <= kills, "%d files, %d rows",
	    files_count("store"), rows);
	fprintf(stderr,
	    "%ld acknowledged, %ld failed, %d files without a row, %d left on "
	    "their way\n",
	    acknowledged, failed, files_count("store") - rows,
	    files_count("incoming") + files_count("part"));
}
