/*
 * Every way in which an upload ends, by each way in which it comes, on a disk
 * that is soon full.
 */
#define E2E_OPTIONS .slow = 2, .disk_mib = 32, .no_worker = true
#include "t/lib/e2e_engine.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "t/lib/answer.h"
#include "t/lib/files.h"
#include "t/lib/memory.h"
#include "t/lib/tus.h"

#include "base/banned.h"

enum { SIZE = 1 << 20, WAIT_MS = 10000 };

#define HEAD_OF_FORM                                                        \
	"--x\r\nContent-Disposition: form-data; name=f; filename=a.txt\r\n" \
	"\r\n"
#define END_OF_FORM "\r\n--x--\r\n"

/* How it comes. */
static const struct way {
	char name[24];
	bool is_http2, is_open, is_form; /* open: it does not say how long */
} ways[] = {
	{ "HTTP/1.1", false, false, false },
	{ "HTTP/1.1, chunked", false, true, false },
	{ "HTTP/2", true, false, false },
	{ "HTTP/2, open", true, true, false },
	{ "form by HTTP/1.1", false, false, true },
	{ "form by HTTP/2", true, false, true },
};

static char *bytes;
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

/* How it ends. */
static const struct ending {
	char name[24], user[4]; /* "": nobody */
	int status;		/* 0: there is no answer */
	bool breaks_off;	/* in the middle */
	void (*before)(void), (*halfway)(void), (*after)(void);
} endings[] = {
	{ "kept", "ann", 201, false, NULL, NULL, NULL },
	{ "broken off", "ann", 0, true, NULL, NULL, NULL },
	{ "by nobody", "", 401, false, NULL, NULL, NULL },
	{ "not allowed", "eve", 403, false, NULL, NULL, NULL },
	{ "beyond a quota", "ann", 409, false, take_quota, NULL, give_quota },
	{ "no responder", "ann", 503, false, take_responders, NULL,
	    bring_responders },
	{ "full disk", "ann", 507, false, fill, NULL, files_give_room },
	{ "full meanwhile", "ann", 503, false, NULL, fill, files_give_room },
	{ "responders killed", "ann", 201, false, NULL, kill_responders, NULL },
	{ "kept again", "ann", 201, false, NULL, NULL, NULL },
};

/* What is sent, and how far. */
struct sending {
	const char *p;
	size_t len, sent;
	const struct ending *ending;
	bool is_past_half;
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

static struct curl_slist *
headers_of(const struct way *way, const struct ending *ending)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");

	list = curl_slist_append(
	    list, way->is_form ? "Content-Type: multipart/form-data; boundary=x"
			       : "Content-Type: application/pdf");
	if (*ending->user)
		list = curl_slist_append(list,
		    text("Authorization: %s", given_login(NULL, ending->user)));
	if (way->is_open && !way->is_http2)
		list = curl_slist_append(list, "Transfer-Encoding: chunked");
	return list;
}

/* The status; 0: there was no answer. */
static long
send_by_curl(const struct way *way, const struct ending *ending)
{
	struct sending s = { .ending = ending,
		.p = way->is_form ? bytes : bytes + strlen(HEAD_OF_FORM),
		.len = SIZE };
	struct curl_slist *headers = headers_of(way, ending);
	CURL *c = curl_easy_init();
	long status = 0;

	if (way->is_form)
		s.len += strlen(HEAD_OF_FORM END_OF_FORM);
	curl_easy_setopt(c, CURLOPT_URL,
	    text("http://hearth.test/api/v1/events/%s/files", id("e")));
	curl_easy_setopt(c, CURLOPT_UNIX_SOCKET_PATH,
	    way->is_http2 ? e2e_http2_socket() : e2e_socket());
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION,
	    way->is_http2 ? (long)CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE
			  : (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_POST, 1L);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
	    way->is_open ? (curl_off_t)-1 : (curl_off_t)s.len);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(c, CURLOPT_READDATA, &s);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, drop);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, 60000L);
	if (curl_easy_perform(c) == CURLE_OK)
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(c);
	curl_slist_free_all(headers);
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

/* curl 7.88, about to send more, loses the answer of who refuses a stream and
 * then resets it (RFC 9113, 8.1). */
