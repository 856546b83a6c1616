/*
 * Directories are opened once; everything in them is reached from there, and
 * nothing that is a symbolic link is followed.
 */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/bug.h"
#include "store/body.h"
#include "store/place.h"

#include "base/banned.h"

enum { SHELF_MODE = 0750 }; /* the web server's group reads */

static int
open_directory(int at, const char *name)
{
	return openat(
	    at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static void
close_all(struct store *s)
{
	const int fds[] = { s->incoming, s->part, s->shelves, s->images };

	for (size_t i = 0; i < N_OF(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static enum err
open_all(struct store *s, struct fault *f)
{
	/* it may be a link to where there is room */
	int top = open(s->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	s->incoming = s->part = s->shelves = s->images = -1;
	if (top >= 0) {
		s->incoming = open_directory(top, "incoming");
		s->part = open_directory(top, "part");
		s->shelves = open_directory(top, "store");
		s->images = open_directory(top, "image");
	}
	if (s->incoming >= 0 && s->part >= 0 && s->shelves >= 0) {
		close(top);
		return ERR_OK;
	}
	fault_internal(
	    f, ERR_STORAGE, "UPLOAD_DIR %s: %s", s->directory, strerror(errno));
	close_all(s);
	if (top >= 0)
		close(top);
	return ERR_STORAGE;
}

enum err
store_open(const char *directory, const char *adopt, struct fault *f,
    struct store **out)
{
	struct store *s = calloc(1, sizeof(*s));
	enum err err;

	bug_if(!s);
	s->directory = directory;
	s->adopt = adopt;
	err = open_all(s, f);
	if (err)
		free(s);
	else
		*out = s;
	return err;
}

void
store_close(struct store *s)
{
	if (!s)
		return;
	close_all(s);
	free(s);
}

int64_t
store_free_bytes(const struct store *s)
{
	struct statvfs st;

	if (fstatvfs(s->part, &st) < 0)
		return 0;
	return (int64_t)st.f_bavail * (int64_t)st.f_frsize;
}

void
store_path(struct uuid id, int side, char path[STORE_PATH_SIZE])
{
	char text[UUID_TEXT_SIZE], of_side[8] = "";

	uuid_format(id, text);
	if (side != STORE_FILE)
		snprintf(of_side, sizeof(of_side), "-%d", side % 10000);
	snprintf(path, STORE_PATH_SIZE, "%s/%s%s",
	    text + UUID_TEXT_SIZE - 1 - 2, text, of_side);
}

int
store_open_shelf(int top, struct uuid id, mode_t mode)
{
	char path[STORE_PATH_SIZE];
	int fd;

	store_path(id, STORE_FILE, path);
	path[2] = '\0';
	fd = open_directory(top, path);
	if (fd >= 0 || errno != ENOENT)
		return fd;
	if (mkdirat(top, path, mode) < 0 && errno != EEXIST)
		return -1;
	fd = open_directory(top, path);
	/* whatever the process's umask says */
	if (fd >= 0 && (fchmod(fd, mode) < 0 || fsync(top) < 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* nginx counts its names from 1 when it starts: that of another body may have
 * taken the place of this one. */
static bool
is_same(int directory, const char *name, int fd)
{
	struct stat a, b;

	return fstatat(directory, name, &a, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstat(fd, &b) == 0 && a.st_ino == b.st_ino &&
	       a.st_dev == b.st_dev;
}

bool
store_move(int shelf, struct store_body *body, const char *name)
{
	if (fsync(body->fd) < 0)
		return false;
	if (!body->is_kept && renameat2(body->directory, body->name, shelf,
				  name, RENAME_NOREPLACE) < 0)
		return false;
	body->is_kept = true;
	if (is_same(shelf, name, body->fd))
		return fsync(shelf) == 0;
	unlinkat(shelf, name, 0);
	errno = ESTALE;
	return false;
}

static enum err
keep(const struct store *s, struct store_body *body, struct uuid id, int side,
    struct fault *f)
{
	char path[STORE_PATH_SIZE];
	int shelf = store_open_shelf(s->shelves, id, SHELF_MODE), failed;

	store_path(id, side, path);
	failed = shelf < 0 || !store_move(shelf, body, path + 3) ? errno : 0;
	if (shelf >= 0)
		close(shelf);
	return failed ? store_fault(f, failed, "keeping a file") : ERR_OK;
}

enum err
store_keep(const struct store *s, struct store_body *body, struct uuid id,
    struct fault *f)
{
	return keep(s, body, id, STORE_FILE, f);
}

static bool
take_away(const struct store *s, struct uuid id, int side)
{
	char path[STORE_PATH_SIZE];

	store_path(id, side, path);
	return unlinkat(s->shelves, path, 0) == 0 || errno == ENOENT;
}

enum err
store_keep_smaller(const struct store *s, struct store_body *body,
    struct uuid id, int side, struct fault *f)
{
	if (!take_away(s, id, side))
		return store_fault(f, errno, "replacing a picture");
	return keep(s, body, id, side, f);
}

int
store_read(const struct store *s, struct uuid id, int side)
{
	char path[STORE_PATH_SIZE];

	store_path(id, side, path);
	return openat(s->shelves, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
}

bool
store_remove(const struct store *s, struct uuid id)
{
	return take_away(s, id, STORE_LARGE) && take_away(s, id, STORE_SMALL) &&
	       take_away(s, id, STORE_FILE);
}
