/*
 * Copying by PostgreSQL's own programs. They learn from the environment where
 * the database is, because others can read a command line. A copy is put back
 * by psql in one transaction, which begins with taking away what is there, and
 * whose COMMIT is written only when pg_restore has read the copy to its end.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/child.h"
#include "base/str.h"
#include "db/copy.h"
#include "db/pg.h"
#include "db/schema.h"

#include "base/banned.h"

enum { VARIABLES = 64 };

/* What the URL says, as libpq's variables; NULL at the end. */
static const char *const *
environment(struct db *db)
{
	PQconninfoOption *parsed = PQconninfoParse(db->options.url, NULL);
	const char **env = arena_array(
	    db->arena, VARIABLES, sizeof(const char *));
	int n = 0;

	for (PQconninfoOption *o = parsed; o && o->keyword && n < VARIABLES - 1;
	     o++)
		if (o->envvar && o->val)
			env[n++] = arena_printf(
			    db->arena, "%s=%s", o->envvar, o->val);
	PQconninfoFree(parsed);
	return env;
}

/* pg_dump changes settings of its session, which PgBouncer would hand to
 * somebody else; and what has to be quoted in SQL is quoted otherwise on a
 * command line. */
static enum err
check_way(struct db *db, const char *schema)
{
	if (!db->options.prepare)
		return fault(db->fault, ERR_CONFIG,
		    "pg_dump and psql must not go through PgBouncer: run this "
		    "with DATABASE_PREPARE=on and a DATABASE_URL of the server "
		    "itself");
	if (strchr(schema, '"'))
		return fault(db->fault, ERR_CONFIG,
		    "The schema that search_path leads to, %s, must be there "
		    "and have a name of small letters",
		    schema);
	return ERR_OK;
}

static enum err
cannot_run(struct db *db, const char *program)
{
	return fault(db->fault, ERR_INTERNAL,
	    "%s cannot be run: %s (package postgresql-client)", program,
	    strerror(errno));
}

/* Waits for a program; what it said is the fault when it has failed. */
static enum err
finish(struct db *db, struct child *c, const char *program, enum err failure)
{
	char message[FAULT_TEXT];
	int status = child_wait(c, message, sizeof(message));

	if (status == 0)
		return ERR_OK;
	if (!message[0])
		snprintf(message, sizeof(message), "%s: exit status %d",
		    program, status);
	return fault(db->fault, failure, "%s", message);
}

enum err
db_pg_copy_write(struct db *db, const char *schema, const char *path)
{
	const char *const argv[] = { "pg_dump", "--format=custom",
		"--no-password", "--lock-wait-timeout=60s", "--schema", schema,
		NULL };
	enum err err = check_way(db, schema);
	struct child c;
	int out;

	if (err)
		return err;
	out = open(path, O_WRONLY | O_CLOEXEC);
	if (out < 0)
		return fault(
		    db->fault, ERR_INTERNAL, "%s: %s", path, strerror(errno));
	if (child_start(&c, argv, environment(db), CHILD_NOTHING, out))
		err = finish(db, &c, argv[0], ERR_INTERNAL);
	else
		err = cannot_run(db, argv[0]);
	close(out);
	return err;
}

/*
 * Reading: pg_restore writes all of it as SQL, where the rows of a table stand
 * between "COPY schema.table (column, ...) FROM stdin;" and "\.".
 */

struct reading {
	const char *schema;
	struct db_copy *out;
	int64_t other;	 /* rows of tables that are not counted */
	int64_t *n_rows; /* of the table that is being read; NULL: none */
	bool has_versions;
};

static bool
is_head(const struct reading *r, const char *line, const char *table)
{
	char head[128];

	snprintf(head, sizeof(head), "COPY %s.%s (", r->schema, table);
	return str_has_prefix(line, head);
}

static void
read_head(struct reading *r, const char *line)
{
	r->has_versions = is_head(r, line, "schema_migration");
	if (is_head(r, line, "users"))
		r->n_rows = &r->out->n_users;
	else if (is_head(r, line, "event"))
		r->n_rows = &r->out->n_events;
	else
		r->n_rows = &r->other;
}

static void
read_row(struct reading *r, const char *line)
{
	long version = r->has_versions ? strtol(line, NULL, 10) : 0;

	++*r->n_rows;
	if (version > r->out->version)
		r->out->version = (int)version;
}

static void
read_lines(struct reading *r, FILE *sql)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, sql) >= 0)
		if (!r->n_rows && str_has_prefix(line, "COPY "))
			read_head(r, line);
		else if (r->n_rows && str_eq(line, "\\.\n"))
			r->n_rows = NULL;
		else if (r->n_rows)
			read_row(r, line);
	free(line);
}

/* Starts pg_restore, which writes the copy as SQL to out. */
static enum err
start_restore(struct db *db, const char *schema, const char *path, int out,
    struct child *c)
{
	const char *const argv[] = { "pg_restore", "--file=-", "--no-owner",
		"--schema", schema, path, NULL };

	return child_start(c, argv, NULL, CHILD_NOTHING, out)
		   ? ERR_OK
		   : cannot_run(db, argv[0]);
}

