/*
 * Behind PgBouncer, as contrib/pgbouncer sets it up: a session belongs there to
 * whoever has a transaction.
 */
#include "t/lib/api.h"

#ifdef WITH_POSTGRESQL

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "db/pg.h"
#include "t/lib/e2e.h"
#include "t/lib/process.h"

#include "base/banned.h"

#define FILES TOP_SRCDIR "/contrib/pgbouncer"

enum { START_MS = 10000, STOP_MS = 5000, GUESTS = 12, SEATS = 3 };

static struct {
	char dir[64];
	struct process process;
	char *logins[GUESTS], *rsvp;
} t;

static PGconn *
direct(void)
{
	cr_assert(db_connect(given_db()) == ERR_OK);
	return ((struct pg *)given_db()->connection)->conn;
}

/* Runs sql; the rows are to be cleared. */
static PGresult *
run(PGconn *conn, const char *sql)
{
	bool is_pipeline = PQpipelineStatus(conn) != PQ_PIPELINE_OFF;
	PGresult *r;

	cr_assert(!is_pipeline || PQexitPipelineMode(conn));
	r = PQexec(conn, sql);
	cr_assert(!is_pipeline || PQenterPipelineMode(conn));
	cr_assert(PQresultStatus(r) == PGRES_COMMAND_OK ||
		      PQresultStatus(r) == PGRES_TUPLES_OK,
	    "%s: %s", sql, PQerrorMessage(conn));
	return r;
}

/*
 * PgBouncer, with the configuration that Hearth ships but for its places.
 */

static void
shell(const char *commands)
{
	cr_assert(
	    process_run(text("%s/log", t.dir), START_MS,
		(const char *const[]){ "sh", "-euc", commands, NULL }) == 0,
	    "%s: see %s/log", commands, t.dir);
}

static char *
url(void)
{
	return text("postgresql://%s@/%s?host=%s&port=6432", PQuser(direct()),
	    PQdb(direct()), t.dir);
}

static bool
is_up(void *ctx)
{
	PGconn *conn = PQconnectdb(url());
	bool is_ok = PQstatus(conn) == CONNECTION_OK;

	(void)ctx;
	PQfinish(conn);
	return is_ok;
}

static void
start(void)
{
	snprintf(t.dir, sizeof(t.dir), "/tmp/hearth-bouncer-XXXXXX");
	cr_assert(mkdtemp(t.dir) != NULL);
	shell(text("sed -e 's|^hearth = .*|%s = host=%s dbname=%s|'"
		   " -e 's|^auth_type = .*|auth_type = trust|'"
		   " -e 's|/etc/pgbouncer/userlist.txt|%s/users|'"
		   " -e 's|= /.*/\\(pgbouncer\\..*\\)|= %s/\\1|'"
		   " -e 's|^unix_socket_dir = .*|unix_socket_dir = %s|'"
		   " " FILES "/pgbouncer.ini >%s/ini;"
		   " echo '\"%s\" \"\"' >%s/users",
	    PQdb(direct()), PQhost(direct()), PQdb(direct()), t.dir, t.dir,
	    t.dir, t.dir, PQuser(direct()), t.dir));
	if (geteuid() == 0) /* as whom it refuses to run */
		shell(text("chown -R postgres %s", t.dir));
	process_start(&t.process, text("%s/log", t.dir),
	    (const char *const[]){ "pgbouncer", "-q",
		geteuid() == 0 ? "-upostgres" : "-q", text("%s/ini", t.dir),
		NULL });
	wait_until(is_up, NULL, START_MS, text("pgbouncer, see %s", t.dir));
}

static void
stop(void)
{
	PQclear(run(direct(), text("ALTER ROLE %s IN DATABASE %s RESET ALL",
				  PQuser(direct()), PQdb(direct()))));
	process_stop(&t.process, STOP_MS);
	shell(text("rm -rf %s", t.dir));
}

/* role.sql, for this database alone. */
static void
set_role(void)
{
	FILE *file = fopen(FILES "/role.sql", "r");
	static const char prefix[] = "ALTER ROLE hearth ";
	char line[256];

	cr_assert(file != NULL);
	while (fgets(line, sizeof(line), file))
		if (str_has_prefix(line, prefix))
			PQclear(run(
			    direct(), text("ALTER ROLE %s IN DATABASE %s %s",
					  PQuser(direct()), PQdb(direct()),
					  line + sizeof(prefix) - 1)));
	fclose(file);
}

Test(api_pgbouncer, the_role_gives_a_session_what_hearth_asks_of_one,
    .fini = engine_close)
{
	PGconn *bounced;
	PGresult *asked, *got;

	engine_open(DB_POSTGRESQL);
	set_role(); /* before any session begins */
	start();
	asked = run(direct(),
	    "SELECT name, current_setting(name) FROM pg_settings WHERE source ="
	    " 'client' AND name NOT IN ('application_name', "
	    "'client_encoding')");
	cr_expect(PQntuples(asked) > 6);
	bounced = PQconnectdb(url());
	for (int i = 0; i < PQntuples(asked); i++) {
		got = run(bounced, text("SELECT current_setting('%s')",
				       PQgetvalue(asked, i, 0)));
		cr_expect_str_eq(PQgetvalue(got, 0, 0), PQgetvalue(asked, i, 1),
		    "%s", PQgetvalue(asked, i, 0));
		PQclear(got);
	}
	PQfinish(bounced);
	PQclear(asked);
	stop();
	engine_pass();
}

static int
answer(int i)
{
	return api_ask(t.logins[i], PUT, t.rsvp,
	    "{\"status\":\"attending\",\"party_size\":1}");
}

Test(api_pgbouncer, the_last_seats_are_given_once, .fini = engine_close)
{
	int results[GUESTS], n[600] = { 0 };

	engine_open(DB_POSTGRESQL);
	start();
	api_set("DATABASE_PREPARE", "off");
	api_set("DATABASE_URL", url());
	given_event("e", .capacity = SEATS, .waitlist = true);
	t.rsvp = text("/api/v1/events/%s/rsvps/me", id("e"));
	for (int i = 0; i < GUESTS; i++)
		t.logins[i] = given_login(NULL, text("guest%d", i));
	api_in_processes(GUESTS, answer, results);
	for (int i = 0; i < GUESTS; i++)
		n[results[i]]++;
	cr_expect(n[200] == SEATS && n[202] == GUESTS - SEATS,
	    "%d seated, %d wait", n[200], n[202]);
	expect(200, anonymous(GET, "/events/%s", id("e")));
	expect_text("0", body("/spots_left"));
	stop();
	engine_pass();
}

Test(api_pgbouncer, what_to_set_is_said, .fini = engine_close)
{
	struct fault f = { 0 };
	struct arena arena;
	struct db *db;
	struct db_options options = { .url = NULL,
		.prepare = true,
		.connect_ms = START_MS,
		.statement_ms = START_MS,
		.program = "test" };

	engine_open(DB_POSTGRESQL);
	start();
	api_expect_503();
	options.url = url();
	arena_init(&arena, 1 << 20);
	cr_assert(db_open(&options, &f, &db) == ERR_OK);
	db_bind(db, &arena, &f);
	cr_expect(db_connect(db) == ERR_DATABASE_UNAVAILABLE);
	cr_expect(strstr(f.internal, "DATABASE_PREPARE=off"), "%s", f.internal);
	db_close(db);
	arena_release(&arena);
	stop();
	engine_pass();
}

#endif
