/*
 * Whatever web server stands before it, Hearth is the same: its routes, what a
 * request says and what it is answered, and what the server refuses by itself.
 * Where the servers differ, a table says how.
 */
#include "t/e2e/server_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/operation.h"
#include "base/buf.h"
#include "crypt/base64url.h"
#include "t/lib/files.h"
#include "t/lib/picture.h"
#include "t/lib/memory.h"

#include "base/banned.h"

/* A path of the contract with something in the place of its parameters. */
static const char *
path_of_operation(const struct api_operation *op)
{
	const char *from = op->path, *brace;
	const char *path = "";

	while ((brace = strchr(from, '{'))) {
		path = text("%s%.*s01900000-0000-7000-8000-000000000000", path,
		    (int)(brace - from), from);
		from = strchr(brace, '}') + 1;
	}
	return text("%s%s", path, from);
}

/* There are more operations than nginx lets one client ask for at once. */
static const struct response *
ask_operation(const struct api_operation *op)
{
	struct talk_request r = { .method = http_method_name(op->method),
		.target = path_of_operation(op) };
	const struct response *a;

	if (op->method != HTTP_GET)
		r.body = "";
	do
		a = server_ask("https", &r);
	while (a->status == 429);
	return a;
}

/* A request that never got to Hearth has no id of its making. */
static bool
is_hearths(const struct response *a)
{
	char *id = response_header(a, "X-Request-Id");

	return id && strlen(id) == 36;
}

Test_servers(e2e_servers, every_operation_is_reached)
{
	for (size_t i = 0; i < api_routes.n_operations; i++) {
		const struct api_operation *op = &api_routes.operations[i];

		cr_expect(is_hearths(ask_operation(op)), "%s", op->id);
	}
}

/* Without its pool the heavy lane is busy, and nothing else is. */
Test_servers(e2e_servers, the_heavy_lane_is_apart)
{
	const struct response *a;

	if (!server_has_pools())
		return;
	cr_assert(unlink(text("%s/heavy.sock", e2e_dir())) == 0);
	for (size_t i = 0; i < api_routes.n_operations; i++) {
		const struct api_operation *op = &api_routes.operations[i];

		a = ask_operation(op);
		cr_expect((a->status == 503) == op->is_heavy, "%s: %d", op->id,
		    a->status);
		cr_expect(
		    str_eq(response_text(a, "/code"), "busy") == op->is_heavy,
		    "%s: %s", op->id, a->body);
	}
}

enum { SIZE = 600000 }; /* more than any other body may have */

static const char *
file_bytes(void)
{
	char *bytes = memory_keep(malloc(SIZE));

	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (char)(i * 7 + i / 251);
	return bytes;
}

/* What the server makes of it by itself, if there is no such part. */
static void
expect_no_part(void)
{
	struct talk_request r = { .method = GET,
		.target = text("/api/v1/files/%s/content", id("f")),
		.headers = { { "Range", text("bytes=%d-", SIZE) },
		    { "Authorization", given_login(NULL, "ann") } },
		.n_headers = 2 };
	const struct response *a = server_ask("https", &r);

	cr_expect(a->status == 416, "%d", a->status);
	expect_text("bad_request", response_text(a, "/code"));
	if (server_kind() == NGINX) /* others lose it */
		expect_text(text("bytes */%d", SIZE),
		    response_header(a, "Content-Range"));
}

/* By servers that send files; as CGI, Hearth sends it as a whole. */
static void
expect_parts(const char *bytes)
{
	bool is_sent_whole = server_kind() == APACHE_CGI;

	with("Range", "bytes=3-5");
	with("hearth_lane", "x"); /* what a client calls so is no lane */
	expect(is_sent_whole ? 200 : 206,
	    as("ann", GET, "/files/%s/content", id("f")));
	if (is_sent_whole)
		return;
	cr_assert(response()->len == 3);
	cr_expect(memcmp(response()->body, bytes + 3, 3) == 0);
	expect_no_part();
}

Test_servers(e2e_servers, a_file_comes_and_goes)
{
	const char *bytes = file_bytes();

	given_event("e");
	with_body("text/plain", bytes, SIZE);
	expect(403, as("eve", POST, "/events/%s/files", id("e")));
	with_body("text/plain", bytes, SIZE);
	expect(201, as("ann", POST, "/events/%s/files", id("e")));
	keep("f");
	with("Origin", "http://app.test");
	expect(200, as("ann", GET, "/files/%s/content", id("f")));
	cr_assert(response()->len == SIZE, "%zu", response()->len);
	cr_expect(memcmp(response()->body, bytes, SIZE) == 0);
	expect_text("http://app.test", header("Access-Control-Allow-Origin"));
	expect_text("true", header("Access-Control-Allow-Credentials"));
	expect_text("nosniff", header("X-Content-Type-Options"));
	expect_text(
	    "sandbox; default-src 'none'", header("Content-Security-Policy"));
	expect_text("attachment; filename=\"file\"; filename*=UTF-8''file",
	    header("Content-Disposition"));
	expect_parts(bytes);
	expect_int(1, files_count("store"));
	expect(404, anonymous(GET, "//_store/x/%s", id("f")));
}

