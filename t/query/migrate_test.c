/*
 * Migrations on both engines: there, back and there again, what is refused,
 * and two migrators at once.
 */
#include "db/migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/str.h"
#include "generated/query/schema.h"
#include "t/lib/database.h"
#include "t/lib/engines.h"

#include "base/banned.h"

/* What a schema consists of, as one text. */
struct line {
	const char *text;
};

static const struct db_field line_fields[] = {
	{ "line", DB_TEXT, false, 0, 0, NULL, NULL, false },
};

static const struct db_query schema = {
	.name = "test_schema",
	.index = DB_QUERIES_MAX,
	.sql[DB_POSTGRESQL] =
	    "SELECT concat_ws(' ', 'column', table_name, ordinal_position, "
	    "column_name, data_type, is_nullable, column_default, "
	    "generation_expression) AS line FROM information_schema.columns "
	    "WHERE table_schema = 'public' UNION ALL "
	    "SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes "
	    "WHERE schemaname = 'public' UNION ALL "
	    "SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, "
	    "pg_get_constraintdef(oid)) FROM pg_constraint "
	    "WHERE connamespace = 'public'::regnamespace UNION ALL "
	    "SELECT concat_ws(' ', 'function', oid::regprocedure, prosrc) "
	    "FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
	    "UNION ALL SELECT concat_ws(' ', 'trigger', tgname, "
	    "pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal "
	    "ORDER BY 1",
	.sql[DB_SQLITE] =
	    "SELECT coalesce(type || ' ' || tbl_name || ' ' || name || ' ' "
	    "|| sql, name) AS line FROM sqlite_master "
	    "WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1",
	.out = line_fields,
	.n_out = 1,
	.row_size = sizeof(struct line),
};

static struct {
	struct database *database;
	struct db *db;
	struct arena arena;
	struct fault fault;
	int steps, n_made; /* migrations, objects */
	const char *made;  /* the last object */
	unsigned n_forged; /* statements */
} at;

#define ok(call) expect_ok((call), #call, __LINE__)

static void
expect_ok(enum err err, const char *what, int line)
{
	cr_assert(err == ERR_OK, "line %d: %s: %s: %s %s", line, what,
	    err_code(err), at.fault.detail, at.fault.internal);
}

static struct db *
open_db(bool check_schema)
{
	struct db_options options = { .url = database_url(at.database),
		.prepare = true,
		.connect_ms = 2000,
		.statement_ms = 10000,
		.check_schema = check_schema,
		.program = "hearth-test" };
	struct db *db;

	fault_clear(&at.fault);
	ok(db_open(&options, &at.fault, &db));
	db_bind(db, &at.arena, &at.fault);
	return db;
}

static void
engine_open(enum db_engine engine)
{
	at.database = database_new_empty(engine);
	arena_init(&at.arena, 64 << 20);
	at.db = open_db(false);
}

static void
engine_close(void)
{
	db_close(at.db);
	arena_release(&at.arena);
	database_free(at.database);
}

static void
engine_pass(void)
{
}

static void
count_step(void *ctx, enum db_migrate_step step, const char *name)
{
	(void)ctx;
	if (step == DB_MAKE) {
		at.n_made++;
		at.made = name;
	} else {
		at.steps++;
	}
}

static int
version(void)
{
	int v = -1;

	ok(db_schema_version(at.db, &v));
	return v;
}

