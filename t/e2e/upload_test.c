/*
 * Files through nginx, which writes them to where they stay: every way in which
 * an upload ends, and what is left of it then.
 */
#define E2E_OPTIONS .slow = 2
#include "t/lib/e2e_engine.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "generated/query/file.h"
#include "generated/query/session.h"
#include "t/lib/answer.h"
#include "t/lib/files.h"
#include "t/lib/memory.h"
#include "t/lib/picture.h"

#include "base/banned.h"

enum { LARGE = 3 << 20, WAIT_MS = 10000 };

/* Sends bytes as a file of the event e. */
static int
upload_bytes(const char *user, const char *type, const void *p, size_t len)
{
	with_body(type, p, len);
	return as(user, POST, "/events/%s/files", id("e"));
}

static int
upload(const char *user, const char *content)
{
	return upload_bytes(user, "text/plain", content, strlen(content));
}

static char *
large_body(void)
{
	char *p = memory_keep(malloc(LARGE));

	for (size_t i = 0; i < LARGE; i++)
		p[i] = (char)(i * 7 + i / 251);
	return p;
}

static bool
is_tidy(void *ctx)
{
	(void)ctx;
	return files_count("incoming") == 0 && files_count("part") == 0;
}

/* So many files are kept, and nothing else is left. */
static void
expect_kept(int n)
{
	wait_until(is_tidy, NULL, WAIT_MS, "nothing that was begun is left");
	expect_int(n, files_count("store"));
}

Test_engines(e2e_upload, a_file_goes_to_the_disk_and_comes_back)
{
	char *bytes = large_body();

	given_event("e");
	expect(201, upload_bytes("ann", "image/png", bytes, LARGE));
	keep("f");
	expect_int(LARGE, body_int("/size"));
	expect_text("application/octet-stream", body("/content_type"));
	expect_kept(1);
	expect(200, as("ann", GET, "/files/%s/content", id("f")));
	cr_assert(response()->len == LARGE);
	cr_expect(memcmp(response()->body, bytes, LARGE) == 0);
	expect_text("application/octet-stream", header("Content-Type"));
	expect_text("attachment; filename=\"file\"; filename*=UTF-8''file",
	    header("Content-Disposition"));
	expect_text("nosniff", header("X-Content-Type-Options"));
	expect_text(
	    "sandbox; default-src 'none'", header("Content-Security-Policy"));
	expect_text("private, no-cache", header("Cache-Control"));
}

/* To a page of a listed origin, by the cookie, nginx says all that Hearth says
 * of who may read the answer. */
static void
expect_readable(void)
{
	expect_text("http://app.test", header("Access-Control-Allow-Origin"));
	expect_text("true", header("Access-Control-Allow-Credentials"));
	cr_expect(strstr(header("Access-Control-Expose-Headers"), "ETag"));
}

static int
by_cookie(const char *user, const char *method, const char *path)
{
	with("Cookie", given_cookie(user));
	with("Origin", "http://app.test");
	return anonymous(method, "%s", path);
}

Test_once(e2e_upload, pages_of_listed_origins_read_it_by_the_cookie)
{
	char *files;

	given_event("e", .is_private = true);
	files = text("/events/%s/files", id("e"));
	with_body("text/plain", "x", 1);
	expect(201, by_cookie("ann", POST, files));
	expect_readable();
	keep("f");
	expect(200, by_cookie("ann", GET, text("/files/%s/content", id("f"))));
	expect_text("x", response()->body);
	expect_readable();
	expect_text("Authorization, Cookie, Origin", header("Vary"));
	with_body("text/plain", "x", 1);
	expect_problem(404, "not_found", by_cookie("eve", POST, files));
	expect_readable();
	expect_text("Authorization, Cookie, Origin", header("Vary"));
	/* what others are not to read, they are not */
	with("Cookie", given_cookie("ann"));
	with("Origin", "https://evil.example");
	expect(200, anonymous(GET, "/files/%s/content", id("f")));
	expect_text("(none)", header("Access-Control-Allow-Credentials"));
}