/* A calendar of one event and so many bytes, of which some say nothing. */
static int
bring_calendar(size_t len)
{
	static const char begin[] = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n"
				    "SUMMARY:x\nDTSTART:20300601T180000Z\n"
				    "DTEND:20300601T200000Z\nEND:VEVENT\n";
	static const char end[] = "END:VCALENDAR\n", line[] = "X-MORE:";
	char *p = memory_keep(malloc(len));

	memset(p, 'x', len);
	for (size_t i = sizeof(begin) - 1; i + 1000 < len; i += 1000) {
		memcpy(p + i, line, sizeof(line) - 1);
		p[i + 999] = '\n';
	}
	memcpy(p, begin, sizeof(begin) - 1);
	memcpy(p + len - sizeof(end) + 1, end, sizeof(end) - 1);
	p[len - sizeof(end)] = '\n';
	with_body("text/calendar", p, len);
	return as("ann", POST, "/calendar/imports");
}

Test_servers(e2e_servers, a_calendar_may_have_a_mebibyte)
{
	enum { MAX = 1 << 20 };

	expect(200, bring_calendar(MAX - 1));
	expect_int(1, body_int("/created"));
	expect(200, bring_calendar(MAX)); /* one more is in the table below */
	expect_int(1, body_int("/updated"));
}

static int
begin_upload(const char *user, const char *size)
{
	char event[64];

	/* in base64 too: of an id no digit is one of those that differ */
	crypt_base64url_encode(id("e"), strlen(id("e")), event);
	with("Tus-Resumable", "1.0.0");
	with("Upload-Length", size);
	with("Content-Length", "0"); /* lighttpd wants to be told */
	with("Upload-Metadata", text("event_id %s", event));
	return as(user, POST, "/uploads");
}

static int
send_piece(const char *bytes, int from, int to)
{
	with("Tus-Resumable", "1.0.0");
	with("Upload-Offset", text("%d", from));
	with_body("application/offset+octet-stream", bytes + from,
	    (size_t)(to - from));
	return as("ann", PATCH, "/uploads/%s", id("u"));
}

static void
expect_received(int n)
{
	with("Tus-Resumable", "1.0.0");
	expect(200, as("ann", HEAD, "/uploads/%s", id("u")));
	expect_text(text("%d", n), header("Upload-Offset"));
}

Test_servers(e2e_servers, a_file_comes_in_pieces)
{
	enum { FIRST = 350000 };
	const char *bytes = file_bytes();

	given_event("e");
	expect(403, begin_upload("eve", text("%d", SIZE)));
	expect_problem(
	    413, "body_too_large", begin_upload("ann", "16000000000"));
	expect(201, begin_upload("ann", text("%d", SIZE)));
	keep("u");
	expect(204, send_piece(bytes, 0, FIRST));
	expect_received(FIRST);
	expect_problem(
	    409, "upload_offset", send_piece(bytes, FIRST + 1, SIZE));
	expect_received(FIRST);
	expect(204, send_piece(bytes, FIRST, SIZE));
	expect(200, as("ann", GET, "/files/%s/content", id("u")));
	cr_assert(response()->len == SIZE, "%zu", response()->len);
	cr_expect(memcmp(response()->body, bytes, SIZE) == 0);
	expect(201, begin_upload("ann", "10"));
	keep("u");
	with("Tus-Resumable", "1.0.0");
	expect(204, as("ann", DELETE, "/uploads/%s", id("u")));
	expect_int(1, files_count("store"));
}

