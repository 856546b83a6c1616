/*
 * What of the loop shows without a socket; the rest is t/fcgi.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>

#include "base/attr.h"
#include "http/serve.h"

#include "base/banned.h"

Test(http_serve, signals_are_blocked_from_the_start)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGUSR1 };
	struct sigaction pipe_action;
	sigset_t blocked;

	http_block_signals();
	sigprocmask(SIG_BLOCK, NULL, &blocked);
	for (size_t i = 0; i < N_OF(signals); i++)
		cr_expect(eq(int, sigismember(&blocked, signals[i]), 1));
	cr_expect(eq(int, sigismember(&blocked, SIGALRM), 0));
	sigaction(SIGPIPE, NULL, &pipe_action);
	cr_expect(pipe_action.sa_handler == SIG_IGN);
}
