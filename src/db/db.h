/*
 * The database, one interface over two engines. Hand-written code never sees
 * SQL: it calls the typed functions that are generated from sql/query/ (see
 * generated/query/), which come down to the functions here.
 *
 * A struct db is one connection of one process; it connects when it is first
 * needed and again after it was lost. Before a request db_bind says where rows
 * live and where failures are recorded.
 *
 * Errors that every call can return: ERR_DATABASE_UNAVAILABLE (the connection
 * is gone or cannot be made; nothing of an open transaction remains),
 * ERR_RETRY (serialization failure or deadlock, or a row was waited for and
 * what it refers to came with the change; run the transaction again),
 * ERR_BUSY (a lock or the write gate was not free in time), ERR_INTERNAL (the
 * statement failed; the text is in fault->internal only), and whatever the
 * table of constraints (db/constraint.h) maps a violated constraint to.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/opt.h"
#include "base/uuid.h"
#include "base/word.h"
#include "metric/metric.h"

enum db_engine { DB_POSTGRESQL, DB_SQLITE, DB_ENGINES };

/* How a value looks in C (null form in brackets). */
enum db_type {
	DB_TEXT, /* const char * [NULL]; of a list of words: its enum [0] */
	DB_INT,	 /* int64_t; nullable: struct opt_int */
	DB_BOOL, /* bool; nullable: struct opt_bool */
	DB_TIME, /* int64_t microseconds; nullable: struct opt_time. What is
		    read can be written: of other times the nearest */
	DB_WALL, /* the same, of a wall time (base/zone.h) */
	DB_REAL, /* double; nullable: struct opt_real */
	DB_UUID, /* struct uuid or <kind>_id [nil] */
	DB_JSON, /* const char *, JSON text [NULL] */
	DB_BYTES /* struct bytes [p NULL] */
};

/* One input or output of a query. */
struct db_field {
	const char *name; /* "title", "organizer.id", "_version" */
	enum db_type type;
	bool nullable;
	uint16_t offset;  /* in the struct of the inputs, or of the row */
	uint16_t key_len; /* of key */
	const char *key;  /* "\"title\":", ready to write; for a dotted
			     name the part after the dot. NULL for inputs and
			     hidden columns, and where the column is an
			     object whose members the response has */
	const struct word_list *words; /* the text is a word of this list, the
					  bits of an int are words of it, from
					  the first on; or NULL */
	bool is_excerpt; /* a response has no more than its beginning */
};

struct db_page;

/* A named query, generated from sql/query/<noun>.sql. Columns whose names
 * begin with '_' are for the program and never part of a response. */
struct db_query {
	const char *name;	     /* "event_get" */
	const char *sql[DB_ENGINES]; /* $n for PostgreSQL, ?n for SQLite */
	const struct db_field *in, *out;
	uint16_t n_in, n_out;
	uint16_t in_size;	    /* of the struct of the inputs */
	uint16_t row_size;	    /* of the row struct */
	uint16_t index;		    /* dense; below DB_QUERIES_MAX */
	bool is_write;		    /* changes rows */
	bool is_locking;	    /* locks rows (PostgreSQL) */
	const struct db_page *page; /* NULL: not read page by page */
};

/* All of them, by index; NULL at the end. */
extern const struct db_query *const db_queries[];
enum { DB_QUERIES_MAX = 2000 };

/* A query together with the struct of its inputs. Made by the generated macro
 * Q_<name>(.member = value, ...); the inputs live until the end of the block
 * that made it.
 *
 * This macro, and q_<name>(db, .member = value, ..., result), which runs the
 * query, want each input named exactly once, in any order: as many as there are
 * (or the preprocessor wants "each_input_of_<name>"), none twice
 * (-Woverride-init), none by its position alone. */
struct db_call {
	const struct db_query *query;
	const void *in;
};

/* 0, when init alone initializes a member of the type. Nothing does not
 * compile, nor does one half of braces with a comma in them, which would pass
 * for two inputs: give such a value a name, or put it into parentheses. */
#define DB_WHOLE(type, init) \
	(0 * sizeof((type){  \
		 init,       \
	     }))

/* A copy of a call, inputs and their texts included, in the arena. */
struct db_call db_call_copy(struct arena *arena, struct db_call call);

/* A connect_ms for programs that no client waits for. */
enum { DB_PATIENT_CONNECT_MS = 5000 };

struct db_options {
	const char *url; /* sqlite:///absolute, sqlite:relative,
			    postgresql://... */
	bool prepare;	 /* named statements (PostgreSQL) */
	int64_t connect_ms;
	int64_t statement_ms;
	bool full_sync;	     /* SQLite: synchronous=FULL */
	bool is_copy;	     /* SQLite: a file that nobody writes, opened to be
				read only and without a lock */
	bool check_schema;   /* refuse a schema that is not the one
				expected: ERR_SCHEMA_OUTDATED */
	const char *program; /* application_name; borrowed */
	struct metric *metric; /* where statements are counted; NULL:
				  nowhere */
};

struct db;

/* Checks the URL and allocates; does not connect. ERR_CONFIG. Close with
 * db_close, after fork in the process that uses it. The options are copied,
 * their texts are borrowed. */
MUST_CHECK enum err db_open(
    const struct db_options *options, struct fault *f, struct db **out);
