/*
 * What surrounds Hearth: the mail server, the web server and the sockets
 * between it and the pools, the clock.
 */
#include "cmd/ctl_doctor.h"

#include <dirent.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"

#include "base/banned.h"

enum { CONNECT_MS = 3000 };

/*
 * Mail.
 */

bool
doctor_mail_server(
    struct arena *arena, const char *url, const char **host, const char **port)
{
	const char *at, *end, *p;

	if (str_has_prefix(url, "smtp://"))
		*port = "25";
	else if (str_has_prefix(url, "smtps://"))
		*port = "465";
	else if (str_has_prefix(url, "sendgrid://"))
		*port = "443";
	else
		return false;
	p = strstr(url, "://") + 3;
	end = p + strcspn(p, "/?#");
	at = memrchr(p, '@', (size_t)(end - p));
	if (at)
		p = at + 1;
	if (*p == '[') { /* an IPv6 address */
		at = memchr(p, ']', (size_t)(end - p));
		if (!at)
			return false;
		*host = arena_strndup(arena, p + 1, (size_t)(at - p - 1));
		p = at + 1;
	} else {
		size_t len = strcspn(p, ":/?#");

		*host = arena_strndup(arena, p, len);
		p += len;
	}
	if (*p == ':')
		*port = arena_strndup(arena, p + 1, (size_t)(end - p - 1));
	return (*host)[0] && (*port)[0];
}

