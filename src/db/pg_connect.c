/*
 * Making and ending connections to PostgreSQL, none of which may take longer
 * than the settings say. A host name is looked up by the system's resolver,
 * which has time-outs of its own: use an address, or a socket's directory.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "db/pg.h"

#include "base/banned.h"

enum { KEYWORDS = 16 };

enum err
db_pg_open(struct db *db, struct fault *f)
{
	PQconninfoOption *parsed;
	char *message = NULL;

	parsed = PQconninfoParse(db->options.url, &message);
	if (!parsed) {
		fault(f, ERR_CONFIG, "DATABASE_URL: %s",
		    message ? message : "not understood");
		PQfreemem(message);
		f->detail[strcspn(f->detail, "\n")] = '\0';
		return ERR_CONFIG;
	}
	PQconninfoFree(parsed);
	db->connection = calloc(1, sizeof(struct pg));
	bug_if(!db->connection);
	return ERR_OK;
}

void
db_pg_disconnect(struct db *db)
{
	struct pg *pg = db->connection;

	PQfinish(pg->conn);
	pg->conn = NULL;
	pg->is_streaming = false;
	free(pg->is_prepared);
	pg->is_prepared = NULL;
	pg->n_prepared = 0;
}

void
db_pg_free(struct db *db)
{
	free(db->connection);
}

const char *
db_pg_message(struct db *db, const PGconn *conn)
{
	char *text = arena_strdup(db->arena, PQerrorMessage(conn));
	size_t len = strlen(text);

	while (len && text[len - 1] == '\n')
		text[--len] = '\0';
	return text;
}

bool
db_pg_wait(PGconn *conn, short events, int64_t deadline_us)
{
	for (;;) {
		int64_t left = deadline_us - clock_monotonic_us();
		struct pollfd fd = { .fd = PQsocket(conn), .events = events };

		if (left <= 0 || fd.fd < 0)
			return false;
		if (poll(&fd, 1, (int)(left / 1000) + 1) > 0)
			return true; /* on EINTR too: look again */
	}
}

/*
 * Planning costs more than most of our statements, so each is planned once and
 * for any values; and as every one of them is written to be answered by
 * indexes, the plans for reading whole tables are taken away: they look cheap
 * while a table is small, and would be kept when it has grown. So are those
 * that start processes, for none is as large as that.
 */
#define OLTP_PLANS                                                      \
	"-c plan_cache_mode=force_generic_plan -c enable_hashjoin=off " \
	"-c enable_mergejoin=off -c enable_material=off "               \
	"-c enable_memoize=off "                                        \
	"-c enable_seqscan=off -c jit=off "                             \
	"-c max_parallel_workers_per_gather=0 "

/* The time-outs that the server keeps, and what the URL asks for itself. */
static const char *
session_options(struct db *db)
{
	PQconninfoOption *parsed = PQconninfoParse(db->options.url, NULL);
	const char *own = "", *all;

	for (PQconninfoOption *o = parsed; o && o->keyword; o++)
		if (str_eq(o->keyword, "options") && o->val)
			own = o->val;
	all = arena_printf(db->arena,
	    "-c statement_timeout=%lld -c lock_timeout=3000 " OLTP_PLANS
	    "-c idle_in_transaction_session_timeout=15000 %s",
	    (long long)db->options.statement_ms, own);
	PQconninfoFree(parsed);
	return all;
}

static PGconn *
start(struct db *db)
{
	const char *keys[KEYWORDS], *values[KEYWORDS];
	int n = 0;

#define SET(k, v) (keys[n] = (k), values[n++] = (v))
	/* what the URL may say otherwise */
	SET("gssencmode", "disable");
	SET("fallback_application_name", db->options.program);
	SET("tcp_user_timeout", "5000");
	SET("keepalives_idle", "30");
	SET("dbname", db->options.url);
	/* and what it may not */
	SET("client_encoding", "UTF8");
	if (db->options.prepare) /* PgBouncer refuses options */
		SET("options", session_options(db));
	SET(NULL, NULL);
#undef SET
	return PQconnectStartParams(keys, values, 1);
}

/* Drives the connection to its end, which its status tells. */
static void
establish(PGconn *conn, int64_t deadline_us)
{
	PostgresPollingStatusType status = PGRES_POLLING_WRITING;

	while (status != PGRES_POLLING_OK) {
		short events = status == PGRES_POLLING_READING ? POLLIN
							       : POLLOUT;

		if (status == PGRES_POLLING_FAILED ||
		    !db_pg_wait(conn, events, deadline_us))
			return;
		status = PQconnectPoll(conn);
	}
}

static void
ignore_notice(void *ctx, const char *message)
{
	(void)ctx;
	log_debug("database: %s", message);
}

/* PgBouncer knows no options. */
static const char *
with_hint(struct db *db, const char *message)
{
	return strstr(message, "unsupported startup parameter")
		   ? arena_printf(db->arena,
			 "%s; behind PgBouncer set DATABASE_PREPARE=off",
			 message)
		   : message;
}

/* Why a connection is of no use, in db's arena; NULL when it is. In another
 * encoding than UTF-8 some texts could not be stored, and others not be found:
 * SQL_ASCII, which a server set up under LANG=C has, checks nothing. */
static const char *
find_fault(struct db *db, PGconn *conn)
{
	const char *encoding = PQparameterStatus(conn, "server_encoding");

	if (PQstatus(conn) == CONNECTION_BAD && *PQerrorMessage(conn))
		return with_hint(db, db_pg_message(db, conn));
	if (PQstatus(conn) != CONNECTION_OK)
		return "no result in time";
	if (encoding && !str_eq(encoding, "UTF8"))
		return arena_printf(db->arena,
		    "the encoding of the database is %s, and must be UTF8: "
		    "createdb -E UTF8 -T template0",
		    encoding);
	return NULL;
}

static enum err
give_up(struct db *db, PGconn *conn, const char *why)
{
	struct pg *pg = db->connection;

	PQfinish(conn);
	db_breaker_fail(&pg->breaker, clock_monotonic_us());
	return db_engine_lost(
	    db, ERR_DATABASE_UNAVAILABLE, "cannot connect: %s", why);
}

enum err
db_pg_connect(struct db *db)
{
	struct pg *pg = db->connection;
	int64_t now = clock_monotonic_us(), left;
	const char *why;
	PGconn *conn;

	if (db_breaker_is_open(&pg->breaker, now, &left)) {
		db->fault->retry_after_s = 1 + (int)(left / CLOCK_SECOND_US);
		db_measure_event(db->measure, METRIC_REFUSED);
		return fault_internal(db->fault, ERR_DATABASE_UNAVAILABLE,
		    "no attempt to connect for %lld ms more",
		    (long long)left / 1000);
	}
	conn = start(db);
	bug_if(!conn);
	if (PQstatus(conn) != CONNECTION_BAD)
		establish(conn, now + db->options.connect_ms * 1000);
	why = find_fault(db, conn);
	if (!why && (PQsetnonblocking(conn, 1) || !PQenterPipelineMode(conn)))
		why = db_pg_message(db, conn);
	if (why)
		return give_up(db, conn, why);
	PQsetNoticeProcessor(conn, ignore_notice, NULL);
	db_breaker_reset(&pg->breaker);
	pg->conn = conn;
	return ERR_OK;
}
