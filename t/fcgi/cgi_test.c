/*
 * The same program when a web server executes it (RFC 3875).
 */
#include <sys/ioctl.h>
#include <sys/wait.h>

#include "t/fcgi/echo.h"

#include "base/banned.h"

TestSuite(fcgi_cgi, .timeout = 30);

struct run {
	int status;
	int unread; /* bytes of what it was fed */
	char out[20000];
};

static void
feed(int fd, const char *text)
{
	size_t len = strlen(text);

	cr_assert(write(fd, text, len) == (ssize_t)len);
}

/* Executes the responder with environment env and text on standard input,
 * which stays open as a web server may leave it. */
static void
run_cgi(struct run *r, char *const *env, const char *text)
{
	int in[2], out[2];
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	cr_assert(pipe(in) == 0 && pipe(out) == 0);
	pid = fork();
	cr_assert(pid >= 0);
	if (pid == 0) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		close(in[1]);
		close(out[0]);
		execle(ECHO_PROGRAM, "hearth.fcgi", (char *)NULL, env);
		_exit(127);
	}
	close(out[1]);
	feed(in[1], text);
	while (len < sizeof(r->out) - 1 &&
	       (n = read(out[0], r->out + len, sizeof(r->out) - 1 - len)) > 0)
		len += (size_t)n;
	r->out[len] = '\0';
	cr_assert(ioctl(in[0], FIONREAD, &r->unread) == 0);
	close(in[0]);
	close(in[1]);
	close(out[0]);
	cr_assert(waitpid(pid, &r->status, 0) == pid);
	r->status = WIFEXITED(r->status) ? WEXITSTATUS(r->status) : -1;
}

#define RUN(r, text, ...) \
	run_cgi((r), (char *const[]){ "QUIET=1", __VA_ARGS__, NULL }, (text))

static struct run r;

Test(fcgi_cgi, get_is_answered)
{
	RUN(&r, "", "REQUEST_METHOD=GET", "REQUEST_URI=/a/b?c",
	    "HTTP_AUTHORIZATION=Bearer x", "REMOTE_ADDR=192.0.2.1");
	cr_expect(eq(int, r.status, 0));
	cr_expect(
	    eq(int, strncmp(r.out, "Status: 200 OK\r\n", 16), 0), "%s", r.out);
	cr_expect(has(r.out, "\"segments\":[\"a\",\"b\"],\"query\":\"c\""));
	cr_expect(has(r.out, "\"authorization\":\"Bearer x\""));
}

/* No more than CONTENT_LENGTH may be read: there need not be an end. */
Test(fcgi_cgi, post_reads_as_much_as_announced)
{
	RUN(&r, "0123456789", "REQUEST_METHOD=POST", "REQUEST_URI=/a",
	    "CONTENT_LENGTH=10");
	cr_expect(eq(int, r.status, 0));
	cr_expect(has(r.out, "\"body_len\":10}"), "%s", r.out);
}

Test(fcgi_cgi, head_sends_no_body)
{
	RUN(&r, "", "REQUEST_METHOD=HEAD", "REQUEST_URI=/big/7");
	cr_expect(has(r.out, "Content-Length: 7\r\n"), "%s", r.out);
	cr_expect(not(has(r.out, "xxxxxxx")));
}

Test(fcgi_cgi, large_response_arrives_whole)
{
	RUN(&r, "", "REQUEST_METHOD=GET", "REQUEST_URI=/big/15000");
	cr_expect(eq(sz, strspn(strchr(r.out, 'x'), "x"), 15000));
}

Test(fcgi_cgi, body_over_the_limit_is_refused)
{
	RUN(&r, "01234567890", "REQUEST_METHOD=POST", "REQUEST_URI=/effect",
	    "CONTENT_LENGTH=11", "BODY_MAX=10");
	cr_expect(eq(int, r.status, 0));
	cr_expect(eq(int, strncmp(r.out, "Status: 413 ", 12), 0), "%s", r.out);
}

/* A web server stops reading what the program says when it cannot write. */
Test(fcgi_cgi, large_body_is_taken_before_it_is_refused)
{
	static char body[50001];

	memset(body, 'x', sizeof(body) - 1);
	RUN(&r, body, "REQUEST_METHOD=POST", "REQUEST_URI=/effect",
	    "CONTENT_LENGTH=50000", "BODY_MAX=10");
	cr_expect(eq(int, strncmp(r.out, "Status: 413 ", 12), 0), "%s", r.out);
	cr_expect(eq(int, r.unread, 0));
}

Test(fcgi_cgi, started_by_hand_it_says_what_it_wants)
{
	RUN(&r, "", "PATH=/bin");
	cr_expect(eq(int, r.status, 64));
	cr_expect(eq(str, r.out, ""));
}
