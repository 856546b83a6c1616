/*
 * What a scrape asks of the queue: right while it is short, and no more than it
 * counts to when it is long.
 */
#include "base/clock.h"
#include "generated/query/job.h"
#include "t/query/fixture.h"

#include "base/banned.h"

enum { MOST = 100 };

static struct q_job_depth_row
depth(void)
{
	struct q_job_depth_row row;

	ok(q_job_depth(on.db, .most = MOST, &row));
	return row;
}

static void
add_job(int64_t priority, int64_t run_at)
{
	struct opt_time when = { true, run_at };

	ok(q_job_add(on.db, .id = (struct job_id){ uuid_new() }, .kind = "mail",
	    .payload = "{}", .priority = priority, .run_at = when,
	    .max_attempts = 1, .dedupe_key = NULL, .quiet_s = 0,
	    .recipient = (struct user_id){ { { 0 } } }, .now = run_at, NULL));
}

static void
claim(struct q_job_claim_row *job)
{
	ok(q_job_claim(on.db, .lease_token = uuid_new(), .lease_s = 60,
	    .worker = "w", .priority_max = 1000, .destination_max = 9,
	    .except = "", job));
}

Test_engines(query_job_depth, of_nothing_is_nothing)
{
	struct q_job_depth_row d = depth();

	cr_expect(d.ready == 0 && d.running == 0 && d.dead == 0);
	cr_expect(!d.due_at.set);
}

/* The first one due may have any priority, and is never before now. */
Test_engines(query_job_depth, finds_the_first_of_every_priority)
{
	int64_t now = depth().now / CLOCK_SECOND_US * CLOCK_SECOND_US;
	int64_t hour = 3600 * CLOCK_SECOND_US;

	add_job(10, now + hour);
	add_job(60, now + 3 * hour);
	add_job(100, now + 2 * hour);
	cr_expect(depth().due_at.v == now + hour);
	add_job(50, now + hour / 2);
	cr_expect(depth().due_at.v == now + hour / 2);
	cr_expect(depth().ready == 4);
}

Test_engines(query_job_depth, counts_each_state)
{
	struct q_job_claim_row job;

	for (int i = 0; i < 3; i++)
		add_job(10, 1);
	claim(&job);
	cr_expect(depth().ready == 2 && depth().running == 1);
	ok(q_job_bury(on.db, .id = job.id, .lease_token = job.lease_token,
	    .doubts = 0, .error = "x", NULL));
	claim(&job);
	ok(q_job_finish(on.db, .id = job.id, .lease_token = job.lease_token,
	    .note = NULL, NULL));
	cr_expect(depth().ready == 1 && depth().running == 0);
	cr_expect(depth().dead == 1);
}

#define COLUMNS                                                         \
	"INSERT INTO job (id, kind, payload, state, priority, run_at, " \
	"attempt, max_attempts, doubts, created_at, finished_at) "

static const struct db_query add_many = QUERY(40,
    .sql = { [DB_POSTGRESQL] = COLUMNS
	     "SELECT gen_random_uuid(), 'mail', '{}', 'dead', 10, now(), 0, 1, "
	     "0, "
	     "now(), now() FROM generate_series(1, 101)",
	[DB_SQLITE] = "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n "
		      "+ 1 FROM s WHERE n < 101) " COLUMNS
		      "SELECT randomblob(16), 'mail', '{}', 'dead', 10, 1, 0, "
		      "1, 0, 1, 1 FROM s" },
    .is_write = true);

Test_engines(query_job_depth, counts_no_further_than_it_says)
{
	ok(db_exec(on.db, (struct db_call){ &add_many, NULL }, NULL));
	cr_expect(depth().dead == MOST);
}
