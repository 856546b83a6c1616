/*
 * The parts of the SQLite engine. Inside of db/ only; sqlite3.h is included by
 * these files alone.
 */
#ifndef DB_SQLITE_H
#define DB_SQLITE_H

#include <sqlite3.h>

#include "db/engine.h"
#include "db/gate.h"

enum { SQLITE_STATEMENTS = 3 };

/* A query as SQLite has compiled it: each statement must change a row for the
 * next one to be run; the last gives the rows. */
struct sqlite_query {
	sqlite3_stmt *statements[SQLITE_STATEMENTS];
	int n;
};

struct sqlite {
	sqlite3 *handle;
	const char *path;
	struct db_gate gate;
	struct sqlite_query *queries; /* by their index */
	size_t n_queries;
	sqlite3_stmt *open;  /* the one that is streaming its rows */
	sqlite3_stmt *count; /* gives how often the schema has changed */
	int64_t changes;     /* what it gave last */
	bool is_in_doubt;    /* it may give something else by now */
	int64_t deadline_us; /* of the running statement */
	int64_t busy_since_us;
};

/*
 * sqlite_connect.c: what struct db_engine_calls asks of an engine. Connecting
 * makes no file; db_sqlite_create makes an empty one where it is missing.
 */
enum err db_sqlite_open(struct db *db, struct fault *f);
void db_sqlite_free(struct db *db);
enum err db_sqlite_connect(struct db *db);
void db_sqlite_disconnect(struct db *db);
enum err db_sqlite_create(struct db *db);

/* Opens a file that nobody writes, to be read only, without a lock and without
 * a file beside it; an SQLITE_ code. The handle is to be closed whatever comes
 * out of it. */
int db_sqlite_open_copy(const char *path, sqlite3 **handle);

/* Whether the type of a file system (statfs(2)) means that other machines may
 * have it mounted, where locks cannot be trusted. */
bool db_sqlite_is_shared(long type);

/*
 * sqlite_copy.c: what struct db_engine_calls asks of an engine.
 */
enum err db_sqlite_copy_write(
    struct db *db, const char *schema, const char *path);
enum err db_sqlite_copy_restore(
    struct db *db, const char *schema, const char *path);

/* sqlite_function.c */

/* Gives a connection the functions that Hearth's SQL may call. uuid_text(id) is
 * an id as other people write it, text_uuid(text) the way back; NULL for
 * anything else. json_bool(x), json_int(x), json_real(x), json_text(x),
 * json_time(x) and json_uuid(x) are the value in JSON as the responses have it,
 * "null" for NULL. */
void db_sqlite_functions(sqlite3 *handle);

/* sqlite_error.c */

/* What the handle's last error means; recorded as a fault. what names the
 * query or the step. */
enum err db_sqlite_error(struct db *db, const char *what);
/* The same for a statement that has failed, its inputs still bound; only the
 * rollback of its transaction may follow. */
enum err db_sqlite_statement_error(
    struct db *db, sqlite3_stmt *statement, const char *what);

/* sqlite_foreign_key.c */
/* Records the fault of the foreign key that a statement has violated. Takes
 * some milliseconds, and at most the time of two statements. */
enum err db_sqlite_foreign_key(struct db *db, sqlite3_stmt *statement);

#endif
