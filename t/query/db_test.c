/*
 * db.h on both engines: values there and back, transactions, what db_first
 * may refuse, rows one by one.
 */
#include "db/db.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "generated/query/event.h"
#include "generated/query/user.h"
#include "t/query/fixture.h"

#include "base/banned.h"

struct echo {
	const char *text, *no_text;
	int64_t number;
	struct opt_int no_number, some_number;
	bool flag;
	struct opt_bool no_flag, some_flag;
	int64_t time;
	struct opt_time no_time, some_time;
	double real;
	struct opt_real no_real, some_real;
	struct uuid id, no_id;
	const char *json, *no_json;
	struct bytes bytes, no_bytes;
	enum event_status word, no_word;
};

#define FIELD(member, kind, may_be_null)                                \
	{                                                               \
		.name = #member, .type = kind, .nullable = may_be_null, \
		.offset = offsetof(struct echo, member)                 \
	}

#define WORD_FIELD(member, may_be_null)                                    \
	{                                                                  \
		.name = #member, .type = DB_TEXT, .nullable = may_be_null, \
		.offset = offsetof(struct echo, member),                   \
		.words = &event_status_words                               \
	}

static const struct db_field echo_fields[] = {
	FIELD(text, DB_TEXT, false),
	FIELD(no_text, DB_TEXT, true),
	FIELD(number, DB_INT, false),
	FIELD(no_number, DB_INT, true),
	FIELD(some_number, DB_INT, true),
	FIELD(flag, DB_BOOL, false),
	FIELD(no_flag, DB_BOOL, true),
	FIELD(some_flag, DB_BOOL, true),
	FIELD(time, DB_TIME, false),
	FIELD(no_time, DB_TIME, true),
	FIELD(some_time, DB_TIME, true),
	FIELD(real, DB_REAL, false),
	FIELD(no_real, DB_REAL, true),
	FIELD(some_real, DB_REAL, true),
	FIELD(id, DB_UUID, false),
	FIELD(no_id, DB_UUID, true),
	FIELD(json, DB_JSON, false),
	FIELD(no_json, DB_JSON, true),
	FIELD(bytes, DB_BYTES, false),
	FIELD(no_bytes, DB_BYTES, true),
	WORD_FIELD(word, false),
	WORD_FIELD(no_word, true),
};

static const struct db_query echo = QUERY(0,
    .sql = { [DB_POSTGRESQL] = "SELECT $1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,"
			       "$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22",
	[DB_SQLITE] = "SELECT ?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,"
		      "?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22" },
    .in = echo_fields, .n_in = N_OF(echo_fields), .out = echo_fields,
    .n_out = N_OF(echo_fields), .in_size = sizeof(struct echo),
    .row_size = sizeof(struct echo));

/* Parameters named out of order, one of them twice. */
struct pair {
	const char *a, *b;
};

static const struct db_field pair_fields[] = {
	{ "a", DB_TEXT, false, offsetof(struct pair, a), 0, NULL, NULL, false },
	{ "b", DB_TEXT, false, offsetof(struct pair, b), 0, NULL, NULL, false },
};

static const struct db_query swap = QUERY(1,
    .sql = { [DB_POSTGRESQL] = "SELECT $2 AS a, $1 || $2 AS b",
	[DB_SQLITE] = "SELECT ?2 AS a, ?1 || ?2 AS b" },
    .in = pair_fields, .n_in = 2, .out = pair_fields, .n_out = 2,
    .in_size = sizeof(struct pair), .row_size = sizeof(struct pair));

struct number {
	int64_t n;
};

static const struct db_field number_fields[] = {
	{ "n", DB_INT, false, offsetof(struct number, n), 0, NULL, NULL,
	    false },
};

static const struct db_query count_to = QUERY(2,
    .sql = { [DB_POSTGRESQL] =
		 "SELECT n FROM generate_series(1, $1) n ORDER BY n",
	[DB_SQLITE] = "WITH RECURSIVE s (n) AS (SELECT 1 WHERE ?1 > 0 "
		      "UNION ALL SELECT n + 1 FROM s WHERE n < ?1) "
		      "SELECT n FROM s" },
    .in = number_fields, .n_in = 1, .out = number_fields, .n_out = 1,
    .in_size = sizeof(struct number), .row_size = sizeof(struct number));

