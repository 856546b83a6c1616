/*
 * The processes of a worker and the one that watches them; what they do is a
 * few lines here.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#include "worker/pool.h"
#include "worker/worker.h"

#include "base/banned.h"

TestSuite(worker_pool, .init = worker_block_signals, .timeout = 60);

/* What the processes share. */
struct shared {
	atomic_int starts;
};

static struct shared *
share(void)
{
	struct shared *s = mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	cr_assert(s != MAP_FAILED);
	return s;
}

/* The first is stuck as soon as it has begun, the second ends all. */
static int
be_stuck_once(void *ctx, int number, atomic_uint *beat)
{
	struct shared *s = ctx;

	(void)number;
	atomic_fetch_add(beat, 1);
	if (atomic_fetch_add(&s->starts, 1) == 0)
		raise(SIGSTOP);
	else
		kill(getppid(), SIGTERM);
	return EX_OK;
}

Test(worker_pool, process_that_is_stuck_is_replaced)
{
	struct shared *s = share();

	cr_expect(eq(int,
	    worker_pool_run(&(struct worker_pool){
		.n = 1, .work = be_stuck_once, .ctx = s, .silent_s = 2 }),
	    EX_OK));
	cr_expect(eq(int, atomic_load(&s->starts), 2));
}

/* Counts for longer than it may be silent, then ends all. */
static int
be_slow(void *ctx, int number, atomic_uint *beat)
{
	struct shared *s = ctx;

	(void)number;
	atomic_fetch_add(&s->starts, 1);
	for (int i = 0; i < 40; i++) {
		atomic_fetch_add(beat, 1);
		usleep(100000);
	}
	kill(getppid(), SIGTERM);
	return EX_OK;
}

Test(worker_pool, process_that_counts_is_left_alone)
{
	struct shared *s = share();

	cr_expect(eq(int,
	    worker_pool_run(&(struct worker_pool){
		.n = 1, .work = be_slow, .ctx = s, .silent_s = 2 }),
	    EX_OK));
	cr_expect(eq(int, atomic_load(&s->starts), 1));
}

static int
find_settings_wrong(void *ctx, int number, atomic_uint *beat)
{
	(void)ctx, (void)number, (void)beat;
	return EX_CONFIG;
}

Test(worker_pool, wrong_settings_end_all)
{
	cr_expect(eq(int,
	    worker_pool_run(&(struct worker_pool){
		.n = 3, .work = find_settings_wrong, .silent_s = 60 }),
	    EX_CONFIG));
}