/* Everybody may get it, by a name that nobody guesses. */
Test_servers(e2e_servers, a_picture_is_shown_to_everybody)
{
	struct bytes picture = picture_png(400, 200);
	struct talk_request r = { .method = GET };
	const struct response *a;

	with_body("image/png", picture.p, picture.len);
	expect(200, as("ann", PUT, "/users/me/image"));
	r.target = text("%s", strstr(body("/image_url"), "/images/"));
	a = server_ask("https", &r);
	cr_assert(a->status == 200, "%d", a->status);
	expect_text("image/jpeg", response_header(a, "Content-Type"));
	expect_text("nosniff", response_header(a, "X-Content-Type-Options"));
	expect_text("sandbox; default-src 'none'",
	    response_header(a, "Content-Security-Policy"));
	expect_text("public, max-age=31536000, immutable",
	    response_header(a, "Cache-Control"));
	cr_expect(response_header(a, "Strict-Transport-Security"));
	expect_text("rgbw", picture_corners((struct bytes){ a->body, a->len }));
	r.target = text("/images/ab/%s-l.jpg", id("ann"));
	cr_expect(server_ask("https", &r)->status == 404);
	r.target = "/images/";
	cr_expect(server_ask("https", &r)->status == 404);
}

enum { LONG_HEADER = 9000 };

/* How these servers answer otherwise. */
struct but {
	unsigned servers; /* bits of enum server */
	int status;	  /* 0: they are not asked */
	char code[24];
};

struct row {
	char what[32], scheme[8], method[8], target[64];
	int status;
	char code[24]; /* "": no problem */
	struct talk_header header;
	size_t body;   /* bytes of it */
	size_t longer; /* so much is added to the target */
	struct but but[2];
};

#define BIT(server) (1U << (server))
#define APACHES	    (BIT(APACHE_PROXY) | BIT(APACHE_FCGID) | BIT(APACHE_CGI))

#define ROW(w, s, m, t, st, c, ...)                               \
	{                                                         \
		.what = w, .scheme = s, .method = m, .target = t, \
		.status = st, .code = c, ##__VA_ARGS__            \
	}

/* clang-format off */
static const struct row rows[] = {
	ROW("the start page", "https", GET, "/", 200, ""),
	ROW("a file", "https", GET, "/page.txt", 200, ""),
	ROW("a folder's page", "https", GET, "/sub/", 200, ""),
	ROW("no file", "https", GET, "/none", 404, "not_found"),
	ROW("no file, without its page", "https", HEAD, "/none", 404, ""),
	ROW("a long name",
	    "https", GET, "/a", 404, "not_found", .longer = 6000),
	ROW("a hidden file", "https", GET, "/.secret", 404, "not_found"),
	ROW("a hidden folder", "https", GET, "/.git/config", 404, "not_found"),
	ROW("a well-known file",
	    "https", GET, "/.well-known/security.txt", 200, ""),
	ROW("a proof", "https", GET, "/.well-known/acme-challenge/a", 200, ""),
	ROW("a proof in the clear",
	    "http", GET, "/.well-known/acme-challenge/a", 200, ""),
	ROW("no such proof",
	    "http", GET, "/.well-known/acme-challenge/b", 404, "not_found"),
	ROW("the API in the clear",
	    "http", GET, "/api/v1/events", 403, "forbidden"),
	ROW("webhooks in the clear",
	    "http", GET, "/webhooks/a", 403, "forbidden"),
	ROW("the start page in the clear", "http", GET, "/", 301, ""),
	ROW("a page in the clear", "http", GET, "/about%20us?a=b", 301, ""),
	ROW("the documentation", "https", GET, "/docs/", 200, ""),
	ROW("its code",
	    "https", GET, "/docs/vendor/swagger-ui-bundle.js", 200, ""),
	ROW("no page of it", "https", GET, "/docs/none", 404, "not_found"),
	ROW("health", "https", GET, "/healthcheck", 200, ""),
	ROW("readiness", "https", GET, "/readyz", 200, ""),
	ROW("the contract", "https", GET, "/openapi.json", 200, ""),
	ROW("the problems", "https", GET, "/problems", 200, ""),
	ROW("a query", "https", GET, "/api/v1/events?limit=1", 200, ""),
	ROW("a query without =", "https", GET, "/api/v1/events?help", 200, ""),
	ROW("an option", "https", GET, "/api/v1/events?--version", 200, ""),
	ROW("an encoded slash",
	    "https", GET, "/api/v1/events/a%2fb", 400, "bad_request"),
	ROW("two slashes", "https", GET, "/api//v1/events", 404, "not_found"),
	ROW("dots", "https", GET, "/api/v1/../v1/events", 404, "not_found"),
	ROW("an encoded NUL", "https", GET, "/api/v1/%00", 400, "bad_request",
	    .but = { { APACHES, 404, "not_found" } }),
	ROW("an encoded newline",
	    "https", GET, "/api/v1/%0a", 400, "bad_request"),
	ROW("a bad escape", "https", GET, "/api/v1/%zz", 400, "bad_request"),
	ROW("no UTF-8", "https", GET, "/api/v1/%ff", 400, "bad_request"),
	ROW("no token",
	    "https", GET, "/api/v1/users/me", 401, "not_authenticated"),
	ROW("another method",
	    "https", PUT, "/api/v1/events", 405, "method_not_allowed"),
	ROW("TRACE",
	    "https", "TRACE", "/api/v1/events", 405, "method_not_allowed"),
	ROW("an unknown method",
	    "https", "BREW", "/api/v1/events", 405, "method_not_allowed",
	    .but = { { BIT(LIGHTTPD), 501, "method_not_allowed" } }),
	ROW("a preflight", "https", OPTIONS, "/api/v1/events", 204, ""),
	ROW("a large body",
	    "https", POST, "/api/v1/auth/login", 413, "body_too_large",
	    .body = 300000,
	    /* closes at once, and so takes away what has not been read */
	    .but = { { BIT(LIGHTTPD), 0, "" } }),
	ROW("a huge body that waits",
	    "https", POST, "/api/v1/auth/login", 413, "body_too_large",
	    .header = { "Expect", "100-continue" }, .body = 5000000),
	ROW("a large calendar", "https", POST, "/api/v1/calendar/imports", 401,
	    "not_authenticated", .body = 1048576),
	ROW("a calendar that is too large",
	    "https", POST, "/api/v1/calendar/imports", 413, "body_too_large",
	    .header = { "Expect", "100-continue" }, .body = 1048577),
	ROW("a body without a length",
	    "https", POST, "/api/v1/auth/login", 400, "bad_json",
	    .header = { "Transfer-Encoding", "chunked" }, .body = 100,
	    .but = { { APACHES, 411, "bad_request" } }),
	ROW("nothing at all",
	    "https", POST, "/api/v1/auth/login", 422, "validation_failed",
	    .but = { { BIT(LIGHTTPD), 411, "bad_request" } }),
	ROW("a long address",
	    "https", GET, "/", 414, "bad_request", .longer = 9000,
	    .but = { { BIT(LIGHTTPD), 431, "bad_request" } }),
	ROW("a long header", "https", GET, "/healthcheck", 400, "bad_request",
	    .header = { "X-Long", "" },
	    .but = { { BIT(LIGHTTPD), 431, "bad_request" } }),
	ROW("the server's own pages",
	    "https", GET, "/server-status", 404, "not_found"),
	ROW("its errors",
	    "https", GET, "/_hearth_problem/404.html", 404, "not_found"),
};
/* clang-format on */

