/*
 * hearthctl doctor looks at Hearth from outside: through a web server with a
 * certificate, which passes on to the nginx of e2e.h.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "t/lib/e2e.h"

static void
engine_open(enum db_engine engine)
{
	e2e_start(engine, &(struct e2e_options){ .slow = 1 });
}

static struct process front;

static void
engine_close(void)
{
	process_stop(&front, 5000);
	e2e_stop();
}

static void
engine_pass(void)
{
	process_stop(&front, 5000);
	e2e_pass();
}

#include "t/lib/engines.h"

#include "base/banned.h"

enum { RUN_MS = 20000 };

static char said[65536];

static void
shell(const char *commands)
{
	cr_assert(process_run(text("%s/shell.log", e2e_dir()), RUN_MS,
		      (const char *const[]){ "sh", "-euc",
			  text("cd %s; %s", e2e_dir(), commands), NULL }) == 0,
	    "%s", commands);
}

/* An authority, and a certificate for 127.0.0.1 that is good for some days. */
static void
make_certificate(int days)
{
	shell(text("new='openssl req -x509 -newkey ec -nodes"
		   " -pkeyopt ec_paramgen_curve:prime256v1';"
		   " $new -days 99 -subj /CN=Authority -keyout ca.key"
		   " -out ca.pem; $new -days %d -subj /CN=front"
		   " -addext subjectAltName=IP:127.0.0.1"
		   " -addext basicConstraints=critical,CA:FALSE"
		   " -CA ca.pem -CAkey ca.key -keyout front.key -out front.pem",
	    days));
}

/* A socket that listens on a port of its own, for nginx to inherit: *port. */
static int
listen_somewhere(int *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	cr_assert(fd >= 0 && bind(fd, (struct sockaddr *)&a, len) == 0 &&
		  listen(fd, 16) == 0 &&
		  getsockname(fd, (struct sockaddr *)&a, &len) == 0);
	*port = ntohs(a.sin_port);
	return fd;
}

/* Starts the web server in front, with these lines in its server block; sets
 * PUBLIC_URL. */
static void
start_front(const char *lines)
{
	const char *dir = e2e_dir();
	int port, fd = listen_somewhere(&port);
	FILE *f = fopen(text("%s/front.conf", dir), "w");

	cr_assert(f != NULL);
	fprintf(f,
	    "daemon off; %s pid front.pid; events {}\n"
	    "http { access_log off; client_body_temp_path front.body;\n"
	    "client_max_body_size 100m;\n"
	    "proxy_temp_path front.proxy; fastcgi_temp_path front.fastcgi;\n"
	    "uwsgi_temp_path front.uwsgi; scgi_temp_path front.scgi;\n"
	    "server { listen 127.0.0.1:%d ssl; ssl_certificate front.pem;\n"
	    "ssl_certificate_key front.key;\n%s\n} }\n",
	    geteuid() == 0 ? "user root;" : "", port, lines);
	fclose(f);
	setenv("NGINX", text("%d;", fd), 1);
	process_start(&front, text("%s/front.log", dir),
	    (const char *const[]){ "nginx", "-p", dir, "-c",
		text("%s/front.conf", dir), "-e", text("%s/front.error", dir),
		NULL });
	unsetenv("NGINX");
	close(fd);
	setenv("PUBLIC_URL", text("https://127.0.0.1:%d", port), 1);
}

/* Runs doctor; what it says is in said. */
static int
doctor(const char *ca_file)
{
	const char *out = text("%s/doctor", e2e_dir());
	int status;
	size_t n;
	FILE *f;

	unlink(out);
	status = process_run(out, RUN_MS,
	    (const char *const[]){ TOP_BUILDDIR "/hearthctl", "doctor",
		"--run-dir", e2e_dir(), ca_file ? "--ca-file" : NULL, ca_file,
		NULL });
	f = fopen(out, "r");
	cr_assert(f != NULL);
	n = fread(said, 1, sizeof(said) - 1, f);
	said[n] = '\0';
	fclose(f);
	return status;
}

#define expect_said(part) \
	cr_expect(        \
	    strstr(said, (part)) != NULL, "no \"%s\" in: %s", (part), said)

#define PASS_ON "proxy_pass http://unix:%s;"

/* What the server in front does, and what doctor says of it. */
static const struct {
	const char *name, *lines, *said;
	int days, status;
	bool is_trusted;
} fronts[] = {
	{ "all is well", "location / { " PASS_ON " }",
	    "ok    PUBLIC_URL: reached\n", 60, 0, true },
	{ "three lanes", "location / { " PASS_ON " }",
	    "ok    lanes: the heavy one is reached\n"
	    "ok    lanes: the slow one is reached\n",
	    60, 0, true },
	{ "large bodies", "location / { " PASS_ON " }",
	    "ok    UPLOAD_MAX_BYTES: the web server lets such bodies", 60, 0,
	    true },
	{ "no such bodies",
	    "client_max_body_size 99m; location / { " PASS_ON " }",
	    "fail  UPLOAD_MAX_BYTES: the web server refuses bodies of "
	    "104857600 bytes",
	    60, 1, true },
	{ "a long life", "location / { " PASS_ON " }",
	    "ok    certificate: ends in 59 days\n", 60, 0, true },
	{ "its end is near", "location / { " PASS_ON " }",
	    "warn  certificate: ends in 2 days\n", 3, 0, true },
	{ "a stranger's certificate", "location / { " PASS_ON " }",
	    "fail  PUBLIC_URL: its certificate is not trusted: ", 60, 1,
	    false },
	{ "another site", "location / { return 200 hello; } #%s",
	    "/readyz answers 200 and text/plain: that is not Hearth", 60, 1,
	    true },
	{ "no such site", "location / { return 404; } #%s",
	    "fail  PUBLIC_URL: /readyz answers 404 ", 60, 1, true },
	{ "nobody behind it", "location / { return 503; } #%s",
	    "fail  PUBLIC_URL: /readyz answers 503: no responder", 60, 1,
	    true },
	{ "it leads on", "location / { return 301 https://a.test$uri; } #%s",
	    "warn  PUBLIC_URL: leads on to https://a.test/readyz", 60, 0,
	    true },
	{ "a lane that is away",
	    "location / { " PASS_ON " } location /api/v1/auth { return 502; }",
	    "fail  lanes: the heavy one: GET /api/v1/auth/", 60, 1, true },
	{ "another lane that is away",
	    "location / { " PASS_ON
	    " } location /api/v1/auth/oauth { return 502; }",
	    "fail  lanes: the slow one: GET /api/v1/auth/oauth/exchange answers"
	    " 502 ",
	    60, 1, true },
};

Test_once(e2e_doctor_web, says_what_clients_meet, .timeout = 120)
{
	cr_assert(chmod(e2e_socket(), 0660) == 0 &&
		  chmod(e2e_http2_socket(), 0660) == 0);
	for (size_t i = 0; i < N_OF(fronts); i++) {
		make_certificate(fronts[i].days);
		start_front(text(fronts[i].lines, e2e_socket()));
		cr_expect(
		    doctor(fronts[i].is_trusted ? text("%s/ca.pem", e2e_dir())
						: NULL) == fronts[i].status,
		    "%s: %s", fronts[i].name, said);
		expect_said(fronts[i].said);
		process_stop(&front, 5000);
	}
}
