/*
 * Input that no honest client sends, over the wire: refused by nginx or by
 * Hearth with a 4xx that says why, never a 5xx, nothing written.
 */
#include "t/lib/e2e.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

#include "base/banned.h"

static void
start(void)
{
	e2e_start(
	    DB_SQLITE, &(struct e2e_options){ .fast = 2, .no_worker = true });
}

TestSuite(e2e_input, .init = start, .fini = e2e_stop, .timeout = 60);

/* Sends bytes on a new connection and reads the response to its end; the
 * status, 0 when nginx hung up without one. */
static int
send_raw(const char *p, size_t len, char *response_text, size_t size)
{
	int fd = web_connect(e2e_socket());
	size_t n = 0;
	ssize_t got;
	int status = 0;

	cr_assert(fd >= 0);
	/* nginx may refuse before it has taken everything */
	got = write(fd, p, len);
	while (got >= 0 && n + 1 < size &&
	       (got = read(fd, response_text + n, size - 1 - n)) > 0)
		n += (size_t)got;
	response_text[n] = '\0';
	close(fd);
	sscanf(response_text, "HTTP/1.1 %d", &status);
	return status;
}

struct row {
	char what[32], request[200];
	int status; /* 0: any 4xx */
};

#define HOST "Host: hearth.test\r\nConnection: close\r\n"
#define POSTED                                                \
	"POST /api/v1/auth/forgot-password HTTP/1.1\r\n" HOST \
	"Content-Type: application/json\r\n"

