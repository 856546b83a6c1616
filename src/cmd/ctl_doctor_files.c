/*
 * Where people's files lie: whether a web server can bring them and Hearth can
 * keep them.
 */
#include "cmd/ctl_doctor.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "image/shrink.h"
#include "store/adopt.h"

#include "base/banned.h"

/* Whether one of the folders can be used; st is of the first, whose disk all
 * share. */
static bool
check_folder(struct doctor *d, const char *name, struct stat *first)
{
	const char *path = arena_printf(
	    &d->ctl->arena, "%s/%s", d->ctl->conf.upload_dir, name);
	struct stat st;

	if (stat(path, &st) < 0 || access(path, R_OK | W_OK | X_OK) < 0) {
		doctor_say(
		    d, DOCTOR_FAIL, "files", "%s: %s", path, strerror(errno));
		return false;
	}
	if (!first->st_ino)
		*first = st;
	if (st.st_dev != first->st_dev) {
		doctor_say(d, DOCTOR_FAIL, "files",
		    "%s is on another disk: what comes cannot be kept there by "
		    "a rename",
		    path);
		return false;
	}
	if (st.st_mode & S_IWOTH) {
		doctor_say(d, DOCTOR_FAIL, "files",
		    "%s is open to every user (mode %04o): chmod o-w %s", path,
		    st.st_mode & 07777, path);
		return false;
	}
	return true;
}

/* A body that the web server writes is its user's, who may be another one. */
static void
check_adopt(struct doctor *d, const struct stat *incoming)
{
	const char *path = d->ctl->conf.upload_adopt_socket;

	if (incoming->st_uid == geteuid())
		return;
	if (!store_adopt_answers(path))
		doctor_say(d, DOCTOR_FAIL, "files",
		    "the web server is another user, and hearth-adopt does not "
		    "answer at %s: %s",
		    path, strerror(errno));
	else
		doctor_say(
		    d, DOCTOR_OK, "files", "hearth-adopt answers at %s", path);
}

static void
check_program(struct doctor *d)
{
	const char *path = image_shrink_program(d->ctl->conf.image_program);

	if (access(path, X_OK) < 0)
		doctor_say(d, DOCTOR_FAIL, "pictures", "%s: %s", path,
		    strerror(errno));
	else
		doctor_say(d, DOCTOR_OK, "pictures", "made by %s", path);
}

void
doctor_files(struct doctor *d)
{
	static const char *const folders[] = { "incoming", "part", "store",
		"image" };
	const char *top = d->ctl->conf.upload_dir;
	struct stat first = { .st_ino = 0 };
	bool is_good = true;

	if (access(top, F_OK) < 0) {
		doctor_say(d, DOCTOR_WARN, "files",
		    "%s: %s; nobody can send any", top, strerror(errno));
		return;
	}
	for (size_t i = 0; i < N_OF(folders); i++)
		is_good = check_folder(d, folders[i], &first) && is_good;
	if (!is_good)
		return;
	doctor_say(d, DOCTOR_OK, "files", "in %s, on one disk", top);
	check_adopt(d, &first);
	check_program(d);
}
