/*
 * Connections that die, hang or cannot be made, and statements that take too
 * long: what the caller gets, how soon, and that it heals by itself.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "db/gate.h"
#include "generated/query/schema.h"
#include "t/query/fixture.h"

#include "base/banned.h"

/* A wait that has no end must not become one of the whole suite. */
enum {
	AT_MOST_S = 30,
	HEAL_US = 10 * CLOCK_SECOND_US,
	GRACE_US = 2 * CLOCK_SECOND_US /* of a server beyond its time-outs */
};

/* Tests of one engine. */
#define Test_postgresql(name)                                            \
	static void query_connection_##name(void);                       \
	TEST_ON_POSTGRESQL(query_connection, name, .timeout = AT_MOST_S) \
	static void query_connection_##name(void)
#define Test_sqlite(name)                                            \
	static void query_connection_##name(void);                   \
	TEST_ON_SQLITE(query_connection, name, .timeout = AT_MOST_S) \
	static void query_connection_##name(void)

struct number {
	int64_t n;
};

static const struct db_field number_fields[] = {
	{ "n", DB_INT, false, offsetof(struct number, n), 0, NULL, NULL,
	    false },
};

#define NUMBER_QUERY(i, pg, sqlite)                                         \
	{                                                                   \
		.name = "test_connection_" #i, .index = DB_QUERIES_MAX + i, \
		.sql = { [DB_POSTGRESQL] = pg, [DB_SQLITE] = sqlite },      \
		.out = number_fields, .n_out = 1,                           \
		.row_size = sizeof(struct number)                           \
	}

static const struct db_query one = NUMBER_QUERY(
    0, "SELECT 1 AS n", "SELECT 1 AS n");
static const struct db_query endless = NUMBER_QUERY(1,
    "SELECT 1 AS n FROM pg_sleep(30)",
    "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s) "
    "SELECT max(n) AS n FROM s");
static const struct db_query backend = NUMBER_QUERY(
    2, "SELECT pg_backend_pid() AS n", "SELECT 0 AS n");
static const struct db_query users = NUMBER_QUERY(
    3, "SELECT count(*) AS n FROM users", "SELECT count(*) AS n FROM users");

static const struct db_query add = { .name = "test_connection_add",
	.index = DB_QUERIES_MAX + 4,
	.sql = { [DB_POSTGRESQL] = "INSERT INTO category VALUES ("
				   "gen_random_uuid(), 'new', now(), now(), 1)"
				   " RETURNING version AS n",
	    [DB_SQLITE] = "SELECT 0 AS n" },
	.out = number_fields,
	.n_out = 1,
	.row_size = sizeof(struct number),
	.is_write = true };

static enum err
ask(struct db *db, const struct db_query *q, int64_t *n)
{
	struct number row = { 0 };
	enum err err = db_one(db, (struct db_call){ q, NULL }, &row);

	*n = row.n;
	return err;
}

static int64_t
count_users(void)
{
	int64_t n;

	ok(ask(on.db, &users, &n));
	return n;
}

#ifdef WITH_POSTGRESQL

/* Ends the server's side of every connection to the database, and waits until
 * they are gone. */
static void
end_connections(void)
{
	char sql[256];

	snprintf(sql, sizeof(sql),
	    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
	    "WHERE datname = '%s'",
	    database_name(on.database));
	database_server(on.database, sql);
}

Test_postgresql(a_read_survives_a_restart)
{
	int64_t n;

	ok(ask(on.db, &one, &n));
	end_connections();
	ok(ask(on.db, &one, &n));
	cr_expect(n == 1);
}

Test_postgresql(what_was_connected_ahead_survives_a_restart)
{
	struct db_options options = fixture_options();
	struct arena arena;
	struct fault f;
	struct db *db = fixture_connect(&options, &arena, &f);
	int64_t n;

	ok(db_connect_patiently(db));
	end_connections();
	ok(ask(db, &one, &n));
	db_close(db);
	arena_release(&arena);
}

Test_postgresql(a_transaction_survives_before_it_begins)
{
	int64_t n;

	ok(ask(on.db, &one, &n));
	end_connections();
	ok(db_begin(on.db));
	fixture_user("a@x.org");
	ok(db_commit(on.db));
	cr_expect(count_users() == 1);
}

Test_postgresql(a_lost_transaction_is_never_repeated)
{
	int64_t n;

	ok(db_begin(on.db));
	fixture_user("a@x.org");
	end_connections();
	cr_expect(ask(on.db, &one, &n) == ERR_DATABASE_UNAVAILABLE);
	cr_expect(on.fault.retry_after_s >= 1);
	cr_expect(db_commit(on.db) == ERR_INTERNAL);
	db_rollback(on.db);
	cr_expect(count_users() == 0);
}

