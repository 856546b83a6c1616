/*
 * Who holds a slot has a lock of an open file description on its first byte,
 * which the kernel gives up with the process, however that ends.
 */
#include "metric/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/str.h"

#include "base/banned.h"

/* What the file begins with, and its format. */
#define MARK   "hearth metrics "
#define FORMAT "1"

enum {
	FILE_SIZE = METRIC_HEAD_SIZE + METRIC_SLOTS * METRIC_SLOT_SIZE,
	ROWS_SIZE = METRIC_SLOT_SIZE - sizeof(struct metric_slot),
	TRIES = 8 /* others may be making the same file */
};

struct head {
	char mark[24];
	char owner[40];
};

static bool
say(char reason[METRIC_REASON_SIZE], const char *what)
{
	snprintf(reason, METRIC_REASON_SIZE, "%s: %s", what, strerror(errno));
	return false;
}

static bool
refuse(char reason[METRIC_REASON_SIZE], const char *why)
{
	str_copy(reason, METRIC_REASON_SIZE, why);
	return false;
}

static off_t
offset_of(size_t slot)
{
	return (off_t)(METRIC_HEAD_SIZE + slot * METRIC_SLOT_SIZE);
}

static bool
lock(int fd, off_t from, off_t len)
{
	struct flock l = { .l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = from,
		.l_len = len };

	return fcntl(fd, F_OFD_SETLK, &l) == 0;
}

/* Writes an empty file beside path. */
static bool
write_new(const char *beside, const char *owner)
{
	struct head head = { .mark = MARK FORMAT };
	bool ok;
	int fd;

	unlink(beside); /* of a process that was killed, and had this number */
	fd = file_make(beside, 0600);
	if (fd < 0)
		return false;
	str_copy(head.owner, sizeof(head.owner), owner);
	ok = ftruncate(fd, FILE_SIZE) == 0 &&
	     pwrite(fd, &head, sizeof(head), 0) == (ssize_t)sizeof(head);
	close(fd);
	return ok;
}

/* Puts an empty file at path: where there is none, by link, so that of two
 * processes one wins; else over what is there. */
static bool
make(const char *path, const char *owner, bool is_over)
{
	char beside[4096];
	bool ok;

	if ((size_t)snprintf(beside, sizeof(beside), "%s.%d", path,
		(int)getpid()) >= sizeof(beside)) {
		errno = ENAMETOOLONG;
		return false;
	}
	ok = write_new(beside, owner);
	if (ok && is_over)
		ok = rename(beside, path) == 0;
	else if (ok)
		ok = link(beside, path) == 0 || errno == EEXIST;
	if (!ok || !is_over) {
		int why = errno;

		unlink(beside);
		errno = why;
	}
	return ok;
}

enum state { OURS, FOREIGN, NO_COUNTERS };

static enum state
look(int fd, const char *owner)
{
	struct head head = { .mark = "" };
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    pread(fd, &head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
	    strncmp(head.mark, MARK, sizeof(MARK) - 1) != 0)
		return NO_COUNTERS;
	head.mark[sizeof(head.mark) - 1] = '\0';
	head.owner[sizeof(head.owner) - 1] = '\0';
	return st.st_size == FILE_SIZE && str_eq(head.mark, MARK FORMAT) &&
		       str_eq(head.owner, owner)
		   ? OURS
		   : FOREIGN;
}

/* Whether path still leads to the open file. */
static bool
is_in_place(int fd, const char *path)
{
	struct stat open_one, named;

	return fstat(fd, &open_one) == 0 && stat(path, &named) == 0 &&
	       open_one.st_dev == named.st_dev &&
	       open_one.st_ino == named.st_ino;
}

/* What is no longer, or not yet, ours becomes so unless somebody uses it: the
 * lock on all of it keeps others from taking a slot meanwhile. */
static bool
replace(int fd, const char *path, const char *owner,
    char reason[METRIC_REASON_SIZE])
{
	if (!lock(fd, 0, FILE_SIZE))
		return refuse(reason,
		    "processes of another Hearth, or of another version, use "
		    "it");
	if (is_in_place(fd, path) && !make(path, owner, true))
		return say(reason, "cannot make it anew");
	return true;
}

/* Space for the slot is taken at once: a store must not find the disk full. */
static bool
take_slot(int fd, size_t *slot, char reason[METRIC_REASON_SIZE])
{
	size_t i = 0;

	while (i < METRIC_SLOTS && !lock(fd, offset_of(i), 1))
		i++;
	if (i == METRIC_SLOTS)
		return refuse(reason, "all its slots are taken");
	*slot = i;
	errno = posix_fallocate(fd, offset_of(i), METRIC_SLOT_SIZE);
	return errno ? say(reason, "no space for a slot") : true;
}

