/*
 * hearthctl backup and restore. The work is done by app/backup and db/copy.
 */
#include "cmd/ctl_backup.h"

#include <sysexits.h>

#include "app/backup.h"
#include "db/schema.h"

#include "base/banned.h"

/* Places in the option tables. */
enum { BACKUP_TO };
enum { RESTORE_VERIFY, RESTORE_YES, RESTORE_NO_BACKUP };

static struct app_backup
backup_of(struct ctl *ctl)
{
	return (struct app_backup){
		.db = ctl->db,
		.arena = &ctl->arena,
		.fault = &ctl->fault,
		.folder = ctl->conf.backup_dir,
		.keep = ctl->conf.backup_keep,
	};
}

/* What an err of app/backup means: files are what it makes. */
static int
backup_result(struct ctl *ctl, enum err err)
{
	int status = ctl_result(ctl, err);

	return status == EX_SOFTWARE ? EX_CANTCREAT : status;
}

/* Opens a database of any version; 0 is an empty one, or none. */
static int
open_any(struct ctl *ctl, int *version)
{
	int status = ctl_load(ctl, CONF_NEED_DATABASE);
	enum err err;

	if (status)
		return status;
	err = ctl_attach(ctl, false);
	if (!err)
		err = db_schema_version(ctl->db, version);
	return ctl_result(ctl, err);
}

static enum err
take_and_tidy(const struct app_backup *b, const char **path)
{
	enum err err = app_backup_take(b, path);

	return err ? err : app_backup_tidy(b);
}

int
ctl_backup_run(struct ctl *ctl, const struct ctl_args *args)
{
	const char *path = args->options[BACKUP_TO];
	struct app_backup b;
	int version, status;
	enum err err;

	status = open_any(ctl, &version);
	if (status)
		return status;
	if (!path && !*ctl->conf.backup_dir)
		return ctl_complain(ctl, EX_CONFIG,
		    "BACKUP_DIR is not set: say where by --to FILE");
	if (!version)
		return ctl_complain(ctl, EX_UNAVAILABLE,
		    "there is nothing to copy: the database is empty");
	b = backup_of(ctl);
	err = path ? app_backup_write(&b, path) : take_and_tidy(&b, &path);
	if (!err)
		fprintf(ctl->out, "%s\n", path);
	return backup_result(ctl, err);
}

/* It removes no older copy: it could be the one to be restored. */
int
ctl_backup_first(struct ctl *ctl, bool is_unwanted)
{
	struct app_backup b = backup_of(ctl);
	const char *path;
	int version = 0, status;
	enum err err;

	if (is_unwanted || !*b.folder)
		return 0;
	err = db_schema_version(ctl->db, &version);
	if (err || !version)
		return ctl_result(ctl, err);
	err = app_backup_take(&b, &path);
	if (!err) {
		fprintf(ctl->out, "copy %s\n", path);
		fflush(ctl->out);
		return 0;
	}
	status = backup_result(ctl, err);
	return ctl_complain(ctl, status,
	    "nothing was changed, because there is no copy of the database; "
	    "--no-backup goes on without");
}

static void
print_content(struct ctl *ctl, const char *path, const struct db_copy *content)
{
	fprintf(ctl->out, "%s: schema version %d, users: %lld, events: %lld\n",
	    path, content->version, (long long)content->n_users,
	    (long long)content->n_events);
}

/* Puts a copy that was checked in the place of what is there. */
static int
replace(
    struct ctl *ctl, const struct ctl_args *args, const struct db_copy *content)
{
	int status = ctl_confirm(ctl, args->options[RESTORE_YES] != NULL,
	    "Everything in the database is replaced by this copy.");

	if (!status)
		status = ctl_backup_first(
		    ctl, args->options[RESTORE_NO_BACKUP] != NULL);
	if (!status)
		status = ctl_result(
		    ctl, db_copy_restore(ctl->db, args->operands[0]));
	if (status)
		return status;
	fprintf(ctl->out, "restored; %s\n",
	    content->version < db_schema_expected()
		? "now run hearthctl migrate up"
		: "now restart the responders and the worker");
	return 0;
}

int
ctl_restore_run(struct ctl *ctl, const struct ctl_args *args)
{
	const char *path = args->operands[0];
	struct app_backup b;
	struct db_copy content;
	int status = ctl_load(ctl, CONF_NEED_DATABASE);

	if (!status)
		status = ctl_result(ctl, ctl_attach(ctl, false));
	if (status)
		return status;
	b = backup_of(ctl);
	status = ctl_result(ctl, app_backup_check(&b, path, &content));
	if (status)
		return status;
	print_content(ctl, path, &content);
	return args->options[RESTORE_VERIFY] ? 0 : replace(ctl, args, &content);
}

const struct ctl_option ctl_backup_options[] = {
	[BACKUP_TO] = { "--to", "FILE",
	    "write this file instead of one in BACKUP_DIR" },
	{ 0 }
};

const struct ctl_option ctl_restore_options[] = {
	[RESTORE_VERIFY] = { "--verify", NULL,
	    "only check the copy and say what is in it" },
	[RESTORE_YES] = { "--yes", NULL, "do not ask" },
	[RESTORE_NO_BACKUP] = { "--no-backup", NULL,
	    "make no copy of what is there" },
	{ 0 }
};
