/*
 * Lines for the operator, on standard error unless log_to says otherwise: one
 * JSON object a line, one
 * write(2) a line, never a secret. The loop writes one line per request
 * (http/access.c); everything else is an event worth a look. Where standard
 * error leads nowhere, errors and warnings go to syslog.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

/* "error", "warning", "info" or "debug"; LOG_INFO for anything else. */
enum log_level log_level_parse(const char *name);

/* Lines below level are dropped; program names the writer. Both are kept for
 * the life of the process; program must outlive it. */
void log_init(const char *program, enum log_level level);

/* Where lines go from now on, as in the setting LOG: "stderr", "syslog", or the
 * absolute path of a file, which may be rotated (logfile.h). where must outlive
 * the process's log. False with errno when a file cannot be opened; lines go on
 * as before then. */
MUST_CHECK bool log_to(const char *where);

/*
 * One event as a line of its level. The text is a sentence without a line break
 * at its end; what JSON cannot hold is escaped, what is too long is cut.
 */
void log_error(const char *format, ...) FORMAT_LIKE(1, 2);
void log_warning(const char *format, ...) FORMAT_LIKE(1, 2);
void log_info(const char *format, ...) FORMAT_LIKE(1, 2);
void log_debug(const char *format, ...) FORMAT_LIKE(1, 2);

/* Writes one finished line (its newline included) at level. */
void log_line(enum log_level level, const char *line, size_t len);
/* Whether a line of level would be written. */
int log_is_on(enum log_level level);

#endif
