/*
 * Records that no web server sends. A process may give the connection up, or
 * even end (libfcgi asserts); it must not answer wrongly, execute anything, or
 * take the service with it.
 */
#include <fastcgi.h>
#include <stdlib.h>

#include "t/fcgi/echo.h"

#include "base/banned.h"

TestSuite(fcgi_protocol, .fini = stop_echo, .timeout = 60);

static const struct fcgi_request effect = {
	.method = "POST", .uri = "/effect", .body = "0123456789", .body_len = 10
};

static struct buf out;

static int
begin(void)
{
	start_echo();
	buf_init(&out, FCGI_CLIENT_MAX);
	return responder_connect(&echo);
}

/* Sends what is in out, and sees whether anything was executed. */
static void
expect_no_effect(int fd)
{
	struct fcgi_response a;

	fcgi_send_buf(fd, &out);
	fcgi_read(fd, &a);
	cr_expect(ne(int, a.status, 200));
	fcgi_response_release(&a);
	close(fd);
	fd = responder_connect(&echo);
	cr_assert(fcgi_exchange(fd, &effect, &a));
	cr_expect(eq(str, (char *)a.body, "1"));
	fcgi_response_release(&a);
	buf_release(&out);
}

Test(fcgi_protocol, abort_in_the_body_executes_nothing)
{
	int fd = begin();

	fcgi_put_head(&out, &effect);
	fcgi_put_record(&out, FCGI_STDIN, FCGI_CLIENT_ID, "0123456789", 10, 0);
	fcgi_put_record(&out, FCGI_ABORT_REQUEST, FCGI_CLIENT_ID, NULL, 0, 0);
	expect_no_effect(fd);
}

Test(fcgi_protocol, abort_in_the_parameters_executes_nothing)
{
	int fd = begin();

	fcgi_put_begin(&out, FCGI_RESPONDER, true);
	fcgi_put_record(&out, FCGI_ABORT_REQUEST, FCGI_CLIENT_ID, NULL, 0, 0);
	expect_no_effect(fd);
}

Test(fcgi_protocol, parameters_in_the_body_execute_nothing)
{
	int fd = begin();

	fcgi_put_head(&out, &effect);
	fcgi_put_record(&out, FCGI_PARAMS, FCGI_CLIENT_ID, "\1\1ab", 4, 0);
	fcgi_put_stream(&out, FCGI_STDIN, effect.body, effect.body_len);
	expect_no_effect(fd);
}

Test(fcgi_protocol, other_roles_are_not_served)
{
	int fd = begin();
	struct fcgi_request r = effect;

	r.role = FCGI_AUTHORIZER;
	fcgi_put_request(&out, &r);
	expect_no_effect(fd);
}

Test(fcgi_protocol, filters_are_not_served)
{
	int fd = begin();
	struct fcgi_request r = effect;

	r.role = FCGI_FILTER;
	fcgi_put_request(&out, &r);
	expect_no_effect(fd);
}

Test(fcgi_protocol, unknown_roles_are_not_served)
{
	int fd = begin();
	struct fcgi_request r = effect;

	r.role = 77;
	fcgi_put_request(&out, &r);
	expect_no_effect(fd);
}

Test(fcgi_protocol, other_versions_are_not_served)
{
	int fd = begin();

	fcgi_put_request(&out, &effect);
	out.p[0] = 2;
	expect_no_effect(fd);
}

/* Half a parameter: the name is longer than what follows. */
Test(fcgi_protocol, lengths_beyond_the_stream_execute_nothing)
{
	int fd = begin();
	struct buf params;

	buf_init(&params, FCGI_CLIENT_MAX);
	fcgi_put_param(&params, "REQUEST_METHOD", "POST");
	fcgi_put_param(&params, "REQUEST_URI", "/effect");
	fcgi_put_param_lengths(&params, 100, 100);
	fcgi_put_begin(&out, FCGI_RESPONDER, true);
	fcgi_put_stream(&out, FCGI_PARAMS, params.p, params.len);
	fcgi_put_stream(&out, FCGI_STDIN, NULL, 0);
	buf_release(&params);
	expect_no_effect(fd);
}