Test_postgresql(a_lost_commit_is_told)
{
	ok(db_begin(on.db));
	fixture_user("a@x.org");
	end_connections();
	cr_expect(db_commit(on.db) == ERR_DATABASE_UNAVAILABLE);
	cr_expect(db_is_in_transaction(on.db) == false);
	cr_expect(count_users() == 0);
}

Test_postgresql(a_lost_commit_behind_a_read_is_told)
{
	int64_t n;

	ok(db_begin(on.db));
	fixture_user("a@x.org");
	end_connections();
	db_last(on.db);
	cr_expect(ask(on.db, &one, &n) == ERR_DATABASE_UNAVAILABLE);
	db_rollback(on.db);
	cr_expect(count_users() == 0);
}

Test_postgresql(a_lost_write_alone_is_never_repeated)
{
	int64_t n;

	ok(ask(on.db, &one, &n));
	end_connections();
	cr_expect(q_schema_remove(on.db, .version = 0, NULL) ==
		  ERR_DATABASE_UNAVAILABLE);
	ok(ask(on.db, &one, &n));
}

/* It might have been committed. */
Test_postgresql(a_lost_write_that_commits_itself_is_never_repeated)
{
	int64_t n;

	ok(ask(on.db, &one, &n));
	end_connections();
	ok(db_begin(on.db));
	db_last(on.db);
	cr_expect(ask(on.db, &add, &n) == ERR_DATABASE_UNAVAILABLE);
	cr_expect(on.fault.retry_after_s >= 1);
	db_rollback(on.db);
	/* the same without db_last leaves its commit to be said */
	ok(ask(on.db, &one, &n));
	end_connections();
	ok(db_begin(on.db));
	ok(ask(on.db, &add, &n));
	db_rollback(on.db);
}

Test_postgresql(a_lost_write_that_is_sent_with_its_commit_is_never_repeated)
{
	int64_t n;

	for (int i = 0; i < 2; i++) {
		ok(ask(on.db, &one, &n));
		end_connections();
		ok(db_begin(on.db));
		ok(db_later(on.db, (struct db_call){ &add, NULL }));
		db_last(on.db);
		cr_expect((i ? ask(on.db, &one, &n) : db_commit(on.db)) ==
			  ERR_DATABASE_UNAVAILABLE);
		db_rollback(on.db);
	}
}

Test_postgresql(a_stale_plan_is_made_anew)
{
	static const struct db_query all = NUMBER_QUERY(
	    4, "SELECT * FROM t", "");
	static const struct db_query table = { .name = "test_table",
		.index = DB_QUERIES_MAX + 5,
		.is_write = true,
		.sql = { "CREATE TABLE t AS SELECT 7::bigint AS n", "" } };
	static const struct db_query column = { .name = "test_column",
		.index = DB_QUERIES_MAX + 6,
		.is_write = true,
		.sql = { "ALTER TABLE t ADD COLUMN m bigint", "" } };
	int64_t n;

	ok(db_exec(on.db, (struct db_call){ &table, NULL }, NULL));
	ok(ask(on.db, &all, &n));
	ok(db_exec(on.db, (struct db_call){ &column, NULL }, NULL));
	ok(ask(on.db, &all, &n));
	cr_expect(n == 7);
}

Test_postgresql(errors_mean_what_the_table_says)
{
	static const struct {
		const char *state;
		enum err err;
	} cases[] = {
		{ "40001", ERR_RETRY },
		{ "40P01", ERR_RETRY },
		{ "55P03", ERR_BUSY },
		{ "57014", ERR_BUSY },
		{ "42P01", ERR_SCHEMA_OUTDATED },
		{ "53100", ERR_DATABASE_UNAVAILABLE },
		{ "53300", ERR_DATABASE_UNAVAILABLE },
		{ "57P01", ERR_DATABASE_UNAVAILABLE },
		{ "08006", ERR_DATABASE_UNAVAILABLE },
		{ "25006", ERR_DATABASE_UNAVAILABLE },
		{ "42501", ERR_DATABASE_UNAVAILABLE },
		{ "58030", ERR_DATABASE_UNAVAILABLE },
		{ "XX001", ERR_DATABASE_UNAVAILABLE },
		{ "XX002", ERR_DATABASE_UNAVAILABLE },
		{ "22012", ERR_INTERNAL },
		{ "XX000", ERR_INTERNAL },
	};
	struct db_query raise = { .name = "test_raise",
		.index = DB_QUERIES_MAX + 7,
		.is_write = true };
	struct db_options options = fixture_options();
	struct arena arena;
	struct fault f;
	struct db *db;
	char sql[128];

	options.prepare = false; /* each case is another statement */
	db = fixture_connect(&options, &arena, &f);
	for (size_t i = 0; i < N_OF(cases); i++) {
		snprintf(sql, sizeof(sql),
		    "DO $$ BEGIN RAISE EXCEPTION 'x' "
		    "USING ERRCODE = '%s'; END $$",
		    cases[i].state);
		raise.sql[DB_POSTGRESQL] = sql;
		cr_expect(db_exec(db, (struct db_call){ &raise, NULL }, NULL) ==
			      cases[i].err,
		    "%s: %s %s", cases[i].state, err_code(f.err), f.internal);
	}
	db_close(db);
	arena_release(&arena);
}

