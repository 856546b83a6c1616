/*
 * A process that leaves, by signal or at its limit, takes no request with it
 * (P-03, P-04, P-13).
 */
#include <fastcgi.h>
#include <signal.h>
#include <string.h>

#include "t/fcgi/echo.h"
#include "t/lib/notified.h"

#include "base/banned.h"

TestSuite(fcgi_stop, .fini = stop_echo, .timeout = 60);

/* The signal has been read when the log says so. */
static void
wait_for_drain(void)
{
	char *log;
	bool seen = false;

	while (!seen) { /* the suite's time-out ends it */
		log = responder_log(&echo);
		seen = has(log, "then leaving");
		free(log);
		usleep(1000);
	}
}

static void
expect_drain_on(int signal)
{
	int kept, second;
	pid_t pid;

	start_echo();
	pid = echo.pids[0];
	kept = responder_connect(&echo);
	second = responder_connect(&echo);
	cr_assert(eq(int, FCGI_ASK(kept, .uri = "/a"), 200));
	cr_assert(eq(int, FCGI_ASK(second, .uri = "/a"), 200));
	kill(pid, signal);
	wait_for_drain();
	for (int i = 0; i < 50; i++) {
		cr_assert(eq(int, FCGI_ASK(kept, .uri = "/b"), 200));
		cr_assert(eq(int, FCGI_ASK(second, .uri = "/b"), 200));
	}
	close(kept);
	cr_expect(eq(int, FCGI_ASK(second, .uri = "/c"), 200));
	close(second);
	cr_expect(eq(int, responder_wait(&echo, pid), 0));
}

Test(fcgi_stop, sigterm_serves_what_is_kept_then_leaves)
{
	expect_drain_on(SIGTERM);
}

Test(fcgi_stop, sigint_serves_what_is_kept_then_leaves)
{
	expect_drain_on(SIGINT);
}

Test(fcgi_stop, sigusr1_serves_what_is_kept_then_leaves)
{
	expect_drain_on(SIGUSR1);
}

/* Idle, then busy all the time, then with signals only its own. */
Test(fcgi_stop, systemd_hears_that_it_is_ready_and_alive)
{
	char dir[] = "/tmp/hearth-fcgi-XXXXXX", said[NOTIFIED_SIZE];
	int heard = notified_open(mkdtemp(dir), 30), fd;

	start_echo();
	notified_read(heard, 10000, said);
	cr_assert(eq(str, said, "READY=1\n"));
	for (int i = 0; i < 2; i++) {
		notified_read(heard, 5000, said);
		cr_assert(eq(str, said, "WATCHDOG=1\n"));
	}
	fd = responder_connect(&echo);
	do /* the suite's time-out ends it */
		cr_assert(eq(int, FCGI_ASK(fd, .uri = "/a"), 200));
	while (notified_read(heard, 0, said), !*said);
	cr_expect(eq(str, said, "WATCHDOG=1\n"));
	kill(echo.pids[0], SIGSTOP);
	notified_read(heard, 0, said);
	notified_read(heard, 2500, said);
	cr_expect(eq(str, said, ""));
	close(heard);
	unlink(getenv("NOTIFY_SOCKET"));
	rmdir(dir);
}

Test(fcgi_stop, idle_process_leaves_at_once)
{
	pid_t pid;
	int fd;

	start_echo();
	pid = echo.pids[0];
	fd = responder_connect(&echo);
	cr_assert(eq(int, FCGI_ASK(fd, .uri = "/a", .close = true), 200));
	kill(pid, SIGTERM);
	cr_expect(eq(int, responder_wait(&echo, pid), 0));
}

Test(fcgi_stop, connection_that_stays_is_left_after_the_time)
{
	pid_t pid;
	int fd;

	start_echo("IDLE_MS=300");
	pid = echo.pids[0];
	fd = responder_connect(&echo);
	cr_assert(eq(int, FCGI_ASK(fd, .uri = "/a"), 200));
	kill(pid, SIGTERM);
	cr_expect(eq(int, responder_wait(&echo, pid), 0));
	cr_expect(fcgi_is_closed(fd));
}

/* The process is in the middle of reading the body when the signal comes. */
Test(fcgi_stop, sigterm_in_a_body_does_not_shorten_it)
{
	enum { LEN = 100000 };
	struct buf out;
	struct fcgi_response a;
	char *body = calloc(1, LEN);
	pid_t pid;
	int fd;

	start_echo();
	pid = echo.pids[0];
	fd = responder_connect(&echo);
	cr_assert(eq(int, FCGI_ASK(fd, .uri = "/a"), 200));
	buf_init(&out, FCGI_CLIENT_MAX);
	fcgi_put_request(&out, &(struct fcgi_request){ .method = "POST",
				   .uri = "/effect",
				   .body = body,
				   .body_len = LEN });
	cr_assert(fcgi_send(fd, out.p, out.len / 2));
	for (int i = 0; i < 20; i++) {
		kill(pid, SIGTERM);
		usleep(5000); /* not to synchronise: to hit a read */
	}
	cr_assert(fcgi_send(fd, out.p + out.len / 2, out.len - out.len / 2));
	cr_assert(fcgi_read(fd, &a));
	cr_expect(eq(int, a.status, 200));
	cr_expect(eq(str, (char *)a.body, "1"));
	fcgi_response_release(&a);
	close(fd);
	cr_expect(eq(int, responder_wait(&echo, pid), 0));
	buf_release(&out);
	free(body);
}

