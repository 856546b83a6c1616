/*
 * Nothing that exists is given to anybody: the owner of the directory could
 * have put a link there.
 */
#include "db/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

/* The owner of the directory that holds path; false with errno. */
static bool
find_owner(const char *path, struct stat *directory)
{
	const char *slash = strrchr(path, '/');
	char name[PATH_MAX] = ".";
	size_t len = slash ? (size_t)(slash - path) + 1 : 0;

	if (len >= sizeof(name)) {
		errno = ENAMETOOLONG;
		return false;
	}
	if (len) {
		memcpy(name, path, len);
		name[len] = '\0';
	}
	return stat(name, directory) == 0;
}

int
db_file_open(const char *path)
{
	struct stat directory;
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);

	if (fd < 0)
		return errno == EEXIST ? open(path, O_RDWR | O_CLOEXEC) : -1;
	if (geteuid() != 0)
		return fd;
	if (find_owner(path, &directory) &&
	    fchown(fd, directory.st_uid, directory.st_gid) == 0)
		return fd;
	close(fd);
	return -1;
}