/* Blanks become one each, and a default goes. */
static char *
normal_definition(const char *p, const char *end)
{
	char *copy = arena_strndup(&at.arena, p, (size_t)(end - p));
	char *out = arena_strdup(&at.arena, ""), *rest = copy, *word;

	while ((word = strtok_r(rest, " \n", &rest)))
		if (str_eq(word, "DEFAULT"))
			strtok_r(rest, " \n", &rest);
		else
			out = arena_printf(&at.arena, "%s %s", out, word);
	return out;
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What a table of SQLite has, in the order of names: a column that is put back
 * stands behind the others, and has a default. */
static void
append_table(struct buf *text, const char *sql)
{
	const char *p = strchr(sql, '(') + 1, *begin = p;
	char *definitions[100];
	size_t n = 0;

	for (int depth = 1; depth; p++) {
		depth += (*p == '(') - (*p == ')');
		if (depth && !(depth == 1 && *p == ','))
			continue;
		cr_assert(n < N_OF(definitions));
		definitions[n++] = normal_definition(begin, p);
		begin = p + 1;
	}
	qsort(definitions, n, sizeof(*definitions), compare_texts);
	buf_printf(text, "%.*s\n", (int)(strchr(sql, '(') - sql), sql);
	for (size_t i = 0; i < n; i++)
		buf_printf(text, "%s\n", definitions[i]);
	buf_printf(text, "%s\n", p);
}

static void
append_line(struct buf *text, const char *line)
{
	if (db_engine(at.db) == DB_SQLITE && str_has_prefix(line, "table ") &&
	    strstr(line, " CREATE TABLE "))
		append_table(text, line);
	else
		buf_printf(text, "%s\n", line);
}

static char *
read_schema(void)
{
	struct line *lines;
	struct buf text;
	void *rows;
	char *copy;
	size_t n;

	ok(db_many(at.db, (struct db_call){ &schema, NULL }, &rows, &n));
	lines = rows;
	buf_init(&text, 1 << 20);
	for (size_t i = 0; i < n; i++)
		append_line(&text, lines[i].text);
	copy = arena_strdup(&at.arena, buf_text(&text));
	buf_release(&text);
	return copy;
}

Test_engines(query_migrate, an_empty_database_has_version_0)
{
	cr_expect(version() == 0);
}

Test_engines(query_migrate, up_applies_all_once)
{
	ok(db_migrate_up(at.db, 0, false, count_step, NULL));
	cr_expect(at.steps == db_schema_expected());
	cr_expect(version() == db_schema_expected());
	cr_expect(at.n_made > 0);
	at.n_made = 0;
	ok(db_migrate_up(at.db, 0, false, count_step, NULL));
	cr_expect(at.steps == db_schema_expected());
	cr_expect(at.n_made == 0);
}

/* Each line of the fixture: a name, its checksum on PostgreSQL, on SQLite. A
 * database that has seen a migration must find it as it was. */
Test_engines(query_migrate, released_migrations_are_as_they_were)
{
	FILE *file = fopen(TOP_SRCDIR "/t/fixture/migration/released", "r");
	char name[64], sums[DB_ENGINES][40];
	struct q_schema_list_row *rows;
	size_t n, lines = 0;

	cr_assert(file != NULL);
	ok(db_migrate_up(at.db, 0, false, NULL, NULL));
	ok(q_schema_list(at.db, &rows, &n));
	for (; fscanf(file, "%63s %39s %39s", name, sums[0], sums[1]) == 3;
	     lines++) {
		cr_assert(lines < n);
		cr_expect(str_eq(rows[lines].name, name), "%s", name);
		cr_expect(str_eq(rows[lines].checksum, sums[db_engine(at.db)]),
		    "%s: %s", name, rows[lines].checksum);
	}
	fclose(file);
	cr_expect(lines >= 8, "%zu", lines);
}

Test_engines(query_migrate, up_stops_after_so_many)
{
	ok(db_migrate_up(at.db, 2, false, NULL, NULL));
	cr_expect(version() == 2);
	ok(db_migrate_up(at.db, 1, false, NULL, NULL));
	cr_expect(version() == 3);
}

/* The schema of now; what was read before is forgotten. */
static char *
read_schema_anew(void)
{
	arena_reset(&at.arena);
	return read_schema();
}

/* The statistics that ANALYZE leaves are not schema. */
Test_engines(query_migrate, up_down_up_leaves_the_same_schema)
{
	int last = db_schema_expected();
	char *before[100];

	cr_assert(last < 100);
	for (int v = 0; v < last; v++) {
		ok(db_migrate_up(at.db, 1, false, NULL, NULL));
		before[v] = strdup(read_schema_anew());
	}
	for (int v = last - 1; v > 0; v--) {
		ok(db_migrate_down(at.db, 1, false, NULL, NULL));
		cr_expect(str_eq(read_schema_anew(), before[v - 1]),
		    "after down to %d:\n%s\nbefore:\n%s", v, read_schema(),
		    before[v - 1]);
	}
	ok(db_migrate_down(at.db, 1, false, NULL, NULL));
	cr_expect(version() == 0);
	ok(db_migrate_up(at.db, 0, false, NULL, NULL));
	cr_expect(str_eq(read_schema_anew(), before[last - 1]));
	for (int v = 0; v < last; v++)
		free(before[v]);
}

Test_engines(query_migrate, down_of_everything_stops_at_0)
{
	ok(db_migrate_up(at.db, 2, false, NULL, NULL));
	ok(db_migrate_down(at.db, 50, false, count_step, NULL));
	cr_expect(at.steps == 2);
	cr_expect(version() == 0);
}

Test_engines(query_migrate, a_dry_run_changes_nothing)
{
	ok(db_migrate_up(at.db, 0, true, count_step, NULL));
	cr_expect(at.steps == db_schema_expected());
	if (db_engine(at.db) == DB_SQLITE)
		cr_expect(access(strstr(database_url(at.database), "://") + 3,
			      F_OK) != 0);
	cr_expect(version() == 0);
	ok(db_migrate_up(at.db, 2, false, NULL, NULL));
	at.steps = 0;
	ok(db_migrate_down(at.db, 1, true, count_step, NULL));
	cr_expect(at.steps == 1);
	cr_expect(version() == 2);
}

/* Runs a statement that no program would. */
static void
forge(const char *sql)
{
	unsigned n = ++at.n_forged;
	struct db_query q = { .name = arena_printf(
				  &at.arena, "test_forge_%u", n),
		.index = (uint16_t)(DB_QUERIES_MAX + n),
		.is_write = true };

	q.sql[DB_POSTGRESQL] = q.sql[DB_SQLITE] = sql;
	ok(db_exec(at.db, (struct db_call){ &q, NULL }, NULL));
}

Test_engines(query_migrate, a_changed_migration_is_refused)
{
	struct db_migration_state *states;
	size_t n;

	ok(db_migrate_up(at.db, 2, false, NULL, NULL));
	forge("UPDATE schema_migration SET checksum = 'x' WHERE version = 1");
	cr_expect(db_migrate_up(at.db, 0, false, NULL, NULL) == ERR_CONFIG);
	cr_expect(strstr(at.fault.detail, "0001_") != NULL);
	cr_expect(db_migrate_down(at.db, 1, false, NULL, NULL) == ERR_CONFIG);
	cr_expect(version() == 2);
	ok(db_migrate_status(at.db, &states, &n));
	cr_expect(states[0].is_changed && states[1].is_changed == false);
}

static struct db_object_state
object_state(const char *name)
{
	struct db_object_state *states;
	size_t n;

	ok(db_migrate_objects(at.db, &states, &n));
	for (size_t i = 0; i < n; i++)
		if (str_eq(states[i].name, name))
			return states[i];
	return (struct db_object_state){ 0 };
}

Test_engines(query_migrate, a_changed_object_is_made_anew)
{
	struct db *other = open_db(true);
	const char *before;

	ok(db_migrate_up(at.db, 0, false, NULL, NULL));
	before = read_schema();
	forge("UPDATE schema_object SET checksum = 'x' "
	      "WHERE object = 'event_document'");
	cr_expect(object_state("event_document").is_changed);
	cr_expect(db_connect(other) == ERR_SCHEMA_OUTDATED);
	cr_expect(strstr(at.fault.detail, "functions, triggers or views") &&
		      strstr(at.fault.detail, "hearthctl migrate up"),
	    "%s", at.fault.detail);
	ok(db_migrate_up(at.db, 0, true, count_step, NULL));
	cr_expect(at.n_made == 1 && str_eq(at.made, "event_document"));
	cr_expect(db_connect(other) == ERR_SCHEMA_OUTDATED); /* rehearsed */
	ok(db_migrate_up(at.db, 0, false, count_step, NULL));
	cr_expect(at.n_made == 2 && str_eq(at.made, "event_document"));
	ok(db_connect(other));
	cr_expect(str_eq(read_schema(), before));
	cr_expect(object_state("event_document").is_made &&
		  !object_state("event_document").is_changed);
	db_close(other);
}

Test_engines(query_migrate, an_object_of_another_version_is_dropped)
{
	struct db *other = open_db(true);
	const char *before;

	ok(db_migrate_up(at.db, 0, false, NULL, NULL));
	before = read_schema();
	forge("CREATE VIEW later AS SELECT 1 AS one");
	forge("INSERT INTO schema_object VALUES "
	      "('later', 0, 'VIEW', 'later', '', 'x')");
	cr_expect(object_state("later").is_unknown);
	cr_expect(db_connect(other) == ERR_SCHEMA_OUTDATED);
	ok(db_migrate_up(at.db, 0, false, NULL, NULL));
	ok(db_connect(other));
	cr_expect(str_eq(read_schema(), before));
	db_close(other);
}

/* PostgreSQL's 0006 alters the event; SQLite's does nothing. */
Test_engines(query_migrate, objects_of_a_changed_table_are_made_anew)
{
	bool is_postgresql = db_engine(at.db) == DB_POSTGRESQL;

	ok(db_migrate_up(at.db, 0, false, NULL, NULL));
	forge("DELETE FROM schema_migration WHERE version = 6");
	ok(db_migrate_up(at.db, 0, false, count_step, NULL));
	cr_expect(at.steps == 1);
	cr_expect(at.n_made == (is_postgresql ? 5 : 0));
	cr_expect(!is_postgresql || str_eq(at.made, "user_sight"));
}

Test_engines(query_migrate, a_run_that_fails_changes_nothing)
{
	struct db_migration_state *states;
	size_t n;

	ok(db_migrate_up(at.db, 0, false, NULL, NULL));
	forge("DELETE FROM schema_migration WHERE version = 6");
	forge("DELETE FROM schema_object WHERE object = 'event_document'");
	cr_expect(db_migrate_up(at.db, 0, false, count_step, NULL) ==
		  ERR_INTERNAL); /* its view or function is there */
	cr_expect(at.steps == 1);
	cr_expect(at.n_made == (db_engine(at.db) == DB_POSTGRESQL ? 2 : 1));
	ok(db_migrate_status(at.db, &states, &n));
	cr_expect(states[5].is_applied == false);
}

/* Only names are read from the database. */
Test_engines(query_migrate, the_record_of_objects_brings_no_statements)
{
	ok(db_migrate_up(at.db, 0, false, NULL, NULL));
	forge("INSERT INTO schema_object VALUES "
	      "('later', 0, 'VIEW', 'a; DROP TABLE users', '', 'x')");
	cr_expect(db_migrate_up(at.db, 0, false, NULL, NULL) == ERR_CONFIG);
	forge("UPDATE schema_object SET kind = 'TABLE', name = 'users' "
	      "WHERE object = 'later'");
	cr_expect(db_migrate_up(at.db, 0, false, NULL, NULL) == ERR_CONFIG);
	cr_expect(
	    strstr(at.fault.detail, "TABLE users"), "%s", at.fault.detail);
}

Test_engines(query_migrate, an_unknown_migration_is_refused)
{
	struct db_migration_state *states;
	size_t n;

	ok(db_migrate_up(at.db, 0, false, NULL, NULL));
	forge("INSERT INTO schema_migration "
	      "SELECT 9999, 'later', 'x', applied_at FROM schema_migration "
	      "WHERE version = 1");
	cr_expect(db_migrate_down(at.db, 1, false, NULL, NULL) == ERR_CONFIG);
	cr_expect(strstr(at.fault.detail, "9999_later") != NULL);
	ok(db_migrate_status(at.db, &states, &n));
	cr_assert(n == (size_t)db_schema_expected() + 1);
	cr_expect(states[n - 1].is_unknown && states[n - 1].version == 9999);
}

Test_engines(query_migrate, status_tells_applied_from_pending)
{
	struct db_migration_state *states;
	size_t n;

	ok(db_migrate_up(at.db, 1, false, NULL, NULL));
	ok(db_migrate_status(at.db, &states, &n));
	cr_assert(n == (size_t)db_schema_expected());
	cr_expect(states[0].is_applied && states[0].applied_us > 0);
	cr_expect(states[1].is_applied == false);
	cr_expect(states[0].is_changed == false);
}

Test_engines(query_migrate, a_program_waits_for_its_schema)
{
	struct db *other;

	ok(db_migrate_up(at.db, 1, false, NULL, NULL));
	other = open_db(true);
	cr_expect(db_connect(other) == ERR_SCHEMA_OUTDATED);
	cr_expect(strstr(at.fault.detail, "at version 1") != NULL, "%s",
	    at.fault.detail);
	cr_expect(strstr(at.fault.detail, "hearthctl migrate up") != NULL);
	ok(db_migrate_up(at.db, 0, false, NULL, NULL));
	ok(db_connect(other)); /* healed, on the same connection */
	ok(db_ping(other));
	ok(db_migrate_down(at.db, 1, false, NULL, NULL));
	cr_expect(db_ping(other) == ERR_SCHEMA_OUTDATED);
	db_close(other);
}

Test_engines(query_migrate, a_missing_database_is_an_outdated_schema)
{
	struct db *other = open_db(true);

	cr_expect(db_connect(other) == ERR_SCHEMA_OUTDATED);
	cr_expect(strstr(at.fault.detail, "hearthctl migrate up") != NULL, "%s",
	    at.fault.detail);
	db_close(other);
}

/* A migrator of its own process; its exit status is the err. */
static pid_t
start_migrator(void)
{
	pid_t pid = fork();
	enum err err;

	cr_assert(pid >= 0);
	if (pid == 0) {
		struct db *db = open_db(false);

		err = db_migrate_up(db, 0, false, NULL, NULL);
		db_close(db);
		_exit((int)err);
	}
	return pid;
}

Test_engines(query_migrate, two_migrators_share_the_work)
{
	pid_t pids[3];
	int status;

	for (size_t i = 0; i < N_OF(pids); i++)
		pids[i] = start_migrator();
	for (size_t i = 0; i < N_OF(pids); i++) {
		cr_assert(waitpid(pids[i], &status, 0) == pids[i]);
		cr_expect(status == 0, "status %d", status);
	}
	cr_expect(version() == db_schema_expected());
}

#ifdef WITH_POSTGRESQL

static void
tell_anew(void *ctx, enum db_migrate_step step, const char *name)
{
	(void)name;
	if (step == DB_BEGIN_ANEW && write(*(int *)ctx, "!", 1) != 1)
		_exit(1);
}

/* Else all who come behind the migrator would wait as long as it does. */
static void query_migrate_whoever_is_in_the_way_lets_nobody_wait(void);
TEST_ON_POSTGRESQL(
    query_migrate, whoever_is_in_the_way_lets_nobody_wait, .timeout = 60)
static void
query_migrate_whoever_is_in_the_way_lets_nobody_wait(void)
{
	int anew[2], status;
	char told;
	pid_t pid;

	ok(db_migrate_up(at.db, 1, false, NULL, NULL));
	ok(db_begin(at.db));
	forge("LOCK TABLE users IN ROW EXCLUSIVE MODE");
	cr_assert(pipe(anew) == 0);
	pid = fork();
	if (pid == 0) {
		struct db *db = open_db(false);

		_exit((int)db_migrate_up(db, 0, false, tell_anew, &anew[1]));
	}
	cr_assert(read(anew[0], &told, 1) == 1); /* it has let others pass */
	ok(db_commit(at.db));
	cr_assert(waitpid(pid, &status, 0) == pid);
	cr_expect(status == 0, "status %d", status);
	cr_expect(version() == db_schema_expected());
	close(anew[0]);
	close(anew[1]);
}

#endif

Test_once(query_migrate, the_file_is_closed_to_others)
{
	const char *path = strstr(database_url(at.database), "://") + 3;
	struct stat st;

	ok(db_migrate_up(at.db, 0, false, NULL, NULL));
	cr_assert(stat(path, &st) == 0);
	cr_expect(0640 == (st.st_mode & 0777), "%o", st.st_mode & 0777);
}
