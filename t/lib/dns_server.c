#include "t/lib/dns_server.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/bug.h"

#include "t/lib/tree.h"

#include "base/banned.h"

static void
path_in(const struct dns_server *s, const char *name, char path[96])
{
	snprintf(path, 96, "%s/%s", s->dir, name);
}

/* The new file takes the old one's place: nobody reads half of it. */
void
dns_server_set(const struct dns_server *s, const char *format, ...)
{
	char path[96], new_path[96];
	va_list args;
	FILE *file;

	path_in(s, "zone", path);
	path_in(s, "zone.new", new_path);
	file = fopen(new_path, "we");
	bug_if(!file);
	va_start(args, format);
	bug_if(vfprintf(file, format, args) < 0);
	va_end(args);
	bug_if(fclose(file) || rename(new_path, path));
}

void
dns_server_start(struct dns_server *s)
{
	char fifo[96], log[96];

	*s = (struct dns_server){ .dir = "/tmp/hearth-dns-XXXXXX" };
	bug_if(!mkdtemp(s->dir));
	path_in(s, "port", fifo);
	path_in(s, "log", log);
	bug_if(mkfifo(fifo, 0600));
	dns_server_set(s, "\n");
	process_start(&s->process, log,
	    (const char *const[]){ "/usr/bin/python3",
		TOP_SRCDIR "/t/lib/dns_server.py", s->dir, NULL });
	snprintf(s->address, sizeof(s->address), "127.0.0.1:%d",
	    process_read_port(fifo));
}

void
dns_server_stop(struct dns_server *s)
{
	process_stop(&s->process, 5000);
	tree_remove(s->dir);
}
