/*
 * hearth-adopt DIR [SOCKET]: lets Hearth read bodies that nginx has written.
 *
 * nginx gives its files to its own user with mode 0600, and no group, ACL or
 * umask changes that. This runs as that user and does one thing: asked for ten
 * digits, it makes the file of that name in DIR readable for its group. It
 * answers "y", or "n" when that is no plain file of its own user's with one
 * name. The socket, of whole messages, is descriptor 3 as systemd passes it, or
 * SOCKET, which it makes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/str.h"

#include "base/banned.h"

enum { NAME = 10, PASSED = 3, BACKLOG = 64, WAIT_S = 2 };

static bool
is_name(const char *name, ssize_t len)
{
	return len == NAME && strspn(name, "0123456789") == NAME;
}

static bool
is_own_file(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1 &&
	       st.st_uid == geteuid();
}

static bool
hand_out(int directory, const char *name)
{
	int fd = openat(
	    directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	bool done = fd >= 0 && is_own_file(fd) && fchmod(fd, 0640) == 0;

	if (fd >= 0)
		close(fd);
	return done;
}

/* Whoever does not ask in time is not waited for: the others are. */
static void
answer(int peer, int directory)
{
	struct timeval wait = { .tv_sec = WAIT_S };
	char name[NAME + 2] = "";
	ssize_t len;
	bool done;

	if (setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) < 0)
		return;
	/* a longer message is cut, but has not the length of a name */
	len = recv(peer, name, NAME + 1, 0);
	done = is_name(name, len) && hand_out(directory, name);
	(void)send(peer, done ? "y" : "n", 1, MSG_NOSIGNAL);
}

static int
listen_at(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (!str_copy(address.sun_path, sizeof(address.sun_path), path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	unlink(path);
	if (fd >= 0 &&
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
	    listen(fd, BACKLOG) == 0)
		return fd;
	return -1;
}

int
main(int argc, char **argv)
{
	int directory, listener, peer;

	if (argc < 2 || argc > 3) {
		fputs("usage: hearth-adopt DIR [SOCKET]\n", stderr);
		return EX_USAGE;
	}
	directory = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0) {
		fprintf(
		    stderr, "hearth-adopt: %s: %s\n", argv[1], strerror(errno));
		return EX_CONFIG;
	}
	listener = argc == 3 ? listen_at(argv[2]) : PASSED;
	while ((peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0 ||
	       errno == EINTR || errno == ECONNABORTED)
		if (peer >= 0) {
			answer(peer, directory);
			close(peer);
		}
	fprintf(stderr, "hearth-adopt: its socket: %s\n", strerror(errno));
	return EX_OSERR;
}
