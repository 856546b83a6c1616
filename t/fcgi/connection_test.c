/*
 * Many connections to one process: nobody waits for one that does nothing.
 */
#include <fastcgi.h>
#include <sys/socket.h>
#include <time.h>

#include "t/fcgi/echo.h"

#include "base/banned.h"

TestSuite(fcgi_connection, .fini = stop_echo, .timeout = 60);

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

Test(fcgi_connection, kept_one_answers_many_requests)
{
	int fd;

	start_echo();
	fd = responder_connect(&echo);
	for (int i = 0; i < 2000; i++)
		cr_assert(
		    eq(int, FCGI_ASK(fd, .uri = "/a"), 200), "request %d", i);
	close(fd);
}

Test(fcgi_connection, not_kept_is_closed_after_the_response)
{
	int fd;

	start_echo();
	fd = responder_connect(&echo);
	cr_expect(eq(int, FCGI_ASK(fd, .uri = "/a", .close = true), 200));
	cr_expect(fcgi_is_closed(fd));
	close(fd);
}

Test(fcgi_connection, two_take_turns_in_one_process)
{
	int a, b;

	start_echo();
	a = responder_connect(&echo);
	b = responder_connect(&echo);
	for (int i = 0; i < 500; i++) {
		cr_assert(eq(int, FCGI_ASK(a, .uri = "/a"), 200));
		cr_assert(eq(int, FCGI_ASK(b, .uri = "/b"), 200));
	}
	settle_log();
	cr_expect(eq(int, logged("/a"), 500));
	close(a);
	close(b);
}

Test(fcgi_connection, silent_ones_stall_nobody)
{
	int silent[100], fd;
	double start;

	start_echo();
	for (int i = 0; i < 100; i++)
		silent[i] = responder_connect(&echo);
	fd = responder_connect(&echo);
	start = now_s();
	cr_expect(eq(int, FCGI_ASK(fd, .uri = "/a"), 200));
	cr_expect(lt(dbl, now_s() - start, 1.0));
	for (int i = 0; i < 100; i++)
		cr_expect(eq(int, FCGI_ASK(silent[i], .uri = "/a"), 200));
}

/* libfcgi waits for the rest of a record; SO_RCVTIMEO ends that. */
Test(fcgi_connection, three_bytes_stall_nobody_for_long)
{
	int broken, fd;
	double start;

	start_echo();
	broken = responder_connect(&echo);
	cr_assert(fcgi_send(broken, "\1\1\0", 3));
	fd = responder_connect(&echo);
	start = now_s();
	cr_expect(eq(int, FCGI_ASK(fd, .uri = "/a"), 200));
	cr_expect(lt(dbl, now_s() - start, 7.0));
	cr_expect(fcgi_is_closed(broken));
}

/* More than the process takes (HTTP_CONNECTIONS_MAX) wait in the queue. */
Test(fcgi_connection, too_many_are_served_when_others_leave)
{
	enum { MANY = 600 };
	int fds[MANY];
	struct buf out;

	start_echo();
	buf_init(&out, FCGI_CLIENT_MAX);
	fcgi_put_request(&out, &(struct fcgi_request){ .uri = "/a" });
	for (int i = 0; i < MANY; i++)
		fds[i] = responder_connect(&echo);
	cr_assert(fcgi_send_buf(fds[MANY - 1], &out));
	for (int i = 0; i < MANY - 1; i++)
		close(fds[i]);
	struct fcgi_response a;
	cr_expect(fcgi_read(fds[MANY - 1], &a));
	cr_expect(eq(int, a.status, 200));
	fcgi_response_release(&a);
	buf_release(&out);
}

Test(fcgi_connection, one_that_hangs_up_early_costs_only_itself)
{
	struct buf out;
	int fd;

	start_echo();
	buf_init(&out, FCGI_CLIENT_MAX);
	fcgi_put_request(&out, &(struct fcgi_request){ .method = "POST",
				   .uri = "/effect",
				   .body = "0123456789",
				   .body_len = 10 });
	/* all but the last byte: none of these is a whole request */
	for (size_t len = 0; len < out.len; len++) {
		fd = responder_connect(&echo);
		cr_assert(fcgi_send(fd, out.p, len));
		close(fd);
	}
	fd = responder_connect(&echo);
	cr_assert(fcgi_send_buf(fd, &out));
	struct fcgi_response a;
	cr_assert(fcgi_read(fd, &a));
	cr_expect(eq(str, (char *)a.body, "1"), "the only effect");
	fcgi_response_release(&a);
	buf_release(&out);
}

/* The peer will send no more, but still wants its response. */
Test(fcgi_connection, half_closed_one_gets_its_response)
{
	struct fcgi_response a;
	struct buf out;
	int fd;

	start_echo();
	buf_init(&out, FCGI_CLIENT_MAX);
	fcgi_put_request(&out, &(struct fcgi_request){ .uri = "/a" });
	fd = responder_connect(&echo);
	cr_assert(fcgi_send_buf(fd, &out));
	shutdown(fd, SHUT_WR);
	cr_expect(fcgi_read(fd, &a));
	cr_expect(eq(int, a.status, 200));
	cr_expect(fcgi_is_closed(fd));
	fcgi_response_release(&a);
	buf_release(&out);
}

Test(fcgi_connection, large_response_arrives_whole)
{
	struct fcgi_response a;
	int fd;

	start_echo();
	fd = responder_connect(&echo);
	cr_assert(fcgi_exchange(
	    fd, &(struct fcgi_request){ .uri = "/big/5000000" }, &a));
	cr_expect(eq(sz, a.body_len, 5000000));
	fcgi_response_release(&a);
	cr_expect(eq(int, FCGI_ASK(fd, .uri = "/a"), 200));
}

Test(fcgi_connection, head_tells_the_length_and_sends_nothing)
{
	struct fcgi_response a;
	int fd;

	start_echo();
	fd = responder_connect(&echo);
	cr_assert(fcgi_exchange(fd,
	    &(struct fcgi_request){ .method = "HEAD", .uri = "/big/5000" },
	    &a));
	cr_expect(has(a.text.p, "Content-Length: 5000\r\n"));
	cr_expect(eq(sz, a.body_len, 0));
	fcgi_response_release(&a);
}

/* A peer that never reads its response is given up after SO_SNDTIMEO. */
Test(fcgi_connection, one_that_does_not_read_stalls_nobody_for_long)
{
	struct buf out;
	int deaf, fd;
	double start;

	start_echo();
	buf_init(&out, FCGI_CLIENT_MAX);
	fcgi_put_request(&out, &(struct fcgi_request){ .uri = "/big/5000000" });
	deaf = responder_connect(&echo);
	cr_assert(fcgi_send_buf(deaf, &out));
	fd = responder_connect(&echo);
	start = now_s();
	cr_expect(eq(int, FCGI_ASK(fd, .uri = "/a"), 200));
	cr_expect(lt(dbl, now_s() - start, 9.0));
	buf_release(&out);
	close(deaf);
}