static long
send_by_http2(const struct way *way, const struct ending *ending)
{
	static const char *const files[] = { "half", "go", "status" };
	const char *login = *ending->user ? given_login(NULL, ending->user)
					  : NULL;
	struct process client;

	for (size_t i = 0; i < N_OF(files); i++)
		unlink(text("%s/%s", client_dir, files[i]));
	if (way->is_form)
		write_file(
		    "body", bytes, SIZE + strlen(HEAD_OF_FORM END_OF_FORM));
	else
		write_file("body", bytes + strlen(HEAD_OF_FORM), SIZE);
	if (!ending->halfway)
		write_file("go", "", 0);
	process_start(&client, text("%s/client.log", client_dir),
	    (const char *const[]){ TOP_SRCDIR "/t/e2e/send-by-http2",
		e2e_http2_socket(), text("/api/v1/events/%s/files", id("e")),
		text("%s/body", client_dir), way->is_open ? "open" : "said",
		client_dir,
		way->is_form ? "Content-Type: multipart/form-data; boundary=x"
			     : "Content-Type: application/pdf",
		login ? text("Authorization: %s", login) : NULL, NULL });
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
	return way->is_http2 && !ending->breaks_off ? send_by_http2(way, ending)
						    : send_by_curl(way, ending);
}

static bool
is_tidy(void *ctx)
{
	(void)ctx;
	return files_count("incoming") == 0 && files_count("part") == 0;
}

/* So many files are kept, and nothing else is left. */
static void
expect_kept(int n, const char *after)
{
	wait_until(is_tidy, NULL, WAIT_MS, after);
	cr_expect(files_count("store") == n, "%d instead of %d after %s",
	    files_count("store"), n, after);
}

/* A form, and in it a file. */
static void
given_bytes(void)
{
	size_t head = strlen(HEAD_OF_FORM);

	bytes = memory_keep(malloc(head + SIZE + sizeof(END_OF_FORM)));
	memcpy(bytes, HEAD_OF_FORM, head);
	for (size_t i = 0; i < SIZE; i++)
		bytes[head + i] = (char)(i * 7 + i / 251);
	memcpy(bytes + head + SIZE, END_OF_FORM, sizeof(END_OF_FORM));
}

static void
end_one(const struct way *way, const struct ending *ending, int *kept)
{
	const char *name = text("%s, %s", way->name, ending->name);
	long status;

	if (ending->before)
		ending->before();
	status = send_one(way, ending);
	if (ending->after)
		ending->after();
	cr_expect(status == ending->status, "%ld after %s", status, name);
	*kept += ending->status == 201;
	expect_kept(*kept, name);
}

Test_once(e2e_ending, each_way_has_each_end, .timeout = 120)
{
	int kept = 0;

	client_dir = text("%s/client", e2e_dir());
	cr_assert(mkdir(client_dir, 0700) == 0);
	given_bytes();
	given_event("e");
	given_login(NULL, "eve");
	for (size_t i = 0; i < N_OF(ways); i++)
		for (size_t j = 0; j < N_OF(endings); j++)
			end_one(&ways[i], &endings[j], &kept);
	expect(200, as("ann", GET, "/events/%s/files?limit=100", id("e")));
	expect_int(kept, body_count(""));
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
	with_body("application/offset+octet-stream",
	    bytes + strlen(HEAD_OF_FORM), SIZE);
}

/* What came is copied where it is kept: by halves there is no room for that. */
Test_once(e2e_ending, a_disk_that_is_full_while_bytes_are_copied_keeps_none)
{
	given_bytes();
	given_event("e");
	files_fill(SIZE + SIZE / 2);
	with_body("multipart/form-data; boundary=x", bytes,
	    SIZE + strlen(HEAD_OF_FORM END_OF_FORM));
	expect_problem(
	    507, "storage_full", as("ann", POST, "/events/%s/files", id("e")));
	expect_kept(0, "a form");
	with("Tus-Resumable", "1.0.0");
	with("Upload-Length", text("%d", SIZE));
	with("Upload-Metadata", text("event_id %s", tus_base64(id("e"))));
	expect(201, as("ann", POST, "/uploads"));
	keep("u");
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
	expect_kept(1, "a piece");
}