/* nginx since 1.23 makes one header of two. */
static const struct row rows[] = {
	{ "no request at all", "GARBAGE\r\n\r\n", 400 },
	{ "no host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400 },
	{ "two hosts", "GET / HTTP/1.1\r\n" HOST "Host: b\r\n\r\n", 400 },
	{ "an encoded NUL", "GET /api/v1/events/%00 HTTP/1.1\r\n" HOST "\r\n",
	    400 },
	{ "a bad escape", "GET /api/v1/events/%zz HTTP/1.1\r\n" HOST "\r\n",
	    400 },
	{ "an unknown method", "BREW /api/v1/events HTTP/1.1\r\n" HOST "\r\n",
	    405 },
	{ "TRACE", "TRACE /api/v1/events HTTP/1.1\r\n" HOST "\r\n", 405 },
	{ "two lengths",
	    POSTED "Content-Length: 2\r\nContent-Length: 3\r\n"
		   "\r\n{}x",
	    400 },
	{ "a length and chunks",
	    POSTED "Content-Length: 2\r\n"
		   "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	    400 },
	{ "two encodings",
	    POSTED "Transfer-Encoding: chunked\r\n"
		   "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
	    0 },
	{ "a negative length", POSTED "Content-Length: -1\r\n\r\n", 400 },
	{ "a hexadecimal length", POSTED "Content-Length: 0x2\r\n\r\n{}", 400 },
	{ "a bad chunk", POSTED "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}",
	    400 },
	{ "a folded header", "GET / HTTP/1.1\r\n" HOST "X-A: b\r\n c\r\n\r\n",
	    0 },
	{ "a space before the colon", POSTED "Content-Length : 2\r\n\r\n{}",
	    0 },
	{ "two tokens",
	    "GET /api/v1/users/me HTTP/1.1\r\n" HOST
	    "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
	    400 },
	/* which nginx joins to one since 1.23 */
	{ "two types",
	    POSTED "Content-Type: text/plain\r\n"
		   "Content-Length: 2\r\n\r\n{}",
	    0 },
	{ "two keys",
	    POSTED "Idempotency-Key: a\r\nIdempotency-Key: b\r\n"
		   "Content-Length: 2\r\n\r\n{}",
	    0 },
};

Test(e2e_input, odd_requests_are_refused)
{
	static char response_text[65536];
	size_t i;
	int got;

	for (i = 0; i < N_OF(rows); i++) {
		got = send_raw(rows[i].request, strlen(rows[i].request),
		    response_text, sizeof(response_text));
		cr_expect(rows[i].status ? got == rows[i].status
					 : got >= 400 && got < 500,
		    "%s: %d", rows[i].what, got);
		cr_expect(strstr(response_text, "application/problem+json"),
		    "%s: %s", rows[i].what, response_text);
	}
	e2e_pass();
}

Test(e2e_input, a_header_with_a_nul_is_refused)
{
	static const char request[] = "GET /api/v1/users/me HTTP/1.1\r\n" HOST
				      "X-A: b\0c\r\n\r\n";
	static char response_text[65536];

	expect_int(400, send_raw(request, sizeof(request) - 1, response_text,
			    sizeof(response_text)));
	e2e_pass();
}

/* A request with n bytes of c at the place of %s. */
static int
send_long(const char *before, size_t n, const char *after)
{
	static char response_text[65536];
	size_t len = strlen(before) + n + strlen(after);
	char *request = malloc(len + 1);
	int status;

	memcpy(request, before, strlen(before));
	memset(request + strlen(before), 'a', n);
	memcpy(request + strlen(before) + n, after, strlen(after) + 1);
	status = send_raw(request, len, response_text, sizeof(response_text));
	cr_expect(strstr(response_text, "application/problem+json"), "%s",
	    response_text);
	free(request);
	return status;
}

Test(e2e_input, huge_requests_are_refused)
{
	expect_int(414, send_long("GET /", 9000, " HTTP/1.1\r\n" HOST "\r\n"));
	expect_int(404, send_long("GET /", 7000, " HTTP/1.1\r\n" HOST "\r\n"));
	expect_int(400,
	    send_long("GET / HTTP/1.1\r\n" HOST "X-A: ", 9000, "\r\n\r\n"));
	e2e_pass();
}

Test(e2e_input, too_many_headers_are_refused)
{
	static char response_text[65536];
	struct buf request;

	buf_init(&request, 8192);
	buf_str(&request, "GET /api/v1/events HTTP/1.1\r\n" HOST);
	for (int i = 0; i < 120; i++)
		buf_printf(&request, "X-%d: a\r\n", i);
	buf_str(&request, "\r\n");
	expect_int(400, send_raw(request.p, request.len, response_text,
			    sizeof(response_text)));
	cr_expect(strstr(response_text, "\"bad_request\""));
	buf_release(&request);
	e2e_pass();
}

Test(e2e_input, bad_bodies_are_refused)
{
	size_t big = 300 * 1024;
	char *spaces = malloc(big);

	memset(spaces, ' ', big);
	memcpy(spaces, "{}", 2);
	with_body("application/json", spaces, big);
	expect_problem(413, "body_too_large", as("ann", PATCH, "/users/me"));
	with_body("application/json", spaces, 256 * 1024);
	expect(200, as("ann", PATCH, "/users/me"));
	free(spaces);
	with_body("application/json", "{\"a\":1,\"a\":2}", 13);
	expect_problem(400, "bad_json", as("ann", PATCH, "/users/me"));
	with_body("application/json", "{\"bio\":\"\\u0000\"}", 16);
	expect_problem(400, "bad_json", as("ann", PATCH, "/users/me"));
	with_body("text/plain", "{}", 2);
	expect_problem(
	    415, "unsupported_media_type", as("ann", PATCH, "/users/me"));
	expect_problem(422, "validation_failed",
	    as("ann", PATCH, "/users/me {'first_name': 7}"));
	expect_problem(404, "not_found", as("ann", GET, "/events/nonsense"));
	expect_problem(
	    400, "cursor_invalid", as("ann", GET, "/events?cursor=forged"));
	expect_problem(
	    405, "method_not_allowed", as("ann", POST, "/users/me {}"));
	expect(200, as("ann", GET, "/users/me"));
	expect_text("null", body("/bio"));
	e2e_pass();
}

Test(e2e_input, a_chunked_body_is_a_body)
{
	static const char request[] = POSTED
	    "Transfer-Encoding: chunked\r\n\r\n"
	    "5\r\n{\"ema\r\n17\r\nil\":\"ann@example.org\"}\r\n0\r\n\r\n";
	static char response_text[65536];
	int status;

	status = send_raw(
	    request, sizeof(request) - 1, response_text, sizeof(response_text));
	cr_expect(status == 200, "%s", response_text);
	e2e_pass();
}

Test(e2e_input, forged_addresses_do_not_reach_hearth)
{
	with("X-Forwarded-For", "203.0.113.9");
	with("X-Real-IP", "203.0.113.9");
	with("Forwarded", "for=203.0.113.9");
	given_member("ann", true);
	expect(200,
	    anonymous(POST,
		"/auth/login {'email': 'ann@example.org', 'password': '%s'}",
		GIVEN_PASSWORD));
	expect(200, as("ann", GET, "/users/me/sessions"));
	cr_expect(!response_contains("203.0.113.9"));
	e2e_pass();
}
