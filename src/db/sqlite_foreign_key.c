/*
 * Which foreign key a statement has violated. SQLite counts violations and
 * does not tell them apart, so the statement is run once more, with a temporary
 * trigger for each foreign key that says its name; then all of it is undone.
 * That asks for each row what SQLite itself has asked, by the same indexes.
 */
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "db/constraint.h"
#include "db/sqlite.h"

#include "base/banned.h"

enum { TRIGGERS_MAX = 1 << 20, NAME_SIZE = 128 };

/* CREATE TRIGGER statements, one a row, for the tables that the text ?1 names,
 * or for all when it is NULL. By their convention the names are
 * <table>_<columns>_fk. A row that is written must have what it refers to; a
 * row that goes must not be referred to. */
static const char triggers[] =
    "WITH part AS ("
    "SELECT m.name AS child, f.id, f.\"table\" AS parent,"
    " f.\"from\" AS mine, f.\"to\" AS theirs, f.on_delete"
    " FROM main.sqlite_schema m, pragma_foreign_key_list(m.name, 'main') f"
    " WHERE m.type = 'table' AND (?1 IS NULL OR instr(?1, m.name)"
    " OR instr(?1, f.\"table\")) ORDER BY m.name, f.id, f.seq),"
    "key AS ("
    "SELECT child, id, parent, on_delete,"
    " printf('%w_%w_fk', child, group_concat(mine, '_')) AS name,"
    " group_concat(printf('\"%w\"', mine), ', ') AS columns,"
    " group_concat(printf('NEW.\"%w\" IS NOT NULL', mine), ' AND ') AS given,"
    " group_concat(printf('\"%w\" = NEW.\"%w\"', theirs, mine), ' AND ')"
    " AS found,"
    " group_concat(printf('\"%w\" = OLD.\"%w\"', mine, theirs), ' AND ')"
    " AS used"
    " FROM part GROUP BY child, id),"
    "act AS ("
    "SELECT 'insert' AS word, 'INSERT' AS event UNION ALL "
    "SELECT 'update', 'UPDATE OF ')"
    "SELECT printf('CREATE TEMP TRIGGER \"%w_%s\" AFTER %s%s ON main.\"%w\""
    " WHEN %s AND NOT EXISTS (SELECT 1 FROM main.\"%w\" WHERE %s)"
    " BEGIN SELECT RAISE(ABORT, %Q); END;',"
    " name, word, event, iif(word = 'update', columns, ''), child, given,"
    " parent, found, name)"
    " FROM key, act UNION ALL "
    "SELECT printf('CREATE TEMP TRIGGER \"%w_delete\" AFTER DELETE ON"
    " main.\"%w\" WHEN EXISTS (SELECT 1 FROM main.\"%w\" WHERE %s)"
    " BEGIN SELECT RAISE(ABORT, %Q); END;', name, parent, child, used, name)"
    " FROM key WHERE on_delete IN ('NO ACTION', 'RESTRICT')";

static bool
add_triggers(struct sqlite *s, const char *scope)
{
	sqlite3_stmt *list;
	struct buf all;
	bool ok;

	if (sqlite3_prepare_v2(s->handle, triggers, -1, &list, NULL))
		return false;
	buf_init(&all, TRIGGERS_MAX);
	sqlite3_bind_text(list, 1, scope, -1, SQLITE_STATIC);
	while (sqlite3_step(list) == SQLITE_ROW)
		buf_str(&all, (const char *)sqlite3_column_text(list, 0));
	sqlite3_finalize(list);
	ok = !sqlite3_exec(s->handle, buf_text(&all), NULL, NULL, NULL);
	buf_release(&all);
	return ok;
}

/* Runs the statement again, its inputs still bound, and copies what a trigger
 * said. */
static bool
run_again(struct sqlite *s, sqlite3_stmt *statement, char *name, size_t size)
{
	bool told;

	sqlite3_reset(statement);
	sqlite3_step(statement);
	told = sqlite3_extended_errcode(s->handle) == SQLITE_CONSTRAINT_TRIGGER;
	if (told)
		str_copy(name, size, sqlite3_errmsg(s->handle));
	sqlite3_reset(statement);
	return told;
}

static bool
find_name(struct sqlite *s, sqlite3_stmt *statement, const char *scope,
    char *name, size_t size)
{
	bool told;

	if (sqlite3_exec(s->handle, "SAVEPOINT foreign_key", NULL, NULL, NULL))
		return false;
	told = add_triggers(s, scope) && run_again(s, statement, name, size);
	sqlite3_exec(s->handle, "ROLLBACK TO foreign_key; RELEASE foreign_key",
	    NULL, NULL, NULL);
	return told;
}

/* Nearly always a table that the statement names; else one that a trigger or
 * ON DELETE CASCADE has reached. */
enum err
db_sqlite_foreign_key(struct db *db, sqlite3_stmt *statement)
{
	struct sqlite *s = db->connection;
	char name[NAME_SIZE];

	s->deadline_us = clock_monotonic_us() + db->options.statement_ms * 1000;
	if (!find_name(s, statement, sqlite3_sql(statement), name, NAME_SIZE) &&
	    !find_name(s, statement, NULL, name, NAME_SIZE))
		str_copy(name, NAME_SIZE, "of a foreign key");
	return db_constraint_fault(db->fault, name);
}
