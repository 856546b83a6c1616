/*
 * The database: can it be reached, what is it, is its schema the one that this
 * program needs, and, for SQLite, who may touch the file.
 */
#include "cmd/ctl_doctor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "app/reseal.h"
#include "base/clock.h"
#include "base/str.h"
#include "db/migrate.h"
#include "generated/query/operator.h"

#include "base/banned.h"

/* So long a worker may be busy with other jobs. */
#define WORKER_LATE_US (10 * CLOCK_MINUTE_US)

/* File systems on which SQLite's locks do not hold (statfs(2)). */
static const struct {
	unsigned long type;
	const char *name;
} remote[] = {
	{ 0x6969, "NFS" },
	{ 0xff534d42, "CIFS" },
	{ 0xfe534d42, "SMB2" },
	{ 0x01021997, "9P" },
	{ 0x65735546, "FUSE" },
	{ 0x00c36400, "Ceph" },
	{ 0x5346414f, "AFS" },
};

const char *
doctor_sqlite_path(const char *url)
{
	static const char prefix[] = "sqlite://";

	return str_has_prefix(url, prefix) ? url + sizeof(prefix) - 1 : NULL;
}

static void
check_file_system(struct doctor *d, const char *path)
{
	struct statfs fs;

	if (statfs(path, &fs) != 0)
		return;
	for (size_t i = 0; i < N_OF(remote); i++)
		if ((unsigned long)fs.f_type == remote[i].type)
			doctor_say(d, DOCTOR_FAIL, "database file",
			    "%s is on %s, where locks are not reliable", path,
			    remote[i].name);
}

static void
check_mode(struct doctor *d, const char *path, const struct stat *st)
{
	if (st->st_mode & S_IRWXO)
		doctor_say(d, DOCTOR_FAIL, "database file",
		    "%s is open to every user (mode %04o): chmod o= %s", path,
		    st->st_mode & 07777, path);
	else
		doctor_say(d, DOCTOR_OK, "database file", "%s, mode %04o", path,
		    st->st_mode & 07777);
}

/* SQLite writes a log and an index beside the file, so all of them and the
 * directory must belong to one user. */
static void
check_companions(struct doctor *d, const char *path, const struct stat *st)
{
	static const char *const tails[] = { "-wal", "-shm", ".wlock" };
	struct stat other;

	for (size_t i = 0; i < N_OF(tails); i++) {
		const char *name = arena_printf(
		    &d->ctl->arena, "%s%s", path, tails[i]);

		if (stat(name, &other) == 0 && other.st_uid != st->st_uid)
			doctor_say(d, DOCTOR_FAIL, "database file",
			    "%s belongs to user %u, %s to user %u", name,
			    other.st_uid, path, st->st_uid);
	}
}

static void
check_folder(struct doctor *d, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *folder = arena_strndup(&d->ctl->arena, path,
	    slash && slash > path ? (size_t)(slash - path) : 1);
	struct stat st;

	if (stat(folder, &st) != 0)
		doctor_say(d, DOCTOR_FAIL, "database folder", "%s: %s", folder,
		    strerror(errno));
	else if (st.st_mode & S_IWOTH)
		doctor_say(d, DOCTOR_FAIL, "database folder",
		    "every user may write to %s", folder);
	else if (access(folder, W_OK | X_OK) != 0)
		doctor_say(d, DOCTOR_WARN, "database folder",
		    "%s cannot be written by the user who asks", folder);
}

/* False when there is no file: opening it would make one. */
static bool
check_file(struct doctor *d, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		doctor_say(d, DOCTOR_FAIL, "database file", "%s: %s%s", path,
		    strerror(errno),
		    errno == ENOENT ? "; hearthctl migrate up makes it" : "");
		return false;
	}
	check_mode(d, path, &st);
	check_companions(d, path, &st);
	check_folder(d, path);
	check_file_system(d, path);
	return true;
}

