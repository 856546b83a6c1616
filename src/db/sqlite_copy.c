/*
 * Copying by SQLite's backup API: all pages in one step, so that a single read
 * transaction sees them. Writers go on meanwhile, in the log.
 */
#include <unistd.h>

#include "db/sqlite.h"

#include "base/banned.h"

enum { GATE_MS = 5000 };

static enum err
failed(struct db *db, const char *what, int code, sqlite3 *handle)
{
	return fault(db->fault, ERR_INTERNAL, "%s: %s", what,
	    code == SQLITE_READONLY
		? "pages of another size than the database's"
		: sqlite3_errmsg(handle));
}

/* Makes to what from is; an SQLITE_ code. */
static int
copy_pages(sqlite3 *to, sqlite3 *from, const char *schema)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, schema, from, schema);
	int code;

	if (!backup)
		return sqlite3_errcode(to);
	code = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* Whoever calls syncs the file, and throws it away when this fails: SQLite has
 * nothing to protect in it, and nobody to lock out, so it may lie on a network
 * file system. */
enum err
db_sqlite_copy_write(struct db *db, const char *schema, const char *path)
{
	struct sqlite *s = db->connection;
	enum err err = ERR_OK;
	sqlite3 *to;
	int code;

	code = sqlite3_open_v2(path, &to,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, "unix-none");
	if (code == SQLITE_OK)
		code = sqlite3_exec(to,
		    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", NULL,
		    NULL, NULL);
	if (code == SQLITE_OK)
		code = copy_pages(to, s->handle, schema);
	if (code != SQLITE_OK)
		err = failed(db, path, code, to);
	sqlite3_close(to);
	return err;
}

/* The log has grown by the whole database, and need not stay so. */
static void
shorten_log(struct sqlite *s)
{
	sqlite3_wal_checkpoint_v2(
	    s->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

enum err
db_sqlite_copy_restore(struct db *db, const char *schema, const char *path)
{
	struct sqlite *s = db->connection;
	enum err err = ERR_OK;
	sqlite3 *from;
	int code;

	if (!db_gate_lock(&s->gate, GATE_MS))
		return fault_internal(db->fault, ERR_BUSY,
		    "the write gate was not free in %d ms", GATE_MS);
	if (db_sqlite_open_copy(path, &from) != SQLITE_OK)
		err = failed(db, path, SQLITE_OK, from);
	else if ((code = copy_pages(s->handle, from, schema)) != SQLITE_OK)
		err = failed(db, s->path, code, s->handle);
	else
		shorten_log(s);
	sqlite3_close(from);
	db_gate_unlock(&s->gate);
	return err;
}
