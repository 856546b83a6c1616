/*
 * Apart from the log, because <syslog.h> has other meanings for its names.
 */
#include "base/rescue.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <syslog.h>
#include <unistd.h>

#include "base/banned.h"

bool
rescue_is_needed(void)
{
	struct stat s;

	if (fstat(STDERR_FILENO, &s) < 0)
		return true;
	return S_ISCHR(s.st_mode) && s.st_rdev == makedev(1, 3);
}

void
rescue_line(const char *program, int severity, const char *line, size_t len)
{
	openlog(program, LOG_PID, LOG_DAEMON);
	syslog(severity, "%.*s", (int)len, line);
}
