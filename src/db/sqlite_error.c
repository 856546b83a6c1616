/*
 * What SQLite's result codes mean to Hearth. Constraints are known by the text
 * of the message, which names all but foreign keys.
 */
#include <string.h>

#include "base/str.h"
#include "db/constraint.h"
#include "db/sqlite.h"

#include "base/banned.h"

static const struct {
	int code; /* primary */
	enum err err;
} table[] = {
	{ SQLITE_BUSY, ERR_BUSY },
	{ SQLITE_LOCKED, ERR_BUSY },
	{ SQLITE_INTERRUPT, ERR_BUSY }, /* the statement's deadline */
	{ SQLITE_FULL, ERR_DATABASE_UNAVAILABLE },
	{ SQLITE_IOERR, ERR_DATABASE_UNAVAILABLE },
	{ SQLITE_CANTOPEN, ERR_DATABASE_UNAVAILABLE },
	{ SQLITE_READONLY, ERR_DATABASE_UNAVAILABLE },
	{ SQLITE_PERM, ERR_DATABASE_UNAVAILABLE },
	{ SQLITE_PROTOCOL, ERR_DATABASE_UNAVAILABLE },
	{ SQLITE_CORRUPT, ERR_DATABASE_UNAVAILABLE },
	{ SQLITE_NOTADB, ERR_DATABASE_UNAVAILABLE },
};

/* "UNIQUE constraint failed: users.email_key", "CHECK constraint failed:
 * event_taken_check"; of NOT NULL all, because it has no name. */
static enum err
constraint_error(struct db *db, int code, const char *message)
{
	const char *colon = code == SQLITE_CONSTRAINT_NOTNULL
				? NULL
				: strstr(message, ": ");

	return db_constraint_fault(db->fault, colon ? colon + 2 : message);
}

static enum err
meaning(int code, const char *message)
{
	for (size_t i = 0; i < N_OF(table); i++)
		if (table[i].code == code)
			return table[i].err;
	if (code == SQLITE_ERROR &&
	    (str_has_prefix(message, "no such table") ||
		str_has_prefix(message, "no such column")))
		return ERR_SCHEMA_OUTDATED;
	return ERR_INTERNAL;
}

/* Why the system refused, which SQLite's words leave open: a full disk is a
 * "disk I/O error" to it. "" when it did not. */
static const char *
system_reason(struct sqlite *s, int code)
{
	int number = sqlite3_system_errno(s->handle);

	return number && (code == SQLITE_IOERR || code == SQLITE_CANTOPEN)
		   ? strerror(number)
		   : "";
}

enum err
db_sqlite_error(struct db *db, const char *what)
{
	struct sqlite *s = db->connection;
	int code = sqlite3_errcode(s->handle) & 0xff;
	const char *message = sqlite3_errmsg(s->handle);
	const char *reason = system_reason(s, code);

	if (code == SQLITE_CONSTRAINT)
		return constraint_error(
		    db, sqlite3_extended_errcode(s->handle), message);
	return fault_internal(db->fault, meaning(code, message),
	    "%s: %d: %s%s%s", what, sqlite3_extended_errcode(s->handle),
	    message, *reason ? ": " : "", reason);
}

enum err
db_sqlite_statement_error(
    struct db *db, sqlite3_stmt *statement, const char *what)
{
	struct sqlite *s = db->connection;

	return sqlite3_extended_errcode(s->handle) ==
		       SQLITE_CONSTRAINT_FOREIGNKEY
		   ? db_sqlite_foreign_key(db, statement)
		   : db_sqlite_error(db, what);
}
