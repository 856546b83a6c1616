/*
 * Two who write pieces at once are kept apart by a lock on the file, which goes
 * with its process.
 */
#include "store/part.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/place.h"

#include "base/banned.h"

enum { MODE = 0640 }; /* the web server's group reads */

enum err
store_part_make(const struct store *s, struct uuid id, struct fault *f)
{
	char name[UUID_TEXT_SIZE];
	bool is_made;
	int fd;

	uuid_format(id, name);
	fd = openat(s->part, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, MODE);
	/* whatever the process's umask says */
	is_made = fd >= 0 && fchmod(fd, MODE) == 0 && fsync(s->part) == 0;
	if (!is_made)
		store_fault(f, errno, "making a file for pieces");
	if (fd >= 0)
		close(fd);
	return is_made ? ERR_OK : f->err;
}

static void
find(const struct store *s, struct uuid id, struct store_body *out)
{
	const int flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC;
	char path[STORE_PATH_SIZE];

	*out = (struct store_body){ .directory = s->part };
	uuid_format(id, out->name);
	out->fd = openat(s->part, out->name, flags);
	if (out->fd >= 0 || errno != ENOENT)
		return;
	store_path(id, STORE_FILE, path);
	out->is_kept = true;
	out->fd = openat(s->shelves, path, flags);
}

enum err
store_part_open(const struct store *s, struct uuid id, struct fault *f,
    struct store_body *out)
{
	find(s, id, out);
	if (out->fd < 0)
		return errno == ENOENT
			   ? fault(f, ERR_NOT_FOUND, "Not found.")
			   : store_fault(f, errno, "opening a file for pieces");
	if (flock(out->fd, LOCK_EX | LOCK_NB) == 0)
		return ERR_OK;
	if (errno == EWOULDBLOCK)
		fault(f, ERR_LOCKED, "Another piece of it is on its way.");
	else
		store_fault(f, errno, "locking a file for pieces");
	store_body_drop(out);
	return f->err;
}

enum err
store_part_write(const struct store_body *part, int64_t offset,
    const struct store_body *piece, int64_t len, struct fault *f)
{
	if (store_copy(piece->fd, 0, len, part->fd, offset) &&
	    fdatasync(part->fd) == 0)
		return ERR_OK;
	return store_fault(f, errno, "writing a piece");
}

bool
store_part_remove(const struct store *s, struct uuid id)
{
	char name[UUID_TEXT_SIZE];

	uuid_format(id, name);
	return unlinkat(s->part, name, 0) == 0 || errno == ENOENT;
}
