/*
 * A request whose body is not exactly what was announced is not executed, and
 * nothing of a body is ever taken for a request (P-02, P-06).
 */
#include <stdio.h>
#include <string.h>

#include "t/fcgi/attack.h"
#include "t/fcgi/echo.h"

#include <criterion/parameterized.h>

#include "base/banned.h"

TestSuite(fcgi_body, .fini = stop_echo, .timeout = 120);

static char *
filled(size_t len)
{
	char *p = malloc(len);

	cr_assert(p != NULL);
	memset(p, 'b', len);
	return p;
}

Test(fcgi_body, of_every_size_arrives)
{
	static const size_t sizes[] = { 1, 8, 8184, 8191, 8192, 8193, 65535,
		65536, 200000, 262144 };
	char *body = filled(262144);
	int fd;

	start_echo();
	fd = responder_connect(&echo);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct fcgi_response a;
		char wanted[40];

		cr_assert(fcgi_exchange(fd,
		    &(struct fcgi_request){ .method = "POST",
			.uri = "/a",
			.body = body,
			.body_len = sizes[i] },
		    &a));
		snprintf(wanted, sizeof(wanted), "\"body_len\":%zu}", sizes[i]);
		cr_expect(has(a.text.p, wanted), "%s in %s", wanted, a.text.p);
		fcgi_response_release(&a);
	}
	free(body);
}

struct length_case {
	char content_length[32];
	int status;
};

ParameterizedTestParameters(fcgi_body, with_another_length_is_refused)
{
	static struct length_case cases[] = {
		{ "10", 200 },
		{ "010", 200 },
		{ "", 400 },
		{ "0", 400 },
		{ "9", 400 },
		{ "11", 400 },
		{ "200", 400 },
		{ "-1", 400 },
		{ "-10", 400 },
		{ "+10", 400 },
		{ " 10", 400 },
		{ "10 ", 400 },
		{ "10,10", 400 },
		{ "0x0a", 400 },
		{ "ten", 400 },
		{ "1e1", 400 },
		{ "18446744073709551626", 400 },
		{ "4294967306", 413 },
		{ "9223372036854775807", 413 },
	};

	return cr_make_param_array(
	    struct length_case, cases, sizeof(cases) / sizeof(*cases));
}

ParameterizedTest(
    struct length_case *c, fcgi_body, with_another_length_is_refused)
{
	int fd;

	start_echo();
	fd = responder_connect(&echo);
	cr_expect(eq(int,
		      FCGI_ASK(fd, .method = "POST", .uri = "/effect",
			  .body = "0123456789", .body_len = 10,
			  .content_length = c->content_length),
		      c->status),
	    "Content-Length: '%s'", c->content_length);
	close(fd);
	fd = responder_connect(&echo);
	struct fcgi_response a;
	cr_assert(fcgi_exchange(fd,
	    &(struct fcgi_request){ .method = "POST", .uri = "/effect" }, &a));
	cr_expect(eq(str, (char *)a.body, c->status == 200 ? "2" : "1"));
	fcgi_response_release(&a);
}

Test(fcgi_body, shorter_than_announced_closes_the_connection)
{
	int fd;

	start_echo();
	fd = responder_connect(&echo);
	cr_expect(eq(int,
	    FCGI_ASK(fd, .method = "POST", .uri = "/a", .body = "x",
		.body_len = 1, .content_length = "2"),
	    400));
	cr_expect(fcgi_is_closed(fd));
}

Test(fcgi_body, over_the_limit_is_refused_and_the_connection_kept)
{
	char *body = filled(1000001);
	int fd;

	start_echo("BODY_MAX=1000");
	fd = responder_connect(&echo);
	for (int i = 0; i < 3; i++) {
		cr_expect(eq(int,
		    FCGI_ASK(fd, .method = "POST", .uri = "/effect",
			.body = body, .body_len = 1001),
		    413));
		cr_expect(eq(int,
		    FCGI_ASK(fd, .method = "POST", .uri = "/effect",
			.body = body, .body_len = 1000001),
		    413));
		cr_expect(eq(int,
		    FCGI_ASK(fd, .method = "POST", .uri = "/a", .body = body,
			.body_len = 1000),
		    200));
	}
	free(body);
}

Test(fcgi_body, far_over_the_limit_costs_the_connection)
{
	size_t len = 40 << 20;
	char *body = filled(len);
	int fd;

	start_echo();
	fd = responder_connect(&echo);
	/* the response may get lost with the connection, the effect must not
	 * happen */
	FCGI_ASK(fd, .method = "POST", .uri = "/effect", .body = body,
	    .body_len = len);
	cr_expect(fcgi_is_closed(fd));
	close(fd);
	fd = responder_connect(&echo);
	cr_expect(eq(int, FCGI_ASK(fd, .uri = "/a"), 200));
	free(body);
}

/*
 * The connection is used again afterwards if it is still there; that response
 * must belong to that request.
 */
Test(fcgi_body, with_records_in_it_is_never_executed)
{
	enum { TRIES = 4000 };
	struct attack attack;
	int fd, sane = 0;

	start_echo("BODY_MAX=20000");
	fd = responder_connect(&echo);
	attack_init(&attack, "/host", "/smuggled");
	for (int i = 0; i < TRIES; i++) {
		struct fcgi_response a;

		attack_send(&attack, fd, i);
		if (fcgi_exchange(
			fd, &(struct fcgi_request){ .uri = "/mine" }, &a)) {
			sane++;
			cr_assert(has(a.text.p, "\"segments\":[\"mine\"]"),
			    "try %d: %s", i, a.text.p);
		} else {
			close(fd);
			fd = responder_connect(&echo);
			cr_assert(eq(int, FCGI_ASK(fd, .uri = "/a"), 200),
			    "try %d", i);
		}
		fcgi_response_release(&a);
	}
	attack_release(&attack);
	settle_log();
	cr_expect(gt(int, sane, TRIES / 8), "kept connections were tested");
	cr_expect(eq(int, logged("/smuggled"), 0));
	cr_expect(eq(int, logged("/mine"), sane));
}
