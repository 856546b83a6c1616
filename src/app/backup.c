/*
 * A copy is a draft under another name until it is complete. Who works in the
 * folder has it locked: the drafts that are there then are what somebody left
 * who was killed.
 */
#include "app/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "app/backup_name.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/io.h"
#include "base/str.h"
#include "base/uuid.h"
#include "crypt/digest.h"
#include "db/schema.h"

#include "base/banned.h"

#define DRAFT_PREFIX "hearth"
#define DRAFT_SUFFIX ".draft"

enum { MODE = 0600, HEX_SIZE = 2 * CRYPT_SHA256_SIZE + 1 };

static enum err
failed(const struct app_backup *b, const char *path)
{
	return fault(b->fault, ERR_INTERNAL, "%s: %s", path, strerror(errno));
}

static const char *
sum_path(const struct app_backup *b, const char *path)
{
	return arena_printf(b->arena, "%s.sha256", path);
}

/* The SHA-256 of an open file, in hex. */
static bool
sum(int fd, char hex[HEX_SIZE])
{
	unsigned char digest[CRYPT_SHA256_SIZE];

	if (!crypt_sha256_file(fd, digest))
		return false;
	for (int i = 0; i < CRYPT_SHA256_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	return true;
}

/*
 * Writing.
 */

/* A file without its final name. */
struct draft {
	const char *path;
	int fd; /* -1: not made */
};

static enum err
draft_open(const struct app_backup *b, const char *path, struct draft *d)
{
	char id[UUID_TEXT_SIZE];

	uuid_format(uuid_new(), id);
	d->path = arena_printf(b->arena, "%s.%s" DRAFT_SUFFIX, path, id);
	d->fd = file_make(d->path, MODE);
	return d->fd < 0 ? failed(b, d->path) : ERR_OK;
}

/* Whatever becomes of it, the draft is gone afterwards. */
static void
draft_close(struct draft *d)
{
	if (d->fd < 0)
		return;
	unlink(d->path);
	close(d->fd);
}

/* Renames where nobody has the name to; NFS cannot promise that. */
static bool
rename_to_new(const char *from, const char *to)
{
	return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0 ||
	       (errno == EINVAL && rename(from, to) == 0);
}

/* Gives a draft its name. */
static enum err
draft_publish(const struct app_backup *b, struct draft *d, const char *path)
{
	if (fsync(d->fd) != 0 || !rename_to_new(d->path, path) ||
	    !file_sync_name(path))
		return failed(b, path);
	return ERR_OK;
}

/* The checksum of a copy, as sha256sum writes it. */
static enum err
write_sum(const struct app_backup *b, int copy, const char *path)
{
	const char *slash = strrchr(path, '/'), *line;
	struct draft d = { .fd = -1 };
	char hex[HEX_SIZE];
	enum err err;

	if (!sum(copy, hex))
		return failed(b, path);
	line = arena_printf(
	    b->arena, "%s  %s\n", hex, slash ? slash + 1 : path);
	err = draft_open(b, path, &d);
	if (!err && !io_write_all(d.fd, line, strlen(line)))
		err = failed(b, path);
	if (!err)
		err = draft_publish(b, &d, sum_path(b, path));
	draft_close(&d);
	return err;
}

/* Makes a draft a copy: first the checksum, so that none is ever without. */
static enum err
publish(const struct app_backup *b, struct draft *d, const char *path)
{
	enum err err = write_sum(b, d->fd, path);

	if (err)
		return err;
	err = draft_publish(b, d, path);
	if (err)
		unlink(sum_path(b, path));
	return err;
}

/* Fills a draft, and reads it again: a damaged database must not push the
 * copies out that are sound. */
static enum err
fill(const struct app_backup *b, const struct draft *d, struct db_copy *content)
{
	enum err err = db_copy_write(b->db, d->path);

	return err ? err : db_copy_read(b->db, d->path, content);
}

enum err
app_backup_write(const struct app_backup *b, const char *path)
{
	struct draft d = { .fd = -1 };
	struct db_copy content;
	enum err err;

	if (access(path, F_OK) == 0)
		return fault(
		    b->fault, ERR_INTERNAL, "%s: %s", path, strerror(EEXIST));
	err = draft_open(b, path, &d);
	if (!err)
		err = fill(b, &d, &content);
	if (!err)
		err = publish(b, &d, path);
	draft_close(&d);
	return err;
}

/*
 * The folder.
 */

/* Whether draft_open has made the name: hearth...<id>.draft */
static bool
is_draft(const char *name)
{
	size_t len = strlen(name), tail = strlen(DRAFT_SUFFIX);
	char id[UUID_TEXT_SIZE];
	struct uuid parsed;

	if (!str_has_prefix(name, DRAFT_PREFIX) ||
	    len < sizeof(id) - 1 + tail ||
	    !str_eq(name + len - tail, DRAFT_SUFFIX))
		return false;
	memcpy(id, name + len - tail - (sizeof(id) - 1), sizeof(id) - 1);
	id[sizeof(id) - 1] = '\0';
	return uuid_parse(id, &parsed);
}

static void
remove_drafts(const struct app_backup *b)
{
	DIR *dir = opendir(b->folder);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL)
		if (is_draft(entry->d_name))
			unlink(arena_printf(
			    b->arena, "%s/%s", b->folder, entry->d_name));
	if (dir)
		closedir(dir);
}