static const struct db_query broken = QUERY(3,
    SAME_SQL("SELECT no_such_function(1)"), .out = number_fields, .n_out = 1,
    .row_size = sizeof(struct number));

static const struct db_query null_number = QUERY(4,
    SAME_SQL("SELECT CAST(NULL AS integer) AS n"), .out = number_fields,
    .n_out = 1, .row_size = sizeof(struct number));

static const struct db_field status_fields[] = {
	{ "status", DB_TEXT, true, 0, 0, NULL, &event_status_words, false },
};

static const struct db_query unknown_word = QUERY(7,
    SAME_SQL("SELECT CAST('postponed' AS text) AS status"),
    .out = status_fields, .n_out = 1, .row_size = sizeof(enum event_status));

static int64_t
count_users(struct db *db)
{
	static const struct db_query count = QUERY(5,
	    SAME_SQL("SELECT count(*) AS n FROM users"), .out = number_fields,
	    .n_out = 1, .row_size = sizeof(struct number));
	struct number row;

	ok(db_one(db, (struct db_call){ &count, NULL }, &row));
	return row.n;
}

static void
expect_text(const char *got, const char *want)
{
	cr_expect(str_eq(got, want), "%s, not %s", got ? got : "NULL",
	    want ? want : "NULL");
}

Test_engines(query_db, values_come_back_as_they_went)
{
	char binary[] = { 0, 1, 0, (char)0xff };
	struct echo in = { .text = "t\xc3\xa4xt",
		.number = INT64_MIN,
		.some_number = { true, -1 },
		.flag = true,
		.some_flag = { true, false },
		.time = 1767225600123456,
		.some_time = { true, -1 },
		.real = -0.1,
		.some_real = { true, 1e300 },
		.id = uuid_new(),
		.json = "{\"a\": [1]}",
		.word = EVENT_STATUS_COMPLETED,
		.bytes = { binary, sizeof(binary) } };
	struct echo out;

	memset(&out, 0x5a, sizeof(out));
	ok(db_one(on.db, (struct db_call){ &echo, &in }, &out));
	expect_text(out.text, in.text);
	expect_text(out.no_text, NULL);
	cr_expect(out.number == INT64_MIN);
	cr_expect(out.some_number.set && out.some_number.v == -1);
	cr_expect(out.flag && out.some_flag.set && out.some_flag.v == false);
	cr_expect(out.time == in.time);
	cr_expect(out.some_time.set && out.some_time.v == -1);
	cr_expect(out.real == -0.1 && out.some_real.v == 1e300);
	cr_expect(uuid_eq(out.id, in.id) && uuid_is_nil(out.no_id));
	expect_text(out.json, in.json);
	expect_text(out.no_json, NULL);
	cr_expect(out.bytes.len == sizeof(binary) &&
		  memcmp(out.bytes.p, binary, sizeof(binary)) == 0);
	cr_expect(out.no_bytes.p == NULL);
	cr_expect(out.word == EVENT_STATUS_COMPLETED);
	cr_expect(out.no_word == NO_EVENT_STATUS);
	cr_expect(out.no_number.set == false && out.no_flag.set == false &&
		  out.no_time.set == false && out.no_real.set == false);
}

Test_engines(query_db, parameters_may_stand_out_of_order)
{
	struct pair in = { "one", "two" }, out;

	ok(db_one(on.db, (struct db_call){ &swap, &in }, &out));
	expect_text(out.a, "two");
	expect_text(out.b, "onetwo");
}

Test_engines(query_db, statements_work_without_being_prepared)
{
	struct db_options options = fixture_options();
	struct pair in = { "one", "two" }, out;
	struct arena arena;
	struct fault f;
	struct db *db;

	options.prepare = false;
	db = fixture_connect(&options, &arena, &f);
	for (int i = 0; i < 2; i++)
		ok(db_one(db, (struct db_call){ &swap, &in }, &out));
	expect_text(out.a, "two");
	db_close(db);
	arena_release(&arena);
}

