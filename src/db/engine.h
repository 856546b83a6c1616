/*
 * What the two engines have in common, inside of db/ only: the connection's
 * state, which db.c keeps, and the calls that an engine answers.
 */
#ifndef DB_ENGINE_H
#define DB_ENGINE_H

#include "db/db.h"
#include "db/measure.h"

enum { DB_FIELDS_MAX = 64 };

enum db_transaction {
	DB_NONE,
	DB_WANTED, /* BEGIN travels with the first statement */
	DB_OPEN,
	DB_FAILED /* only a rollback may follow */
};

struct db_engine_calls;
struct db_first;
struct db_copy;

struct db {
	const struct db_engine_calls *calls;
	enum db_engine engine;
	struct db_options options;
	void *connection; /* the engine's own */
	struct arena *arena;
	struct fault *fault;
	struct db_measure *measure; /* NULL: nothing is counted */

	bool is_connected;
	bool is_checked; /* ... and has a schema that this program knows */
	int version;	 /* ... of this version, when last looked at */
	bool is_used;	 /* ... and has answered a statement */
	enum db_transaction transaction;
	bool is_last; /* COMMIT may travel with the next statement */
	struct {      /* what db_first or db_later left waiting */
		bool is_waiting;
		struct db_call call;
		db_first_fn fn;
		void *ctx;
	} first;
	char lost[FAULT_TEXT]; /* why the connection was given up */
};

struct db_rows {
	struct db *db;
	const struct db_query *query;
	void *handle; /* the engine's own; NULL: nothing left */
	int64_t changed;
	int64_t began_us; /* of what is not yet counted */
	int row, n_rows;  /* PostgreSQL: the current one of how many */
	bool has_row;	  /* SQLite: a row was fetched, not yet shown */
	bool is_stream;	  /* PostgreSQL: handle is one row of them */
};

/*
 * An engine. Every call that fails records its fault, except that a connection
 * given up is told by db_engine_lost alone, because db.c may try again.
 */
struct db_engine_calls {
	/* Checks the URL and allocates db->connection. */
	enum err (*open)(struct db *db, struct fault *f);
	void (*free)(struct db *db);
	/* Connects; sets nothing in db. */
	enum err (*connect)(struct db *db);
	void (*disconnect)(struct db *db);
	/* Makes an empty database where that is a file and missing. */
	enum err (*create)(struct db *db);
	/* Whether the schema may have become another one since this was last
	 * asked, as far as the connection knows without asking the server. */
	bool (*is_stale)(struct db *db);

	/* DB_NONE to DB_WANTED or DB_OPEN. */
	enum err (*begin)(struct db *db);
	/* DB_OPEN to DB_NONE, whatever comes out of it. */
	enum err (*commit)(struct db *db);
	void (*rollback)(struct db *db);

	/*
	 * Runs first (may be NULL) and call (may be NULL, not both) in one
	 * round trip. A transaction that is wanted begins before the first of
	 * them that writes or locks; when db->is_last it ends behind the last
	 * one, as db_last says: db->transaction tells whether it did. Succeeds
	 * when both were answered; verdict says whether a statement failed.
	 */
	enum err (*run)(struct db *db, const struct db_call *first,
	    struct db_rows *first_rows, const struct db_call *call,
	    struct db_rows *rows);
	enum err (*verdict)(struct db_rows *rows);
	enum err (*next)(struct db_rows *rows, bool *more);
	void (*value)(
	    const struct db_rows *rows, unsigned i, struct db_value *out);
	/* Nothing more is wanted of the rows. */
	void (*finish)(struct db_rows *rows);
	/* Any number of statements without parameters; *has_rows: whether the
	 * last one gave some. */
	enum err (*script)(struct db *db, const char *sql, bool *has_rows);

	/* What db/copy.h says, on a connected database; schema is the part of
	 * it where Hearth's tables are. The second is NULL where a copy is a
	 * database that can be opened. */
	enum err (*copy_write)(
	    struct db *db, const char *schema, const char *path);
	enum err (*copy_read)(struct db *db, const char *schema,
	    const char *path, struct db_copy *out);
	enum err (*copy_restore)(
	    struct db *db, const char *schema, const char *path);

	bool has_pipeline; /* first can share a round trip */
	bool keeps_rows;   /* values live as long as the arena, and
			      texts are terminated */
};

extern const struct db_engine_calls db_pg_calls, db_sqlite_calls;

/* The connection is useless: disconnects, keeps the reason, returns err. */
enum err db_engine_lost(struct db *db, enum err err, const char *format, ...)
    FORMAT_LIKE(3, 4);

/* Closes the connection, if there is one. */
void db_engine_disconnect(struct db *db);
/* Connects if needed, without a look at the schema and without a report. */
MUST_CHECK enum err db_engine_connect(struct db *db);
/* Returns err; records why the connection was given up, if that caused it. */
enum err db_engine_report(struct db *db, enum err err);

/* The current row of rows into the struct that the query describes. Texts
 * that would not stay are copied to the arena. */
MUST_CHECK enum err db_row_decode(const struct db_rows *rows, void *row);
/* Input i of a call as a value; its texts are borrowed. */
void db_call_value(
    const struct db_call *call, unsigned i, struct db_value *out);

#endif
