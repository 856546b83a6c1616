/*
 * What is left to whoever gets hold of a decoder.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "image/sandbox.h"

#include "base/banned.h"

enum { ROOM = 64 << 20 };

/* How a process ends that does fn in the sandbox; what waitpid says. */
static int
end_of(int (*fn)(void))
{
	int status;
	pid_t pid = fork();

	cr_assert(pid >= 0);
	if (pid == 0)
		_exit(image_sandbox_enter() ? fn() : 99);
	cr_assert(waitpid(pid, &status, 0) == pid);
	return status;
}

static int
compute(void)
{
	char *p = malloc(ROOM);

	if (!p)
		return 1;
	memset(p, 1, ROOM);
	p = realloc(p, 2 * (size_t)ROOM);
	return p && write(STDERR_FILENO, "", 0) == 0 ? p[ROOM - 1] - 1 : 1;
}

static int
read_a_file(void)
{
	return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static int
write_a_file(void)
{
	return open(
	    "/tmp/hearth-sandbox", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
}

static int
call_somebody(void)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int
start_another(void)
{
	return fork();
}

static int
become_another(void)
{
	return execl("/bin/true", "true", (char *)NULL);
}

static int
kill_the_parent(void)
{
	return kill(getppid(), 0);
}

static int
make_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
}

static int
run_what_was_memory(void)
{
	return (int)syscall(SYS_mprotect, 0, 0, PROT_EXEC);
}

static int (*const deeds[])(void) = { read_a_file, write_a_file, call_somebody,
	start_another, become_another, kill_the_parent, make_code,
	run_what_was_memory };

Test(image_sandbox, it_may_compute)
{
	int status = end_of(compute);

	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%d", status);
}

Test(image_sandbox, whatever_else_it_does_ends_it)
{
	if (IS_SANITIZED)
		cr_skip_test("what watches has to do some of that");
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++) {
		int status = end_of(deeds[i]);

		cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS,
		    "deed %zu: %d", i, status);
	}
}

static int
take_much_memory(void)
{
	return malloc(IMAGE_MEMORY_MAX) ? 1 : 0;
}

Test(image_sandbox, its_memory_has_an_end)
{
	int status;

	if (IS_SANITIZED)
		cr_skip_test("what watches reserves more");
	status = end_of(take_much_memory);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%d", status);
}
