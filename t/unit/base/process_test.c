/*
 * Descriptors and memory of a program, and whom it tells that it cannot start.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/process.h"
#include "base/rescue.h"

#include "base/banned.h"

static int kept; /* standard error, for what the test has to say */

static void
close_standard(void)
{
	kept = fcntl(STDERR_FILENO, F_DUPFD, 10);
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		close(fd);
}

Test(base_process, a_closed_descriptor_becomes_no_other_thing)
{
	int fd;

	close_standard();
	process_begin();
	fd = open("/", O_RDONLY);
	dup2(kept, STDERR_FILENO);
	cr_expect(gt(int, fd, STDERR_FILENO));
}

Test(base_process, descriptors_that_are_open_stay_what_they_are)
{
	int fds[2];
	char c = '\0';

	cr_assert(zero(int, pipe(fds)));
	dup2(fds[0], STDIN_FILENO);
	process_begin();
	cr_assert(eq(sz, (size_t)write(fds[1], "x", 1), 1));
	cr_assert(eq(sz, (size_t)read(STDIN_FILENO, &c, 1), 1));
	cr_expect(eq(chr, c, 'x'));
}

Test(base_process, memory_is_nobody_elses)
{
	struct rlimit core;

	process_begin();
	cr_expect(zero(int, prctl(PR_GET_DUMPABLE)));
	cr_assert(zero(int, getrlimit(RLIMIT_CORE, &core)));
	cr_expect(zero(sz, (size_t)core.rlim_max));
}

Test(base_rescue, is_needed_where_standard_error_leads_nowhere)
{
	bool when_null, when_closed, when_pipe;
	int fds[2];

	close_standard();
	when_closed = rescue_is_needed();
	process_begin();
	when_null = rescue_is_needed();
	cr_assert(zero(int, pipe(fds)));
	dup2(fds[1], STDERR_FILENO);
	when_pipe = rescue_is_needed();
	dup2(kept, STDERR_FILENO);
	cr_expect(when_closed);
	cr_expect(when_null);
	cr_expect(not(when_pipe));
}