static enum err
remove_copy(const struct app_backup *b, const char *name)
{
	const char *path = arena_printf(b->arena, "%s/%s", b->folder, name);

	if (unlink(path) != 0 && errno != ENOENT)
		return failed(b, path);
	unlink(sum_path(b, path));
	return ERR_OK;
}

enum err
app_backup_tidy(const struct app_backup *b)
{
	struct app_backup_name *names;
	size_t n;
	enum err err = app_backup_name_list(
	    b->folder, db_engine(b->db), b->arena, b->fault, &names, &n);

	for (size_t i = (size_t)b->keep; !err && i < n; i++)
		err = remove_copy(b, names[i].text);
	return err;
}

/* Makes a copy in the folder, which is locked. */
static enum err
take(const struct app_backup *b, struct draft *d, const char **path)
{
	int64_t now_us = clock_now_us();
	struct db_copy content;
	enum err err;

	remove_drafts(b);
	err = draft_open(
	    b, arena_printf(b->arena, "%s/" DRAFT_PREFIX, b->folder), d);
	if (!err)
		err = fill(b, d, &content);
	if (err)
		return err;
	*path = arena_printf(b->arena, "%s/%s", b->folder,
	    app_backup_name_format(
		b->arena, now_us, content.version, db_engine(b->db)));
	return publish(b, d, *path);
}

enum err
app_backup_take(const struct app_backup *b, const char **path)
{
	int lock = open(b->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct draft d = { .fd = -1 };
	enum err err;

	if (lock < 0)
		return failed(b, b->folder);
	if (flock(lock, LOCK_EX) != 0)
		err = failed(b, b->folder);
	else
		err = take(b, &d, path);
	draft_close(&d);
	close(lock);
	return err;
}

/*
 * Checking.
 */

/* The SHA-256 that stands beside a copy. */
static enum err
read_sum(const struct app_backup *b, const char *path, char hex[HEX_SIZE])
{
	const char *beside = sum_path(b, path);
	FILE *file = fopen(beside, "re");
	size_t n;

	if (!file)
		return fault(b->fault, ERR_VALIDATION_FAILED,
		    "The checksum of the copy is missing: %s: %s", beside,
		    strerror(errno));
	n = fread(hex, 1, HEX_SIZE - 1, file);
	hex[n] = '\0';
	fclose(file);
	return ERR_OK;
}

static enum err
check_sum(const struct app_backup *b, const char *path)
{
	char expected[HEX_SIZE], found[HEX_SIZE];
	enum err err = ERR_OK;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || !sum(fd, found))
		err = fault(b->fault, ERR_VALIDATION_FAILED, "%s: %s", path,
		    strerror(errno));
	if (fd >= 0)
		close(fd);
	if (!err)
		err = read_sum(b, path, expected);
	if (!err && !str_eq(expected, found))
		err = fault(b->fault, ERR_VALIDATION_FAILED,
		    "%s is damaged: its checksum is another", path);
	return err;
}

enum err
app_backup_check(
    const struct app_backup *b, const char *path, struct db_copy *out)
{
	enum err err = check_sum(b, path);

	if (!err)
		err = db_copy_read(b->db, path, out);
	if (err || out->version <= db_schema_expected())
		return err;
	return fault(b->fault, ERR_VALIDATION_FAILED,
	    "The schema of %s is at version %d, this program knows %d: "
	    "install the version of Hearth that made it",
	    path, out->version, db_schema_expected());
}