/* What waits in the queue when the signal comes has perhaps woken only this
 * process. */
Test(fcgi_stop, connections_in_the_queue_are_served)
{
	enum { N = 40 };
	int fds[N], served = 0;
	pid_t pid;

	start_echo();
	pid = echo.pids[0];
	fds[0] = responder_connect(&echo);
	cr_assert(eq(int, FCGI_ASK(fds[0], .uri = "/a", .close = true), 200));
	kill(pid, SIGSTOP);
	for (int i = 0; i < N; i++)
		fds[i] = responder_connect(&echo);
	kill(pid, SIGTERM);
	kill(pid, SIGCONT);
	for (int i = 0; i < N; i++) {
		served += FCGI_ASK(fds[i], .uri = "/a") == 200;
		close(fds[i]);
	}
	cr_expect(eq(int, served, N));
	cr_expect(eq(int, responder_wait(&echo, pid), 0));
}

/*
 * Each process leaves after about twenty requests; what nginx does on closing
 * is done here: a connection is used ten times, then closed.
 */
Test(fcgi_stop, recycling_loses_no_request)
{
	enum { REQUESTS = 2000 };
	int fd = -1, lost = 0, left = 0;
	char *log;

	start_echo("REQUESTS_MAX=20");
	responder_supervise(&echo, 2);
	for (int i = 0; i < REQUESTS; i++) {
		if (i % 10 == 0) {
			close(fd);
			fd = responder_connect(&echo);
		}
		lost += FCGI_ASK(fd, .uri = "/a") != 200;
	}
	cr_expect(eq(int, lost, 0));
	log = responder_log(&echo);
	for (char *p = log; (p = strstr(p, "then leaving")); p++)
		left++;
	free(log);
	cr_expect(gt(int, left, REQUESTS / 40), "processes were replaced");
}

Test(fcgi_stop, too_much_memory_makes_it_leave)
{
	pid_t pid;
	int fd;

	start_echo("RSS_MAX=33554432");
	pid = echo.pids[0];
	fd = responder_connect(&echo);
	for (int i = 0; i < 600; i++)
		cr_assert(eq(int, FCGI_ASK(fd, .uri = "/a"), 200));
	cr_expect(eq(int, kill(pid, 0), 0));
	cr_assert(eq(int, FCGI_ASK(fd, .uri = "/grow"), 200));
	for (int i = 0; i < 300; i++)
		cr_assert(eq(int, FCGI_ASK(fd, .uri = "/a"), 200));
	wait_for_drain();
	close(fd);
	cr_expect(eq(int, responder_wait(&echo, pid), 0));
}

/* Rolling restarts under load from several connections that, like nginx, are
 * used a while and then made anew. */
Test(fcgi_stop, rolling_restarts_fail_no_request)
{
	enum { CONNECTIONS = 8, ROUNDS = 600 };
	int fds[CONNECTIONS], failed = 0, restarts = 0;

	start_echo();
	responder_spawn(&echo);
	for (int i = 0; i < CONNECTIONS; i++)
		fds[i] = responder_connect(&echo);
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < CONNECTIONS; i++) {
			failed += FCGI_ASK(fds[i], .method = "POST",
				      .uri = "/effect") != 200;
			if ((round + i * 7) % 50 == 49) {
				close(fds[i]);
				fds[i] = responder_connect(&echo);
			}
		}
		if (round % 100 == 0) {
			kill(echo.pids[0], SIGTERM);
			responder_spawn(&echo);
			restarts++;
		}
		if (round % 100 == 99)
			cr_expect(
			    eq(int, responder_wait(&echo, echo.pids[0]), 0));
	}
	cr_expect(eq(int, failed, 0));
	cr_expect(eq(int, restarts, ROUNDS / 100));
	for (int i = 0; i < CONNECTIONS; i++)
		close(fds[i]);
	while (echo.n_pids) {
		kill(echo.pids[0], SIGTERM);
		cr_assert(eq(int, responder_wait(&echo, echo.pids[0]), 0));
	}
	cr_expect(eq(int, logged("/effect"), ROUNDS *CONNECTIONS));
}

/* A connection that was made while a process lived that never accepted it. */
Test(fcgi_stop, killed_process_strands_no_connection)
{
	start_echo();
	while (echo.n_pids < RESPONDER_PROCESSES)
		responder_spawn(&echo);
	for (int i = 0; i < 100; i++) {
		int fd = responder_connect(&echo);

		cr_assert(eq(int, FCGI_ASK(fd, .uri = "/a"), 200));
		close(fd);
	}
	while (echo.n_pids > 1) {
		int fd;

		kill(echo.pids[0], SIGSTOP);
		fd = responder_connect(&echo);
		kill(echo.pids[0], SIGKILL);
		responder_wait(&echo, echo.pids[0]);
		cr_assert(eq(int, FCGI_ASK(fd, .uri = "/a"), 200),
		    "with %zu left", echo.n_pids);
		close(fd);
	}
}
