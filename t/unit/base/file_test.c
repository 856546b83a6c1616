/*
 * To whom the files belong that are made beside a database.
 */
#include "base/file.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

enum { NOBODY = 65534 };

static char dir[] = "/tmp/hearth-file.XXXXXX";
static char path[64], other[64];

static void
make_directory(void)
{
	cr_assert(mkdtemp(dir) != NULL);
	snprintf(path, sizeof(path), "%s/db", dir);
	snprintf(other, sizeof(other), "%s/other", dir);
}

static void
remove_directory(void)
{
	unlink(path);
	unlink(other);
	rmdir(dir);
}

TestSuite(base_file, .init = make_directory, .fini = remove_directory);

static struct stat
open_and_look(const char *name)
{
	struct stat st;
	int fd = file_open(path);

	cr_assert(ge(int, fd, 0));
	close(fd);
	cr_assert(zero(int, stat(name, &st)));
	return st;
}

Test(base_file, a_new_file_is_closed_to_others_and_an_old_one_stays)
{
	struct stat made = open_and_look(path), again = open_and_look(path);

	cr_expect(eq(int, (int)(made.st_mode & 0777), 0640));
	cr_expect(made.st_ino == again.st_ino);
}

Test(base_file, what_root_makes_belongs_to_the_owner_of_the_directory)
{
	struct stat st;

	if (geteuid() != 0)
		cr_skip_test("needs root");
	cr_assert(zero(int, chown(dir, NOBODY, NOBODY)));
	st = open_and_look(path);
	cr_expect(eq(int, (int)st.st_uid, NOBODY));
	cr_expect(eq(int, (int)st.st_gid, NOBODY));
}

Test(base_file, what_is_there_is_given_to_nobody)
{
	struct stat st;

	if (geteuid() != 0)
		cr_skip_test("needs root");
	cr_assert(zero(int, chown(dir, NOBODY, NOBODY)));
	close(open(other, O_CREAT | O_WRONLY, 0600));
	cr_assert(zero(int, symlink(other, path)));
	st = open_and_look(other);
	cr_expect(eq(int, (int)st.st_uid, 0));
}

Test(base_file, a_name_is_synced_where_its_directory_is)
{
	cr_expect(file_sync_name(path));
	cr_expect(not(file_sync_name("/nowhere/at/all")));
	cr_expect(eq(int, errno, ENOENT));
}
