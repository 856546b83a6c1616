/*
 * A program whose connection is open while the schema becomes another one: what
 * it cannot do there is told as that, and no failure of its own.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "db/migrate.h"
#include "generated/query/schema.h"
#include "generated/query/user.h"
#include "t/query/fixture.h"

#include "base/banned.h"

/* Statements of a migration of another version of Hearth, and of the way back;
 * "" does nothing. */
struct change {
	char up[DB_ENGINES][2][200], down[DB_ENGINES][2][100];
};

#define BOTH(text)           \
	{                    \
		{ text },    \
		{            \
			text \
		}            \
	}

static const struct change changes[] = {
	{ BOTH("CREATE UNIQUE INDEX later ON users (last_name)"),
	    BOTH("DROP INDEX later") },
	{ BOTH("ALTER TABLE users RENAME COLUMN locale TO language"),
	    BOTH("ALTER TABLE users RENAME COLUMN language TO locale") },
	{ BOTH("ALTER TABLE users RENAME TO person"),
	    BOTH("ALTER TABLE person RENAME TO users") },
	{ BOTH("ALTER TABLE users ADD COLUMN must INTEGER "
	       "CHECK (email <> 'b@x.org')"),
	    BOTH("ALTER TABLE users DROP COLUMN must") },
	{ { { "CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql "
	      "AS $$ BEGIN PERFORM nowhere(new.id); RETURN new; END $$",
		"CREATE TRIGGER later AFTER INSERT ON users "
		"FOR EACH ROW EXECUTE FUNCTION later()" },
	      { "CREATE TRIGGER later AFTER INSERT ON users "
		"BEGIN SELECT nowhere(new.id); END" } },
	    { { "DROP FUNCTION later CASCADE" }, { "DROP TRIGGER later" } } },
	{ { { "ALTER TABLE users ALTER COLUMN locale TYPE bigint USING 1" },
	      { "ALTER TABLE users RENAME TO person",
		  "CREATE VIEW users AS SELECT * FROM person" } },
	    { { "ALTER TABLE users ALTER COLUMN locale TYPE text" },
		{ "DROP VIEW users", "ALTER TABLE person RENAME TO users" } } },
};

struct other {
	struct db *db;
	struct arena arena;
	struct fault fault;
	unsigned n; /* statements it has run */
};

static struct other other;

/* The other version's hearthctl, which looks at no schema. */
static void
open_other(void)
{
	struct db_options options = fixture_options();

	options.check_schema = false;
	other.db = fixture_connect(&options, &other.arena, &other.fault);
}

static void
close_other(void)
{
	db_close(other.db);
	arena_release(&other.arena);
}

static void
forge(const char *sql)
{
	unsigned n = other.n++;
	struct db_query q = { .name = arena_printf(
				  &other.arena, "test_other_%u", n),
		.index = (uint16_t)(DB_QUERIES_MAX + n),
		.is_write = true };
	enum err err;

	q.sql[DB_POSTGRESQL] = q.sql[DB_SQLITE] = sql;
	err = db_exec(other.db, (struct db_call){ &q, NULL }, NULL);
	cr_assert(err == ERR_OK, "%s: %s", sql, other.fault.internal);
}

static void
record(int64_t version)
{
	cr_assert(q_schema_add(other.db, .version = version, .name = "later",
		      .checksum = "x", .now = clock_now_us(), NULL) == ERR_OK);
}

static enum err
add_user(const char *email)
{
	fault_clear(&on.fault);
	return q_user_add_with(on.db,
	    &(struct q_user_add_in){ .id = { uuid_new() },
		.email = email,
		.email_key = email,
		.first_name = "Bob",
		.last_name = "Lee",
		.role = USER_ROLE_ATTENDEE,
		.now = clock_now_us() },
	    NULL);
}

static enum err
add_user_in_transaction(const char *email)
{
	enum err err;

	fault_clear(&on.fault);
	err = db_begin(on.db);
	if (!err)
		err = add_user(email);
	if (!err)
		err = db_commit(on.db);
	db_rollback(on.db);
	return err;
}

