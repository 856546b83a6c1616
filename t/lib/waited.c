#include "t/lib/waited.h"

#include <stddef.h>
#include <stdint.h>

#include "base/bug.h"

#include "base/banned.h"

struct waiters {
	int64_t n;
};

bool
is_waited_for(struct db *db)
{
	static const struct db_field out[] = { { .name = "n",
	    .type = DB_INT,
	    .offset = offsetof(struct waiters, n) } };
	static const struct db_query query = {
		.name = "test_waiters",
		.index = DB_QUERIES_MAX,
		.sql = { [DB_POSTGRESQL] =
			     "SELECT count(*) AS n FROM pg_locks l WHERE NOT "
			     "l.granted AND pg_backend_pid() = ANY("
			     "pg_blocking_pids(l.pid))",
		    [DB_SQLITE] = "SELECT 1 AS n" },
		.out = out,
		.n_out = 1,
		.row_size = sizeof(struct waiters),
	};
	struct waiters row = { 0 };

	bug_if(db_one(db, (struct db_call){ &query, NULL }, &row));
	return row.n > 0;
}
