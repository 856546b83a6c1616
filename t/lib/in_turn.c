#include "t/lib/in_turn.h"

#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/clock.h"
#include "crypt/keys.h"
#include "t/lib/api.h"
#include "t/lib/given.h"
#include "t/lib/own.h"
#include "t/lib/waited.h"

#include "base/banned.h"

enum { BEGIN_MS = 30000, WAIT_S = 10 };

static struct {
	int (*first)(struct call *call), (*second)(void);
	int may_begin[2]; /* a pipe */
} turns;

static int
call_first(void)
{
	struct crypt_keys *keys = crypt_keys_new(GIVEN_SECRET, NULL);
	struct own own;
	int result;

	own_open(&own);
	own.call.keys = keys;
	result = turns.first(&own.call);
	own_close(&own);
	crypt_keys_free(keys);
	return result;
}

static int
take_turn(int i)
{
	struct pollfd in = { .fd = turns.may_begin[0], .events = POLLIN };

	if (i == 0)
		return call_first();
	return poll(&in, 1, BEGIN_MS) == 1 ? turns.second() : -1;
}

void
in_turn(int (*first)(struct call *call), int (*second)(void), int results[2])
{
	turns.first = first;
	turns.second = second;
	bug_if(pipe(turns.may_begin) != 0);
	api_in_processes(2, take_turn, results);
	close(turns.may_begin[0]);
	close(turns.may_begin[1]);
}

bool
in_turn_let_wait(struct call *call)
{
	const struct timespec ms = { .tv_nsec = 1000000 };
	int64_t end = clock_monotonic_us() + WAIT_S * CLOCK_SECOND_US;
	bool is_waited = false;

	bug_if(write(turns.may_begin[1], "x", 1) != 1);
	while (!is_waited && clock_monotonic_us() < end) {
		nanosleep(&ms, NULL);
		is_waited = is_waited_for(call->db);
	}
	return is_waited;
}