static enum err
let_pass(void *ctx, const void *row)
{
	(void)ctx;
	return row ? ERR_OK : ERR_NOT_FOUND;
}

/* A backend that is stopped holds the connection open and says nothing. It is
 * given the time that each of two statements may take. */
Test_postgresql(a_server_that_hangs_is_given_up)
{
	struct db_options options = fixture_options();
	int64_t pid, n, start, waited;
	struct arena arena;
	struct fault f;
	struct db *db;

	options.statement_ms = 500;
	db = fixture_connect(&options, &arena, &f);
	ok(ask(db, &backend, &pid));
	cr_assert(kill((pid_t)pid, SIGSTOP) == 0);
	start = clock_monotonic_us();
	ok(db_begin(db));
	ok(db_first(db, (struct db_call){ &users, NULL }, let_pass, NULL));
	cr_expect(ask(db, &one, &n) == ERR_OK, "on a new connection");
	waited = clock_monotonic_us() - start;
	cr_expect(waited >= 2 * options.statement_ms * 1000 + GRACE_US &&
		      waited < HEAL_US,
	    "%lld us", (long long)waited);
	kill((pid_t)pid, SIGCONT);
	db_close(db);
	arena_release(&arena);
}

static void
set_allowed(const char *word)
{
	char sql[256];

	snprintf(sql, sizeof(sql), "ALTER DATABASE %s ALLOW_CONNECTIONS %s",
	    database_name(on.database), word);
	database_server(on.database, sql);
}

Test_postgresql(it_heals_without_a_restart)
{
	struct timespec pause = { .tv_nsec = 10000000 };
	int64_t n, start, attempts = 0;
	enum err err;

	ok(ask(on.db, &one, &n));
	set_allowed("false");
	end_connections();
	start = clock_monotonic_us();
	for (int i = 0; i < 1000; i++) {
		cr_assert(ask(on.db, &one, &n) == ERR_DATABASE_UNAVAILABLE);
		attempts += !strstr(on.fault.internal, "no attempt to connect");
	}
	/* the breaker is open for a tenth of a second, or longer */
	cr_expect(attempts <= 1 + (clock_monotonic_us() - start) / 100000,
	    "%lld", (long long)attempts);
	set_allowed("true");
	start = clock_monotonic_us();
	while ((err = ask(on.db, &one, &n)) == ERR_DATABASE_UNAVAILABLE &&
	       clock_monotonic_us() - start < HEAL_US)
		nanosleep(&pause, NULL);
	cr_expect(err == ERR_OK);
}

/* A socket in whose queue a connection waits for ever. */
Test_postgresql(a_deaf_server_costs_no_more_than_it_may)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char dir[] = "/tmp/hearth-deaf.XXXXXX", url[128];
	struct db_options options = fixture_options();
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	struct arena arena;
	struct fault f;
	int64_t start, n;
	struct db *db;

	cr_assert(mkdtemp(dir));
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/.s.PGSQL.5432",
	    dir);
	cr_assert(bind(s, (struct sockaddr *)&address, sizeof(address)) == 0);
	cr_assert(listen(s, 1) == 0);
	snprintf(url, sizeof(url), "postgresql:///x?host=%s", dir);
	options.url = url;
	options.connect_ms = 100;
	db = fixture_connect(&options, &arena, &f);
	start = clock_monotonic_us();
	cr_expect(ask(db, &one, &n) == ERR_DATABASE_UNAVAILABLE);
	cr_expect(clock_monotonic_us() - start < HEAL_US);
	cr_expect(
	    strstr(f.internal, "no result in time") != NULL, "%s", f.internal);
	cr_expect(ask(db, &one, &n) == ERR_DATABASE_UNAVAILABLE);
	cr_expect(strstr(f.internal, "no attempt to connect") != NULL, "%s",
	    f.internal);
	cr_expect(f.retry_after_s >= 1);
	db_close(db);
	arena_release(&arena);
	unlink(address.sun_path);
	rmdir(dir);
}