/* So that its next use is noted. */
static void
given_used_long_ago(const char *cookie)
{
	struct session_id session;
	int64_t now = clock_now_us();

	with("Cookie", cookie);
	expect(200, anonymous(GET, "/users/me/sessions"));
	expect_text("true", body("/0/current"));
	cr_assert(uuid_parse(body("/0/id"), &session.v));
	cr_assert(q_session_see(given_db(), .id = session,
		      .now = now - CLOCK_HOUR_US, .before = CLOCK_MAX_US,
		      .idle = now + CLOCK_HOUR_US, NULL) == ERR_OK);
	with("Cookie", cookie);
	with("Origin", "http://app.test");
}

/* The answer to whether a body may come has none. */
Test_once(e2e_upload, who_sends_one_or_gets_it_gets_the_cookie_anew)
{
	char *cookie;

	given_event("e");
	cookie = given_cookie("ann");
	given_used_long_ago(cookie);
	with_body("text/plain", "x", 1);
	expect(201, anonymous(POST, "/events/%s/files", id("e")));
	cr_expect(str_has_prefix(header("Set-Cookie"), cookie));
	keep("f");
	given_used_long_ago(cookie);
	expect(200, anonymous(GET, "/files/%s/content", id("f")));
	cr_expect(str_has_prefix(header("Set-Cookie"), cookie));
}

Test_once(e2e_upload, parts_of_it_come_when_asked_for)
{
	given_event("e");
	expect(201, upload("ann", "0123456789"));
	keep("f");
	with("Range", "bytes=3-5");
	expect(206, as("ann", GET, "/files/%s/content", id("f")));
	expect_text("345", response()->body);
	expect_text("bytes 3-5/10", header("Content-Range"));
	expect(200, as("ann", HEAD, "/files/%s/content", id("f")));
	expect_text("10", header("Content-Length"));
	with("If-None-Match", header("ETag"));
	expect(304, as("ann", GET, "/files/%s/content", id("f")));
	with("Range", "bytes=1-1,3-4");
	expect(206, as("ann", GET, "/files/%s/content", id("f")));
	cr_expect(str_has_prefix(header("Content-Type"), "multipart/"));
	cr_expect(strstr(response()->body, "bytes 3-4/10\r\n\r\n34\r\n"));
}

#define ZIP  "PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\10\0\0\0"
#define OPEN "application/vnd.oasis.opendocument."
#define XML  "application/vnd.openxmlformats-officedocument."
#define ROW(bytes, declared, type)                       \
	{                                                \
		bytes, sizeof(bytes) - 1, declared, type \
	}

static const struct {
	const char *bytes;
	size_t len;
	const char *declared, *type;
} kinds[] = {
	ROW("\x89PNG\r\n\x1a\n", NULL, "image/png"),
	ROW("\xff\xd8\xff", NULL, "image/jpeg"),
	ROW("GIF89a", NULL, "image/gif"),
	ROW("RIFF\1\1\1\1WEBPVP8 ", NULL, "image/webp"),
	ROW("\1\1\1\1ftypheic", NULL, "image/heic"),
	ROW("\1\1\1\1ftypmif1", NULL, "image/heif"),
	ROW("\1\1\1\1ftypavif", NULL, "image/avif"),
	ROW("\1\1\1\1ftypM4A ", NULL, "audio/mp4"),
	ROW("\1\1\1\1ftypqt  ", NULL, "video/quicktime"),
	ROW("\1\1\1\1ftypmp42", NULL, "video/mp4"),
	ROW("ID3\4", NULL, "audio/mpeg"),
	ROW("OggS", NULL, "application/ogg"),
	ROW("%PDF-1.7", NULL, "application/pdf"),
	ROW(ZIP "a.txt", NULL, "application/zip"),
	ROW(ZIP "mimetype" OPEN "text", NULL, OPEN "text"),
	ROW(ZIP "mimetype" OPEN "spreadsheet", NULL, OPEN "spreadsheet"),
	ROW(ZIP "mimetype" OPEN "presentation", NULL, OPEN "presentation"),
	ROW(ZIP "word/a", NULL, XML "wordprocessingml.document"),
	ROW(ZIP "xl/a", NULL, XML "spreadsheetml.sheet"),
	ROW(ZIP "ppt/a", NULL, XML "presentationml.presentation"),
	ROW("\xff", NULL, "application/octet-stream"),
	ROW("a", "text/plain", "text/plain; charset=utf-8"),
	ROW("a", "text/csv", "text/csv; charset=utf-8"),
	ROW("a", "text/calendar", "text/calendar; charset=utf-8"),
	ROW("a", "text/markdown", "text/markdown; charset=utf-8"),
};