static bool
map(struct metric_file *f, int fd, int protection,
    char reason[METRIC_REASON_SIZE])
{
	void *p = mmap(NULL, FILE_SIZE, protection, MAP_SHARED, fd, 0);

	if (p == MAP_FAILED) {
		say(reason, "cannot map it");
		close(fd);
		return false;
	}
	*f = (struct metric_file){ fd, p, FILE_SIZE, METRIC_SLOTS };
	return true;
}

/* One try: the open file with a slot taken, or -1; *is_over: no further one. */
static int
try_to_take(const char *path, const char *owner, size_t *slot,
    char reason[METRIC_REASON_SIZE], bool *is_over)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

	*is_over = false;
	if (fd < 0 && errno == ENOENT && make(path, owner, false))
		return -1;
	*is_over = true;
	if (fd < 0) {
		say(reason, "cannot open or make it");
		return -1;
	}
	switch (look(fd, owner)) {
	case OURS:
		if (!take_slot(fd, slot, reason))
			break;
		if (is_in_place(fd, path))
			return fd;
		*is_over = false;
		break;
	case FOREIGN:
		*is_over = !replace(fd, path, owner, reason);
		break;
	case NO_COUNTERS:
		refuse(reason, "it is there, but no file of counters");
	}
	close(fd);
	return -1;
}

bool
metric_file_take(struct metric_file *f, const char *path, const char *owner,
    size_t *slot, char reason[METRIC_REASON_SIZE])
{
	bool is_over = false;
	int fd = -1;

	refuse(reason, "others keep making it anew");
	for (int i = 0; i < TRIES && fd < 0 && !is_over; i++)
		fd = try_to_take(path, owner, slot, reason, &is_over);
	return fd >= 0 && map(f, fd, PROT_READ | PROT_WRITE, reason);
}

bool
metric_file_read(struct metric_file *f, const char *path, const char *owner,
    char reason[METRIC_REASON_SIZE])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return say(reason, "cannot open it");
	if (look(fd, owner) != OURS) {
		close(fd);
		return refuse(reason, "it is not a file of this Hearth");
	}
	return map(f, fd, PROT_READ, reason);
}

void
metric_file_alone(struct metric_file *f)
{
	size_t len = METRIC_HEAD_SIZE + METRIC_SLOT_SIZE;
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	bug_if(p == MAP_FAILED);
	*f = (struct metric_file){ -1, p, len, 1 };
}

void
metric_file_close(struct metric_file *f)
{
	munmap(f->p, f->len);
	if (f->fd >= 0)
		close(f->fd);
}

struct metric_slot *
metric_file_slot(const struct metric_file *f, size_t i)
{
	return (struct metric_slot *)(void *)(f->p + offset_of(i));
}

bool
metric_file_is_held(const struct metric_file *f, size_t i)
{
	struct flock l = { .l_type = F_RDLCK,
		.l_whence = SEEK_SET,
		.l_start = offset_of(i),
		.l_len = 1 };

	return f->fd >= 0 && fcntl(f->fd, F_OFD_GETLK, &l) == 0 &&
	       l.l_type != F_UNLCK;
}

static size_t
size_of(size_t n_cells)
{
	return sizeof(struct metric_row) + n_cells * sizeof(uint64_t);
}

struct metric_row *
metric_slot_next(const struct metric_slot *slot, const struct metric_row *row)
{
	uint64_t used = __atomic_load_n(&slot->used, __ATOMIC_ACQUIRE);
	const char *p = row ? (const char *)row + size_of(row->n_cells)
			    : slot->rows;
	struct metric_row *next = (struct metric_row *)(void *)p;
	size_t left, from = (size_t)(p - slot->rows);

	if (used > ROWS_SIZE || from >= used)
		return NULL;
	left = used - from;
	return left >= sizeof(*next) && next->n_cells <= METRIC_CELLS_MAX &&
		       left >= size_of(next->n_cells)
		   ? next
		   : NULL;
}

struct metric_row *
metric_slot_append(struct metric_slot *slot, enum metric_kind kind,
    size_t n_cells, const char *name)
{
	size_t size = size_of(n_cells);
	struct metric_row *row;

	if (slot->used + size > ROWS_SIZE)
		return NULL;
	row = (struct metric_row *)(void *)(slot->rows + slot->used);
	memset(row, 0, size);
	row->kind = kind;
	row->n_cells = (uint32_t)n_cells;
	str_copy(row->name, sizeof(row->name), name);
	__atomic_store_n(&slot->used, slot->used + size, __ATOMIC_RELEASE);
	return row;
}