static void
expect_outdated(enum err err, size_t change)
{
	cr_expect(err == ERR_SCHEMA_OUTDATED, "change %zu: %s: %s %s", change,
	    err_code(err), on.fault.detail, on.fault.internal);
	cr_expect(on.fault.retry_after_s >= 1, "change %zu", change);
}

/* Another version comes, and goes again. */
static void
try_change(const struct change *change, size_t n)
{
	enum db_engine e = on.engine;

	for (size_t i = 0; i < N_OF(change->up[e]) && change->up[e][i][0]; i++)
		forge(change->up[e][i]);
	record(9999);
	expect_outdated(add_user_in_transaction("b@x.org"), n);
	expect_outdated(add_user("b@x.org"), n);
	for (size_t i = 0; i < N_OF(change->down[e]) && change->down[e][i][0];
	     i++)
		forge(change->down[e][i]);
	cr_assert(q_schema_remove(other.db, .version = 9999, NULL) == ERR_OK);
	ok(add_user(arena_printf(&other.arena, "c%zu@x.org", n)));
}

Test_engines(query_other_schema, no_failure_is_the_programs_own)
{
	fixture_user("a@x.org");
	open_other();
	for (size_t i = 0; i < N_OF(changes); i++)
		try_change(&changes[i], i);
	close_other();
}

/* With no other version about, it is one. */
Test_engines(query_other_schema, a_failure_in_its_own_schema_stays_one)
{
	open_other();
	fixture_user("a@x.org");
	forge("CREATE UNIQUE INDEX later ON users (last_name)");
	cr_expect(add_user("b@x.org") == ERR_INTERNAL);
	cr_expect(strstr(on.fault.internal, "constraint") != NULL, "%s",
	    on.fault.internal);
	cr_expect(add_user_in_transaction("b@x.org") == ERR_INTERNAL);
	close_other();
}

/* Nothing that it does would fail, but what it writes could be wrong. On SQLite
 * no write slips through; PostgreSQL tells a moment after the migration. */
Test_engines(query_other_schema, is_noticed_before_a_write, .timeout = 30)
{
	enum err err = ERR_OK;
	int tries = on.engine == DB_SQLITE ? 1 : 1000;

	open_other();
	fixture_user("a@x.org");
	cr_assert(db_migrate_down(other.db, 1, false, NULL, NULL) == ERR_OK);
	for (int i = 0; i < tries && !err; i++)
		err = add_user(arena_printf(&other.arena, "b%d@x.org", i));
	expect_outdated(err, 0);
	expect_outdated(add_user_in_transaction("c@x.org"), 0);
	cr_assert(db_migrate_up(other.db, 0, false, NULL, NULL) == ERR_OK);
	ok(add_user_in_transaction("c@x.org"));
	close_other();
}

static void
let_on(int64_t version, int64_t oldest)
{
	record(version);
	cr_assert(q_schema_compatible_add(other.db, .version = version,
		      .oldest = oldest, NULL) == ERR_OK);
}

Test_engines(query_other_schema, every_newer_version_must_let_it_go_on)
{
	int expected = db_schema_expected();

	open_other();
	let_on(9995, expected);
	let_on(9996, expected - 1);
	ok(db_ping(on.db));
	cr_expect(db_schema_found(on.db) == 9996);
	ok(add_user("a@x.org"));
	let_on(9997, expected + 1);
	expect_outdated(db_ping(on.db), 0);
	cr_assert(q_schema_remove(other.db, .version = 9997, NULL) == ERR_OK);
	ok(db_ping(on.db));
	record(9998);
	expect_outdated(db_ping(on.db), 1);
	close_other();
}

/* It promised too much. */
Test_engines(query_other_schema, that_lets_it_go_on_is_to_blame_for_failures)
{
	open_other();
	let_on(9999, db_schema_expected());
	forge("ALTER TABLE users RENAME COLUMN locale TO language");
	expect_outdated(add_user("a@x.org"), 0);
	cr_expect(strstr(on.fault.detail, "let programs of") != NULL, "%s",
	    on.fault.detail);
	cr_expect(strstr(on.fault.internal, "locale") != NULL, "%s",
	    on.fault.internal);
	close_other();
}
