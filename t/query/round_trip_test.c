/*
 * What shares a round trip on PostgreSQL and does the same on both engines: the
 * last read of a write with its commit, and a write with what follows it.
 */
#include "db/db.h"

#include "generated/query.h"
#include "t/query/fixture.h"

#include "base/banned.h"

struct number {
	int64_t n;
};

static const struct db_field number_fields[] = {
	{ "n", DB_INT, false, offsetof(struct number, n), 0, NULL },
};
static const struct db_query count = QUERY(5,
    SAME_SQL("SELECT count(*) AS n FROM users"), .out = number_fields,
    .n_out = 1, .row_size = sizeof(struct number));
static const struct db_query broken = QUERY(3,
    SAME_SQL("SELECT no_such_function(1)"), .out = number_fields, .n_out = 1,
    .row_size = sizeof(struct number));

static int64_t
count_users(void)
{
	struct number row;

	ok(db_one(on.db, (struct db_call){ &count, NULL }, &row));
	return row.n;
}

/* How the loop ends a write whose answer is one last read. */
static void
end_after_last(void)
{
	if (db_is_in_transaction(on.db))
		ok(db_commit(on.db));
}

Test_engines(query_round_trip, the_last_read_of_a_write_may_carry_its_commit)
{
	struct number row;

	ok(db_begin(on.db));
	fixture_user("a@x.org");
	db_last(on.db);
	ok(db_one(on.db, (struct db_call){ &count, NULL }, &row));
	cr_expect(row.n == 1);
	cr_expect(db_is_in_transaction(on.db) == (on.engine == DB_SQLITE));
	end_after_last();
	db_rollback(on.db);
	cr_expect(count_users() == 1);
}

Test_engines(query_round_trip, a_last_read_that_fails_commits_nothing)
{
	struct number row;

	ok(db_begin(on.db));
	fixture_user("a@x.org");
	db_last(on.db);
	cr_expect(db_one(on.db, (struct db_call){ &broken, NULL }, &row) ==
		  ERR_INTERNAL);
	db_rollback(on.db);
	cr_expect(count_users() == 0);
}

Test_engines(query_round_trip, last_is_forgotten_with_its_transaction)
{
	struct number row;

	ok(db_begin(on.db));
	fixture_user("a@x.org");
	db_last(on.db);
	db_rollback(on.db);
	ok(db_begin(on.db));
	fixture_user("b@x.org");
	ok(db_one(on.db, (struct db_call){ &count, NULL }, &row));
	cr_expect(db_is_in_transaction(on.db));
	db_rollback(on.db);
	cr_expect(count_users() == 0);
}

/* A write that shares the round trip of the statement behind it. */

static const struct db_query two_alike = QUERY(
    6, SAME_SQL("UPDATE users SET email_key = 'same'"), .is_write = true);
static const struct db_query one_less = QUERY(
    8, SAME_SQL("DELETE FROM users WHERE email = 'b@x.org'"), .is_write = true);

static void
begin_with_two_users(void)
{
	ok(db_begin(on.db));
	fixture_user("a@x.org");
	fixture_user("b@x.org");
}

Test_engines(query_round_trip, a_later_write_commits_with_the_read_behind_it)
{
	struct number row;

	begin_with_two_users();
	ok(db_exec_later(on.db, (struct db_call){ &one_less, NULL }));
	db_last(on.db);
	ok(db_one(on.db, (struct db_call){ &count, NULL }, &row));
	end_after_last();
	db_rollback(on.db);
	cr_expect(count_users() == 1);
}

Test_engines(query_round_trip, a_later_write_goes_before_a_commit)
{
	begin_with_two_users();
	ok(db_exec_later(on.db, (struct db_call){ &one_less, NULL }));
	ok(db_commit(on.db));
	cr_expect(count_users() == 1);
}

Test_engines(query_round_trip, a_later_write_that_fails_commits_nothing)
{
	struct number row;
	enum err err;

	begin_with_two_users();
	err = db_exec_later(on.db, (struct db_call){ &two_alike, NULL });
	if (!err) { /* it has only been kept */
		db_last(on.db);
		err = db_one(on.db, (struct db_call){ &count, NULL }, &row);
	}
	cr_expect(err == ERR_CONFLICT);
	db_rollback(on.db);
	cr_expect(count_users() == 0);
}

Test_engines(query_round_trip, a_later_write_is_forgotten_with_its_transaction)
{
	begin_with_two_users();
	ok(db_commit(on.db));
	ok(db_begin(on.db));
	cr_expect(count_users() == 2);
	ok(db_exec_later(on.db, (struct db_call){ &one_less, NULL }));
	db_rollback(on.db);
	cr_expect(count_users() == 2);
}
