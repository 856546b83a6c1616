/*
 * Every way in which an upload ends, by each way in which it comes, on a disk
 * that is soon full.
 */
#define DISK_MIB    48
#define E2E_OPTIONS .slow = 2, .disk_mib = DISK_MIB, .no_worker = true
#include "t/lib/e2e_engine.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "t/e2e/later.h"
#include "t/lib/answer.h"
#include "t/lib/files.h"
#include "t/lib/memory.h"
#include "t/lib/tus.h"

#include "base/banned.h"

enum {
	SIZE = 1 << 20,
	TOO_LONG = (DISK_MIB << 18) + 1, /* by UPLOAD_MAX_BYTES */
	HEADERS_MAX = 5,
	WAIT_MS = 10000,
	STALL_MAX_S = 60
};

#define HEAD_OF_FORM                                                        \
	"--x\r\nContent-Disposition: form-data; name=f; filename=a.txt\r\n" \
	"\r\n"
#define END_OF_FORM "\r\n--x--\r\n"

/* How it comes. */
static const struct way {
	char name[24];
	bool is_http2, is_open; /* open: it does not say how long */
	bool is_form, is_piece; /* piece: of tus, the only one */
} ways[] = {
	{ "HTTP/1.1", false, false, false, false },
	{ "HTTP/1.1, chunked", false, true, false, false },
	{ "HTTP/2", true, false, false, false },
	{ "HTTP/2, open", true, true, false, false },
	{ "form by HTTP/1.1", false, false, true, false },
	{ "form by HTTP/2", true, false, true, false },
	{ "piece by HTTP/1.1", false, false, false, true },
	{ "piece by HTTP/2", true, false, false, true },
};

/* A form, and in it a file; another that is too long. */
static struct bytes form, long_form;
/* What was begun and has no piece yet. */
static bool is_begun;
/* Of the client of HTTP/2, on a disk that has room. */
static const char *client_dir;

static void
fill(void)
{
	files_fill(0);
}

static void
take_responders(void)
{
	cr_assert(rename(text("%s/slow.sock", e2e_dir()),
		      text("%s/away.sock", e2e_dir())) == 0);
}

static void
bring_responders(void)
{
	cr_assert(rename(text("%s/away.sock", e2e_dir()),
		      text("%s/slow.sock", e2e_dir())) == 0);
}

static void
kill_responders(void)
{
	pid_t pids[E2E_RESPONDERS_MAX];
	size_t n = e2e_slow_responders(pids);

	while (n)
		kill(pids[--n], SIGKILL);
}

static void
kill_nginx(void)
{
	pid_t pids[E2E_RESPONDERS_MAX];
	size_t n = process_children(e2e_nginx(), pids, E2E_RESPONDERS_MAX);

	cr_assert(n > 0);
	while (n)
		kill(pids[--n], SIGKILL);
}

/* The one end that leaves something behind, until it is an hour old. */
static void
sweep(void)
{
	static int hours = 1;

	cr_expect(files_count("incoming") <= 1);
	later_work(text("+%dh", ++hours));
}

/* A terabyte, or one less. */
static void
add_terabyte(int n)
{
	static const char add[] = "UPDATE users SET file_bytes = file_bytes + "
				  "1099511627776",
			  take[] = "UPDATE users SET file_bytes = file_bytes - "
				   "1099511627776";
	static const struct db_query queries[] = {
		{ .name = "test_add",
		    .sql = { add, add },
		    .index = DB_QUERIES_MAX,
		    .is_write = true },
		{ .name = "test_take",
		    .sql = { take, take },
		    .index = DB_QUERIES_MAX + 1,
		    .is_write = true },
	};

	cr_assert(db_exec(given_db(), (struct db_call){ &queries[n < 0], NULL },
		      NULL) == ERR_OK);
}

static void
take_quota(void)
{
	add_terabyte(1);
}

static void
give_quota(void)
{
	add_terabyte(-1);
}

#define ENDING(n, who, st, of_piece, ...)               \
	{                                               \
		.name = n, .user = who, .status = st,   \
		.piece_status = of_piece, ##__VA_ARGS__ \
	}

