/*
 * Zones are kept in a ring, each with what its file was when it was read. One
 * whose file has been replaced since is read into another place, so that
 * whoever holds the old one can go on with it.
 */
#include "base/timezone.h"

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "base/zone_file.h"

#include "base/banned.h"

struct kept {
	char name[TIMEZONE_NAME_MAX + 1];
	struct stat file;
	struct zone zone;
};

static struct kept ring[TIMEZONE_KEPT_MAX];
static size_t n_read;

/* Letters, digits, '_', '+', '-' in parts between single slashes, each part
 * beginning with a capital: no "posix/", no "right/", no "tzdata.zi". */
static bool
is_name(const char *s)
{
	bool at_start = true;

	if (strlen(s) > TIMEZONE_NAME_MAX)
		return false;
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (at_start && !isupper(c))
			return false;
		at_start = c == '/';
		if (!isalnum(c) && !strchr("_+-/", c))
			return false;
	}
	return !at_start;
}

static bool
make_path(char path[PATH_MAX], const char *name)
{
	const char *directory = getenv("TZDIR");
	int len = snprintf(path, PATH_MAX, "%s/%s",
	    directory ? directory : "/usr/share/zoneinfo", name);

	return len > 0 && len < PATH_MAX;
}

/* Up to size bytes of a file and what it is; how many were read, or -1. A name
 * of something else than a file does not block. */
static ssize_t
read_file(const char *path, void *bytes, size_t size, struct stat *file)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t len = -1;

	if (fd < 0)
		return -1;
	if (fstat(fd, file) == 0 && S_ISREG(file->st_mode))
		len = pread(fd, bytes, size, 0);
	close(fd);
	return len;
}

static bool
is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static const struct zone *
find_kept(const char *name, const struct stat *file)
{
	for (size_t i = 0; i < TIMEZONE_KEPT_MAX; i++)
		if (str_eq(ring[i].name, name) &&
		    is_same_file(&ring[i].file, file))
			return &ring[i].zone;
	return NULL;
}

static const struct zone *
read_zone(const char *path, const char *name)
{
	unsigned char bytes[ZONE_FILE_MAX];
	struct stat file;
	struct zone zone;
	struct kept *k;
	ssize_t len = read_file(path, bytes, sizeof(bytes), &file);

	if (len < 0 || len != file.st_size ||
	    !zone_file_parse(bytes, (size_t)len, &zone))
		return NULL;
	k = &ring[n_read++ % TIMEZONE_KEPT_MAX];
	str_copy(k->name, sizeof(k->name), name);
	k->file = file;
	k->zone = zone;
	return &k->zone;
}

const struct zone *
timezone_find(const char *name)
{
	static const struct zone utc;
	const struct zone *kept;
	char path[PATH_MAX];
	struct stat file;

	if (str_eq(name, "UTC"))
		return &utc;
	if (!is_name(name) || !make_path(path, name) || stat(path, &file) != 0)
		return NULL;
	kept = find_kept(name, &file);
	return kept ? kept : read_zone(path, name);
}

/* The file of all rules begins with "# version 2025b". */
bool
timezone_version(char out[TIMEZONE_VERSION_SIZE])
{
	static const char begins[] = "# version ";
	char text[sizeof(begins) + TIMEZONE_VERSION_SIZE] = "";
	char path[PATH_MAX];
	struct stat file;

	if (!make_path(path, "tzdata.zi") ||
	    read_file(path, text, sizeof(text) - 1, &file) < 0 ||
	    !str_has_prefix(text, begins))
		return false;
	text[strcspn(text, "\n")] = '\0';
	return str_copy(out, TIMEZONE_VERSION_SIZE, text + strlen(begins));
}