Test_postgresql(a_database_in_another_encoding_is_refused_by_name)
{
	static const char *const encodings[] = { "SQL_ASCII", "LATIN1" };
	const char *url = database_url(on.database);
	const char *name = database_name(on.database);
	const char *at = strstr(url, name);
	char other[96], other_url[512], sql[256];
	struct db_options options = fixture_options();
	struct arena arena;
	struct fault f;
	struct db *db;
	int64_t n;

	snprintf(other, sizeof(other), "%s_other", name);
	snprintf(other_url, sizeof(other_url), "%.*s%s%s", (int)(at - url), url,
	    other, at + strlen(name));
	options.url = other_url;
	for (size_t i = 0; i < N_OF(encodings); i++) {
		snprintf(sql, sizeof(sql),
		    "CREATE DATABASE %s TEMPLATE template0 LOCALE 'C' "
		    "ENCODING '%s'",
		    other, encodings[i]);
		database_server(on.database, sql);
		db = fixture_connect(&options, &arena, &f);
		cr_expect(ask(db, &one, &n) == ERR_DATABASE_UNAVAILABLE);
		cr_expect(
		    strstr(f.internal, encodings[i]) != NULL, "%s", f.internal);
		db_close(db);
		arena_release(&arena);
		snprintf(sql, sizeof(sql), "DROP DATABASE %s", other);
		database_server(on.database, sql);
	}
}

#endif

Test_engines(query_connection, a_statement_has_a_deadline, .timeout = AT_MOST_S)
{
	struct db_options options = fixture_options();
	struct arena arena;
	struct fault f;
	int64_t start, n;
	struct db *db;

	options.statement_ms = 100;
	db = fixture_connect(&options, &arena, &f);
	start = clock_monotonic_us();
	cr_expect(ask(db, &endless, &n) == ERR_BUSY, "%s", f.internal);
	cr_expect(clock_monotonic_us() - start < 2 * CLOCK_SECOND_US);
	ok(ask(db, &one, &n));
	db_close(db);
	arena_release(&arena);
}

/* A process that has begun to write and waits to be killed. */
static pid_t
start_writer(void)
{
	int ready[2];
	char byte;
	pid_t pid;

	cr_assert(pipe(ready) == 0);
	pid = fork();
	cr_assert(pid >= 0);
	if (pid == 0) {
		struct db_options options = fixture_options();
		struct arena arena;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* a connection of its own, after the fork */
		on.db = fixture_connect(&options, &arena, &on.fault);
		ok(db_begin(on.db));
		fixture_user("killed@x.org");
		cr_assert(write(ready[1], "x", 1) == 1);
		for (;;)
			pause();
	}
	cr_assert(read(ready[0], &byte, 1) == 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

Test_engines(query_connection, a_writer_that_is_killed_leaves_nothing,
    .timeout = AT_MOST_S)
{
	pid_t pid = start_writer();

	kill(pid, SIGKILL);
	cr_assert(waitpid(pid, NULL, 0) == pid);
	fixture_user("a@x.org"); /* the gate is open, the row free */
	cr_expect(count_users() == 1);
}

#ifdef WITH_SQLITE

static bool
is_gate_free(void)
{
	struct db_gate g;
	bool is_free;

	cr_assert(
	    db_gate_open(&g, strstr(database_url(on.database), "://") + 3));
	is_free = db_gate_lock(&g, 0);
	db_gate_close(&g);
	return is_free;
}

Test_sqlite(a_writer_holds_the_gate_until_its_end)
{
	int64_t n;

	ok(ask(on.db, &one, &n));
	cr_expect(is_gate_free(), "after a read");
	ok(db_begin(on.db));
	cr_expect(is_gate_free() == false);
	fixture_user("a@x.org");
	cr_expect(is_gate_free() == false);
	ok(db_commit(on.db));
	cr_expect(is_gate_free(), "after a commit");
	ok(db_begin(on.db));
	db_rollback(on.db);
	cr_expect(is_gate_free(), "after a rollback");
	fixture_user("b@x.org");
	cr_expect(is_gate_free(), "after a write alone");
}

Test_sqlite(readers_do_not_wait_for_writers)
{
	pid_t pid = start_writer();
	int64_t start = clock_monotonic_us();

	cr_expect(count_users() == 0);
	cr_expect(clock_monotonic_us() - start < CLOCK_SECOND_US);
	kill(pid, SIGKILL);
	cr_assert(waitpid(pid, NULL, 0) == pid);
}

#endif