/* 0 when the address accepts a connection in time, else an errno. */
static int
try_address(const struct addrinfo *a)
{
	int fd = socket(a->ai_family,
	    a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
	struct pollfd waiting = { .fd = fd, .events = POLLOUT };
	int error = 0;
	socklen_t len = sizeof(error);

	if (fd < 0)
		return errno;
	if (connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
		if (errno != EINPROGRESS && errno != EAGAIN)
			error = errno;
		else if (poll(&waiting, 1, CONNECT_MS) <= 0)
			error = ETIMEDOUT;
		else
			getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
	}
	close(fd);
	return error;
}

static void
check_server(struct doctor *d, const char *host, const char *port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list;
	int error;

	error = getaddrinfo(host, port, &hints, &list);
	if (error) {
		doctor_say(d, DOCTOR_FAIL, "mail", "%s: %s", host,
		    gai_strerror(error));
		return;
	}
	error = ECONNREFUSED;
	for (const struct addrinfo *a = list; a && error; a = a->ai_next)
		error = try_address(a);
	freeaddrinfo(list);
	if (error)
		doctor_say(d, DOCTOR_FAIL, "mail", "%s port %s: %s", host, port,
		    strerror(error));
	else
		doctor_say(d, DOCTOR_OK, "mail",
		    "%s port %s accepts connections", host, port);
}

static void
check_mail_folder(struct doctor *d, const char *folder)
{
	if (access(folder, W_OK | X_OK) != 0)
		doctor_say(
		    d, DOCTOR_FAIL, "mail", "%s: %s", folder, strerror(errno));
	else
		doctor_say(d, DOCTOR_OK, "mail", "files in %s", folder);
}

void
doctor_mail(struct doctor *d)
{
	const char *url = d->ctl->conf.mail_url, *host, *port;

	if (!url[0])
		doctor_say(d, DOCTOR_WARN, "mail",
		    "MAIL_URL is not set; the worker cannot send");
	else if (str_has_prefix(url, "file:"))
		check_mail_folder(d, url + sizeof("file:") - 1);
	else if (doctor_mail_server(&d->ctl->arena, url, &host, &port))
		check_server(d, host, port);
	else
		doctor_say(d, DOCTOR_FAIL, "mail",
		    "MAIL_URL is neither smtp://, smtps://, sendgrid: nor "
		    "file:");
}

/*
 * Sockets.
 */

static void
check_socket(struct doctor *d, const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	struct addrinfo a = { .ai_family = AF_UNIX,
		.ai_socktype = SOCK_STREAM,
		.ai_addr = (struct sockaddr *)&addr,
		.ai_addrlen = sizeof(addr) };
	struct stat st;
	int error;

	if (stat(path, &st) != 0 || !S_ISSOCK(st.st_mode) ||
	    !str_copy(addr.sun_path, sizeof(addr.sun_path), path)) {
		doctor_say(d, DOCTOR_FAIL, "socket", "%s is not one", path);
		return;
	}
	error = try_address(&a);
	if (error == EPROTOTYPE) {
		a.ai_socktype = SOCK_SEQPACKET; /* as hearth-adopt's */
		error = try_address(&a);
	}
	if (error)
		doctor_say(
		    d, DOCTOR_FAIL, "socket", "%s: %s", path, strerror(error));
	else if (st.st_mode & S_IRWXO)
		doctor_say(d, DOCTOR_FAIL, "socket",
		    "%s is open to every user (mode %04o)", path,
		    st.st_mode & 07777);
	else
		doctor_say(d, DOCTOR_OK, "socket", "%s, mode %04o", path,
		    st.st_mode & 07777);
}

void
doctor_sockets(struct doctor *d)
{
	DIR *dir = opendir(d->run_dir);
	const struct dirent *entry;
	int n = 0;

	while (dir && (entry = readdir(dir)) != NULL) {
		size_t len = strlen(entry->d_name);

		if (len < 6 || !str_eq(entry->d_name + len - 5, ".sock"))
			continue;
		check_socket(d, arena_printf(&d->ctl->arena, "%s/%s",
				    d->run_dir, entry->d_name));
		n++;
	}
	if (dir)
		closedir(dir);
	if (!n)
		doctor_say(d, DOCTOR_WARN, "socket",
		    "none in %s; are the pools running?", d->run_dir);
}

/*
 * The web server.
 */

/* Fewer connections of a worker of nginx are soon held by a single client that
 * opens them and sends nothing. */
enum { CONNECTIONS_LEAST = 4096, CONNECTIONS_DEFAULT = 512 };

/* What the last line says that sets it. */
static long
read_connections(FILE *file)
{
	static const char name[] = "worker_connections";
	long n = CONNECTIONS_DEFAULT;
	char line[1024];

	while (fgets(line, sizeof(line), file)) {
		const char *p = line + strspn(line, " \t{");
		size_t len = sizeof(name) - 1;

		if (strncmp(p, name, len) == 0 && strchr(" \t", p[len]))
			n = strtol(p + len, NULL, 10);
	}
	return n;
}

void
doctor_web_server(struct doctor *d, const char *nginx_conf)
{
	FILE *file = fopen(nginx_conf, "re");
	long n;

	if (!file)
		return; /* another one, or on another machine */
	n = read_connections(file);
	fclose(file);
	if (n < CONNECTIONS_LEAST)
		doctor_say(d, DOCTOR_WARN, "nginx",
		    "%s: worker_connections %ld; a few clients that send "
		    "nothing "
		    "keep everybody out, set %d",
		    nginx_conf, n, 2 * CONNECTIONS_LEAST);
	else
		doctor_say(d, DOCTOR_OK, "nginx", "worker_connections %ld", n);
}

/*
 * The clock.
 */

/* No program of this version ran before 2026-01-01. */
#define EARLIEST_US INT64_C(1767225600000000)

void
doctor_clock(struct doctor *d)
{
	struct timex t = { .modes = 0 };
	char text[CLOCK_TEXT_SIZE];
	int64_t now_us = clock_now_us();
	int state = adjtimex(&t);

	clock_format(now_us - now_us % CLOCK_SECOND_US, text);
	if (now_us < EARLIEST_US)
		doctor_say(d, DOCTOR_FAIL, "clock", "%s is in the past", text);
	else if (state == TIME_ERROR || (t.status & STA_UNSYNC))
		doctor_say(d, DOCTOR_WARN, "clock",
		    "%s, but nothing keeps it synchronized", text);
	else
		doctor_say(d, DOCTOR_OK, "clock", "%s, synchronized", text);
}

void
doctor_timezones(struct doctor *d)
{
	char version[TIMEZONE_VERSION_SIZE];

	if (timezone_version(version))
		doctor_say(d, DOCTOR_OK, "timezones", "database %s", version);
	else
		doctor_say(d, DOCTOR_WARN, "timezones",
		    "the package tzdata is missing or has no tzdata.zi: zones "
		    "may be unknown, and nobody sees when their rules change");
}