/* nginx, which sends it, has a table of its own. */
Test_once(e2e_upload, what_it_is_is_told_with_it)
{
	given_event("e");
	for (size_t i = 0; i < N_OF(kinds); i++) {
		const char *declared = kinds[i].declared;

		expect(201, upload_bytes("ann", declared ? declared : "x/y",
				kinds[i].bytes, kinds[i].len));
		expect(200, as("ann", GET, "/files/%s/content", body("/id")));
		expect_text(kinds[i].type, header("Content-Type"));
		expect_int((long)kinds[i].len, (long)response()->len);
	}
}

Test_once(e2e_upload, nginx_gives_nobody_a_file_by_itself)
{
	char *shelf;

	given_event("e", .is_private = true);
	expect(201, upload("ann", "ann's"));
	keep("f");
	expect(404, as("eve", GET, "/files/%s/content", id("f")));
	shelf = text("%s/%s", id("f") + strlen(id("f")) - 2, id("f"));
	expect(404, as("ann", GET, "//_store/%s", shelf));
	expect(404, as("ann", GET, "//_hearth_refused/404"));
	expect(404, as("ann", GET, "//_hearth_ask"));
	expect(404, as("ann", GET, "//_store/%s.text-plain", shelf));
	expect(404, as("ann", GET, "//_hearth_ask_file"));
	expect(404, as("ann", GET, "//_hearth_other"));
	given_event("e", .by = "eve");
	expect(201, upload("eve", "eve's"));
	with("X-Accel-Redirect", text("/_store/%s", shelf));
	with("X-Hearth-File", text("%s.text-plain", shelf));
	expect(200, as("eve", GET, "/files/%s/content", body("/id")));
	expect_text("eve's", response()->body);
}

#define FORM "multipart/form-data; boundary=x"

Test_once(e2e_upload, the_file_of_a_form_is_kept_alone)
{
	static const char form[] =
	    "--x\r\nContent-Disposition: form-data; name=f; filename=a.txt\r\n"
	    "\r\nbytes\r\n--x--\r\n";

	given_event("e");
	expect(201, upload_bytes("ann", FORM, form, sizeof(form) - 1));
	expect_text("a.txt", body("/filename"));
	expect_kept(1);
	expect_problem(400, "bad_request",
	    upload_bytes("ann", FORM, form, sizeof(form) - 5));
	expect_kept(1);
}

Test_engines(e2e_upload, who_is_refused_is_told_as_ever)
{
	char *bytes = large_body();

	given_event("e", .is_private = true);
	expect_problem(
	    404, "not_found", upload_bytes("eve", "text/plain", bytes, LARGE));
	with_body("text/plain", bytes, LARGE);
	expect_problem(401, "not_authenticated",
	    anonymous(POST, "/events/%s/files", id("e")));
	expect_text("Bearer", header("WWW-Authenticate"));
	given_event("e");
	with("Origin", "http://app.test");
	expect_problem(
	    403, "forbidden", upload_bytes("eve", "text/plain", bytes, LARGE));
	expect_text("http://app.test", header("Access-Control-Allow-Origin"));
	cr_expect(strlen(header("X-Request-Id")) == 36);
	expect(405, as("ann", PATCH, "/events/%s/files", id("e")));
	expect_kept(0);
}

/* A body that curl sends as it likes; the status. */
struct sending {
	const char *method; /* default POST */
	const char *bytes;
	size_t len, sent, stops_at; /* 0: at the end */
};

static size_t
give(char *to, size_t size, size_t n, void *ctx)
{
	struct sending *s = ctx;
	size_t left = s->len - s->sent;

	if (s->stops_at && s->sent >= s->stops_at)
		return CURL_READFUNC_ABORT;
	if (left > size * n)
		left = size * n;
	memcpy(to, s->bytes + s->sent, left);
	s->sent += left;
	return left;
}

static size_t
drop(char *p, size_t size, size_t n, void *ctx)
{
	(void)p, (void)ctx;
	return size * n;
}

