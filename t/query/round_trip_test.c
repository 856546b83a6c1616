/*
 * What shares a round trip on PostgreSQL and does the same on both engines: the
 * last statement of a transaction and its commit, and where it begins.
 */
#include "db/db.h"

#include "t/query/fixture.h"

#include "base/banned.h"

struct number {
	int64_t n;
};

static const struct db_field number_fields[] = {
	{ "n", DB_INT, false, offsetof(struct number, n), 0, NULL, NULL,
	    false },
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

/* A write that is both the first statement of its transaction and the last. */

static const struct db_query add_one = QUERY(8,
    .sql = { [DB_POSTGRESQL] =
		 "INSERT INTO category SELECT gen_random_uuid(), 'new', now(), "
		 "now(), 1, NULL RETURNING version AS n",
	[DB_SQLITE] = "INSERT INTO category SELECT randomblob(16), 'new', 1, "
		      "1, 1, NULL RETURNING version AS n" },
    .out = number_fields, .n_out = 1, .row_size = sizeof(struct number),
    .is_write = true);
static const struct db_query count_new = QUERY(9,
    SAME_SQL("SELECT count(*) AS n FROM category WHERE name = 'new'"),
    .out = number_fields, .n_out = 1, .row_size = sizeof(struct number));

static int64_t
count_new_ones(void)
{
	struct number row;

	ok(db_one(on.db, (struct db_call){ &count_new, NULL }, &row));
	return row.n;
}

static enum err
add_as_last(void)
{
	struct number row;
	enum err err;

	ok(db_begin(on.db));
	cr_expect(count_users() == 0); /* a read opens nothing yet */
	db_last(on.db);
	err = db_one(on.db, (struct db_call){ &add_one, NULL }, &row);
	if (!err)
		end_after_last();
	db_rollback(on.db);
	return err;
}

Test_engines(query_round_trip, a_lone_write_commits_itself)
{
	ok(add_as_last());
	cr_expect(count_new_ones() == 1);
}

Test_engines(query_round_trip, a_lone_write_that_fails_does_nothing)
{
	ok(add_as_last());
	cr_expect(add_as_last() == ERR_VALIDATION_FAILED); /* the name */
	cr_expect(count_new_ones() == 1);
	cr_expect(on.fault.n_items == 1);
}

Test_engines(query_round_trip, a_last_write_behind_others_can_still_be_undone)
{
	struct number row;

	ok(db_begin(on.db));
	fixture_user("a@x.org");
	db_last(on.db);
	ok(db_one(on.db, (struct db_call){ &add_one, NULL }, &row));
	cr_expect(db_is_in_transaction(on.db));
	db_rollback(on.db);
	cr_expect(count_users() == 0);
	cr_expect(count_new_ones() == 0);
}

static const struct db_query remove_new = QUERY(
    14, SAME_SQL("DELETE FROM category WHERE name = 'new'"), .is_write = true);

/* What db_later sends with something else. */

static enum err
add_later(void)
{
	return db_later(on.db, (struct db_call){ &add_one, NULL });
}

static void
begin_and_write(void)
{
	ok(db_begin(on.db));
	fixture_user("a@x.org");
}

Test_engines(query_round_trip, a_later_write_comes_before_what_follows)
{
	begin_and_write();
	ok(add_later());
	cr_expect(count_new_ones() == 1);
	db_rollback(on.db);
	cr_expect(count_new_ones() == 0);
}

Test_engines(query_round_trip, a_later_write_is_committed_with_the_rest)
{
	struct number row;

	begin_and_write();
	ok(add_later());
	db_last(on.db);
	ok(db_one(on.db, (struct db_call){ &count_new, NULL }, &row));
	cr_expect(row.n == 1);
	cr_expect(db_is_in_transaction(on.db) == (on.engine == DB_SQLITE));
	end_after_last();
	ok(db_begin(on.db));
	ok(db_exec(on.db, (struct db_call){ &remove_new, NULL }, NULL));
	ok(add_later());
	ok(db_commit(on.db));
	cr_expect(count_new_ones() == 1);
}

Test_engines(query_round_trip, a_later_write_is_undone_with_the_rest)
{
	begin_and_write();
	ok(add_later());
	db_rollback(on.db);
	ok(db_begin(on.db));
	ok(db_commit(on.db));
	cr_expect(count_new_ones() == 0);
	cr_expect(count_users() == 0);
}

Test_engines(query_round_trip, a_transaction_may_begin_with_a_later_write)
{
	struct number row;

	ok(db_begin(on.db));
	ok(add_later());
	db_rollback(on.db);
	cr_expect(count_new_ones() == 0);
	ok(db_begin(on.db));
	ok(add_later());
	ok(db_commit(on.db));
	cr_expect(!db_is_in_transaction(on.db));
	cr_expect(count_new_ones() == 1);
	ok(db_begin(on.db));
	ok(db_later(on.db, (struct db_call){ &remove_new, NULL }));
	db_last(on.db);
	ok(db_one(on.db, (struct db_call){ &add_one, NULL }, &row));
	/* a write behind another one */
	cr_expect(db_is_in_transaction(on.db));
	db_rollback(on.db);
	cr_expect(count_new_ones() == 1);
}

Test_engines(query_round_trip, a_later_write_is_undone_with_its_part)
{
	begin_and_write();
	ok(db_begin_part(on.db));
	ok(add_later());
	ok(db_end_part(on.db, false));
	cr_expect(count_new_ones() == 0);
	ok(db_commit(on.db));
	cr_expect(count_new_ones() == 0);
	cr_expect(count_users() == 1);
}

static enum err
read_as_last(void)
{
	struct number row;

	db_last(on.db);
	return db_one(on.db, (struct db_call){ &count_new, NULL }, &row);
}

static enum err
commit(void)
{
	enum err err = db_commit(on.db);

	cr_expect(db_is_in_transaction(on.db)); /* to be rolled back */
	return err;
}

static enum err
end_part(void)
{
	return db_end_part(on.db, true);
}

/* The name is there already; SQLite says so at once. */
Test_engines(query_round_trip, what_follows_a_later_write_fails_with_it)
{
	enum err (*const next[])(
	    void) = { add_later, read_as_last, commit, end_part };

	for (size_t i = 0; i < N_OF(next); i++) {
		enum err err;

		begin_and_write();
		ok(db_begin_part(on.db));
		ok(db_exec(on.db, (struct db_call){ &add_one, NULL }, NULL));
		err = add_later();
		if (!err)
			err = next[i]();
		cr_expect(err == ERR_VALIDATION_FAILED, "%zu: %d", i, err);
		cr_expect(db_commit(on.db) == ERR_INTERNAL, "%zu", i);
		db_rollback(on.db);
		cr_expect(count_users() == 0);
		cr_expect(count_new_ones() == 0);
	}
}

static const struct db_query defer_names = QUERY(10,
    .sql = { [DB_POSTGRESQL] =
		 "ALTER TABLE category DROP CONSTRAINT category_name_key, "
		 "ADD CONSTRAINT category_name_key UNIQUE (name) DEFERRABLE "
		 "INITIALLY DEFERRED",
	[DB_SQLITE] = "SELECT 1" },
    .is_write = true);

Test_engines(query_round_trip, a_lone_write_that_cannot_commit_says_so)
{
	ok(db_exec(on.db, (struct db_call){ &defer_names, NULL }, NULL));
	ok(add_as_last());
	cr_expect(add_as_last() == ERR_VALIDATION_FAILED);
	cr_expect(count_new_ones() == 1);
	/* nor one outside of a transaction, and the connection stays good */
	cr_expect(db_exec(on.db, (struct db_call){ &add_one, NULL }, NULL) ==
		  ERR_VALIDATION_FAILED);
	cr_expect(count_new_ones() == 1);
	cr_expect(count_users() == 0);
}

Test_engines(query_round_trip, a_later_write_that_cannot_commit_says_so)
{
	enum err err;

	ok(db_exec(on.db, (struct db_call){ &defer_names, NULL }, NULL));
	ok(add_as_last());
	for (int i = 0; i < 2; i++) { /* alone, and behind another write */
		ok(db_begin(on.db));
		if (i)
			fixture_user("a@x.org");
		err = add_later();
		if (!err)
			err = db_commit(on.db);
		cr_expect(err == ERR_VALIDATION_FAILED, "%d: %d", i, err);
		db_rollback(on.db);
		cr_expect(count_new_ones() == 1);
		cr_expect(count_users() == 0);
	}
}

static const struct db_query lock = QUERY(11,
    SAME_SQL("SELECT version AS n FROM users FOR UPDATE"), .out = number_fields,
    .n_out = 1, .row_size = sizeof(struct number), .is_locking = true);
static const struct db_query lock_nowait = QUERY(12,
    SAME_SQL("SELECT version AS n FROM users FOR UPDATE NOWAIT"),
    .out = number_fields, .n_out = 1, .row_size = sizeof(struct number),
    .is_locking = true);

static const struct db_query change_type = QUERY(13,
    .sql = { [DB_POSTGRESQL] =
		 "ALTER TABLE category ALTER COLUMN version TYPE integer",
	[DB_SQLITE] = "SELECT 1" },
    .is_write = true);

/* The server says that it did nothing: that is no lost commit. */
Test_engines(query_round_trip, a_lone_write_that_is_stale_may_be_said_again)
{
	if (on.engine == DB_SQLITE)
		return; /* it compiles anew by itself */
	ok(add_as_last());
	ok(db_exec(on.db, (struct db_call){ &remove_new, NULL }, NULL));
	ok(db_exec(on.db, (struct db_call){ &change_type, NULL }, NULL));
	cr_expect(add_as_last() == ERR_RETRY);
	ok(add_as_last());
	cr_expect(count_new_ones() == 1);
}

/* Whether another connection finds the row locked. */
static bool
is_locked(void)
{
	struct db_options options = fixture_options();
	static struct fault f;
	struct arena arena;
	struct db *other;
	struct number row;
	enum err err;

	arena_init(&arena, 1 << 20);
	other = fixture_connect(&options, &arena, &f);
	err = db_one(other, (struct db_call){ &lock_nowait, NULL }, &row);
	db_close(other);
	arena_release(&arena);
	return err == ERR_BUSY;
}

Test_engines(query_round_trip, a_locking_read_opens_the_transaction)
{
	struct number row;

	if (on.engine == DB_SQLITE)
		return; /* there db_begin locks the whole file */
	fixture_user("a@x.org");
	ok(db_begin(on.db));
	cr_expect(!is_locked());
	ok(db_one(on.db, (struct db_call){ &lock, NULL }, &row));
	cr_expect(is_locked());
	db_rollback(on.db);
	cr_expect(!is_locked());
}

/* Another connection, in a transaction that holds the row. */
struct holder {
	struct arena arena;
	struct fault fault;
	struct db *db;
};

static void
hold_row(struct holder *h)
{
	struct db_options options = fixture_options();
	struct number row;

	arena_init(&h->arena, 1 << 20);
	h->db = fixture_connect(&options, &h->arena, &h->fault);
	ok(db_begin(h->db));
	ok(db_one(h->db, (struct db_call){ &lock, NULL }, &row));
}

static void
let_go(struct holder *h)
{
	db_close(h->db);
	arena_release(&h->arena);
}

Test_engines(query_round_trip, a_later_lock_is_had_before_what_follows)
{
	struct number row;

	if (on.engine == DB_SQLITE)
		return; /* there db_begin locks the whole file */
	fixture_user("a@x.org");
	ok(db_begin(on.db));
	ok(db_later(on.db, (struct db_call){ &lock, NULL }));
	cr_expect(!is_locked()); /* it waits for what follows */
	ok(db_one(on.db, (struct db_call){ &count_new, NULL }, &row));
	cr_expect(is_locked());
	ok(db_commit(on.db));
	cr_expect(!is_locked());
}

Test_engines(query_round_trip, a_write_behind_a_later_lock_commits_itself)
{
	struct number row;
	struct holder other;

	if (on.engine == DB_SQLITE)
		return; /* it has no statement that locks rows */
	fixture_user("a@x.org");
	ok(db_begin(on.db));
	ok(db_later(on.db, (struct db_call){ &lock, NULL }));
	db_last(on.db);
	ok(db_one(on.db, (struct db_call){ &add_one, NULL }, &row));
	cr_expect(!db_is_in_transaction(on.db));
	cr_expect(!is_locked());
	cr_expect(count_new_ones() == 1);
	ok(db_exec(on.db, (struct db_call){ &remove_new, NULL }, NULL));

	hold_row(&other); /* a lock that is not had lets nothing be done */
	for (int i = 0; i < 2; i++) {
		ok(db_begin(on.db));
		ok(db_later(on.db, (struct db_call){ &lock_nowait, NULL }));
		if (i)
			db_last(on.db);
		cr_expect(db_one(on.db, (struct db_call){ &add_one, NULL },
			      &row) == ERR_BUSY);
		cr_expect(db_commit(on.db) == ERR_INTERNAL);
		db_rollback(on.db);
		cr_expect(count_new_ones() == 0); /* and nothing stays open */
	}
	let_go(&other);
}
