/*
 * Descriptors, memory and time. Both limits on dumps are needed: a core_pattern
 * that is a pipe does not look at RLIMIT_CORE.
 */
#include "base/process.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/bug.h"

#include "base/banned.h"

static void
open_standard(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
		bug_if(fd < 0);
	} while (fd <= STDERR_FILENO);
	close(fd);
}

void
process_begin(void)
{
	struct rlimit none = { 0, 0 };

	open_standard();
	bug_if(setrlimit(RLIMIT_CORE, &none) < 0);
	bug_if(prctl(PR_SET_DUMPABLE, 0) < 0);
}

void
process_end_in(unsigned seconds)
{
	sigset_t set;

	signal(SIGALRM, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	alarm(seconds);
}

size_t
process_resident_bytes(void)
{
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	char text[128];
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	unsigned long pages;

	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	if (sscanf(text, "%*u %lu", &pages) != 1)
		return 0;
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}
