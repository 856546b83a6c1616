#include "t/lib/http_server.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "t/lib/tls_files.h"
#include "t/lib/tree.h"

#include "base/banned.h"

static void
path_in(const struct http_server *s, const char *name, char path[96])
{
	snprintf(path, 96, "%s/%s", s->dir, name);
}

/* The new file takes the old one's place: nobody reads half of it. */
void
http_server_set(
    const struct http_server *s, const char *name, const char *format, ...)
{
	char path[96], new_path[96];
	va_list args;
	FILE *file;

	path_in(s, name, path);
	snprintf(
	    new_path, sizeof(new_path), "%s/new-%d", s->dir, (int)getpid());
	file = fopen(new_path, "we");
	bug_if(!file);
	va_start(args, format);
	bug_if(vfprintf(file, format, args) < 0);
	va_end(args);
	bug_if(fclose(file) || rename(new_path, path));
}

static int
read_last(const struct http_server *s, const char *name, char *line, int size)
{
	char path[96];
	FILE *file;
	int n = 0;

	path_in(s, name, path);
	file = fopen(path, "re");
	*line = '\0';
	if (!file)
		return 0;
	while (fgets(line, size, file))
		n++;
	fclose(file);
	line[strcspn(line, "\n")] = '\0';
	return n;
}

int
http_server_asked(const struct http_server *s, char *line, int size)
{
	return read_last(s, "asked", line, size);
}

int
http_server_posted(const struct http_server *s, char *line, int size)
{
	return read_last(s, "posted", line, size);
}

static void
make_folder(struct http_server *s)
{
	*s = (struct http_server){ .dir = "/tmp/hearth-http-XXXXXX" };
	bug_if(!mkdtemp(s->dir));
}

static void
start_program(struct http_server *s, const char *program)
{
	char fifo[96], log[96];

	path_in(s, "port", fifo);
	path_in(s, "log", log);
	bug_if(mkfifo(fifo, 0600));
	http_server_set(s, "site", "\n");
	process_start(&s->process, log,
	    (const char *const[]){ "/usr/bin/python3", program, s->dir, NULL });
	s->port = process_read_port(fifo);
	snprintf(s->host, sizeof(s->host), "127.0.0.1:%d", s->port);
}

static void
start(struct http_server *s)
{
	start_program(s, TOP_SRCDIR "/t/lib/http_server.py");
}

void
http_server_start(struct http_server *s)
{
	make_folder(s);
	start(s);
}

void
http_server_start_stripe(struct http_server *s)
{
	make_folder(s);
	start_program(s, TOP_SRCDIR "/t/lib/stripe_server.py");
}

void
http_server_start_tls(struct http_server *s, const char *name, char ca_file[96])
{
	make_folder(s);
	tls_files_make(s->dir, name);
	path_in(s, "ca.pem", ca_file);
	start(s);
}

void
http_server_stop(struct http_server *s)
{
	process_stop(&s->process, 5000);
	tree_remove(s->dir);
}
