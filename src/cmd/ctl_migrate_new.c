/*
 * hearthctl migrate new: a pair of files with the next free number. Works on
 * the source tree, not on a database.
 */
#include "cmd/ctl_migrate.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/str.h"

#include "base/banned.h"

enum { UP_LEVELS = 16, NAME_MAX_LEN = 60 };

static bool
is_name(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return len > 0 && len <= NAME_MAX_LEN && !name[len] && name[0] != '_' &&
	       name[len - 1] != '_' && !strstr(name, "__");
}

/* The path of sql/migration in from or in the nearest directory above it;
 * NULL when there is none. */
static const char *
find_folder(struct ctl *ctl, const char *from)
{
	const char *top = from;

	for (int i = 0; i < UP_LEVELS; i++) {
		const char *folder = arena_printf(
		    &ctl->arena, "%s/sql/migration", top);

		if (access(folder, X_OK) == 0)
			return folder;
		top = arena_printf(&ctl->arena, "%s/..", top);
	}
	return NULL;
}

/* The number that a file name begins with; 0 when it is not a migration. */
static int
number_of(const char *file)
{
	char digits[5];
	int64_t n;

	if (strspn(file, "0123456789") != 4 || file[4] != '_')
		return 0;
	str_copy(digits, sizeof(digits), file);
	return str_to_int(digits, 1, 9999, &n) ? (int)n : 0;
}

static int
highest_number(DIR *dir)
{
	const struct dirent *entry;
	int highest = 0;

	while ((entry = readdir(dir)) != NULL) {
		int n = number_of(entry->d_name);

		if (n > highest)
			highest = n;
	}
	return highest;
}

static int
write_file(struct ctl *ctl, const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	bool failed;

	if (!f) {
		if (fd >= 0)
			close(fd);
		return ctl_complain(
		    ctl, EX_CANTCREAT, "%s: %s", path, strerror(errno));
	}
	failed = fputs(text, f) < 0;
	failed |= fclose(f) != 0;
	if (failed)
		return ctl_complain(
		    ctl, EX_CANTCREAT, "%s: %s", path, strerror(errno));
	fprintf(ctl->out, "%s\n", path);
	return 0;
}

static int
write_pair(struct ctl *ctl, const char *folder, int number, const char *name)
{
	const char *base = arena_printf(
	    &ctl->arena, "%s/%04d_%s", folder, number, name);
	int status;

	status = write_file(ctl, arena_printf(&ctl->arena, "%s.up.sql", base),
	    "-- What this migration is for.\n"
	    "-- The words {id} {time} {wall} {bool} {int} {real} {json} "
	    "{bytes} "
	    "{strict} stand for\n"
	    "-- each engine's own. Lines with -- and @postgresql, @sqlite or "
	    "@end set off what\n"
	    "-- only one engine gets. When programs of the version before may "
	    "go on meanwhile, a\n"
	    "-- line says so: \"compatible:\" and that version.\n");
	if (status)
		return status;
	return write_file(ctl, arena_printf(&ctl->arena, "%s.down.sql", base),
	    "-- Takes back every change of the up file, in reverse order.\n");
}

int
ctl_migrate_new(struct ctl *ctl, const char *from, const char *name)
{
	const char *folder;
	DIR *dir;
	int number;

	if (!is_name(name))
		return ctl_complain(ctl, EX_USAGE,
		    "'%s' is not a name: use "
		    "lower-case words and digits joined by '_'",
		    name);
	folder = find_folder(ctl, from);
	dir = folder ? opendir(folder) : NULL;
	if (!dir)
		return ctl_complain(ctl, EX_NOINPUT,
		    "no sql/migration here or above: not in a source tree");
	number = highest_number(dir) + 1;
	closedir(dir);
	if (number > 9999)
		return ctl_complain(ctl, EX_DATAERR, "no number is left");
	return write_pair(ctl, folder, number, name);
}
