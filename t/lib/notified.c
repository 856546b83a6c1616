/*
 * What systemd does with NOTIFY_SOCKET.
 */
#include "t/lib/notified.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/banned.h"

int
notified_open(const char *dir, int watchdog_s)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char usec[32];

	snprintf(a.sun_path, sizeof(a.sun_path), "%s/notify", dir);
	snprintf(usec, sizeof(usec), "%d000000", watchdog_s);
	cr_assert(fd >= 0 && bind(fd, (struct sockaddr *)&a, sizeof(a)) == 0,
	    "%s: cannot bind", a.sun_path);
	setenv("NOTIFY_SOCKET", a.sun_path, 1);
	setenv("WATCHDOG_USEC", usec, 1);
	return fd;
}

void
notified_read(int fd, int timeout_ms, char text[NOTIFIED_SIZE])
{
	struct pollfd waiting = { .fd = fd, .events = POLLIN };
	ssize_t len = 0;

	if (poll(&waiting, 1, timeout_ms) == 1)
		len = recv(fd, text, NOTIFIED_SIZE - 1, 0);
	text[len > 0 ? len : 0] = '\0';
}