static const char *
reason(const struct fault *f, enum err err)
{
	if (f->internal[0])
		return f->internal;
	return f->detail[0] ? f->detail : err_title(err);
}

/* SQLite before 3.51.3 can corrupt a log that is reset while another process
 * writes; the write gate keeps them apart, so that is worth a remark only. */
static void
say_version(struct doctor *d, const char *version)
{
	if (db_engine(d->ctl->db) == DB_SQLITE)
		doctor_say(d, DOCTOR_OK, "database",
		    "SQLite %s, reachable; every writer must be Hearth's own",
		    version);
	else
		doctor_say(d, DOCTOR_OK, "database", "PostgreSQL %s, reachable",
		    version);
}

static void
check_newest(struct doctor *d, const struct opt_time *newest)
{
	char text[CLOCK_TEXT_SIZE];

	if (!newest->set || newest->v <= clock_now_us() + CLOCK_MINUTE_US)
		return;
	clock_format(newest->v, text);
	doctor_say(d, DOCTOR_FAIL, "clock",
	    "the database has a row made at %s, in the future", text);
}

/* Nobody else sees that no worker runs: mail just does not go out. */
static void
check_worker(struct doctor *d, const struct opt_time *due)
{
	char text[CLOCK_TEXT_SIZE];

	if (!due->set || due->v > clock_now_us() - WORKER_LATE_US)
		return;
	clock_format(due->v, text);
	doctor_say(d, DOCTOR_WARN, "worker",
	    "a job has been due since %s: does hearth-worker run?", text);
}

/* A server that can be reached may still take no mail. */
static void
check_jobs(struct doctor *d)
{
	struct q_operator_jobs_row row;
	enum err err = q_operator_jobs(d->ctl->db, &row);

	if (err)
		doctor_say(
		    d, DOCTOR_FAIL, "jobs", "%s", reason(&d->ctl->fault, err));
	else if (row.failing || row.dead)
		doctor_say(d, DOCTOR_WARN, "jobs",
		    "failed and tried again: %lld, given up: %lld; the newest: "
		    "%s; see hearthctl jobs list",
		    (long long)row.failing, (long long)row.dead,
		    row.last_error ? row.last_error : "no reason");
	else
		doctor_say(d, DOCTOR_OK, "jobs", "none fails");
}

/* Without prepared statements no settings are sent either. */
static void
check_bounds(struct doctor *d, bool is_unbounded)
{
	if (is_unbounded)
		doctor_say(d, DOCTOR_WARN, "database",
		    "nothing ends a statement that hangs: with "
		    "DATABASE_PREPARE=off the role needs the settings of "
		    "contrib/pgbouncer/role.sql");
}

/* A file that was put in the place of another may not fit its log. */
static void
check_integrity(struct doctor *d)
{
	struct q_operator_integrity_row row;
	enum err err = q_operator_integrity(d->ctl->db, &row);

	if (err)
		doctor_say(d, DOCTOR_FAIL, "database", "%s",
		    reason(&d->ctl->fault, err));
	else if (!str_eq(row.finding, "ok"))
		doctor_say(d, DOCTOR_FAIL, "database",
		    "the file is damaged: %s; restore a backup", row.finding);
}

/* What is sealed by a secret that has gone, nobody opens again. */
static void
check_sealed(struct doctor *d)
{
	struct crypt_keys *keys = crypt_keys_new(
	    d->ctl->conf.secret_key, d->ctl->conf.secret_key_previous);
	int64_t n;
	enum err err = app_reseal_count(d->ctl->db, keys, &n);

	crypt_keys_free(keys);
	if (err)
		doctor_say(d, DOCTOR_FAIL, "SECRET_KEY_PREVIOUS", "%s",
		    reason(&d->ctl->fault, err));
	else if (n)
		doctor_say(d, DOCTOR_WARN, "SECRET_KEY_PREVIOUS",
		    "%lld values are sealed with it: run hearthctl reseal "
		    "before it goes",
		    (long long)n);
}

