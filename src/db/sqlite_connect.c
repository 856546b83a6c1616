/*
 * Opening a SQLite database: where it may lie, and how a connection is set up
 * so that it loses nothing and trusts nothing in the file.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/rand.h"
#include "base/str.h"
#include "db/sqlite.h"

#include "base/banned.h"

enum {
	URI_MAX = 16384,
	BUSY_MS = 5000,	     /* for writers that do not know the gate */
	BYTES_MAX = 8 << 20, /* of one value or row */
	CHECK_EVERY = 10000  /* instructions between looks at the clock */
};

/* Network file systems, by their magic numbers of statfs(2). */
static const unsigned long shared_types[] = {
	0x6969 /* NFS */, 0x517b /* SMB */, 0xff534d42 /* CIFS */,
	0xfe534d42 /* SMB2 */, 0x01021997 /* 9P */, 0x65735546 /* FUSE */,
	0x5346414f /* AFS */, 0x73757245 /* Coda */, 0x00c36400 /* Ceph */,
	0x0bd00bd0 /* Lustre */, 0x01161970 /* GFS2 */, 0x7461636f /* OCFS2 */,
	0x47504653 /* GPFS */
};

bool
db_sqlite_is_shared(long type)
{
	for (size_t i = 0; i < N_OF(shared_types); i++)
		if ((unsigned long)type == shared_types[i])
			return true;
	return false;
}

/* sqlite:///path and sqlite:////path are absolute, sqlite:path is relative. */
enum err
db_sqlite_open(struct db *db, struct fault *f)
{
	const char *path = db->options.url + strlen("sqlite:");
	struct sqlite *s;

	if (str_has_prefix(path, "//")) {
		path += 2;
		if (path[0] != '/')
			return fault(f, ERR_CONFIG,
			    "DATABASE_URL must be "
			    "sqlite:///absolute/path or sqlite:relative/path");
		while (path[1] == '/')
			path++;
	}
	if (!*path || path[strlen(path) - 1] == '/' || strchr(path, '?') ||
	    str_eq(path, ":memory:"))
		return fault(f, ERR_CONFIG,
		    "DATABASE_URL must name a file: sqlite:///path");
	s = calloc(1, sizeof(*s));
	bug_if(!s);
	s->path = path;
	s->gate.fd = -1;
	db->connection = s;
	return ERR_OK;
}

void
db_sqlite_free(struct db *db)
{
	free(db->connection);
}

void
db_sqlite_disconnect(struct db *db)
{
	struct sqlite *s = db->connection;

	s->open = NULL;
	for (size_t i = 0; i < s->n_queries; i++)
		for (int k = 0; k < s->queries[i].n; k++)
			sqlite3_finalize(s->queries[i].statements[k]);
	free(s->queries);
	s->queries = NULL;
	s->n_queries = 0;
	sqlite3_finalize(s->count);
	s->count = NULL;
	sqlite3_close(s->handle);
	s->handle = NULL;
	db_gate_close(&s->gate);
}

/* It is closed again before SQLite opens it: closing any descriptor of a
 * database drops this process's locks on it. */
enum err
db_sqlite_create(struct db *db)
{
	struct sqlite *s = db->connection;
	int fd = file_open(s->path);

	if (fd < 0)
		return fault_internal(db->fault, ERR_DATABASE_UNAVAILABLE,
		    "%s: %s", s->path, strerror(errno));
	close(fd);
	return ERR_OK;
}

/* Someone who does not know the gate has the lock: come back after a short
 * random while, because SQLite's own back-off is unfair. */
static int
on_busy(void *ctx, int count)
{
	struct sqlite *s = ctx;
	struct timespec pause = { 0 };

	if (count == 0)
		s->busy_since_us = clock_monotonic_us();
	if (clock_monotonic_us() - s->busy_since_us > BUSY_MS * 1000)
		return 0;
	pause.tv_nsec = 200000 + (long)rand_below(1800000);
	nanosleep(&pause, NULL);
	return 1;
}

static int
on_progress(void *ctx)
{
	struct sqlite *s = ctx;

	return clock_monotonic_us() > s->deadline_us;
}

static enum err
failed(struct db *db, const char *what)
{
	return db_engine_lost(db, ERR_DATABASE_UNAVAILABLE, "%s: %s", what,
	    sqlite3_errmsg(((struct sqlite *)db->connection)->handle));
}

