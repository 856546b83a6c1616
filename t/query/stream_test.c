/*
 * db_stream: rows that are never in memory together.
 */
#include <malloc.h>
#include <string.h>

#include "t/query/fixture.h"

#include "base/banned.h"

struct range {
	int64_t n, bad;
};

static const struct db_field in[] = {
	{ "n", DB_INT, false, offsetof(struct range, n), 0, NULL, NULL, false },
	{ "bad", DB_INT, false, offsetof(struct range, bad), 0, NULL, NULL,
	    false },
};

static const struct db_field out[] = {
	{ "line", DB_TEXT, false, 0, 0, NULL, NULL, false },
};

/* n rows of a kilobyte, but the bad one, of which the engine says that it
 * cannot be. */
static const struct db_query lines = QUERY(1,
    .sql = { [DB_POSTGRESQL] =
		 "SELECT repeat('x', 1000 + (0 / ($2 - i))::integer) AS line "
		 "FROM generate_series(1, $1) i",
	[DB_SQLITE] =
	    "WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s "
	    "WHERE i < ?1) SELECT printf('%.*c', 1000 + CASE WHEN i = ?2 THEN "
	    "abs(-9223372036854775807 - 1) ELSE 0 END, 'x') AS line FROM s" },
    .in = in, .n_in = 2, .in_size = sizeof(struct range), .out = out,
    .n_out = 1, .row_size = sizeof(const char *));

/* Reads to the end, or the failure; *n: how many there were. */
static enum err
read_lines(const struct range *range, int64_t *n)
{
	struct db_rows *rows;
	struct db_value v;
	bool more;
	enum err err = db_stream(
	    on.db, (struct db_call){ &lines, range }, &rows);

	*n = 0;
	while (!err && !(err = db_rows_next(rows, &more)) && more) {
		db_rows_value(rows, 0, &v);
		cr_assert(v.text.len == 1000 && v.text.p[999] == 'x');
		++*n;
	}
	return err;
}

/* 50 MB go by, and less than one stays; whoever holds them all does not pass.
 */
Test_engines(query_stream, takes_the_memory_of_a_row)
{
	struct range range = { 50000, 0 };
	size_t before = mallinfo2().uordblks;
	int64_t n;

	for (int i = 0; i < 2; i++) {
		ok(read_lines(&range, &n));
		cr_assert(n == range.n);
		cr_assert(mallinfo2().uordblks < before + (1 << 20));
	}
	range.n = 1;
	ok(read_lines(&range, &n));
	cr_assert(n == 1);
}

Test_engines(query_stream, tells_a_failure_behind_rows)
{
	struct range range = { 2000, 1500 };
	int64_t n;

	cr_expect(read_lines(&range, &n) != ERR_OK);
	cr_expect(n > 0 && n < 1500, "%lld", (long long)n);
	cr_expect(on.fault.internal[0] != '\0');
	db_rollback(on.db);
	range.bad = 1;
	cr_expect(read_lines(&range, &n) != ERR_OK);
	cr_expect(n == 0);
	db_rollback(on.db);
	range.bad = 0;
	ok(read_lines(&range, &n));
	cr_expect(n == 2000);
}

Test_engines(query_stream, is_given_up_by_a_rollback)
{
	struct range range = { 20000, 0 };
	struct db_rows *rows;
	bool more;
	int64_t n;

	ok(db_stream(on.db, (struct db_call){ &lines, &range }, &rows));
	ok(db_rows_next(rows, &more));
	cr_assert(more);
	db_rollback(on.db);
	ok(read_lines(&range, &n));
	cr_expect(n == range.n);
	ok(db_stream(on.db, (struct db_call){ &lines, &range }, &rows));
}
