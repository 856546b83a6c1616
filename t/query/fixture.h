/*
 * One connection to one fresh database, for the tests of this tier.
 */
#ifndef T_QUERY_FIXTURE_H
#define T_QUERY_FIXTURE_H

#include "db/db.h"
#include "t/lib/database.h"
#include "t/lib/engines.h"
#include "generated/id/user.h"
#include "generated/query/event.h"

struct fixture {
	enum db_engine engine;
	struct database *database;
	struct db *db;
	struct arena arena;
	struct fault fault;
};

extern struct fixture on;

/* What engines.h calls around each test: a migrated database. */
void engine_open(enum db_engine engine);
void engine_close(void);
void engine_pass(void);

/* Another connection to the same database, with its own arena and fault. */
struct db_options fixture_options(void);
struct db *fixture_connect(
    const struct db_options *options, struct arena *arena, struct fault *f);

/* Makes it a connection that takes any schema, as migrations do. */
void fixture_take_any_schema(void);

/* Fails the test unless err is ERR_OK, and says why. */
void fixture_ok(enum err err, const char *what, int line);
#define ok(call) fixture_ok((call), #call, __LINE__)

/* A user in the database. */
struct user_id fixture_user(const char *email);

/* An event in the database, with these fields of struct q_event_add_in. What
 * is not given: an id of its own, the title "x", an end one microsecond after
 * the start, UTC, public, published. */
#define fixture_event(...) \
	fixture_event_with((struct q_event_add_in){ __VA_ARGS__ })
struct event_id fixture_event_with(struct q_event_add_in in);

/* Queries of one test file alone, numbered after the generated ones. */
#define QUERY(n, ...)                                                        \
	{                                                                    \
		.name = "test_" #n, .index = DB_QUERIES_MAX + n, __VA_ARGS__ \
	}
#define SAME_SQL(text) .sql = { [DB_POSTGRESQL] = text, [DB_SQLITE] = text }

#endif