/* Where locks of other machines are not seen, two writers ruin the file. */
static enum err
check_place(struct db *db)
{
	struct sqlite *s = db->connection;
	const char *slash = strrchr(s->path, '/');
	const char *dir = ".";
	struct statfs fs;
	struct stat st;

	if (slash)
		dir = arena_strndup(db->arena, s->path,
		    slash == s->path ? 1 : (size_t)(slash - s->path));
	if (stat(s->path, &st) != 0 && errno == ENOENT)
		return fault(db->fault, ERR_SCHEMA_OUTDATED,
		    "There is no database yet: run hearthctl migrate up");
	if (statfs(dir, &fs) != 0)
		return db_engine_lost(db, ERR_DATABASE_UNAVAILABLE, "%s: %s",
		    dir, strerror(errno));
	if (db_sqlite_is_shared((long)fs.f_type))
		return db_engine_lost(db, ERR_DATABASE_UNAVAILABLE,
		    "%s is on a network file system; SQLite needs a local one",
		    dir);
	return ERR_OK;
}

static void
configure(struct sqlite *s)
{
	sqlite3 *h = s->handle;

	sqlite3_extended_result_codes(h, 1);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_limit(h, SQLITE_LIMIT_LENGTH, BYTES_MAX);
	sqlite3_busy_handler(h, on_busy, s);
	sqlite3_progress_handler(h, CHECK_EVERY, on_progress, s);
	db_sqlite_functions(h);
}

static bool
is_wal(struct sqlite *s)
{
	sqlite3_stmt *statement;
	bool yes = false;

	if (sqlite3_prepare_v2(s->handle, "PRAGMA journal_mode", -1, &statement,
		NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		yes = str_eq(
		    (const char *)sqlite3_column_text(statement, 0), "wal");
	sqlite3_finalize(statement);
	return yes;
}

static enum err
set_up(struct db *db)
{
	struct sqlite *s = db->connection;
	const char *pragmas = db->options.full_sync
				  ? "PRAGMA synchronous = FULL;"
				  : "PRAGMA synchronous = NORMAL;";

	s->deadline_us = INT64_MAX;
	configure(s);
	if (sqlite3_exec(s->handle, pragmas, NULL, NULL, NULL) ||
	    sqlite3_exec(s->handle,
		"PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;"
		"PRAGMA journal_size_limit = 67108864;"
		"PRAGMA temp_store = MEMORY;",
		NULL, NULL, NULL))
		return failed(db, "a connection cannot be set up");
	if (is_wal(s))
		return ERR_OK;
	if (!db_gate_lock(&s->gate, BUSY_MS))
		return db_engine_lost(db, ERR_BUSY, "the write gate is taken");
	if (sqlite3_exec(
		s->handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) ||
	    !is_wal(s)) {
		db_gate_unlock(&s->gate);
		return failed(db, "write-ahead logging cannot be set");
	}
	db_gate_unlock(&s->gate);
	return ERR_OK;
}

int
db_sqlite_open_copy(const char *path, sqlite3 **handle)
{
	struct buf uri;
	int code;

	buf_init(&uri, URI_MAX);
	buf_lit(&uri, "file:");
	for (; *path; path++)
		if (strchr("%?#", *path))
			buf_printf(&uri, "%%%02X", (unsigned)*path);
		else
			buf_char(&uri, *path);
	buf_lit(&uri, "?immutable=1");
	code = sqlite3_open_v2(buf_text(&uri), handle,
	    SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX |
		SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_URI,
	    NULL);
	buf_release(&uri);
	return code;
}

static enum err
connect_copy(struct db *db)
{
	struct sqlite *s = db->connection;
	enum err err = ERR_OK;

	s->deadline_us = INT64_MAX;
	if (db_sqlite_open_copy(s->path, &s->handle) != SQLITE_OK)
		err = failed(db, s->path);
	else
		configure(s);
	if (err)
		db_sqlite_disconnect(db);
	return err;
}

enum err
db_sqlite_connect(struct db *db)
{
	struct sqlite *s = db->connection;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
		    SQLITE_OPEN_PRIVATECACHE;
	enum err err;

	if (db->options.is_copy)
		return connect_copy(db);
	err = check_place(db);
	if (err)
		return err;
	if (!db_gate_open(&s->gate, s->path))
		return db_engine_lost(db, ERR_DATABASE_UNAVAILABLE,
		    "%s.wlock: %s", s->path, strerror(errno));
	if (sqlite3_open_v2(s->path, &s->handle, flags, NULL) != SQLITE_OK)
		err = failed(db, s->path);
	else
		err = set_up(db);
	if (err)
		db_sqlite_disconnect(db);
	return err;
}
