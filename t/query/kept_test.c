/*
 * The databases that tests leave to each other: whatever one did to its own,
 * the next finds what the migrations made (t/lib/database_pg.c).
 */
#include "t/query/fixture.h"

#include "base/banned.h"

#ifdef WITH_POSTGRESQL

static const char *const harms[] = {
	"INSERT INTO currency (code, digits) VALUES ('ZZZ', 2)",
	"DELETE FROM currency WHERE code = 'AED'",
	"UPDATE currency SET digits = 3 WHERE code = 'AED'",
	"TRUNCATE currency CASCADE",
	"CREATE TABLE left_behind (n bigint)",
	"CREATE FUNCTION left_behind() RETURNS int LANGUAGE sql AS 'SELECT 1'",
	"ALTER TABLE currency DROP COLUMN digits",
};

struct number {
	int64_t n;
};

static const struct db_field number_field = {
	.name = "n", .type = DB_INT, .offset = offsetof(struct number, n)
};

/* What somebody may do harm to. */
static const struct db_query digest = QUERY(0,
    .sql = { [DB_POSTGRESQL] =
		 "SELECT hashtextextended(string_agg(t, ' ' ORDER BY t), 0) AS "
		 "n"
		 " FROM (SELECT relname::text || relnatts FROM pg_class"
		 "  WHERE oid >= 16384 AND relname !~ '^pg_'"
		 " UNION ALL SELECT proname FROM pg_proc WHERE oid >= 16384"
		 " UNION ALL SELECT conname FROM pg_constraint"
		 "  WHERE oid >= 16384"
		 " UNION ALL SELECT currency::text FROM currency) a (t)" },
    .out = &number_field, .n_out = 1, .row_size = sizeof(struct number));

static int64_t
look(void)
{
	struct number row;

	ok(db_one(on.db, (struct db_call){ &digest, NULL }, &row));
	return row.n;
}

static void
do_harm(const char *sql)
{
	const struct db_query harm = QUERY(1, .sql = { [DB_POSTGRESQL] = sql });
	int64_t n;

	ok(db_exec(on.db, (struct db_call){ &harm, NULL }, &n));
}

static void
query_kept_nothing_is_left_of_the_test_before(void)
{
	int64_t born = look();

	for (size_t i = 0; i < N_OF(harms); i++) {
		do_harm(harms[i]);
		cr_expect(look() != born, "%s", harms[i]);
		engine_close();
		engine_open(DB_POSTGRESQL);
		cr_expect(look() == born, "%s", harms[i]);
	}
}

TEST_ON_POSTGRESQL(query_kept, nothing_is_left_of_the_test_before)

#endif