enum err
db_pg_copy_read(
    struct db *db, const char *schema, const char *path, struct db_copy *out)
{
	struct reading r = { .schema = schema, .out = out };
	struct child c;
	FILE *sql;
	int ends[2];
	enum err err;

	bug_if(pipe2(ends, O_CLOEXEC) != 0);
	err = start_restore(db, schema, path, ends[1], &c);
	close(ends[1]);
	sql = fdopen(ends[0], "r");
	bug_if(!sql);
	read_lines(&r, sql);
	fclose(sql);
	return err ? err : finish(db, &c, "pg_restore", ERR_VALIDATION_FAILED);
}

/*
 * Putting it back.
 */

/*
 * What is there goes: also what the copy has not, because it is older. All
 * tables are locked at once, and nothing is held while they are waited for: a
 * responder that still runs locks them in another order. Tables are dropped
 * before what belongs to them.
 */
static const char begin[] =
    "BEGIN;"
    "SET LOCAL client_min_messages = warning;"
    "SET LOCAL statement_timeout = 0;"
    "SET LOCAL idle_in_transaction_session_timeout = 0;"
    "SET LOCAL lock_timeout = '60s';"
    "SELECT " DB_SCHEMA_LOCK ";"
    "DO $$"
    " DECLARE"
    "  here oid := current_schema::regnamespace;"
    "  tables text; command text; commands text[];"
    " BEGIN"
    "  SELECT string_agg(oid::regclass::text, ',') INTO tables"
    "   FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = here;"
    "  FOR try IN 1..6000 LOOP BEGIN"
    "   EXIT WHEN tables IS NULL;"
    "   EXECUTE 'LOCK TABLE ' || tables || ' NOWAIT';"
    "   EXIT;"
    "   EXCEPTION WHEN lock_not_available THEN"
    "    IF try = 6000 THEN RAISE; END IF;"
    "    PERFORM pg_sleep(0.01);"
    "  END; END LOOP;"
    "  SELECT array_agg(t.command ORDER BY t.rank) INTO commands FROM ("
    "   SELECT 1 AS rank, 'pg_class'::regclass AS class, oid,"
    "     relnamespace AS schema,"
    "     format('TABLE IF EXISTS %I.%I', current_schema, relname) AS command"
    "    FROM pg_class WHERE relkind IN ('r', 'p')"
    "   UNION ALL SELECT 2, 'pg_class'::regclass, oid, relnamespace,"
    "     format('VIEW IF EXISTS %I.%I', current_schema, relname)"
    "    FROM pg_class WHERE relkind = 'v'"
    "   UNION ALL SELECT 3, 'pg_class'::regclass, oid, relnamespace,"
    "     format('SEQUENCE IF EXISTS %I.%I', current_schema, relname)"
    "    FROM pg_class WHERE relkind = 'S'"
    "   UNION ALL SELECT 4, 'pg_proc'::regclass, oid, pronamespace,"
    "     format('ROUTINE IF EXISTS %s', oid::regprocedure)"
    "    FROM pg_proc"
    "   UNION ALL SELECT 5, 'pg_type'::regclass, oid, typnamespace,"
    "     format('TYPE IF EXISTS %I.%I', current_schema, typname)"
    "    FROM pg_type WHERE typtype IN ('d', 'e')) t"
    "   WHERE t.schema = here"
    "    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = t.class"
    "     AND d.objid = t.oid AND d.deptype = 'e');"
    "  FOREACH command IN ARRAY COALESCE(commands, '{}') LOOP"
    "   EXECUTE 'DROP ' || command || ' CASCADE';"
    "  END LOOP;"
    " END $$;\n";

static const char commit[] = "COMMIT;\n";

/* Writes to psql, which may have ended. */
static bool
tell(int to, const char *sql)
{
	size_t len = strlen(sql);

	return send(to, sql, len, MSG_NOSIGNAL) == (ssize_t)len;
}

/* Gives psql the whole of the copy between begin and commit. */
static enum err
feed(struct db *db, const char *schema, const char *path, int to)
{
	struct child c;
	enum err err = tell(to, begin)
			   ? start_restore(db, schema, path, to, &c)
			   : fault(db->fault, ERR_INTERNAL, "psql has ended");

	if (!err)
		err = finish(db, &c, "pg_restore", ERR_INTERNAL);
	if (!err && !tell(to, commit))
		err = fault(db->fault, ERR_INTERNAL, "psql has ended");
	return err;
}

/* Where both have failed, psql knows why. */
enum err
db_pg_copy_restore(struct db *db, const char *schema, const char *path)
{
	const char *const argv[] = { "psql", "--no-psqlrc", "--quiet",
		"--no-password", "--set=ON_ERROR_STOP=1", "--file=-", NULL };
	enum err err = check_way(db, schema), ended;
	struct child psql;
	int ends[2];

	if (err)
		return err;
	bug_if(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0);
	if (!child_start(
		&psql, argv, environment(db), ends[1], CHILD_NOTHING)) {
		close(ends[0]);
		close(ends[1]);
		return cannot_run(db, argv[0]);
	}
	close(ends[1]);
	err = feed(db, schema, path, ends[0]);
	close(ends[0]);
	ended = finish(db, &psql, argv[0], ERR_INTERNAL);
	return ended ? ended : err;
}
