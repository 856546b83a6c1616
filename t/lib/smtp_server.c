/*
 * Starts smtp_server.py; for TLS with a certificate for 127.0.0.1.
 */
#include "t/lib/smtp_server.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/str.h"
#include "t/lib/tls_files.h"
#include "t/lib/tree.h"

#include "base/banned.h"

enum { START_MS = 20000, MESSAGE_MAX = 1 << 20 };

static void
path_in(const struct smtp_server *s, const char *name, char path[96])
{
	snprintf(path, 96, "%s/%s", s->dir, name);
}

static void
make_certificates(struct smtp_server *s, char cert[96], char key[96])
{
	tls_files_make(s->dir, "IP:127.0.0.1");
	path_in(s, "ca.pem", s->ca_file);
	path_in(s, "server.pem", cert);
	path_in(s, "server.key", key);
}

void
smtp_server_start(
    struct smtp_server *s, const struct smtp_server_options *options)
{
	static const struct smtp_server_options usual;
	const struct smtp_server_options *o = options ? options : &usual;
	const char *mode = o->mode ? o->mode : "plain";
	char cert[96] = "", key[96] = "", fifo[96], log[96];
	const char *argv[8 + SMTP_SERVER_STEPS + 2] = { "/usr/bin/python3",
		TOP_SRCDIR "/t/lib/smtp_server.py", s->dir, mode, cert, key,
		o->login ? o->login : "" };
	size_t n = 7;

	*s = (struct smtp_server){ .dir = "/tmp/hearth-smtp-XXXXXX" };
	bug_if(!mkdtemp(s->dir));
	path_in(s, "port", fifo);
	path_in(s, "log", log);
	bug_if(mkfifo(fifo, 0600));
	if (!str_eq(mode, "plain"))
		make_certificates(s, cert, key);
	for (size_t i = 0; i < SMTP_SERVER_STEPS && o->steps[i]; i++)
		argv[n++] = o->steps[i];
	if (n == 7)
		argv[n] = "ok";
	process_start(&s->process, log, argv);
	s->port = process_read_port(fifo);
}

void
smtp_server_stop(struct smtp_server *s)
{
	process_stop(&s->process, 5000);
	tree_remove(s->dir);
}

static char *
read_whole(const struct smtp_server *s, int n, const char *suffix)
{
	char path[128], *text;
	FILE *file;
	size_t len;

	snprintf(path, sizeof(path), "%s/%d.%s", s->dir, n, suffix);
	file = fopen(path, "re");
	if (!file)
		return NULL;
	text = malloc(MESSAGE_MAX);
	bug_if(!text);
	len = fread(text, 1, MESSAGE_MAX - 1, file);
	text[len] = '\0';
	fclose(file);
	return text;
}

char *
smtp_server_message(const struct smtp_server *s, int n)
{
	return read_whole(s, n, "eml");
}

char *
smtp_server_envelope(const struct smtp_server *s, int n)
{
	return read_whole(s, n, "env");
}

void
smtp_server_go(const struct smtp_server *s)
{
	char path[96];
	int fd;

	path_in(s, "go", path);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	bug_if(fd < 0);
	close(fd);
}
