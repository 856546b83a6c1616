/*
 * No signal asks for a new file: SIGHUP means a rolling restart to a pool, and
 * a process that is in the middle of a request would be late. A look at the
 * path once a second costs nothing.
 */
#include "base/logfile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

#include "base/banned.h"

enum { MODE = 0640 };

static int
open_to_append(const char *path)
{
	int made = file_make(path, MODE);

	if (made >= 0)
		close(made);
	return open(
	    path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, MODE);
}

bool
logfile_open(struct logfile *f, const char *path)
{
	*f = (struct logfile){ .path = path, .fd = open_to_append(path) };
	return f->fd >= 0;
}

static bool
was_moved(const struct logfile *f)
{
	struct stat at_path, at_fd;

	return stat(f->path, &at_path) < 0 || fstat(f->fd, &at_fd) < 0 ||
	       at_path.st_ino != at_fd.st_ino || at_path.st_dev != at_fd.st_dev;
}

static void
look(struct logfile *f)
{
	int64_t now = clock_monotonic_us();
	int fd;

	if (now < f->look_us)
		return;
	f->look_us = now + CLOCK_SECOND_US;
	if (!was_moved(f))
		return;
	fd = open_to_append(f->path);
	if (fd < 0)
		return; /* the old one is better than none */
	close(f->fd);
	f->fd = fd;
}

void
logfile_write(struct logfile *f, const char *line, size_t len)
{
	look(f);
	if (write(f->fd, line, len) < 0)
		return;
}
