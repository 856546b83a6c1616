/*
 * e2e.h starts the pools; the server beside its nginx is laid out by
 * lay-out-server, with Hearth's own files as they are installed.
 */
#include "t/e2e/server_fixture.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"

#include "t/lib/tree.h"

#include "base/banned.h"

enum { RUN_MS = 30000, STOP_MS = 10000, TRIES = 5 };

#define LAYOUT	  TOP_SRCDIR "/t/e2e/lay-out-server"
#define GENERATED TOP_BUILDDIR "/generated"
#define FCGI	  TOP_BUILDDIR "/hearth.fcgi"
#define IMAGE	  TOP_BUILDDIR "/hearth-image"

static const char *const names[] = { "nginx", "apache-proxy", "apache-fcgid",
	"apache-cgi", "lighttpd" };

static struct {
	enum server kind;
	struct process process;
	int plain_port, tls_port;
	struct web plain, tls;
	struct response response;
} server;

enum server
server_kind(void)
{
	return server.kind;
}

const char *
server_name(void)
{
	return names[server.kind];
}

bool
server_has_pools(void)
{
	return server.kind != APACHE_FCGID && server.kind != APACHE_CGI;
}

int
server_port(void)
{
	return server.tls_port;
}

static const char *
path_of(const char *name)
{
	return text("%s/server/%s", e2e_dir(), name);
}

int
free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	bug_if(fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0 ||
	       getsockname(fd, (struct sockaddr *)&a, &len) < 0);
	close(fd);
	return ntohs(a.sin_port);
}

static void
write_text(const char *path, const char *content)
{
	FILE *f = fopen(path, "we");

	cr_assert(f != NULL, "%s", path);
	fputs(content, f);
	cr_assert(fclose(f) == 0, "%s", path);
}

/* What Hearth reads when the server starts it: the settings of the pools, but
 * the program beside its own, for the server's user may not be where they are
 * built. */
static void
write_settings(void)
{
	static const char *const settings[] = { "DATABASE_URL", "SECRET_KEY",
		"PUBLIC_URL", "MAIL_URL", "BACKEND_CORS_ORIGINS", "LOG_LEVEL",
		"UPLOAD_DIR", "UPLOAD_RESERVE_BYTES" };
	const char *all = text("IMAGE_PROGRAM=%s\n", path_of("hearth-image"));

	for (size_t i = 0; i < N_OF(settings); i++)
		all = text("%s%s=%s\n", all, settings[i], getenv(settings[i]));
	write_text(path_of("hearth.conf"), all);
}

static void
lay_out(void)
{
	const char *dir = text("%s/server", e2e_dir());

	server.plain_port = free_port();
	server.tls_port = free_port();
	tree_remove(dir);
	cr_assert(mkdir(dir, 0755) == 0);
	write_settings();
	cr_assert(
	    process_run(path_of("log.txt"), RUN_MS,
		(const char *const[]){ "cp", FCGI, IMAGE, dir, NULL }) == 0);
	cr_assert(process_run(path_of("log.txt"), RUN_MS,
		      (const char *const[]){ LAYOUT, server_name(), dir,
			  GENERATED, text("%d", server.plain_port),
			  text("%d", server.tls_port), NULL }) == 0,
	    "see %s", path_of("log.txt"));
}

static bool
is_up_or_dead(void *ctx)
{
	struct talk_request r = { .method = "GET", .target = "/healthcheck" };
	struct response a = { .status = 0 };
	bool up = web_ask(&server.tls, &r, &a) && a.status == 200;

	(void)ctx;
	response_clear(&a);
	return up || !process_is_alive(&server.process);
}

/* False when another took a port meanwhile, which ends it. */
static bool
try_to_start(void)
{
	lay_out();
	web_open_port(&server.plain, "http://" SERVER_HOST, server.plain_port);
	web_open_port(&server.tls, "https://" SERVER_HOST, server.tls_port);
	process_start(&server.process, path_of("log.txt"),
	    (const char *const[]){ path_of("start"), NULL });
	wait_until(is_up_or_dead, NULL, RUN_MS, server_name());
	if (process_is_alive(&server.process))
		return true;
	process_wait(&server.process, STOP_MS);
	web_close(&server.plain);
	web_close(&server.tls);
	return false;
}

static void
send_request(void *ctx, const struct talk_request *r, struct response *a)
{
	(void)ctx;
	cr_assert(web_ask(&server.tls, r, a), "%s %s: %s; see %s", r->method,
	    r->target, server.tls.error, e2e_dir());
}

void
server_start(enum server kind)
{
	int i = 0;

	server.kind = kind;
	e2e_start(
	    DB_SQLITE, &(struct e2e_options){ .slow = 1, .no_worker = true });
	while (!try_to_start())
		cr_assert(++i < TRIES, "%s does not start; see %s",
		    server_name(), path_of("log.txt"));
	talk_close();
	talk_open(send_request, given_login, NULL);
}

static void
end(void)
{
	if (!server.process.pid)
		return;
	process_stop(&server.process, STOP_MS);
	web_close(&server.plain);
	web_close(&server.tls);
	response_clear(&server.response);
}

void
server_stop(void)
{
	end();
	e2e_stop();
}

void
server_pass(void)
{
	end();
	e2e_pass();
}

const struct response *
server_ask(const char *scheme, const struct talk_request *r)
{
	struct web *w = str_eq(scheme, "https") ? &server.tls : &server.plain;

	cr_assert(web_ask(w, r, &server.response), "%s %s: %s; see %s",
	    r->method, r->target, w->error, e2e_dir());
	return &server.response;
}

void
server_write(const char *path, const char *content)
{
	const char *file = text("%s%s", path_of("public"), path);
	const char *folder = text(
	    "%.*s", (int)(strrchr(file, '/') - file), file);

	cr_assert(
	    process_run(path_of("log.txt"), RUN_MS,
		(const char *const[]){ "mkdir", "-p", folder, NULL }) == 0);
	write_text(file, content);
}

bool
server_has_logged(const char *words)
{
	return process_run("/dev/null", RUN_MS,
		   (const char *const[]){ "grep", "-rqF", "--", words,
		       path_of("log"), path_of("log.txt"),
		       text("%s/log", e2e_dir()), NULL }) == 0;
}
