/*
 * SQLite: databases are copies of a template in the build directory, which the
 * first test of a newer program makes anew.
 */
#include "t/lib/database_engine.h"

#ifdef WITH_SQLITE

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "t/lib/tree.h"

#include "base/banned.h"

#define TEMPLATE TOP_BUILDDIR "/t/template.db"

/* Whether the template is there and no older than this program. */
static bool
has_template(void)
{
	struct stat program, template;

	return stat("/proc/self/exe", &program) == 0 &&
	       stat(TEMPLATE, &template) == 0 &&
	       (template.st_mtim.tv_sec > program.st_mtim.tv_sec ||
		   (template.st_mtim.tv_sec == program.st_mtim.tv_sec &&
		       template.st_mtim.tv_nsec > program.st_mtim.tv_nsec));
}

/* Brings what the log of the database holds into its file. */
static void
fold_log(const char *path)
{
	sqlite3 *db;

	cr_assert(sqlite3_open(path, &db) == SQLITE_OK &&
		      sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL,
			  NULL, NULL) == SQLITE_OK,
	    "%s", path);
	sqlite3_close(db);
}

/* Under a lock, since tests run beside each other, and under another name until
 * it is complete. */
static void
make_sqlite_template(void)
{
	int lock = open(TEMPLATE ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);

	cr_assert(lock >= 0 && flock(lock, LOCK_EX) == 0, TEMPLATE ".lock");
	if (!has_template()) {
		unlink(TEMPLATE ".draft");
		database_migrate("sqlite://" TEMPLATE ".draft");
		fold_log(TEMPLATE ".draft");
		unlink(TEMPLATE ".draft.wlock");
		cr_assert(rename(TEMPLATE ".draft", TEMPLATE) == 0, TEMPLATE);
	}
	close(lock);
}

static void
copy_template(const char *to)
{
	int in = open(TEMPLATE, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct stat st;

	cr_assert(in >= 0 && out >= 0 && fstat(in, &st) == 0, "%s", to);
	cr_assert(sendfile(out, in, NULL, (size_t)st.st_size) == st.st_size,
	    "%s", to);
	close(in);
	close(out);
}

void
database_sqlite_open(struct database *d, bool migrated)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(
	    d->dir, sizeof(d->dir), "%s/hearth-db.XXXXXX", tmp ? tmp : "/tmp");
	cr_assert(mkdtemp(d->dir), "%s", d->dir);
	snprintf(d->url, sizeof(d->url), "sqlite://%.400s/hearth.db", d->dir);
	if (!migrated)
		return;
	if (!has_template())
		make_sqlite_template();
	copy_template(d->url + strlen("sqlite://"));
}

void
database_sqlite_close(struct database *d)
{
	tree_remove(d->dir);
}

#endif
