/*
 * A connection as every caller above the engines needs it: made, given up, and
 * the reason told once.
 */
#include "db/engine.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/log.h"

#include "base/banned.h"

void
db_engine_disconnect(struct db *db)
{
	if (db->is_connected)
		db->calls->disconnect(db);
	db->is_connected = db->is_checked = db->is_used = false;
}

enum err
db_engine_lost(struct db *db, enum err err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(db->lost, sizeof(db->lost), format, args);
	va_end(args);
	db_measure_event(db->measure, METRIC_LOST);
	db_engine_disconnect(db);
	if (db->transaction != DB_NONE && db->transaction != DB_WANTED)
		db->transaction = DB_FAILED;
	return err;
}

enum err
db_engine_report(struct db *db, enum err err)
{
	if (!err || !db->lost[0])
		return err;
	log_warning("database: %s", db->lost);
	db->fault->retry_after_s = 1;
	fault_internal(db->fault, err, "%s", db->lost);
	db->lost[0] = '\0';
	return err;
}

enum err
db_engine_connect(struct db *db)
{
	enum err err;

	if (db->is_connected)
		return ERR_OK;
	err = db->calls->connect(db);
	db->is_connected = !err;
	return err;
}
