/*
 * hearth-adopt DIR [SOCKET]: lets Hearth read bodies that nginx has written.
 *
 * nginx gives its files to its own user with mode 0600, and no group, ACL or
 * umask changes that. This runs as that user and does one thing: asked for ten
 * digits, it makes the file of that name in DIR readable for its group. It
 * answers "y", or "n" when that is no plain file of its own user's with one
 * name. The socket, of whole messages, is descriptor 3 as systemd passes it, or
 * SOCKET, which it makes for DIR's owner and group. Started by root it becomes
 * DIR's owner then.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
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

enum { NAME = 10, PASSED = 3, BACKLOG = 64, WAIT_S = 2, NO_OTHERS = 0117 };

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

/* Only root can. What else somebody may have put there instead is not followed.
 */
static bool
hand_over(const char *path, const struct stat *st)
{
	return geteuid() != 0 || lchown(path, st->st_uid, st->st_gid) == 0;
}

/* A socket for whom the directory of st is for. */
static int
listen_at(const char *path, const struct stat *st)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (!str_copy(address.sun_path, sizeof(address.sun_path), path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	unlink(path);
	umask(NO_OTHERS);
	if (fd >= 0 &&
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
	    hand_over(path, st) && listen(fd, BACKLOG) == 0)
		return fd;
	return -1;
}

/* Root's rights go, for good; where the directory is root's, there is nobody to
 * become. */
static bool
become(uid_t user)
{
	const struct passwd *pw;

	if (geteuid() != 0)
		return true;
	if (user == 0) {
		errno = EPERM;
		return false;
	}
	errno = 0;
	pw = getpwuid(user);
	if (!pw && errno == 0)
		errno = ENOENT;
	return pw && setgroups(0, NULL) == 0 &&
	       setresgid(pw->pw_gid, pw->pw_gid, pw->pw_gid) == 0 &&
	       setresuid(user, user, user) == 0;
}

static int
complain(int status, const char *what)
{
	fprintf(stderr, "hearth-adopt: %s: %s\n", what, strerror(errno));
	return status;
}

int
main(int argc, char **argv)
{
	int directory, listener, peer;
	struct stat st;

	if (argc < 2 || argc > 3) {
		fputs("usage: hearth-adopt DIR [SOCKET]\n", stderr);
		return EX_USAGE;
	}
	directory = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0 || fstat(directory, &st) < 0)
		return complain(EX_CONFIG, argv[1]);
	listener = argc == 3 ? listen_at(argv[2], &st) : PASSED;
	if (listener < 0)
		return complain(EX_OSERR, argv[2]);
	if (!become(st.st_uid))
		return complain(EX_NOPERM, "becoming the directory's owner");
	while ((peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0 ||
	       errno == EINTR || errno == ECONNABORTED)
		if (peer >= 0) {
			answer(peer, directory);
			close(peer);
		}
	return complain(EX_OSERR, "its socket");
}
