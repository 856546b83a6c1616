/*
 * Parameters that two readers could understand differently are refused (P-08,
 * P-33).
 */
#include <string.h>

#include "t/fcgi/echo.h"

#include <criterion/parameterized.h>

#include "base/banned.h"

TestSuite(fcgi_param, .fini = stop_echo, .timeout = 30);

struct param_case {
	char name[48], first[48], second[48];
	int status;
};

ParameterizedTestParameters(fcgi_param, sent_twice)
{
	static struct param_case cases[] = {
		{ "HTTP_AUTHORIZATION", "Bearer a", "Bearer b", 400 },
		{ "HTTP_AUTHORIZATION", "Bearer a", "Bearer a", 400 },
		{ "HTTP_IDEMPOTENCY_KEY", "a", "b", 400 },
		{ "HTTP_IF_MATCH", "\"1\"", "\"2\"", 400 },
		{ "HTTP_HOST", "a.example", "b.example", 400 },
		{ "HTTP_ORIGIN", "https://a", "https://b", 400 },
		{ "CONTENT_TYPE", "application/json", "text/html", 400 },
		{ "HTTP_CONTENT_TYPE", "application/json", "text/html", 400 },
		{ "CONTENT_LENGTH", "0", "0", 400 },
		{ "REQUEST_METHOD", "POST", "POST", 400 },
		{ "REQUEST_URI", "/b", "/b", 400 },
		{ "HTTP_USER_AGENT", "a", "b", 200 },
		{ "HTTP_IF_NONE_MATCH", "\"1\"", "\"2\"", 200 },
		{ "HTTP_X_FORWARDED_FOR", "a", "b", 200 },
		{ "HTTP_COOKIE", "a", "b", 200 },
	};

	return cr_make_param_array(
	    struct param_case, cases, sizeof(cases) / sizeof(*cases));
}

ParameterizedTest(struct param_case *c, fcgi_param, sent_twice)
{
	int fd;

	start_echo();
	fd = responder_connect(&echo);
	cr_expect(eq(int,
		      FCGI_ASK(fd, .uri = "/a",
			  .params = { { c->name, c->first },
			      { c->name, c->second } }),
		      c->status),
	    "%s", c->name);
	/* the request was read; the connection is as good as before */
	cr_expect(eq(int, FCGI_ASK(fd, .uri = "/a"), 200));
}

ParameterizedTestParameters(fcgi_param, strange_values)
{
	static struct param_case cases[] = {
		{ "HTTP_AUTHORIZATION", "Bearer a\nX: b", "", 400 },
		{ "HTTP_AUTHORIZATION", "Bearer a\r\n", "", 400 },
		{ "HTTP_AUTHORIZATION", "Bearer \x01", "", 400 },
		{ "HTTP_AUTHORIZATION", "Bearer \x7f", "", 400 },
		{ "HTTP_ORIGIN", "https://a\r\nSet-Cookie: b", "", 400 },
		{ "HTTP_USER_AGENT", "\x1b[31m", "", 400 },
		{ "HTTP_USER_AGENT", "\xff\xfe", "", 200 },
		{ "HTTP_X_OTHER", "\x01\x02", "", 200 },
		{ "HTTP_AUTHORIZATION=x", "y", "", 200 },
		{ "", "", "", 200 },
		{ "", "value", "", 200 },
		{ "=", "=", "", 200 },
	};

	return cr_make_param_array(
	    struct param_case, cases, sizeof(cases) / sizeof(*cases));
}

ParameterizedTest(struct param_case *c, fcgi_param, strange_values)
{
	int fd;

	start_echo();
	fd = responder_connect(&echo);
	cr_expect(
	    eq(int,
		FCGI_ASK(fd, .uri = "/a", .params = { { c->name, c->first } }),
		c->status),
	    "%s: %s", c->name, c->first);
}

static int
ask_uri(int fd, const char *uri)
{
	return FCGI_ASK(fd, .uri = uri);
}

Test(fcgi_param, uri_is_taken_raw)
{
	struct fcgi_response a;
	int fd;

	start_echo();
	fd = responder_connect(&echo);
	cr_expect(eq(int, ask_uri(fd, NULL), 400), "no REQUEST_URI");
	cr_expect(eq(int, ask_uri(fd, ""), 400));
	cr_expect(eq(int, ask_uri(fd, "http://a/"), 400));
	cr_expect(eq(int, ask_uri(fd, "/a%2fb"), 400));
	cr_expect(eq(int, ask_uri(fd, "/a%00"), 400));
	cr_expect(eq(int, ask_uri(fd, "/a\n"), 400));
	cr_expect(eq(int, ask_uri(fd, "/../etc"), 404));
	cr_expect(eq(int, ask_uri(fd, "/%2e%2e/etc"), 404));
	cr_assert(fcgi_exchange(fd,
	    &(struct fcgi_request){ .uri = "/a%20b/%C3%A9/?q=%2f",
		.params = { { "SCRIPT_NAME", "/evil" },
		    { "PATH_INFO", "/evil" }, { "DOCUMENT_URI", "/evil" },
		    { "QUERY_STRING", "evil" } } },
	    &a));
	cr_expect(
	    has(a.text.p, "\"segments\":[\"a b\",\"é\"]"), "%s", a.text.p);
	cr_expect(has(a.text.p, "\"query\":\"q=%2f\""));
	cr_expect(not(has(a.text.p, "evil")));
	fcgi_response_release(&a);
}

Test(fcgi_param, request_id_is_echoed_when_it_is_sane)
{
	struct fcgi_response a;
	int fd;

	start_echo();
	fd = responder_connect(&echo);
	cr_assert(fcgi_exchange(fd,
	    &(struct fcgi_request){
		.uri = "/a", .params = { { "HTTP_X_REQUEST_ID", "A-z_0.9" } } },
	    &a));
	cr_expect(has(a.text.p, "X-Request-Id: A-z_0.9\r\n"));
	fcgi_response_release(&a);
	cr_assert(fcgi_exchange(fd,
	    &(struct fcgi_request){
		.uri = "/a", .params = { { "HTTP_X_REQUEST_ID", "a\"b" } } },
	    &a));
	cr_expect(not(has(a.text.p, "a\"b")));
	fcgi_response_release(&a);
}

/* The line is JSON whatever the path holds, and the query is not in it. */
Test(fcgi_param, log_line_is_safe)
{
	char *log;
	int fd;

	start_echo();
	fd = responder_connect(&echo);
	ask_uri(fd, "/a\"b\\{}?token=secret");
	ask_uri(fd, "/\xff\xfez?token=secret");
	cr_expect(eq(int, FCGI_ASK(fd, .uri = "/end"), 200));
	log = responder_log(&echo);
	cr_expect(has(log, "\"path\":\"/a\\\"b\\\\{}\""), "%s", log);
	cr_expect(has(log, "\"path\":\"/??z\""), "%s", log);
	cr_expect(not(has(log, "secret")));
	free(log);
}