/* size: what is announced; -1: nothing is. */
static long
send_file(const char *user, struct sending *s, curl_off_t size)
{
	CURL *c = curl_easy_init();
	struct curl_slist *headers = curl_slist_append(
	    NULL, text("Authorization: %s", given_login(NULL, user)));
	long status = 0;

	if (size < 0)
		headers = curl_slist_append(
		    headers, "Transfer-Encoding: chunked");
	headers = curl_slist_append(headers, "Expect:");
	curl_easy_setopt(c, CURLOPT_URL,
	    text("http://hearth.test/api/v1/events/%s/files", id("e")));
	curl_easy_setopt(c, CURLOPT_UNIX_SOCKET_PATH, e2e_socket());
	curl_easy_setopt(c, CURLOPT_POST, 1L);
	if (s->method)
		curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, s->method);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, size);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(c, CURLOPT_READDATA, s);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, drop);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	if (curl_easy_perform(c) == CURLE_OK)
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(c);
	curl_slist_free_all(headers);
	return status;
}

Test_once(e2e_upload, one_of_unknown_length_is_taken_too)
{
	struct sending s = { .bytes = large_body(), .len = LARGE };

	given_event("e");
	expect_int(201, send_file("ann", &s, -1));
	expect_kept(1);
	s.sent = 0;
	expect_int(403, send_file("eve", &s, -1));
	expect_kept(1);
}

Test_once(e2e_upload, what_breaks_off_leaves_nothing)
{
	struct sending s = {
		.bytes = large_body(), .len = LARGE, .stops_at = LARGE / 2
	};

	given_event("e");
	expect_int(0, send_file("ann", &s, LARGE));
	s.sent = 0;
	expect_int(0, send_file("ann", &s, -1));
	expect_kept(0);
}

Test_once(e2e_upload, what_no_responder_answers_leaves_nothing)
{
	given_event("e");
	cr_assert(unlink(text("%s/slow.sock", e2e_dir())) == 0);
	expect_problem(503, "busy", upload("ann", "x"));
	expect_kept(0);
	expect(200, as("ann", GET, "/events/%s/files", id("e")));
}

Test_once(e2e_upload, what_nobody_can_be_asked_about_is_not_stored)
{
	struct sending s = { .bytes = large_body(), .len = LARGE };
	pid_t pids[E2E_RESPONDERS_MAX];
	size_t n;

	given_event("e");
	given_login(NULL, "ann");
	cr_assert(unlink(text("%s/api.sock", e2e_dir())) == 0);
	/* nginx has connections to them */
	n = e2e_responders(pids);
	while (n)
		kill(pids[--n], SIGKILL);
	expect_int(503, send_file("ann", &s, LARGE));
	expect_kept(0);
}

Test_once(e2e_upload, a_longer_body_than_the_server_takes_is_refused)
{
	struct sending s = { .bytes = large_body(), .len = LARGE };

	given_event("e");
	expect_int(413, send_file("ann", &s, (curl_off_t)200 << 20));
	expect_kept(0);
}

/* Nobody is asked about what brings no file. */
Test_once(e2e_upload, what_is_read_brings_no_body_of_that_size)
{
	static const char *const methods[] = { "GET", "DELETE", "PROPFIND" };

	given_event("e");
	for (size_t i = 0; i < N_OF(methods); i++) {
		struct sending s = { .method = methods[i],
			.bytes = large_body(),
			.len = LARGE };

		expect_int(413, send_file("ann", &s, LARGE));
	}
	expect(200, as("ann", GET, "/events/%s/files", id("e")));
	expect_kept(0);
}

Test_once(e2e_upload, the_way_it_came_is_not_the_clients_to_say)
{
	given_event("e");
	with("Hearth-Body-File", "/etc/passwd");
	with("Hearth-Phase", "ask");
	expect(201, upload("ann", "mine"));
	expect_int(4, body_int("/size"));
	expect_kept(1);
}

static bool
has_preview(void *ctx)
{
	(void)ctx;
	return as("ann", GET, "/files/%s", id("f")) == 200 &&
	       strcmp(body("/preview_url"), "null") != 0;
}

