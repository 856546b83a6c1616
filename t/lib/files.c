/*
 * It is made as an administrator makes it, by its four folders.
 */
#include "t/lib/files.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

#include "t/lib/tree.h"

#include "base/banned.h"

enum { DESCRIPTORS = 8 };

static char dir[96];
static int n_files;
static bool is_mounted;

static void
make(const char *folder)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, folder);
	cr_assert(mkdir(path, 0750) == 0, "%s", path);
}

static void
make_dir(const char *parent)
{
	snprintf(dir, sizeof(dir), "%s/hearth-files-XXXXXX", parent);
	cr_assert(mkdtemp(dir), "%s", dir);
}

static void
make_folders(void)
{
	make("incoming");
	make("part");
	make("store");
	make("image");
	setenv("UPLOAD_DIR", dir, 1);
}

void
files_open(const char *parent)
{
	make_dir(parent);
	make_folders();
}

/* False when it cannot be. */
static bool
write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool is_written = fd >= 0 && write(fd, text, strlen(text)) ==
					 (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return is_written;
}

/* Whoever is not root becomes it in a world of their own, where they may. */
static bool
leave_world(void)
{
	char map[64];
	uid_t uid = geteuid();
	gid_t gid = getegid();

	if (uid == 0)
		return unshare(CLONE_NEWNS) == 0;
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
		return false;
	snprintf(map, sizeof(map), "%u %u 1", uid, uid);
	if (!write_text("/proc/self/setgroups", "deny") ||
	    !write_text("/proc/self/uid_map", map))
		return false;
	snprintf(map, sizeof(map), "%u %u 1", gid, gid);
	return write_text("/proc/self/gid_map", map);
}

bool
files_open_small(const char *parent, int mib)
{
	char size[32];

	make_dir(parent);
	snprintf(size, sizeof(size), "size=%dm", mib);
	is_mounted = leave_world() &&
		     mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
		     mount("none", dir, "tmpfs", 0, size) == 0;
	make_folders();
	return is_mounted;
}

void
files_fill(long left)
{
	static const char zeros[1 << 16];
	char path[128];
	int fd;
	off_t size;

	snprintf(path, sizeof(path), "%s/filler", dir);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	cr_assert(fd >= 0, "%s", path);
	while (write(fd, zeros, sizeof(zeros)) > 0)
		;
	size = lseek(fd, 0, SEEK_END);
	cr_assert(size > left && ftruncate(fd, size - left) == 0);
	close(fd);
}

void
files_give_room(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/filler", dir);
	unlink(path);
}

const char *
files_dir(void)
{
	return dir;
}

static int
count(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)path, (void)st, (void)at;
	n_files += kind == FTW_F;
	return 0;
}

int
files_count(const char *folder)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, folder);
	n_files = 0;
	cr_assert(nftw(path, count, DESCRIPTORS, FTW_PHYS) == 0, "%s", path);
	return n_files;
}

int
files_mode(const char *path)
{
	struct stat st;

	cr_assert(lstat(path, &st) == 0, "%s", path);
	return (int)(st.st_mode & 07777);
}

void
files_close(void)
{
	if (dir[0] && is_mounted)
		umount2(dir, MNT_DETACH);
	if (dir[0])
		tree_remove(dir);
	is_mounted = false;
	dir[0] = '\0';
}