Test_engines(query_db, one_finds_nothing)
{
	struct number zero = { 0 }, row;

	cr_expect(db_one(on.db, (struct db_call){ &count_to, &zero }, &row) ==
		  ERR_NOT_FOUND);
}

Test_engines(query_db, many_gives_all_rows_in_order)
{
	struct number in = { 1000 }, *v;
	void *rows;
	size_t n;

	ok(db_many(on.db, (struct db_call){ &count_to, &in }, &rows, &n));
	cr_assert(n == 1000, "%zu", n);
	v = rows;
	for (size_t i = 0; i < n; i++)
		cr_assert(v[i].n == (int64_t)i + 1);
	in.n = 0;
	ok(db_many(on.db, (struct db_call){ &count_to, &in }, &rows, &n));
	cr_expect(n == 0);
}

Test_engines(query_db, rows_come_one_by_one)
{
	struct number in = { 50 };
	struct db_rows *rows;
	struct db_value v;
	int64_t next = 1;
	bool more;

	ok(db_rows(on.db, (struct db_call){ &count_to, &in }, &rows));
	for (ok(db_rows_next(rows, &more)); more;
	     ok(db_rows_next(rows, &more))) {
		db_rows_value(rows, 0, &v);
		cr_assert(v.is_null == false && v.i == next++);
	}
	cr_expect(next == 51);
}

Test_engines(query_db, a_bind_ends_rows_that_were_left)
{
	struct number in = { 50 };
	struct db_rows *rows;
	bool more;

	ok(db_rows(on.db, (struct db_call){ &count_to, &in }, &rows));
	ok(db_rows_next(rows, &more));
	arena_reset(&on.arena);
	db_bind(on.db, &on.arena, &on.fault);
	ok(db_rows(on.db, (struct db_call){ &count_to, &in }, &rows));
	ok(db_rows_next(rows, &more));
	cr_expect(more);
}

Test_engines(query_db, a_null_that_was_not_declared_is_refused)
{
	struct number row;

	cr_expect(db_one(on.db, (struct db_call){ &null_number, NULL }, &row) ==
		  ERR_INTERNAL);
	cr_expect(strstr(on.fault.internal, "is NULL") != NULL);
	cr_expect(on.fault.detail[0] == '\0');
}

Test_engines(query_db, a_null_beside_a_row_that_was_waited_for_is_read_again)
{
	struct db_query locking = null_number;
	struct number row;

	locking.is_locking = true;
	cr_expect(db_one(on.db, (struct db_call){ &locking, NULL }, &row) ==
		  ERR_RETRY);
}

Test_engines(query_db, a_word_that_is_not_in_the_list_is_refused)
{
	enum event_status row;

	cr_expect(db_one(on.db, (struct db_call){ &unknown_word, NULL },
		      &row) == ERR_INTERNAL);
	cr_expect(strstr(on.fault.internal, "status is \"postponed\""), "%s",
	    on.fault.internal);
}

Test_engines(query_db, exec_counts_what_changed)
{
	struct user_id id = fixture_user("a@x.org");
	int64_t n = -1;

	ok(q_user_set_verified(on.db, .id = id, .now = clock_now_us(), &n));
	cr_expect(n == 1, "%lld", (long long)n);
	ok(q_user_set_verified(
	    on.db, .id = { uuid_new() }, .now = clock_now_us(), &n));
	cr_expect(n == 0);
}

Test_engines(query_db, a_rollback_takes_all_back)
{
	ok(db_begin(on.db));
	cr_expect(db_is_in_transaction(on.db));
	fixture_user("a@x.org");
	fixture_user("b@x.org");
	cr_expect(count_users(on.db) == 2);
	db_rollback(on.db);
	cr_expect(db_is_in_transaction(on.db) == false);
	cr_expect(count_users(on.db) == 0);
}

Test_engines(query_db, a_commit_keeps_all)
{
	ok(db_begin(on.db));
	fixture_user("a@x.org");
	fixture_user("b@x.org");
	ok(db_commit(on.db));
	cr_expect(count_users(on.db) == 2);
}