Test_engines(e2e_upload, a_picture_has_smaller_ones_soon)
{
	struct bytes picture = picture_jpeg(800, 400, 6, "");

	given_event("e");
	expect(201, upload_bytes("ann", "image/jpeg", picture.p, picture.len));
	keep("f");
	wait_until(has_preview, NULL, WAIT_MS, "a smaller picture");
	expect(200, as("ann", GET, "/files/%s/content?size=320", id("f")));
	expect_text("image/jpeg", header("Content-Type"));
	expect_text("brwg", picture_corners((struct bytes){
				response()->body, response()->len }));
	with("Range", "bytes=0-1");
	expect(206, as("ann", GET, "/files/%s/content?size=320", id("f")));
	expect_kept(3);
}

static const char *
place_of(const char *name)
{
	return text("%s/store/%s/%s", files_dir(),
	    id(name) + strlen(id(name)) - 2, id(name));
}

Test_engines(e2e_upload, a_check_finds_what_is_not_as_it_was)
{
	FILE *f;

	given_event("e");
	expect(201, upload("ann", "one"));
	keep("f");
	expect(201, upload("ann", "two"));
	expect_int(0, e2e_hearthctl("files", "check", "--hash", NULL));
	f = fopen(place_of("f"), "r+e");
	cr_assert(f && fputs("eno", f) >= 0 && fclose(f) == 0);
	expect_int(0, e2e_hearthctl("files", "check", NULL));
	expect_int(1, e2e_hearthctl("files", "check", "--hash", NULL));
	cr_assert(truncate(place_of("f"), 2) == 0);
	expect_int(1, e2e_hearthctl("files", "check", NULL));
	cr_assert(unlink(place_of("f")) == 0);
	expect_int(1, e2e_hearthctl("files", "check", NULL));
}

/* As an older program does, which removes files while the count is made. */
static void
miscount(void)
{
	static const struct db_query queries[] = {
		{ .name = "test_person",
		    .sql = { "UPDATE users SET file_bytes = 1000000000000",
			"UPDATE users SET file_bytes = 1000000000000" },
		    .index = DB_QUERIES_MAX,
		    .is_write = true },
		{ .name = "test_space",
		    .sql = { "UPDATE space SET file_bytes = 0",
			"UPDATE space SET file_bytes = 0" },
		    .index = DB_QUERIES_MAX + 1,
		    .is_write = true },
	};

	for (size_t i = 0; i < N_OF(queries); i++)
		cr_assert(
		    db_exec(given_db(), (struct db_call){ &queries[i], NULL },
			NULL) == ERR_OK);
}

Test_engines(e2e_upload, a_check_counts_anew_what_is_counted_wrong)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	given_event("e", .more = text(", 'cluster_id': '%s'", id("c")));
	expect(201, upload("ann", "one"));
	expect_int(0, e2e_hearthctl("files", "check", NULL));
	miscount();
	expect_problem(409, "quota_exceeded", upload("ann", "two"));
	expect_int(1, e2e_hearthctl("files", "check", NULL));
	expect_int(1, e2e_hearthctl("files", "check", NULL));
	expect_int(0, e2e_hearthctl("files", "check", "--mend", NULL));
	expect_int(0, e2e_hearthctl("files", "check", NULL));
	expect(201, upload("ann", "two"));
	expect_int(0, e2e_hearthctl("files", "check", NULL));
}

/* More than a check has memory for at once; none of them has bytes. */
Test_once(e2e_upload, a_check_looks_at_any_number_of_files)
{
	enum { MANY = 12000 };
	static const struct space_id none;
	const struct bytes hash = { "", 1 };
	struct db *db;
	struct event_id event;

	given_event("e");
	cr_assert(uuid_parse(id("e"), &event.v));
	db = given_db();
	cr_assert(db_begin(db) == ERR_OK);
	for (int i = 0; i < MANY; i++) {
		const struct file_id file = { uuid_new() };

		cr_assert(
		    q_file_add(db, .id = file, .event = event, .cluster = none,
			.user = given_user_id("ann"), .filename = "x",
			.content_type = "text/plain", .size = 1, .sha256 = hash,
			.width = { .set = false }, .height = { .set = false },
			.now = 0, NULL) == ERR_OK);
	}
	cr_assert(db_commit(db) == ERR_OK);
	expect_int(1, e2e_hearthctl("files", "check", NULL));
}
