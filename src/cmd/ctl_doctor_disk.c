/*
 * Room on the disks that Hearth writes to, and the copies of the database.
 */
#include "cmd/ctl_doctor.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "app/backup_name.h"
#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

#define MIB UINT64_C(1048576)

enum { FREE_LEAST_MIB = 64, FREE_GOOD_MIB = 1024 };

/* A night without a copy, and half a day. */
#define BACKUP_LATE_US (36 * CLOCK_HOUR_US)

enum doctor_grade
doctor_grade_space(uint64_t free_bytes, uint64_t needed)
{
	if (free_bytes < FREE_LEAST_MIB * MIB)
		return DOCTOR_FAIL;
	return free_bytes < FREE_GOOD_MIB * MIB || free_bytes < 2 * needed
		   ? DOCTOR_WARN
		   : DOCTOR_OK;
}

/* The size of SQLite's file; 0 when the database is elsewhere. */
static uint64_t
database_size(struct doctor *d)
{
	const char *path = doctor_sqlite_path(d->ctl->conf.database_url);
	struct stat st;

	return path && stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

static void
check_space(struct doctor *d, const char *path, uint64_t needed)
{
	struct statvfs fs;
	uint64_t free_bytes;

	if (statvfs(path, &fs) != 0)
		return; /* told by whoever looks at it */
	free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
	doctor_say(d, doctor_grade_space(free_bytes, needed), "disk",
	    "%llu MiB free for %s", (unsigned long long)(free_bytes / MIB),
	    path);
}

void
doctor_disk(struct doctor *d)
{
	const struct conf *c = &d->ctl->conf;
	const char *path = doctor_sqlite_path(c->database_url);
	uint64_t size = database_size(d);

	if (path)
		check_space(d, path, size);
	if (*c->backup_dir)
		check_space(d, c->backup_dir, size);
	check_space(d, c->upload_dir, (uint64_t)c->upload_reserve_bytes);
	if (str_has_prefix(c->mail_url, "file:"))
		check_space(d, c->mail_url + strlen("file:"), 0);
}

/*
 * Copies.
 */

enum doctor_grade
doctor_grade_backup(int64_t age_us, const char **why)
{
	*why = age_us < 0 ? "is of the future: one of the clocks is wrong"
	       : age_us > BACKUP_LATE_US
		   ? "is the newest copy: does hearth-backup.timer run?"
		   : "is the newest copy";
	return age_us < 0 || age_us > BACKUP_LATE_US ? DOCTOR_WARN : DOCTOR_OK;
}

static void
check_newest(struct doctor *d)
{
	const char *folder = d->ctl->conf.backup_dir, *why;
	struct app_backup_name *names;
	enum doctor_grade grade;
	size_t n;

	if (app_backup_name_list(folder,
		doctor_sqlite_path(d->ctl->conf.database_url) ? DB_SQLITE
							      : DB_POSTGRESQL,
		&d->ctl->arena, &d->ctl->fault, &names, &n)) {
		doctor_say(
		    d, DOCTOR_FAIL, "backup", "%s", d->ctl->fault.detail);
	} else if (!n) {
		doctor_say(d, DOCTOR_WARN, "backup",
		    "no copy in %s yet: hearthctl backup", folder);
	} else {
		grade = doctor_grade_backup(
		    clock_now_us() - names[0].made_us, &why);
		doctor_say(d, grade, "backup", "%s %s", names[0].text, why);
	}
}

void
doctor_backup(struct doctor *d)
{
	const char *folder = d->ctl->conf.backup_dir;
	struct stat st;

	if (!*folder) {
		doctor_say(d, DOCTOR_WARN, "backup",
		    "BACKUP_DIR is not set; nothing copies the database");
		return;
	}
	if (stat(folder, &st) == 0 && (st.st_mode & S_IRWXO))
		doctor_say(d, DOCTOR_FAIL, "backup",
		    "%s is open to every user (mode %04o): chmod o= %s", folder,
		    st.st_mode & 07777, folder);
	else if (access(folder, W_OK | X_OK) != 0)
		doctor_say(d, DOCTOR_FAIL, "backup", "%s: %s", folder,
		    strerror(errno));
	else
		check_newest(d);
}
