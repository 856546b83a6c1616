/*
 * Violated foreign keys: known by name on both engines, whatever was written,
 * and nothing of the search for it stays.
 */
#include <string.h>

#include "base/str.h"
#include "generated/query/event.h"
#include "generated/query/session.h"
#include "t/query/fixture.h"

#include "base/banned.h"

enum { TIME = 1000000 };

struct number {
	int64_t n;
};

static const struct db_field number_fields[] = {
	{ "n", DB_INT, false, offsetof(struct number, n), 0, NULL, NULL,
	    false },
};

#define COUNT(i, postgresql, sqlite)                                       \
	QUERY(i,                                                           \
	    .sql = { [DB_POSTGRESQL] = postgresql, [DB_SQLITE] = sqlite }, \
	    .out = number_fields, .n_out = 1,                              \
	    .row_size = sizeof(struct number))

struct misnamed {
	const char *name, *want;
};

static const struct db_field misnamed_fields[] = {
	{ "name", DB_TEXT, false, offsetof(struct misnamed, name), 0, NULL,
	    NULL, false },
	{ "want", DB_TEXT, false, offsetof(struct misnamed, want), 0, NULL,
	    NULL, false },
};

/* Foreign keys whose names do not follow the pattern. SQLite does not tell the
 * name. */
static const struct db_query misnamed = QUERY(0,
    .sql = { [DB_POSTGRESQL] =
		 "SELECT * FROM (SELECT conname::text AS name, "
		 "concat(conrelid::regclass, '_', (SELECT string_agg(attname, "
		 "'_' ORDER BY o) FROM unnest(conkey) WITH ORDINALITY u (k, o) "
		 "JOIN pg_attribute ON attrelid = conrelid AND attnum = k), "
		 "'_fk') AS want FROM pg_constraint WHERE contype = 'f') k "
		 "WHERE name <> want",
	[DB_SQLITE] =
	    "SELECT 'a foreign key of ' || \"table\" AS name, want FROM ("
	    "SELECT m.sql, m.name AS \"table\", m.name || '_' || "
	    "group_concat(f.\"from\", '_') || '_fk' AS want "
	    "FROM sqlite_schema m, pragma_foreign_key_list(m.name) f "
	    "GROUP BY m.name, f.id) "
	    "WHERE replace(sql, char(10), ' ') NOT LIKE "
	    "'%CONSTRAINT ' || want || ' %'" },
    .out = misnamed_fields, .n_out = 2, .row_size = sizeof(struct misnamed));

static const struct db_query n_foreign_keys = COUNT(1,
    "SELECT count(*) AS n FROM pg_constraint WHERE contype = 'f'",
    "SELECT count(*) AS n FROM sqlite_schema m, "
    "pragma_foreign_key_list(m.name) f WHERE f.seq = 0");

static const struct db_query n_triggers_left = COUNT(
    2, "SELECT 0 AS n", "SELECT count(*) AS n FROM sqlite_temp_schema");

static int64_t
count(const struct db_query *query)
{
	struct number row;

	ok(db_one(on.db, (struct db_call){ query, NULL }, &row));
	return row.n;
}

static struct event_id
add_event(void)
{
	return fixture_event(.organizer_id = fixture_user("a@x.org"),
	    .start_time = TIME, .now = TIME);
}

static enum err
add_session(struct user_id user)
{
	return q_session_add_with(on.db,
	    &(struct q_session_add_in){
		.id = { uuid_new() },
		.user = user,
		.kind = SESSION_KIND_TOKEN,
		.method = SESSION_METHOD_PASSWORD,
		.ip_address = "",
		.user_agent = "",
		.now = TIME,
		.expires = TIME,
		.idle = TIME,
	    },
	    NULL);
}

Test_engines(query_constraint, foreign_keys_are_named_by_their_columns)
{
	void *found;
	size_t n;
	const struct misnamed *rows;

	ok(db_many(on.db, (struct db_call){ &misnamed, NULL }, &found, &n));
	rows = found;
	for (size_t i = 0; i < n; i++)
		cr_expect(false, "%s must be named %s: <table>_<columns>_fk",
		    rows[i].name, rows[i].want);
	cr_expect(count(&n_foreign_keys) >= 8);
}

Test_engines(query_constraint, an_insert_names_what_is_missing)
{
	struct user_id nobody = { uuid_new() };

	cr_expect(add_session(nobody) == ERR_NOT_AUTHENTICATED);
	cr_expect(strstr(on.fault.detail, "account"), "%s", on.fault.detail);
	fault_clear(&on.fault);
	ok(add_session(fixture_user("b@x.org"))); /* the connection lives */
	cr_expect(count(&n_triggers_left) == 0);
}

