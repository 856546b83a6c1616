/*
 * The parts of the PostgreSQL engine. Inside of db/ only; libpq is included by
 * these files alone.
 */
#ifndef DB_PG_H
#define DB_PG_H

#include <libpq-fe.h>

#include "db/breaker.h"
#include "db/engine.h"

struct pg {
	PGconn *conn;	   /* NULL when not connected; in pipeline mode
			      and non-blocking */
	bool *is_prepared; /* by index of the query, on this connection */
	size_t n_prepared;
	bool is_streaming; /* results of a stream are on their way */
	struct db_breaker breaker;
};

/* The parameters of one call, as libpq wants them. */
struct pg_params {
	const char *values[DB_FIELDS_MAX];
	int lengths[DB_FIELDS_MAX], formats[DB_FIELDS_MAX];
	Oid types[DB_FIELDS_MAX];
	uint64_t numbers[DB_FIELDS_MAX]; /* in network order */
	struct uuid ids[DB_FIELDS_MAX];
	int n;
};

/*
 * pg_connect.c: what struct db_engine_calls asks of an engine. A server that
 * cannot be reached is ERR_DATABASE_UNAVAILABLE, and no attempt is made for a
 * while (db/breaker.h).
 */
enum err db_pg_open(struct db *db, struct fault *f);
void db_pg_free(struct db *db);
enum err db_pg_connect(struct db *db);
void db_pg_disconnect(struct db *db);

/* Waits until events (of poll) happen on the connection; false once the
 * monotonic clock has passed deadline_us. */
bool db_pg_wait(PGconn *conn, short events, int64_t deadline_us);
/* The last message of the connection on one line. */
const char *db_pg_message(struct db *db, const PGconn *conn);

/*
 * pg_copy.c: what struct db_engine_calls asks of an engine.
 */
enum err db_pg_copy_write(struct db *db, const char *schema, const char *path);
enum err db_pg_copy_read(
    struct db *db, const char *schema, const char *path, struct db_copy *out);
enum err db_pg_copy_restore(
    struct db *db, const char *schema, const char *path);

/*
 * pg_batch.c: what goes out together, in order, and whose result each part is.
 * The functions that send are false when the connection takes nothing more.
 */
enum { PG_PARTS = 8 };
struct pg_batch {
	struct db *db;
	struct pg_part {
		const struct db_query *prepares; /* or NULL */
		struct db_rows *rows; /* gets the result; may be NULL */
		bool is_step;	      /* only a failure of it is kept */
	} parts[PG_PARTS];
	int n;
	struct db_rows *commit; /* gets the failure of a commit by the Sync */
	int64_t deadline_us;
};

/* An empty one, whose results have to come within so many ms. */
struct pg_batch db_pg_batch(struct db *db, int64_t ms);
/* Adds SQL without parameters. */
bool db_pg_batch_text(
    struct pg_batch *b, const char *sql, struct db_rows *rows, bool is_step);
/* Adds a call, and what prepares it where the connection does not know it. */
bool db_pg_batch_call(
    struct pg_batch *b, const struct db_call *call, struct db_rows *rows);
/* Sends the Sync, and reads every result; of a stream its first row. */
enum err db_pg_batch_exchange(struct pg_batch *b);
/* The next row of a stream, or what it ends with; the one before is dropped. */
enum err db_pg_batch_read_on(struct pg_batch *b, struct db_rows *rows);
/* Whether rows are sent one by one, and there are more than the current one. */
bool db_pg_is_streaming(const struct db_rows *rows);
/* Gives the connection up; ERR_DATABASE_UNAVAILABLE. */
enum err db_pg_lost(struct db *db, const char *what);

/* pg_value.c */

/* The inputs of a call; their texts are borrowed from it. */
void db_pg_params(const struct db_call *call, struct pg_params *p);
/* Column i of the current row, out of the binary form; texts point into the
 * result. */
void db_pg_value(const struct db_rows *rows, unsigned i, struct db_value *out);

/* pg_error.c */

/* What a failed result means; recorded as a fault. */
enum err db_pg_error(
    struct db *db, const struct db_query *query, const PGresult *result);
/* Whether the result says that the connection is of no more use, because the
 * server ends it or its prepared statements are gone or stale; *err is what
 * the caller gets. */
bool db_pg_is_lost(const PGresult *result, enum err *err);

#endif
