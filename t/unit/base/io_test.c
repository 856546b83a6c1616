/*
 * Writing where the kernel takes only a part, or nothing.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"

#include "base/banned.h"

enum { LEN = 4 * 1024 * 1024 };

static unsigned char text[LEN];

static void
on_alarm(int signal)
{
	(void)signal;
}

/* Alarms every 200 us cut the writes into a full pipe into parts. */
static int
write_among_alarms(int fd)
{
	const struct sigaction action = { .sa_handler = on_alarm };
	const struct itimerval often = { { 0, 200 }, { 0, 200 } };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	return io_write_all(fd, text, LEN) ? 0 : 1;
}

/* How many bytes come that are those of text. */
static size_t
count_right(int fd)
{
	unsigned char chunk[4096];
	size_t n = 0;
	ssize_t got;

	while ((got = read(fd, chunk, sizeof(chunk))) > 0)
		for (ssize_t i = 0; i < got && n < LEN && chunk[i] == text[n];
		     i++)
			n++;
	return n;
}

Test(base_io, all_is_written_though_writes_are_cut_short)
{
	int fds[2], status = -1;
	pid_t writer;

	for (size_t i = 0; i < LEN; i++)
		text[i] = (unsigned char)(i * 7 + i / 4096);
	cr_assert(zero(int, pipe(fds)));
	writer = fork();
	if (writer == 0) {
		close(fds[0]);
		_exit(write_among_alarms(fds[1]));
	}
	close(fds[1]);
	cr_expect(eq(sz, count_right(fds[0]), LEN));
	cr_expect(eq(int, waitpid(writer, &status, 0), writer));
	cr_expect(eq(int, status, 0));
}

Test(base_io, a_failed_write_says_why)
{
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	cr_assert(ge(int, fd, 0));
	cr_expect(not(io_write_all(fd, "x", 1)));
	cr_expect(eq(int, errno, ENOSPC));
	close(fd);
}