/* How it ends. */
static const struct ending {
	char name[24], user[4];	  /* "": nobody */
	int status, piece_status; /* 0: there is no answer */
	bool is_too_long;
	bool breaks_off, stalls; /* in the middle */
	void (*before)(void), (*halfway)(void), (*after)(void);
} endings[] = {
	ENDING("kept", "ann", 201, 204),
	ENDING("broken off", "ann", 0, 0, .breaks_off = true),
	ENDING("by nobody", "", 401, 401),
	ENDING("not allowed", "eve", 403, 404),
	ENDING("too long", "ann", 413, 413, .is_too_long = true),
	ENDING("beyond a quota", "ann", 409, 409, .before = take_quota,
	    .after = give_quota),
	ENDING("no responder", "ann", 503, 503, .before = take_responders,
	    .after = bring_responders),
	ENDING("full disk", "ann", 507, 507, .before = fill,
	    .after = files_give_room),
	ENDING("full meanwhile", "ann", 503, 503, .halfway = fill,
	    .after = files_give_room),
	ENDING(
	    "responders killed", "ann", 201, 204, .halfway = kill_responders),
	ENDING(
	    "nginx killed", "ann", 0, 0, .halfway = kill_nginx, .after = sweep),
	ENDING("kept again", "ann", 201, 204),
};

/* What is sent, and how far. */
struct sending {
	const char *p;
	size_t len, sent;
	const struct ending *ending;
	bool is_past_half;
	struct curl_slist *headers;
};

static size_t
give(char *to, size_t size, size_t n, void *ctx)
{
	struct sending *s = ctx;
	size_t left = s->len - s->sent;

	if (s->sent >= s->len / 2 && !s->is_past_half) {
		s->is_past_half = true;
		if (s->ending->breaks_off)
			return CURL_READFUNC_ABORT;
		if (s->ending->halfway)
			s->ending->halfway();
	}
	if (s->is_past_half && s->ending->stalls)
		return CURL_READFUNC_PAUSE;
	if (left > size * n)
		left = size * n;
	memcpy(to, s->p + s->sent, left);
	s->sent += left;
	return left;
}

static size_t
drop(char *p, size_t size, size_t n, void *ctx)
{
	(void)p, (void)ctx;
	return size * n;
}

static const char *
method_of(const struct way *way)
{
	return way->is_piece ? PATCH : POST;
}

static const char *
path_of(const struct way *way)
{
	return way->is_piece ? text("/api/v1/uploads/%s", id("u"))
			     : text("/api/v1/events/%s/files", id("e"));
}

/* What is in a form. */
static struct bytes
file_of(struct bytes whole)
{
	return (struct bytes){ (const char *)whole.p + strlen(HEAD_OF_FORM),
		whole.len - strlen(HEAD_OF_FORM END_OF_FORM) };
}

static struct bytes
body_of(const struct way *way, const struct ending *ending)
{
	struct bytes whole = ending->is_too_long ? long_form : form;

	return way->is_form ? whole : file_of(whole);
}

/* How many there are. */
static size_t
headers_of(const struct way *way, const struct ending *ending,
    const char *to[HEADERS_MAX])
{
	size_t n = 0;

	to[n++] = text("Content-Type: %s",
	    way->is_form    ? "multipart/form-data; boundary=x"
	    : way->is_piece ? "application/offset+octet-stream"
			    : "application/pdf");
	if (way->is_piece) {
		to[n++] = "Tus-Resumable: 1.0.0";
		to[n++] = "Upload-Offset: 0";
	}
	if (*ending->user)
		to[n++] = text(
		    "Authorization: %s", given_login(NULL, ending->user));
	return n;
}

static struct curl_slist *
headers_for_curl(const struct way *way, const struct ending *ending)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");
	const char *headers[HEADERS_MAX];
	size_t n = headers_of(way, ending, headers);

	for (size_t i = 0; i < n; i++)
		list = curl_slist_append(list, headers[i]);
	if (way->is_open && !way->is_http2)
		list = curl_slist_append(list, "Transfer-Encoding: chunked");
	return list;
}

/* To be ended by end_curl. */
static CURL *
begin_curl(
    const struct way *way, const struct ending *ending, struct sending *s)
{
	CURL *c = curl_easy_init();
	struct bytes body = body_of(way, ending);

	*s = (struct sending){ .ending = ending,
		.p = body.p,
		.len = body.len,
		.headers = headers_for_curl(way, ending) };
	curl_easy_setopt(
	    c, CURLOPT_URL, text("http://hearth.test%s", path_of(way)));
	curl_easy_setopt(c, CURLOPT_UNIX_SOCKET_PATH,
	    way->is_http2 ? e2e_http2_socket() : e2e_socket());
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION,
	    way->is_http2 ? (long)CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE
			  : (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(c, CURLOPT_POST, 1L);
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method_of(way));
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
	    way->is_open ? (curl_off_t)-1 : (curl_off_t)s->len);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(c, CURLOPT_READDATA, s);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, drop);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, s->headers);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, 60000L);
	return c;
}