static void
write_files(void)
{
	server_write("/index.html", "<p>hello");
	server_write("/sub/index.html", "<p>hello");
	server_write("/page.txt", "hello");
	server_write("/.secret", "secret");
	server_write("/.git/config", "secret");
	server_write("/.well-known/security.txt", "Contact: a");
	server_write("/.well-known/acme-challenge/a", "proof");
}

static const char *
repeat(char c, size_t n)
{
	struct buf b;
	const char *repeated;

	buf_init(&b, n + 1);
	while (b.len < n)
		buf_char(&b, c);
	repeated = text("%s", buf_text(&b));
	buf_release(&b);
	return repeated;
}

static const struct response *
ask_row(const struct row *row)
{
	struct talk_request r = { .method = row->method,
		.target = text("%s%s", row->target, repeat('a', row->longer)),
		.headers = { { "Content-Type", "application/json" } },
		.n_headers = 1 };

	if (row->body) {
		r.body = repeat(' ', row->body);
		r.len = row->body;
	}
	if (row->header.name) {
		r.headers[1] = row->header;
		if (!*row->header.value)
			r.headers[1].value = repeat('a', LONG_HEADER);
		r.n_headers = 2;
	}
	return server_ask(row->scheme, &r);
}

static void
expect_response(const struct row *row, int status, const char *code)
{
	const struct response *a = ask_row(row);
	char *type = response_header(a, "Content-Type");

	cr_expect(a->status == status, "%s: %d instead of %d: %s", row->what,
	    a->status, status, a->body);
	if (!*code)
		return;
	cr_expect(type && str_eq(type, "application/problem+json"), "%s: %s",
	    row->what, type);
	cr_expect(str_eq(response_text(a, "/code"), code), "%s: %s", row->what,
	    a->body);
	cr_expect(str_eq(response_text(a, "/status"), text("%d", status)),
	    "%s: %s", row->what, a->body);
}

Test_servers(e2e_servers, requests_are_answered_alike)
{
	write_files();
	for (size_t i = 0; i < N_OF(rows); i++) {
		const struct row *row = &rows[i];
		int status = row->status;
		const char *code = row->code;

		for (size_t j = 0; j < N_OF(row->but); j++)
			if (row->but[j].servers & BIT(server_kind())) {
				status = row->but[j].status;
				code = row->but[j].code;
			}
		if (status)
			expect_response(row, status, code);
	}
}

