/*
 * What SQLite's queries have by hash_record: on its telling rows apart rests
 * that a calendar has changed.
 */
#include <criterion/criterion.h>
#include <sqlite3.h>

#include "db/sqlite.h"

#include "base/banned.h"

/* Values of every type that look alike, and numbers as small as a type's. */
#define VALUES                                                             \
	"WITH RECURSIVE small (v) AS (SELECT -64 UNION ALL "               \
	"SELECT v + 1 FROM small WHERE v < 64), value (v) AS ("            \
	"SELECT v FROM small UNION ALL VALUES (NULL), (''), (x''), ('0')," \
	" (x'30'), (1.0), ('1.0'), ('1'), (x'31'), (x'00'), (x'0000')) "

static int
number(sqlite3 *handle, const char *sql)
{
	sqlite3_stmt *s;
	int n;

	cr_assert(sqlite3_prepare_v2(handle, sql, -1, &s, NULL) == SQLITE_OK,
	    "%s: %s", sql, sqlite3_errmsg(handle));
	cr_assert(sqlite3_step(s) == SQLITE_ROW);
	n = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	return n;
}

Test(db_sqlite_function, hash_record_tells_values_apart_wherever_they_stand)
{
	static const char *const alike[] = { VALUES
		"SELECT count(*) - count(DISTINCT hash_record(v)) "
		"FROM value",
		VALUES "SELECT count(*) - count(DISTINCT hash_record(v, 7)) "
		       "FROM value",
		VALUES "SELECT count(*) - count(DISTINCT hash_record('x', v)) "
		       "FROM value",
		VALUES "SELECT count(*) - count(DISTINCT hash_record(a.v, b.v))"
		       " FROM value AS a, value AS b" };
	sqlite3 *handle;

	cr_assert(sqlite3_open(":memory:", &handle) == SQLITE_OK);
	db_sqlite_functions(handle);
	for (size_t i = 0; i < N_OF(alike); i++)
		cr_expect(number(handle, alike[i]) == 0, "%s", alike[i]);
	sqlite3_close(handle);
}