static void
check_engine(struct doctor *d)
{
	struct q_operator_engine_row row;
	enum err err = q_operator_engine(d->ctl->db, &row);

	if (err) {
		doctor_say(d, DOCTOR_FAIL, "database", "%s",
		    reason(&d->ctl->fault, err));
		return;
	}
	say_version(d, row.version);
	check_newest(d, &row.newest_at);
	check_worker(d, &row.due_at);
	check_jobs(d);
	check_bounds(d, row.is_unbounded);
	check_integrity(d);
	check_sealed(d);
	doctor_providers(d);
	doctor_factors(d);
	doctor_administrators(d);
}

/* Functions, triggers and views, at the version that the queries need. */
static bool
check_objects(struct doctor *d)
{
	struct db_object_state *states;
	int odd = 0;
	size_t n;
	enum err err = db_migrate_objects(d->ctl->db, &states, &n);

	if (err) {
		doctor_say(d, DOCTOR_FAIL, "schema", "%s",
		    reason(&d->ctl->fault, err));
		return false;
	}
	for (size_t i = 0; i < n; i++)
		odd += !states[i].is_made || states[i].is_changed ||
		       states[i].is_unknown;
	if (odd)
		doctor_say(d, DOCTOR_FAIL, "schema",
		    "functions, triggers or views that are not this program's: "
		    "%d; run hearthctl migrate up",
		    odd);
	else
		doctor_say(
		    d, DOCTOR_OK, "schema", "version %d", db_schema_expected());
	return !odd;
}

/* What the migrations of the database are to this program. */
struct schema {
	int pending, odd; /* how many */
	int newer;	  /* the last that lets this program go on, or 0 */
};

static struct schema
count_migrations(const struct db_migration_state *states, size_t n)
{
	struct schema s = { 0 };

	for (size_t i = 0; i < n; i++) {
		bool is_newer = states[i].is_unknown &&
				states[i].oldest <= db_schema_expected();

		s.pending += !states[i].is_applied;
		s.odd += states[i].is_changed ||
			 (states[i].is_unknown && !is_newer);
		if (is_newer)
			s.newer = states[i].version;
	}
	return s;
}

/* True when the schema is one that the queries can live with. */
static bool
check_schema(struct doctor *d)
{
	struct db_migration_state *states;
	struct schema s;
	size_t n;
	enum err err = db_migrate_status(d->ctl->db, &states, &n);

	if (err) {
		doctor_say(d, DOCTOR_FAIL, "schema", "%s",
		    reason(&d->ctl->fault, err));
		return false;
	}
	s = count_migrations(states, n);
	if (s.odd)
		doctor_say(d, DOCTOR_FAIL, "schema",
		    "migrations that are not this program's: %d; see "
		    "'hearthctl migrate status'",
		    s.odd);
	else if (s.pending)
		doctor_say(d, DOCTOR_FAIL, "schema",
		    "pending migrations: %d; run hearthctl migrate up",
		    s.pending);
	else if (s.newer)
		doctor_say(d, DOCTOR_WARN, "schema",
		    "version %d, with which this program (%d) goes on: restart "
		    "what still runs of it",
		    s.newer, db_schema_expected());
	else
		return check_objects(d);
	return s.newer && !s.odd && !s.pending;
}

void
doctor_database(struct doctor *d)
{
	const char *path = doctor_sqlite_path(d->ctl->conf.database_url);
	enum err err;

	if (path && !check_file(d, path))
		return;
	err = ctl_attach(d->ctl, false);
	if (!err)
		err = db_connect(d->ctl->db);
	if (err)
		doctor_say(d, DOCTOR_FAIL, "database", "%s",
		    reason(&d->ctl->fault, err));
	else if (check_schema(d))
		check_engine(d);
}
