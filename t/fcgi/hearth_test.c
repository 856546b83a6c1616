/*
 * The same loop in hearth.fcgi: that main() and the dispatcher do with it what
 * it asks for. No database is needed; there is none.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "t/fcgi/attack.h"
#include "t/lib/fcgi_client.h"
#include "t/lib/responder.h"

#include "base/banned.h"

static struct responder hearth;
static char *const settings[] = {
	"SECRET_KEY=0123456789abcdef0123456789abcdef",
	"DATABASE_URL=sqlite:////nonexistent/hearth.db",
	"HEARTH_CONF=/dev/null",
	"BODY_MAX_BYTES=65536",
	NULL,
};

static void
start(void)
{
	responder_start(&hearth, NULL, settings);
}

static void
stop(void)
{
	responder_stop(&hearth);
}

TestSuite(fcgi_hearth, .init = start, .fini = stop, .timeout = 60);

static int
ask_health(int fd)
{
	return FCGI_ASK(fd, .uri = "/healthcheck");
}

/* How often the log of a process that has ended has text. */
static int
logged(const char *text)
{
	char *log = responder_log(&hearth);
	int n = 0;

	for (char *p = log; (p = strstr(p, text)); p++)
		n++;
	free(log);
	return n;
}

static void
make_blocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	cr_assert(flags >= 0 && fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) == 0);
}

Test(fcgi_hearth, kept_connections_take_turns)
{
	int a = responder_connect(&hearth), b = responder_connect(&hearth);

	for (int i = 0; i < 300; i++) {
		cr_assert(eq(int, ask_health(a), 200));
		cr_assert(eq(int, ask_health(b), 200));
	}
}

Test(fcgi_hearth, refused_request_is_a_problem)
{
	struct fcgi_response a;
	int fd = responder_connect(&hearth);

	cr_assert(fcgi_exchange(fd,
	    &(struct fcgi_request){ .uri = "/healthcheck",
		.params = { { "HTTP_AUTHORIZATION", "Bearer a" },
		    { "HTTP_AUTHORIZATION", "Bearer b" } } },
	    &a));
	cr_expect(eq(int, a.status, 400));
	cr_expect(strstr(a.text.p, "application/problem+json") != NULL);
	cr_expect(strstr(a.body, "\"code\":\"bad_request\"") != NULL);
	fcgi_response_release(&a);
	cr_expect(eq(int, FCGI_ASK(fd, .uri = "/a%2fb"), 400));
	cr_expect(eq(int, FCGI_ASK(fd, .uri = "/../b"), 404));
	cr_expect(eq(
	    int, FCGI_ASK(fd, .uri = "/healthcheck", .method = "BREW"), 405));
	cr_expect(eq(int, ask_health(fd), 200));
}

Test(fcgi_hearth, body_over_the_limit_is_refused)
{
	size_t len = 2 << 20;
	char *body = calloc(1, len);
	int fd = responder_connect(&hearth);

	cr_expect(eq(int,
	    FCGI_ASK(fd, .method = "POST", .uri = "/api/v1/auth/login",
		.body = body, .body_len = len),
	    413));
	cr_expect(eq(int, ask_health(fd), 200));
	free(body);
}

Test(fcgi_hearth, smuggled_request_is_never_executed)
{
	struct attack attack;
	pid_t pid = hearth.pids[0];
	int fd = responder_connect(&hearth);

	attack_init(&attack, "/api/v1/auth/login", "/api/v1/smuggled");
	for (int i = 0; i < 1500; i++) {
		attack_send(&attack, fd, i);
		if (ask_health(fd) != 200) {
			close(fd);
			fd = responder_connect(&hearth);
			cr_assert(eq(int, ask_health(fd), 200), "try %d", i);
		}
	}
	attack_release(&attack);
	close(fd);
	kill(pid, SIGTERM);
	cr_assert(eq(int, responder_wait(&hearth, pid), 0));
	cr_expect(eq(int, logged("\"path\":\"/api/v1/auth/login\""), 1500));
	cr_expect(eq(int, logged("smuggled"), 0));
}

Test(fcgi_hearth, sigterm_serves_what_is_kept_then_leaves)
{
	pid_t pid = hearth.pids[0];
	int fd = responder_connect(&hearth);

	cr_assert(eq(int, ask_health(fd), 200));
	kill(pid, SIGTERM);
	for (int i = 0; i < 100; i++)
		cr_assert(eq(int, ask_health(fd), 200));
	close(fd);
	cr_expect(eq(int, responder_wait(&hearth, pid), 0));
}

/*
 * systemd makes the socket blocking whenever it hands it to a process, and so
 * it is for all that share it. Whoever then loses the race for a connection, or
 * looks for a last one before it leaves, must not wait in accept.
 */
Test(fcgi_hearth, blocking_socket_holds_nobody_up)
{
	enum { PROCESSES = 4, ROUNDS = 200 };
	int kept[PROCESSES];

	for (int i = 1; i < PROCESSES; i++)
		responder_spawn(&hearth);
	for (int i = 0; i < PROCESSES; i++)
		kept[i] = responder_connect(&hearth);
	for (int round = 0; round < ROUNDS; round++) {
		int fd;

		make_blocking(hearth.listener);
		fd = responder_connect(&hearth);
		cr_assert(eq(int, ask_health(fd), 200));
		close(fd);
		for (int i = 0; i < PROCESSES; i++)
			cr_assert(eq(int, ask_health(kept[i]), 200));
	}
	make_blocking(hearth.listener);
	for (int i = 0; i < PROCESSES; i++)
		kill(hearth.pids[i], SIGTERM);
	for (int i = 0; i < PROCESSES; i++) {
		cr_expect(eq(int, ask_health(kept[i]), 200));
		close(kept[i]);
	}
	while (hearth.n_pids)
		cr_assert(eq(int, responder_wait(&hearth, hearth.pids[0]), 0));
}

/* Plain CGI: a web server executes it, with these arguments. */
static void
expect_response(const char *arguments)
{
	char command[512], line[64] = "";
	FILE *p;

	snprintf(command, sizeof(command),
	    "env %s %s HEARTH_CONF=/dev/null REQUEST_METHOD=GET "
	    "REQUEST_URI=/healthcheck '%s' %s </dev/null",
	    settings[0], settings[1], hearth.program, arguments);
	p = popen(command, "r");
	cr_assert(p != NULL);
	cr_expect(fgets(line, sizeof(line), p) != NULL);
	cr_expect(eq(str, line, "Status: 200 OK\r\n"));
	while (fgets(line, sizeof(line), p))
		continue;
	cr_expect(eq(int, pclose(p), 0));
}

Test(fcgi_hearth, executed_it_answers_one_request)
{
	expect_response("");
}

/* RFC 3875, 4.4: so a query without "=" comes. */
Test(fcgi_hearth, arguments_of_cgi_mean_nothing)
{
	expect_response("--version");
	expect_response("--help me");
}