Test_servers(e2e_servers, what_a_request_says_arrives)
{
	char *etag;

	given_member("ann", true);
	with("X-Forwarded-For", "203.0.113.9");
	expect(200,
	    anonymous(POST,
		"/auth/login {'email': 'ann@example.org', 'password': '%s'}",
		GIVEN_PASSWORD));
	expect(200, as("ann", GET, "/users/me/sessions"));
	cr_expect(!response_contains("203.0.113.9"));
	cr_expect(response_contains("127.0.0.1"));
	expect(200, as("ann", PATCH, "/users/me {'bio': 'Zo\xc3\xab'}"));
	expect(200, as("ann", GET, "/users/me"));
	expect_text("Zo\xc3\xab", body("/bio"));
	given_event("e", .by = "ann");
	expect(200, as("ann", GET, "/events/%s", id("e")));
	etag = header("ETag");
	with("If-None-Match", etag);
	expect(304, as("ann", GET, "/events/%s", id("e")));
	with("If-Match", "\"0.0\"");
	expect_problem(412, "precondition_failed",
	    as("ann", PATCH, "/events/%s {'title': 'x'}", id("e")));
	with("Origin", "http://app.test");
	expect(200, as("ann", GET, "/events/%s?", id("e")));
	expect_text("http://app.test", header("Access-Control-Allow-Origin"));
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
}

Test_servers(e2e_servers, https_is_promised_for_this_host)
{
	struct talk_request r = { .method = GET, .target = "/healthcheck" };
	char *promise = response_header(
	    server_ask("https", &r), "Strict-Transport-Security");

	cr_expect(
	    promise && str_eq(promise, "max-age=63072000"), "%s", promise);
	r.target = "/docs/";
	cr_expect(response_header(
	    server_ask("https", &r), "Strict-Transport-Security"));
	cr_expect(response_header(
	    server_ask("https", &r), "Content-Security-Policy"));
	r.target = "/";
	cr_expect(!response_header(
	    server_ask("http", &r), "Strict-Transport-Security"));
}

/* In this test each request says by its User-Agent which it is. */
static int n_noted;

static const struct response *
ask_noted(const char *scheme, struct talk_request r)
{
	r.headers[r.n_headers++] = (struct talk_header){ "User-Agent",
		text("noted-%d-", n_noted++) };
	return server_ask(scheme, &r);
}

/* A server may write of a request after it has answered it, and of a later one
 * before. */
static bool
has_logged_all(void *ctx)
{
	int i = 0;

	(void)ctx;
	while (i < n_noted && server_has_logged(text("noted-%d-", i)))
		i++;
	return i == n_noted;
}

/* A link to bytes that are gone, of which a server would say where they were
 * asked for. */
static const char *
ask_for_lost_bytes(void)
{
	struct talk_request r = { .method = GET };

	given_event("e");
	with_body("text/plain", "x", 1);
	expect(201, as("ann", POST, "/events/%s/files", id("e")));
	keep("f");
	expect(200, as("ann", GET, "/files/%s/link", id("f")));
	r.target = text("%s", body("/signed_url"));
	cr_assert(unlink(text("%s/store/%s/%s", files_dir(),
		      id("f") + strlen(id("f")) - 2, id("f"))) == 0);
	cr_expect(ask_noted("https", r)->status >= 400);
	return strstr(r.target, "token=") + strlen("token=");
}

Test_servers(e2e_servers, no_log_has_a_secret_of_a_url)
{
	const char *token = ask_for_lost_bytes();
	struct talk_request r = { .method = GET,
		.target = "/api/v1/auth/verify-email?token=SECRET-1",
		.headers = { { "Referer",
		    "https://a.example/?token=SECRET-2" } },
		.n_headers = 1 };

	ask_noted("https", r);
	ask_noted("http", r);
	r.target = "/none/SECRET-3";
	ask_noted("http", r);
	if (server_has_pools())
		cr_assert(unlink(text("%s/api.sock", e2e_dir())) == 0);
	r.target = text("/api/v1/files/%s/content?token=SECRET-4", id("f"));
	ask_noted("https", r);
	r.method = POST;
	ask_noted("https", r);
	r.method = GET;
	r.target = "/api/v1/invites/SECRET-1";
	ask_noted("https", r);
	wait_until(has_logged_all, NULL, 10000, "the lines of all requests");
	cr_assert(!server_has_logged("SECRET"), "see %s", e2e_dir());
	cr_assert(!server_has_logged(token), "see %s", e2e_dir());
}