static void
end_curl(CURL *c, struct sending *s)
{
	curl_easy_cleanup(c);
	curl_slist_free_all(s->headers);
}

/* The status; 0: there was no answer. */
static long
send_by_curl(const struct way *way, const struct ending *ending)
{
	struct sending s;
	CURL *c = begin_curl(way, ending, &s);
	long status = 0;

	if (curl_easy_perform(c) == CURLE_OK)
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	end_curl(c, &s);
	return status;
}

static void
write_file(const char *name, const char *p, size_t len)
{
	FILE *f = fopen(text("%s/%s", client_dir, name), "we");

	cr_assert(f && fwrite(p, 1, len, f) == len && fclose(f) == 0);
}

static bool
is_half_sent(void *ctx)
{
	(void)ctx;
	return access(text("%s/half", client_dir), F_OK) == 0;
}

static long
read_status(void)
{
	FILE *f = fopen(text("%s/status", client_dir), "re");
	char digits[8] = "";

	cr_assert(f && fgets(digits, sizeof(digits), f) && fclose(f) == 0);
	return strtol(digits, NULL, 10);
}

static void
start_client(
    struct process *client, const struct way *way, const struct ending *ending)
{
	const char *argv[7 + HEADERS_MAX + 1] = { TOP_SRCDIR
		"/t/e2e/send-by-http2",
		e2e_http2_socket(), method_of(way), path_of(way),
		text("%s/body", client_dir), way->is_open ? "open" : "said",
		client_dir };

	headers_of(way, ending, argv + 7);
	process_start(client, text("%s/client.log", client_dir), argv);
}

/* curl 7.88, about to send more, loses the answer of who refuses a stream and
 * then resets it (RFC 9113, 8.1). */
static long
send_by_http2(const struct way *way, const struct ending *ending)
{
	static const char *const files[] = { "half", "go", "status" };
	struct bytes body = body_of(way, ending);
	struct process client;

	for (size_t i = 0; i < N_OF(files); i++)
		unlink(text("%s/%s", client_dir, files[i]));
	write_file("body", body.p, body.len);
	if (!ending->halfway)
		write_file("go", "", 0);
	start_client(&client, way, ending);
	if (ending->halfway) {
		wait_until(is_half_sent, NULL, WAIT_MS, "half is sent");
		ending->halfway();
		write_file("go", "", 0);
	}
	expect_int(0, process_wait(&client, 60000));
	return read_status();
}

static long
send_one(const struct way *way, const struct ending *ending)
{
	return way->is_http2 && ending->status ? send_by_http2(way, ending)
					       : send_by_curl(way, ending);
}

static bool
is_tidy(void *ctx)
{
	(void)ctx;
	return files_count("incoming") == 0 && files_count("part") <= is_begun;
}

/* So many files are kept, and nothing else is left but what was begun, wherever
 * that is. */
static void
expect_kept(int n, const char *after)
{
	int found;

	wait_until(is_tidy, NULL, WAIT_MS, after);
	found = files_count("store") + files_count("part") - is_begun;
	cr_expect(found == n, "%d instead of %d after %s", found, n, after);
}

/* A form with so many bytes of a file. */
static struct bytes
make_form(size_t size)
{
	size_t head = strlen(HEAD_OF_FORM);
	char *p = memory_keep(malloc(head + size + sizeof(END_OF_FORM)));

	memcpy(p, HEAD_OF_FORM, head);
	for (size_t i = 0; i < size; i++)
		p[head + i] = (char)(i * 7 + i / 251);
	memcpy(p + head + size, END_OF_FORM, sizeof(END_OF_FORM));
	return (struct bytes){ p, head + size + strlen(END_OF_FORM) };
}

/* An upload in pieces of which none has come, named "u". */
static void
begin_upload(void)
{
	if (is_begun)
		return;
	expect(201, tus_begin("ann", SIZE));
	keep("u");
	is_begun = true;
}

