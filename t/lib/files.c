/*
 * It is made as an administrator makes it, by its four folders.
 */
#include "t/lib/files.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

#include "base/banned.h"

enum { DESCRIPTORS = 8 };

static char dir[96];
static int n_files;

static void
make(const char *folder)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, folder);
	cr_assert(mkdir(path, 0750) == 0, "%s", path);
}

void
files_open(const char *parent)
{
	snprintf(dir, sizeof(dir), "%s/hearth-files-XXXXXX", parent);
	cr_assert(mkdtemp(dir), "%s", dir);
	make("incoming");
	make("part");
	make("store");
	make("image");
	setenv("UPLOAD_DIR", dir, 1);
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

static int
take_away(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

void
files_remove(const char *path)
{
	nftw(path, take_away, DESCRIPTORS, FTW_PHYS | FTW_DEPTH);
}

void
files_close(void)
{
	if (dir[0])
		files_remove(dir);
	dir[0] = '\0';
}