Test_engines(query_db, an_empty_transaction_is_nothing)
{
	ok(db_begin(on.db));
	ok(db_commit(on.db));
	ok(db_begin(on.db));
	db_rollback(on.db);
	db_rollback(on.db);
	cr_expect(count_users(on.db) == 0);
}

Test_engines(query_db, after_a_failed_statement_only_a_rollback_follows)
{
	struct number row;

	ok(db_begin(on.db));
	fixture_user("a@x.org");
	cr_expect(db_one(on.db, (struct db_call){ &broken, NULL }, &row) ==
		  ERR_INTERNAL);
	cr_expect(db_commit(on.db) == ERR_INTERNAL);
	db_rollback(on.db);
	cr_expect(count_users(on.db) == 0);
	fixture_user("b@x.org");
	cr_expect(count_users(on.db) == 1);
}

Test_engines(query_db, a_row_that_is_missing_fails_no_transaction)
{
	struct number zero = { 0 }, row;

	ok(db_begin(on.db));
	cr_expect(db_one(on.db, (struct db_call){ &count_to, &zero }, &row) ==
		  ERR_NOT_FOUND);
	fixture_user("a@x.org");
	ok(db_commit(on.db));
	cr_expect(count_users(on.db) == 1);
}

Test_engines(query_db, a_bind_ends_a_transaction_that_was_left)
{
	ok(db_begin(on.db));
	fixture_user("a@x.org");
	db_bind(on.db, &on.arena, &on.fault);
	cr_expect(count_users(on.db) == 0);
}

/* db_first: what is looked at, and what it says. */
struct look {
	int64_t seen;
	enum err verdict;
};

static enum err
look(void *ctx, const void *row)
{
	struct look *l = ctx;

	l->seen = row ? ((const struct number *)row)->n : -1;
	return l->verdict ? fault(&on.fault, l->verdict, "no") : ERR_OK;
}

static struct db_call
look_at(const struct number *upto)
{
	return (struct db_call){ &count_to, upto };
}

Test_engines(query_db, first_sees_its_row_before_the_statement_counts)
{
	struct number seven = { 7 };
	struct look l = { 0 };

	ok(db_first(on.db, look_at(&seven), look, &l));
	seven.n = 0; /* the inputs were copied */
	cr_expect(count_users(on.db) == 0);
	cr_expect(l.seen == 1);
}

Test_engines(query_db, first_gets_null_when_there_is_no_row)
{
	struct number zero = { 0 };
	struct look l = { 0 };

	ok(db_first(on.db, look_at(&zero), look, &l));
	ok(db_settle(on.db));
	ok(db_settle(on.db));
	cr_expect(l.seen == -1);
}

/* On SQLite first itself says no, on PostgreSQL the statement that carries
 * it. */
static enum err refused(enum err (*statement)(void))
{
	struct number one = { 1 };
	struct look l = { .verdict = ERR_SESSION_EXPIRED };
	enum err err = db_first(on.db, look_at(&one), look, &l);

	return err ? err : statement();
}

static enum err
add_user(void)
{
	return q_user_add_with(on.db,
	    &(struct q_user_add_in){ .id = { uuid_new() },
		.email = "e",
		.email_key = "e",
		.first_name = "f",
		.last_name = "l",
		.role = USER_ROLE_ATTENDEE,
		.now = 1 },
	    NULL);
}

static enum err
begin_and_add_user(void)
{
	ok(db_begin(on.db));
	return add_user();
}

Test_engines(query_db, first_that_refuses_stops_a_write)
{
	cr_expect(refused(add_user) == ERR_SESSION_EXPIRED);
	cr_expect(on.fault.err == ERR_SESSION_EXPIRED);
	db_rollback(on.db);
	cr_expect(count_users(on.db) == 0);
}

Test_engines(query_db, first_that_refuses_fails_the_transaction)
{
	cr_expect(refused(begin_and_add_user) == ERR_SESSION_EXPIRED);
	if (db_is_in_transaction(on.db))
		cr_expect(db_commit(on.db) == ERR_INTERNAL);
	db_rollback(on.db);
	cr_expect(count_users(on.db) == 0);
}

