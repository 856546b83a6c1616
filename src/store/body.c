/*
 * Nobody writes to a body of nginx's any more when Hearth is told its name, and
 * nobody but Hearth ever knows the names of its own.
 */
#include "store/body.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "store/adopt.h"
#include "store/place.h"

#include "base/banned.h"

enum { OWN_MODE = 0640 }; /* the web server's group reads */

enum err
store_body_make(const struct store *s, struct fault *f, struct store_body *out)
{
	*out = (struct store_body){ .directory = s->part, .is_own = true };
	uuid_format(uuid_new(), out->name);
	out->fd = openat(s->part, out->name,
	    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, OWN_MODE);
	if (out->fd < 0)
		return store_fault(f, errno, "making a file");
	/* whatever the process's umask says */
	if (fchmod(out->fd, OWN_MODE) == 0)
		return ERR_OK;
	store_fault(f, errno, "the mode of a file");
	store_body_drop(out);
	return f->err;
}

/* The name in path, if that is one of nginx's in incoming/, else NULL. */
static const char *
name_in(const struct store *s, const char *path)
{
	size_t len = strlen(s->directory);
	const char *name = path + len;

	if (strncmp(path, s->directory, len) != 0 ||
	    !str_has_prefix(name, "/incoming/"))
		return NULL;
	name += strlen("/incoming/");
	return store_adopt_is_name(name) ? name : NULL;
}

static int
open_incoming(const struct store *s, const char *name)
{
	return openat(
	    s->incoming, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

static bool
is_sound(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1;
}

enum err
store_body_take(const struct store *s, const char *path, struct fault *f,
    struct store_body *out)
{
	const char *name = name_in(s, path);

	if (!name)
		return fault_internal(f, ERR_STORAGE,
		    "the web server has put the body elsewhere: %s", path);
	*out = (struct store_body){ .directory = s->incoming };
	str_copy(out->name, sizeof(out->name), name);
	out->fd = open_incoming(s, name);
	if (out->fd < 0 && errno == EACCES) {
		if (!store_adopt(s->adopt, name, f))
			return ERR_STORAGE;
		out->fd = open_incoming(s, name);
	}
	if (out->fd < 0)
		return store_fault(f, errno, "opening a body");
	if (is_sound(out->fd))
		return ERR_OK;
	close(out->fd);
	return fault_internal(
	    f, ERR_STORAGE, "the body is not a file of its own");
}

enum err
store_body_cut(const struct store *s, const struct store_body *whole,
    int64_t offset, int64_t len, struct fault *f, struct store_body *out)
{
	enum err err = store_body_make(s, f, out);

	if (err || store_copy(whole->fd, offset, len, out->fd, 0))
		return err;
	store_fault(f, errno, "copying a file out of a form");
	store_body_drop(out);
	return f->err;
}

void
store_body_drop(struct store_body *body)
{
	if (body->fd < 0)
		return;
	if (body->is_own && !body->is_kept)
		unlinkat(body->directory, body->name, 0);
	close(body->fd);
	body->fd = -1;
}