/* Disconnects, which ends an open transaction without effect, and frees. Rows
 * in an arena must be gone before. NULL is allowed. */
void db_close(struct db *db);
/* Which engine the URL named. */
enum db_engine db_engine(const struct db *db);

/* Rows of later calls live in arena, failures go to f. Both are borrowed until
 * the next bind. A transaction or rows left open before are ended. */
void db_bind(struct db *db, struct arena *arena, struct fault *f);
/* Rows of later calls live in another arena, and a transaction goes on; returns
 * the one before, to be given back before the other is released. Nothing that
 * db_rows, db_stream, db_first or db_later has begun may be open. */
struct arena *db_move(struct db *db, struct arena *arena);

/* Connects if needed, and checks the schema if so configured. */
MUST_CHECK enum err db_connect(struct db *db);
/* The same, while no client waits: one attempt may take as long as
 * DB_PATIENT_CONNECT_MS. */
MUST_CHECK enum err db_connect_patiently(struct db *db);
/* One cheap round trip. */
MUST_CHECK enum err db_ping(struct db *db);

/*
 * Transactions. db_begin sends nothing by itself on PostgreSQL: BEGIN travels
 * with the first statement that writes or locks; what is read before sees what
 * is committed at that moment (READ COMMITTED). On SQLite it takes the write
 * gate and runs BEGIN IMMEDIATE. db_rollback always succeeds and may be called
 * at any time. After any failed statement only db_rollback may follow, or the
 * end of a part of it.
 */
MUST_CHECK enum err db_begin(struct db *db);
MUST_CHECK enum err db_commit(struct db *db);
void db_rollback(struct db *db);
bool db_is_in_transaction(const struct db *db);
/* Says that the next statement is the last of the transaction. On PostgreSQL
 * it is then committed in the same round trip, unless it fails, or is a write
 * behind other writes, which may find that nothing is to be done and so undo
 * them: afterwards db_is_in_transaction tells whether a commit is still owed.
 */
void db_last(struct db *db);

/*
 * A part of a transaction, which may be undone alone; one may be in another.
 * db_end_part keeps what was done in it or undoes it, with what db_first or
 * db_later left waiting there; undoing may follow a statement that violated a
 * constraint, or was refused by db_first. Each is a round trip.
 */
MUST_CHECK enum err db_begin_part(struct db *db);
MUST_CHECK enum err db_end_part(struct db *db, bool is_kept);

typedef enum err (*db_first_fn)(void *ctx, const void *row);

/*
 * Something to be looked at before the next statement's result counts, e.g.
 * that the caller's session lives. On PostgreSQL it shares the round trip with
 * that statement; on SQLite it runs at once. fn gets the first row (NULL if
 * there was none) and decides; an error of fn becomes the error of the call
 * that carried it, whose own result is dropped. The inputs are copied; what
 * waits already is settled.
 */
MUST_CHECK enum err db_first(
    struct db *db, struct db_call call, db_first_fn fn, void *ctx);
/*
 * What is done in a transaction without a question: a write of which nobody
 * asks how many rows it changed, or a lock (SELECT … FOR UPDATE) of which
 * nobody reads the rows. On PostgreSQL it shares the round trip of the next
 * statement or of the commit, and its error is theirs; on SQLite it runs at
 * once. The transaction may begin with it. A statement behind a lock sees what
 * is committed when the lock is had. The inputs are copied.
 */
MUST_CHECK enum err db_later(struct db *db, struct db_call call);
/* Runs what db_first or db_later left waiting, if anything, without another
 * statement. */
MUST_CHECK enum err db_settle(struct db *db);

/* One row into *row; ERR_NOT_FOUND when there is none. */
MUST_CHECK enum err db_one(struct db *db, struct db_call call, void *row);
/* All rows as an array of the row struct, in the bound arena. */
MUST_CHECK enum err db_many(
    struct db *db, struct db_call call, void **rows, size_t *n);
/* A statement whose rows do not matter; *n (may be NULL) is how many it
 * changed. */
MUST_CHECK enum err db_exec(struct db *db, struct db_call call, int64_t *n);

/*
 * Rows for the encoder, one at a time and without copies.
 */
struct db_value {
	bool is_null;
	union {
		struct {	       /* DB_TEXT, DB_JSON, DB_BYTES */
			const char *p; /* not terminated */
			size_t len;
		} text;
		int64_t i; /* DB_INT, DB_TIME, DB_WALL */
		bool b;
		double d;
		struct uuid u;
	};
};

struct db_rows;

/* Runs the query; the rows belong to the bound arena. */
MUST_CHECK enum err db_rows(
    struct db *db, struct db_call call, struct db_rows **out);
/* The next row; *more is false at the end. On SQLite the next statement on
 * this connection ends the rows before it. */
MUST_CHECK enum err db_rows_next(struct db_rows *rows, bool *more);
/* The same for any number of rows, which take the memory of one: they are sent
 * as they are read. Not in a transaction; nothing else runs on the connection
 * until db_rows_next has told the end or failed, or db_rollback gives up the
 * rest. */
MUST_CHECK enum err db_stream(
    struct db *db, struct db_call call, struct db_rows **out);
/* Column i of the current row; valid until the next row. */
void db_rows_value(
    const struct db_rows *rows, unsigned i, struct db_value *out);

#endif
