/*
 * The write gate between processes: it excludes, it opens when its holder is
 * killed, a wait ends when it should, and nobody waits in vain.
 */
#include "db/gate.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

#include "base/banned.h"

static char dir[] = "/tmp/hearth-gate.XXXXXX";
static char path[64];

static void
make_directory(void)
{
	cr_assert(mkdtemp(dir) != NULL);
	snprintf(path, sizeof(path), "%s/db", dir);
}

static void
remove_directory(void)
{
	char lock[80];

	snprintf(lock, sizeof(lock), "%s.wlock", path);
	unlink(lock);
	rmdir(dir);
}

/* Whether process waits for a file lock, as the kernel sees it. */
static bool
is_waiting(pid_t process)
{
	char line[256], want[32];
	FILE *locks = fopen("/proc/locks", "r");
	bool found = false;

	snprintf(want, sizeof(want), " %d ", (int)process);
	while (locks && fgets(line, sizeof(line), locks))
		found = found ||
			(strstr(line, "-> FLOCK") && strstr(line, want));
	if (locks)
		fclose(locks);
	return found;
}

/* A process that holds the gate: until it is killed, or until its parent
 * waits for it. */
static pid_t
start_holder(bool until_waited_for)
{
	int ready[2];
	char byte;
	pid_t pid;

	cr_assert(pipe(ready) == 0);
	pid = fork();
	cr_assert(pid >= 0);
	if (pid == 0) {
		pid_t parent = getppid();
		struct db_gate g;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (!db_gate_open(&g, path) || !db_gate_lock(&g, 1000) ||
		    write(ready[1], "x", 1) != 1)
			_exit(1);
		while (!until_waited_for)
			pause();
		while (!is_waiting(parent) && getppid() == parent)
			usleep(1000);
		_exit(0);
	}
	cr_assert(read(ready[0], &byte, 1) == 1);
	return pid;
}

TestSuite(
    db_gate, .init = make_directory, .fini = remove_directory, .timeout = 30);

Test(db_gate, is_free_after_it_was_unlocked)
{
	struct db_gate a, b;

	cr_assert(db_gate_open(&a, path) && db_gate_open(&b, path));
	cr_assert(db_gate_lock(&a, 0));
	db_gate_unlock(&a);
	cr_assert(db_gate_lock(&b, 0));
	db_gate_close(&a);
	db_gate_close(&b);
}

Test(db_gate, a_wait_ends_in_time)
{
	pid_t holder = start_holder(false);
	int64_t start, spent;
	struct db_gate g;

	cr_assert(db_gate_open(&g, path));
	for (int i = 0; i < 2; i++) { /* the timer works again */
		start = clock_monotonic_us();
		cr_expect(db_gate_lock(&g, 100) == false);
		spent = clock_monotonic_us() - start;
		cr_expect(spent >= 100000 && spent < 10000000, "%lld",
		    (long long)spent);
	}
	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);
	db_gate_close(&g);
}

Test(db_gate, opens_when_its_holder_is_killed)
{
	pid_t holder = start_holder(false);
	struct db_gate g;

	cr_assert(db_gate_open(&g, path));
	cr_expect(db_gate_lock(&g, 0) == false);
	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);
	cr_expect(db_gate_lock(&g, 0));
	db_gate_close(&g);
}

Test(db_gate, is_handed_to_who_waits)
{
	pid_t holder = start_holder(true);
	struct db_gate g;
	int64_t start;

	cr_assert(db_gate_open(&g, path));
	start = clock_monotonic_us();
	cr_expect(db_gate_lock(&g, 5000));
	cr_expect(clock_monotonic_us() - start < 2 * CLOCK_SECOND_US);
	waitpid(holder, NULL, 0);
	db_gate_close(&g);
}

/* A process that waits for the gate and holds it then, until it is killed. */
static pid_t
start_waiter(void)
{
	pid_t pid = fork();

	cr_assert(pid >= 0);
	if (pid == 0) {
		struct db_gate g;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (!db_gate_open(&g, path) || !db_gate_lock(&g, 20000))
			_exit(1);
		for (;;)
			pause();
	}
	return pid;
}

static bool
is_turn_of_another(const struct db_gate *g)
{
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1
	};

	return fcntl(g->fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

/* It is whoever runs already that comes first, as flock has it. */
Test(db_gate, whoever_comes_again_at_once_waits_behind_who_waited)
{
	struct db_gate g;
	pid_t waiter;

	cr_assert(db_gate_open(&g, path) && db_gate_lock(&g, 0));
	waiter = start_waiter();
	for (int i = 0; !is_turn_of_another(&g); i++) {
		cr_assert(i < 10000, "nobody waits");
		usleep(1000);
	}
	db_gate_unlock(&g);
	cr_expect(db_gate_lock(&g, 0) == false);
	cr_expect(db_gate_lock(&g, 200) == false);
	kill(waiter, SIGKILL);
	waitpid(waiter, NULL, 0);
	cr_expect(db_gate_lock(&g, 1000));
	db_gate_close(&g);
}

Test(db_gate, a_missing_directory_is_told)
{
	struct db_gate g;

	cr_expect(db_gate_open(&g, "/nonexistent/db") == false);
}
