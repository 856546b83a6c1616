/*
 * Files of KEY=value lines, as .env files and systemd's EnvironmentFile have
 * them.
 */
#ifndef CONF_FILE_H
#define CONF_FILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"

enum { CONF_FILE_MAX = 64 * 1024 };

/* Called for each setting in order; line counts from 1. name and value live in
 * the arena. */
typedef enum err (*conf_file_fn)(
    void *ctx, const char *name, const char *value, unsigned line);

/*
 * Reads path and calls fn per setting until it fails. A byte order mark, blank
 * lines, lines that begin with '#' and a leading "export" are skipped. A value
 * is trimmed and ends at " #"; in single quotes it stands as it is, in double
 * quotes \" and \\ stand for the second character. ERR_NOT_FOUND when there is
 * no such file, else ERR_CONFIG with the line's number.
 */
MUST_CHECK enum err conf_file_read(const char *path, struct arena *arena,
    conf_file_fn fn, void *ctx, struct fault *f);

/* Writes a value, without line breaks, so that conf_file_read reads it back. */
void conf_file_put(struct buf *out, const char *value);

#endif
