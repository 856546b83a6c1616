/*
 * A file that log lines are appended to, by several processes at once. When it
 * is moved away or removed, as logrotate does, it is made anew within a second
 * and without a signal: every line is in the old file or in the new one.
 */
#ifndef BASE_LOGFILE_H
#define BASE_LOGFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct logfile {
	const char *path;
	int fd;
	int64_t look_us; /* monotonic: when path is looked at again */
};

/* Opens path, which must outlive f, or makes it with mode 0640. False with
 * errno. */
MUST_CHECK bool logfile_open(struct logfile *f, const char *path);
/* Appends a line in one write. What cannot be written is dropped: a full disk
 * of logs must not stop the service. */
void logfile_write(struct logfile *f, const char *line, size_t len);

#endif
