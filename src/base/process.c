/*
 * Descriptors and memory. Both limits on dumps are needed: a core_pattern that
 * is a pipe does not look at RLIMIT_CORE.
 */
#include "base/process.h"

#include <fcntl.h>
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
