/*
 * Datagrams to a Unix socket. Nothing waits for them and no failure matters:
 * systemd that hears nothing acts by itself.
 */
#include "base/notify.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

/* A name that begins with '@' is an abstract one. */
static socklen_t
read_address(const char *name, struct sockaddr_un *a)
{
	size_t len = strlen(name);

	*a = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if ((*name != '/' && *name != '@') || len >= sizeof(a->sun_path))
		return 0;
	memcpy(a->sun_path, name, len);
	if (*name == '@')
		a->sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
}

/* A watchdog that was meant for the process which started this one is none. */
static bool
has_watchdog(void)
{
	const char *pid = getenv("WATCHDOG_PID");
	int64_t n;

	if (!getenv("WATCHDOG_USEC"))
		return false;
	return !pid || (str_to_int(pid, 1, INT32_MAX, &n) && n == getpid());
}

void
notify_open(struct notify *n)
{
	const char *name = getenv("NOTIFY_SOCKET");
	struct sockaddr_un a;
	socklen_t len = name ? read_address(name, &a) : 0;

	*n = (struct notify){ .fd = -1 };
	if (!len)
		return;
	n->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (n->fd >= 0 && connect(n->fd, (struct sockaddr *)&a, len) < 0)
		notify_close(n);
	n->is_watched = n->fd >= 0 && has_watchdog();
}

void
notify_close(struct notify *n)
{
	if (n->fd >= 0)
		close(n->fd);
	*n = (struct notify){ .fd = -1 };
}

static void
say(const struct notify *n, const char *what)
{
	if (n->fd >= 0)
		(void)!send(n->fd, what, strlen(what), MSG_NOSIGNAL);
}

void
notify_ready(struct notify *n)
{
	say(n, "READY=1\n");
}

void
notify_alive(struct notify *n)
{
	int64_t now;

	if (!n->is_watched)
		return;
	now = clock_monotonic_us();
	if (now < n->next_us)
		return;
	n->next_us = now + CLOCK_SECOND_US;
	say(n, "WATCHDOG=1\n");
}
