/*
 * What PostgreSQL's error codes mean to Hearth: one table.
 */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "db/constraint.h"
#include "db/pg.h"

#include "base/banned.h"

/* By prefix of the SQLSTATE, the longer one first; see appendix A of the
 * manual. */
static const struct {
	char state[6];
	bool is_lost; /* the connection is of no more use */
	enum err err;
} table[] = {
	{ "08", true, ERR_DATABASE_UNAVAILABLE },  /* connection exception */
	{ "57P", true, ERR_DATABASE_UNAVAILABLE }, /* shutdown, crash, start */
	{ "25006", true, ERR_DATABASE_UNAVAILABLE }, /* a standby since then */
	{ "25P03", true, ERR_DATABASE_UNAVAILABLE }, /* idle in transaction */
	{ "53300", true, ERR_DATABASE_UNAVAILABLE }, /* too many connections */
	{ "26000", true, ERR_RETRY }, /* the named statement is gone */
	{ "42P05", true, ERR_RETRY }, /* ... or was there before */
	{ "0A000", true, ERR_RETRY }, /* ... or its result has changed */
	{ "53", false, ERR_DATABASE_UNAVAILABLE },    /* disk or memory full */
	{ "40001", false, ERR_RETRY },		      /* not serializable */
	{ "40P01", false, ERR_RETRY },		      /* deadlock */
	{ "55P03", false, ERR_BUSY },		      /* lock_timeout */
	{ "57014", false, ERR_BUSY },		      /* statement_timeout */
	{ "42501", false, ERR_DATABASE_UNAVAILABLE }, /* somebody else's */
	{ "58", false, ERR_DATABASE_UNAVAILABLE },    /* the disk fails */
	{ "XX001", false, ERR_DATABASE_UNAVAILABLE }, /* damaged table */
	{ "XX002", false, ERR_DATABASE_UNAVAILABLE }, /* damaged index */
	{ "42P01", false, ERR_SCHEMA_OUTDATED },      /* no such table */
	{ "42703", false, ERR_SCHEMA_OUTDATED },      /* no such column */
	{ "", false, ERR_INTERNAL },
};

static size_t
find(const char *state)
{
	size_t i = 0;

	while (!str_has_prefix(state, table[i].state))
		i++; /* the last row fits all */
	return i;
}

static const char *
state_of(const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	return state ? state : "08"; /* libpq's own: the socket failed */
}

bool
db_pg_is_lost(const PGresult *result, enum err *err)
{
	size_t i;

	if (PQresultStatus(result) != PGRES_FATAL_ERROR)
		return false;
	i = find(state_of(result));
	*err = table[i].err;
	return table[i].is_lost;
}

enum err
db_pg_error(struct db *db, const struct db_query *query, const PGresult *result)
{
	const char *state = state_of(result);
	const char *name = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	char column[128];

	if (str_eq(state, "23502")) { /* NOT NULL has no name: the column */
		snprintf(column, sizeof(column), "NOT NULL of %s.%s",
		    PQresultErrorField(result, PG_DIAG_TABLE_NAME),
		    PQresultErrorField(result, PG_DIAG_COLUMN_NAME));
		name = column;
	}
	if (str_has_prefix(state, "23") && name)
		return db_constraint_fault(db->fault, name);
	return fault_internal(db->fault, table[find(state)].err, "%s: %s: %s",
	    query ? query->name : "transaction", state,
	    text ? text : "no message");
}