Test_engines(query_constraint, of_two_foreign_keys_the_right_one_is_named)
{
	static const struct db_query add_category = QUERY(3,
	    .sql = { [DB_POSTGRESQL] =
			 "INSERT INTO event_category (event_id, "
			 "category_id) SELECT id, organizer_id FROM event",
		[DB_SQLITE] =
		    "INSERT INTO event_category (event_id, "
		    "category_id) SELECT id, organizer_id FROM event" },
	    .is_write = true);
	static const struct db_query add_event_of = QUERY(4,
	    SAME_SQL("INSERT INTO event_category (event_id, category_id) "
		     "SELECT c.id, c.id FROM category c"),
	    .is_write = true);

	add_event();
	cr_expect(db_exec(on.db, (struct db_call){ &add_category, NULL },
		      NULL) == ERR_VALIDATION_FAILED);
	cr_expect(str_eq(on.fault.items[0].pointer, "/category_ids"));
	fault_clear(&on.fault);
	cr_expect(db_exec(on.db, (struct db_call){ &add_event_of, NULL },
		      NULL) == ERR_NOT_FOUND);
}

Test_engines(query_constraint, an_update_names_what_is_missing)
{
	static const struct db_query move = QUERY(5,
	    SAME_SQL("UPDATE event SET organizer_id = id"), .is_write = true);

	add_event();
	cr_expect(db_exec(on.db, (struct db_call){ &move, NULL }, NULL) ==
		  ERR_NOT_AUTHENTICATED);
}

Test_engines(query_constraint, a_delete_names_what_refers_to_the_row)
{
	static const struct db_query use = QUERY(6,
	    SAME_SQL("INSERT INTO event_category (event_id, category_id) "
		     "SELECT e.id, c.id FROM event e, category c"),
	    .is_write = true);
	static const struct db_query remove = QUERY(
	    7, SAME_SQL("DELETE FROM category"), .is_write = true);

	add_event();
	ok(db_exec(on.db, (struct db_call){ &use, NULL }, NULL));
	cr_expect(db_exec(on.db, (struct db_call){ &remove, NULL }, NULL) ==
		  ERR_VALIDATION_FAILED);
	cr_expect(str_eq(on.fault.items[0].pointer, "/category_ids"));
	cr_expect(count(&n_triggers_left) == 0);
}

/* The statement names neither table of the foreign key. */
Test_engines(query_constraint, one_that_a_cascade_reaches_is_named)
{
	static const struct db_query part = QUERY(8,
	    .sql = { [DB_POSTGRESQL] =
			 "CREATE TABLE part (id uuid PRIMARY KEY, whole uuid "
			 "REFERENCES users (id) ON DELETE CASCADE)",
		[DB_SQLITE] = "CREATE TABLE part (id BLOB PRIMARY KEY, whole "
			      "BLOB REFERENCES users (id) ON DELETE CASCADE)" },
	    .is_write = true);
	static const struct db_query use = QUERY(9,
	    .sql = { [DB_POSTGRESQL] =
			 "CREATE TABLE crumb (part uuid CONSTRAINT "
			 "crumb_part_fk REFERENCES part (id))",
		[DB_SQLITE] = "CREATE TABLE crumb (part BLOB CONSTRAINT "
			      "crumb_part_fk REFERENCES part (id))" },
	    .is_write = true);
	static const struct db_query add = QUERY(10,
	    SAME_SQL("INSERT INTO part SELECT id, id FROM users"),
	    .is_write = true);
	static const struct db_query add_crumb = QUERY(11,
	    SAME_SQL("INSERT INTO crumb SELECT id FROM part"),
	    .is_write = true);
	static const struct db_query remove = QUERY(
	    12, SAME_SQL("DELETE FROM users"), .is_write = true);

	fixture_user("a@x.org");
	ok(db_exec(on.db, (struct db_call){ &part, NULL }, NULL));
	ok(db_exec(on.db, (struct db_call){ &use, NULL }, NULL));
	ok(db_exec(on.db, (struct db_call){ &add, NULL }, NULL));
	ok(db_exec(on.db, (struct db_call){ &add_crumb, NULL }, NULL));
	cr_expect(db_exec(on.db, (struct db_call){ &remove, NULL }, NULL) ==
		  ERR_INTERNAL); /* no client can do that */
	cr_expect(strstr(on.fault.internal, "crumb_part_fk"), "%s",
	    on.fault.internal);
}

Test_engines(query_constraint, a_null_is_not_taken_for_a_value_given_twice)
{
	static const struct db_query forget = QUERY(13,
	    SAME_SQL("UPDATE users SET email_key = NULL"), .is_write = true);

	fixture_user("a@x.org");
	cr_expect(db_exec(on.db, (struct db_call){ &forget, NULL }, NULL) ==
		  ERR_INTERNAL);
	cr_expect(strstr(on.fault.internal, "NOT NULL") &&
		      strstr(on.fault.internal, "users.email_key"),
	    "%s", on.fault.internal);
}
