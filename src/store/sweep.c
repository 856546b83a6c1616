/*
 * What is young is left alone: it may be on its way. The time that counts is
 * that of the last change, which a rename is.
 */
#include "store/sweep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "store/place.h"

#include "base/banned.h"

/* A directory that is being looked through, and what is asked of its files. */
struct sweep {
	int fd; /* of it */
	int64_t before;
	store_is_nobodys_fn fn; /* NULL: all that is old goes */
	void *ctx;
	int64_t n;
};

static bool
is_old(const struct sweep *sweep, const char *name)
{
	struct stat st;

	return fstatat(sweep->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(st.st_mode) && st.st_ctime < sweep->before;
}

static enum err
is_nobodys(const struct sweep *sweep, const char *name, bool *yes)
{
	char text[UUID_TEXT_SIZE];
	struct uuid id;

	*yes = true;
	if (!sweep->fn)
		return ERR_OK;
	*yes = false; /* what no file is called is not ours */
	if (strlen(name) >= sizeof(text) && name[sizeof(text) - 1] != '-')
		return ERR_OK;
	str_copy(text, sizeof(text), name); /* also of a smaller picture */
	return uuid_parse(text, &id) ? sweep->fn(sweep->ctx, id, yes) : ERR_OK;
}

static enum err
look_at(struct sweep *sweep, const char *name, struct fault *f)
{
	bool yes;
	enum err err;

	if (!is_old(sweep, name))
		return ERR_OK;
	err = is_nobodys(sweep, name, &yes);
	if (err || !yes)
		return err;
	if (unlinkat(sweep->fd, name, 0) < 0 && errno != ENOENT)
		return store_fault(f, errno, "removing what nobody needs");
	sweep->n++;
	return ERR_OK;
}

/* fd stays open. */
static enum err
look_through(struct sweep *sweep, struct fault *f)
{
	int fd = openat(sweep->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	enum err err = ERR_OK;

	if (!d) {
		if (fd >= 0)
			close(fd);
		return store_fault(f, errno, "reading a folder of files");
	}
	while (!err && (entry = readdir(d)))
		err = look_at(sweep, entry->d_name, f);
	closedir(d);
	return err;
}

enum err
store_sweep_bodies(const struct store *s, int64_t before,
    store_is_nobodys_fn fn, void *ctx, struct fault *f, int64_t *n)
{
	struct sweep incoming = { .fd = s->incoming, .before = before };
	struct sweep part = {
		.fd = s->part, .before = before, .fn = fn, .ctx = ctx
	};
	enum err err = look_through(&incoming, f);

	if (!err)
		err = look_through(&part, f);
	*n = incoming.n + part.n;
	return err;
}

static enum err
sweep_shelf(
    int top, unsigned shelf, struct sweep sweep, struct fault *f, int64_t *n)
{
	char name[4];
	enum err err;

	*n = 0;
	if (top < 0)
		return ERR_OK;
	snprintf(name, sizeof(name), "%02x", shelf % STORE_SHELVES);
	sweep.fd = openat(
	    top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (sweep.fd < 0)
		return errno == ENOENT
			   ? ERR_OK
			   : store_fault(f, errno, "a folder of files");
	err = look_through(&sweep, f);
	*n = sweep.n;
	close(sweep.fd);
	return err;
}

enum err
store_sweep_shelf(const struct store *s, unsigned shelf, int64_t before,
    store_is_nobodys_fn fn, void *ctx, struct fault *f, int64_t *n)
{
	return sweep_shelf(s->shelves, shelf,
	    (struct sweep){ .before = before, .fn = fn, .ctx = ctx }, f, n);
}

enum err
store_sweep_pictures(const struct store *s, unsigned shelf, int64_t before,
    store_is_nobodys_fn fn, void *ctx, struct fault *f, int64_t *n)
{
	return sweep_shelf(s->images, shelf,
	    (struct sweep){ .before = before, .fn = fn, .ctx = ctx }, f, n);
}