static enum err
begin_and_break(void)
{
	struct number row;

	ok(db_begin(on.db));
	return db_one(on.db, (struct db_call){ &broken, NULL }, &row);
}

Test_engines(query_db, what_first_says_outranks_what_the_statement_says)
{
	cr_expect(refused(begin_and_break) == ERR_SESSION_EXPIRED);
	db_rollback(on.db);
}

Test_engines(query_db, a_statement_may_follow_itself_as_first)
{
	struct number one = { 1 }, row;
	struct look l = { 0 };

	ok(db_first(on.db, look_at(&one), look, &l));
	ok(db_one(on.db, look_at(&one), &row));
	cr_expect(l.seen == 1 && row.n == 1);
}

static enum err
make_the_same(void)
{
	static const struct db_query same = QUERY(6,
	    SAME_SQL("UPDATE users SET email_key = 'same'"), .is_write = true);

	return db_exec(on.db, (struct db_call){ &same, NULL }, NULL);
}

Test_engines(query_db, a_part_of_a_transaction_is_undone_alone)
{
	ok(db_begin(on.db));
	ok(db_begin_part(on.db));
	fixture_user("a@x.org");
	ok(db_begin_part(on.db));
	fixture_user("b@x.org");
	cr_expect(make_the_same() == ERR_CONFLICT);
	cr_expect(db_end_part(on.db, true) == ERR_INTERNAL);
	ok(db_end_part(on.db, false));
	cr_expect(count_users(on.db) == 1);
	fixture_user("c@x.org");
	ok(db_end_part(on.db, true));
	ok(db_commit(on.db));
	cr_expect(count_users(on.db) == 2);
}

Test_engines(query_db, a_unique_value_is_known_by_its_constraint)
{
	fixture_user("a@x.org");
	fixture_user("b@x.org");
	cr_expect(make_the_same() == ERR_CONFLICT);
	cr_expect(db_is_in_transaction(on.db) == false);
}

Test_engines(query_db, a_check_is_known_by_its_constraint)
{
	static const struct db_query take = QUERY(7,
	    SAME_SQL("UPDATE event SET taken = capacity + 1"),
	    .is_write = true);

	fixture_event(.organizer_id = fixture_user("a@x.org"),
	    .capacity = { true, 3 });
	cr_expect(db_exec(on.db, (struct db_call){ &take, NULL }, NULL) ==
		  ERR_CAPACITY_BELOW_TAKEN);
}

Test_engines(query_db, no_database_text_reaches_the_client)
{
	struct number row;

	cr_expect(db_one(on.db, (struct db_call){ &broken, NULL }, &row) ==
		  ERR_INTERNAL);
	cr_expect(on.fault.detail[0] == '\0');
	cr_expect(strstr(on.fault.internal, "no_such_function") != NULL);
}

struct far {
	int64_t time, wall;
};

static const struct db_field far_fields[] = {
	{ .name = "time",
	    .type = DB_TIME,
	    .offset = offsetof(struct far, time) },
	{ .name = "wall",
	    .type = DB_WALL,
	    .offset = offsetof(struct far, wall) },
};

/* The year 20000, and a day before Christ. */
static const struct db_query far_times = QUERY(8,
    .sql = { [DB_POSTGRESQL] = "SELECT timestamptz '20000-01-01Z' AS time, "
			       "timestamp '0044-03-15 BC' AS wall",
	[DB_SQLITE] = "SELECT 568971820800000000 AS time, "
		      "-63523526400000000 AS wall" },
    .out = far_fields, .n_out = N_OF(far_fields),
    .row_size = sizeof(struct far));

Test_engines(query_db, what_is_read_can_be_written)
{
	struct far row;

	ok(db_one(on.db, (struct db_call){ &far_times, NULL }, &row));
	cr_expect(row.time == CLOCK_MAX_US);
	cr_expect(row.wall == CLOCK_MIN_US);
}