/* A piece that did not come may come again. */
static void
end_one(const struct way *way, const struct ending *ending, int *kept)
{
	const char *name = text("%s, %s", way->name, ending->name);
	int wanted = way->is_piece ? ending->piece_status : ending->status;
	long status;

	if (way->is_piece)
		begin_upload();
	if (ending->before)
		ending->before();
	status = send_one(way, ending);
	if (ending->after)
		ending->after();
	cr_expect(status == wanted, "%ld after %s", status, name);
	*kept += wanted == 201 || wanted == 204;
	is_begun = is_begun && wanted != 204;
	expect_kept(*kept, name);
}

Test_once(e2e_ending, each_way_has_each_end, .timeout = 300)
{
	int kept = 0;

	client_dir = text("%s/client", e2e_dir());
	cr_assert(mkdir(client_dir, 0700) == 0);
	form = make_form(SIZE);
	long_form = make_form(TOO_LONG);
	given_event("e");
	given_login(NULL, "eve");
	for (size_t i = 0; i < N_OF(ways); i++)
		for (size_t j = 0; j < N_OF(endings); j++)
			end_one(&ways[i], &endings[j], &kept);
	expect(200, as("ann", GET, "/events/%s/files?limit=100", id("e")));
	expect_int(kept, body_count(""));
}

/* Lets all transfers go on until so many bodies are there; n < 0: to the end.
 */
static void
run_until(CURLM *multi, int n)
{
	int64_t end = clock_monotonic_us() + STALL_MAX_S * CLOCK_SECOND_US;
	int running;

	do {
		cr_assert(clock_monotonic_us() < end, "%d, %d bodies", n,
		    files_count("incoming"));
		curl_multi_perform(multi, &running);
		curl_multi_poll(multi, NULL, 0, 50, NULL);
	} while (n < 0 ? running : files_count("incoming") != n);
}

/* The web server waits for ten seconds (client_body_timeout), for all of them
 * at once. Who goes on after that is not heard. */
Test_once(e2e_ending, what_stands_still_is_given_up, .timeout = 120)
{
	static const struct ending stalled = {
		.name = "stalled", .user = "ann", .stalls = true
	};
	struct sending s[N_OF(ways)];
	CURL *c[N_OF(ways)];
	CURLM *multi = curl_multi_init();
	long status;

	form = make_form(SIZE);
	given_event("e");
	begin_upload();
	for (size_t i = 0; i < N_OF(ways); i++) {
		c[i] = begin_curl(&ways[i], &stalled, &s[i]);
		curl_multi_add_handle(multi, c[i]);
	}
	run_until(multi, N_OF(ways));
	run_until(multi, 0);
	for (size_t i = 0; i < N_OF(ways); i++) {
		s[i].ending = &endings[0];
		curl_easy_pause(c[i], CURLPAUSE_CONT);
	}
	run_until(multi, -1);
	for (size_t i = 0; i < N_OF(ways); i++) {
		curl_easy_getinfo(c[i], CURLINFO_RESPONSE_CODE, &status);
		cr_expect(
		    status == 0, "%ld of a stalled %s", status, ways[i].name);
		curl_multi_remove_handle(multi, c[i]);
		end_curl(c[i], &s[i]);
	}
	curl_multi_cleanup(multi);
	expect_kept(0, "all stood still");
}

static bool
has_no_body(void *ctx)
{
	(void)ctx;
	return files_count("incoming") == 0;
}

static void
with_piece(void)
{
	with("Tus-Resumable", "1.0.0");
	with("Upload-Offset", "0");
	with_body("application/offset+octet-stream", file_of(form).p, SIZE);
}

/* What came is copied where it is kept: by halves there is no room for that. */
Test_once(e2e_ending, a_disk_that_is_full_while_bytes_are_copied_keeps_none)
{
	form = make_form(SIZE);
	given_event("e");
	files_fill(SIZE + SIZE / 2);
	with_body("multipart/form-data; boundary=x", form.p, form.len);
	expect_problem(
	    507, "storage_full", as("ann", POST, "/events/%s/files", id("e")));
	expect_kept(0, "a form");
	begin_upload();
	with_piece();
	expect_problem(
	    507, "storage_full", as("ann", PATCH, "/uploads/%s", id("u")));
	wait_until(has_no_body, NULL, WAIT_MS, "the piece is gone");
	with("Tus-Resumable", "1.0.0");
	expect(200, as("ann", HEAD, "/uploads/%s", id("u")));
	expect_text("0", header("Upload-Offset"));
	files_give_room();
	with_piece();
	expect(204, as("ann", PATCH, "/uploads/%s", id("u")));
	is_begun = false;
	expect_kept(1, "a piece");
}
