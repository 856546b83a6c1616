/*
 * Nothing that exists is given to anybody: the owner of the directory could
 * have put a link there.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

enum { MODE = 0640 };

bool
file_directory(const char *path, char *directory, size_t size)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) + 1 : 0;

	if (len + sizeof(".") > size) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(directory, path, len);
	memcpy(directory + len, ".", sizeof("."));
	return true;
}

/* Gives it to the owner of the directory that holds path. */
static bool
give_away(int fd, const char *path)
{
	char directory[PATH_MAX];
	struct stat st;

	return file_directory(path, directory, sizeof(directory)) &&
	       stat(directory, &st) == 0 &&
	       fchown(fd, st.st_uid, st.st_gid) == 0;
}

int
file_make(const char *path, mode_t mode)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (fd < 0 || geteuid() != 0 || give_away(fd, path))
		return fd;
	close(fd);
	return -1;
}

int
file_open(const char *path)
{
	int fd = file_make(path, MODE);

	return fd < 0 && errno == EEXIST ? open(path, O_RDWR | O_CLOEXEC) : fd;
}

bool
file_sync_name(const char *path)
{
	char directory[PATH_MAX];
	int fd;
	bool ok;

	if (!file_directory(path, directory, sizeof(directory)))
		return false;
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* EINVAL: a server has the directory, and syncs it by itself */
	ok = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
	if (fd >= 0)
		close(fd);
	return ok;
}