/* P-01: libfcgi may abort on these; another process goes on. */
Test(fcgi_protocol, lengths_of_two_gigabytes_do_not_take_the_service)
{
	static const unsigned lengths[][2] = { { 0x7fffffff, 0x7fffffff },
		{ 0x7ffffffe, 0x7ffffffe }, { 0x7fffffff, 0 },
		{ 0, 0x7fffffff }, { 0x7fffffff, 1 },
		{ 0x40000000, 0x40000000 } };
	int fd;

	/* a report of the address sanitizer would take its time */
	start_echo("ASAN_OPTIONS=allocator_may_return_null=1:symbolize=0");
	buf_init(&out, FCGI_CLIENT_MAX);
	responder_supervise(&echo, 2);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		struct buf params;
		struct fcgi_response a;

		buf_init(&params, FCGI_CLIENT_MAX);
		fcgi_put_param_lengths(&params, lengths[i][0], lengths[i][1]);
		buf_str(&params, "REQUEST_URI/effect");
		buf_clear(&out);
		fcgi_put_begin(&out, FCGI_RESPONDER, true);
		fcgi_put_stream(&out, FCGI_PARAMS, params.p, params.len);
		fcgi_put_stream(&out, FCGI_STDIN, NULL, 0);
		buf_release(&params);
		fd = responder_connect(&echo);
		fcgi_send_buf(fd, &out);
		cr_expect(not(fcgi_read(fd, &a)), "case %zu", i);
		fcgi_response_release(&a);
		close(fd);
		fd = responder_connect(&echo);
		cr_expect(
		    eq(int, FCGI_ASK(fd, .uri = "/a"), 200), "after %zu", i);
		close(fd);
	}
	buf_release(&out);
}

Test(fcgi_protocol, unknown_management_record_is_answered)
{
	int fd = begin();
	char header[16];

	fcgi_put_record(&out, 77, FCGI_NULL_REQUEST_ID, NULL, 0, 0);
	fcgi_put_request(&out, &(struct fcgi_request){ .uri = "/a" });
	cr_assert(fcgi_send_buf(fd, &out));
	cr_assert(eq(int, (int)read(fd, header, sizeof(header)), 16));
	cr_expect(eq(int, header[1], FCGI_UNKNOWN_TYPE));
	cr_expect(eq(int, header[8], 77));
	struct fcgi_response a;
	cr_expect(fcgi_read(fd, &a));
	cr_expect(eq(int, a.status, 200));
	fcgi_response_release(&a);
	buf_release(&out);
}

/* A second request inside the first one is turned away, not mixed in. */
Test(fcgi_protocol, second_request_inside_the_first_is_turned_away)
{
	int fd = begin();
	char begin_body[8] = { 0, FCGI_RESPONDER, FCGI_KEEP_CONN };
	struct fcgi_response a;

	fcgi_put_head(&out, &effect);
	fcgi_put_record(&out, FCGI_BEGIN_REQUEST, 2, begin_body, 8, 0);
	fcgi_put_record(&out, FCGI_PARAMS, 2, "\1\1ab", 4, 0);
	fcgi_put_record(&out, FCGI_STDIN, 2, "evil", 4, 0);
	fcgi_put_stream(&out, FCGI_STDIN, effect.body, effect.body_len);
	cr_assert(fcgi_send_buf(fd, &out));
	cr_assert(fcgi_read(fd, &a));
	cr_expect(eq(int, a.protocol_status, FCGI_CANT_MPX_CONN));
	fcgi_response_release(&a);
	cr_assert(fcgi_read(fd, &a));
	cr_expect(eq(int, a.status, 200));
	cr_expect(eq(str, (char *)a.body, "1"));
	fcgi_response_release(&a);
	buf_release(&out);
}

/* Whole requests with one byte changed, at every place. */
Test(fcgi_protocol, damaged_requests_leave_the_service_alone)
{
	int fd = begin();
	size_t len;

	close(fd);
	responder_supervise(&echo, 1);
	fcgi_put_request(&out, &(struct fcgi_request){ .uri = "/a" });
	len = out.len;
	for (size_t i = 0; i < len; i++) {
		fd = responder_connect(&echo);
		out.p[i] ^= (char)0x91;
		fcgi_send_buf(fd, &out);
		out.p[i] ^= (char)0x91;
		close(fd);
	}
	fd = responder_connect(&echo);
	cr_expect(eq(int, FCGI_ASK(fd, .uri = "/a"), 200));
	buf_release(&out);
}
