/*
 * One message, one answer, on a connection of its own.
 */
#include "store/adopt.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"

#include "base/banned.h"

enum { WAIT_S = 2 };

bool
store_adopt_is_name(const char *name)
{
	return strspn(name, "0123456789") == STORE_ADOPT_NAME &&
	       !name[STORE_ADOPT_NAME];
}

/* A connected socket, or -1 with errno. */
static int
reach(const char *socket_path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct timeval wait = { .tv_sec = WAIT_S };
	int fd;

	if (!str_copy(
		address.sun_path, sizeof(address.sun_path), socket_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) == 0 &&
	    connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* What it answers; 0, with errno, when it does not. */
static char
ask(const char *socket_path, const char *name)
{
	int fd = reach(socket_path);
	char answer = 0;

	if (fd < 0)
		return 0;
	errno = ECONNRESET; /* if it closes without a word */
	if (send(fd, name, STORE_ADOPT_NAME, MSG_NOSIGNAL) !=
		STORE_ADOPT_NAME ||
	    recv(fd, &answer, 1, 0) != 1)
		answer = 0;
	close(fd);
	return answer;
}

/* nginx counts from 1. */
bool
store_adopt_answers(const char *socket_path)
{
	return ask(socket_path, "0000000000") != 0;
}

bool
store_adopt(const char *socket_path, const char *name, struct fault *f)
{
	char answer = ask(socket_path, name);

	if (!answer)
		fault_internal(f, ERR_STORAGE, "hearth-adopt at %s: %s",
		    socket_path, strerror(errno));
	else if (answer != 'y')
		fault_internal(
		    f, ERR_STORAGE, "hearth-adopt does not hand out %s", name);
	return answer == 'y';
}
