/*
 * The one writer of log lines. Its level and program name are the process's
 * only globals outside struct server: a broken invariant must be able to say
 * so from anywhere.
 */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/logfile.h"
#include "base/rescue.h"
#include "base/str.h"

#include "base/banned.h"

enum { LINE_MAX_LEN = 4096 };

static const char *program = "hearth";
static enum log_level most = LOG_INFO;
static bool is_unheard; /* standard error leads nowhere */
static bool is_syslog;
static struct logfile file = { .fd = -1 };
/* syslog's, RFC 5424 */
static const int severities[] = { 3, 4, 6, 7 };
static const char *const names[] = { "error", "warning", "info", "debug" };

void
log_init(const char *name, enum log_level level)
{
	program = name;
	most = level;
	is_unheard = rescue_is_needed();
}

bool
log_to(const char *where)
{
	struct logfile opened = { .fd = -1 };
	bool is_file = *where == '/';

	if (is_file && !logfile_open(&opened, where))
		return false;
	if (file.fd >= 0)
		close(file.fd);
	file = opened;
	is_syslog = str_eq(where, "syslog");
	is_unheard = !is_file && rescue_is_needed();
	return true;
}

enum log_level
log_level_parse(const char *name)
{
	for (size_t i = 0; i < N_OF(names); i++)
		if (strcmp(name, names[i]) == 0)
			return (enum log_level)i;
	return LOG_INFO;
}

int
log_is_on(enum log_level level)
{
	return level <= most;
}

void
log_line(enum log_level level, const char *line, size_t len)
{
	if (!log_is_on(level))
		return;
	if (is_syslog || (is_unheard && level <= LOG_WARNING))
		rescue_line(program, severities[level], line, len);
	else if (file.fd >= 0)
		logfile_write(&file, line, len);
	else if (write(STDERR_FILENO, line, len) < 0)
		return; /* a full disk of logs must not stop the service */
}

/* Whether a terminal obeys the character, or it turns the direction of what
 * follows: U+0080..9F, U+2028..202E, U+2066..2069. */
static bool
is_obeyed(const unsigned char *s, size_t len)
{
	if (len == 2)
		return s[0] == 0xc2 && s[1] < 0xa0;
	return len == 3 && s[0] == 0xe2 &&
	       ((s[1] == 0x80 && s[2] >= 0xa8 && s[2] <= 0xae) ||
		   (s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9));
}

/* Copies a message as the inside of a JSON string; what is not UTF-8, in a
 * remote system's text or where one was cut, becomes '?', and so does what an
 * operator's terminal would obey. */
static void
escape(char *to, size_t size, const char *from)
{
	size_t n = 0, left = strlen(from);

	while (left && n + 7 < size) {
		size_t len = str_utf8_sequence(from, left);
		bool is_shown = len &&
				!is_obeyed((const unsigned char *)from, len);
		unsigned char c = is_shown ? (unsigned char)*from : '?';

		if (c < 0x20 || c == 0x7f || c == '"' || c == '\\') {
			n += (size_t)snprintf(to + n, size - n, "\\u%04x", c);
		} else if (is_shown && len > 1) {
			memcpy(to + n, from, len);
			n += len;
		} else {
			to[n++] = (char)c;
		}
		from += len + !len;
		left -= len + !len;
	}
	to[n] = '\0';
}

static void write_event(enum log_level level, const char *format, va_list args)
    FORMAT_LIKE(2, 0);

static void
write_event(enum log_level level, const char *format, va_list args)
{
	char message[LINE_MAX_LEN / 2], escaped[LINE_MAX_LEN - 256];
	char line[LINE_MAX_LEN], time[CLOCK_TEXT_SIZE];
	int len;

	if (!log_is_on(level))
		return;
	vsnprintf(message, sizeof(message), format, args);
	escape(escaped, sizeof(escaped), message);
	clock_format(clock_now_us(), time);
	len = snprintf(line, sizeof(line),
	    "{\"time\":\"%s\",\"level\":\"%s\",\"program\":\"%s\",\"pid\":%d,"
	    "\"message\":\"%s\"}\n",
	    time, names[level], program, (int)getpid(), escaped);
	if (len > 0 && (size_t)len < sizeof(line))
		log_line(level, line, (size_t)len);
}

#define LOG_FUNCTION(name, level)                 \
	void name(const char *format, ...)        \
	{                                         \
		va_list args;                     \
                                                  \
		va_start(args, format);           \
		write_event(level, format, args); \
		va_end(args);                     \
	}

LOG_FUNCTION(log_error, LOG_ERROR)
LOG_FUNCTION(log_warning, LOG_WARNING)
LOG_FUNCTION(log_info, LOG_INFO)
LOG_FUNCTION(log_debug, LOG_DEBUG)
