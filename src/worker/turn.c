/*
 * A lock of the file that the processes have from the one that watches them.
 */
#include "worker/turn.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/banned.h"

static bool
ask(const struct worker *w, int command, struct flock *lock)
{
	lock->l_whence = SEEK_SET;
	return !w->turn || fcntl(w->turn, command, lock) == 0;
}

bool
worker_turn_take(const struct worker *w)
{
	return ask(w, F_SETLK, &(struct flock){ .l_type = F_WRLCK });
}

void
worker_turn_give(const struct worker *w)
{
	(void)ask(w, F_SETLK, &(struct flock){ .l_type = F_UNLCK });
}

bool
worker_turn_is_free(const struct worker *w)
{
	struct flock lock = { .l_type = F_WRLCK };

	return ask(w, F_GETLK, &lock) && (!w->turn || lock.l_type == F_UNLCK);
}
