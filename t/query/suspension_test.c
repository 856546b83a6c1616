/*
 * People who were suspended before that had consequences: the migration unlists
 * their events, and leaves their seats to the worker.
 */
#include "app/job.h"
#include "app/suspension.h"
#include "db/migrate.h"
#include "generated/query/event.h"
#include "generated/query/job.h"
#include "generated/query/user.h"
#include "t/query/fixture.h"

#include "base/banned.h"

enum { BEFORE = 15 /* the version of the schema */ };

#define TIME INT64_C(1900000000000000)

struct listed {
	int64_t n;
};

static const struct db_field listed_field = {
	.name = "n", .type = DB_INT, .offset = offsetof(struct listed, n)
};

/* In whatever version of the schema. */
static const struct db_query listed = QUERY(0,
    SAME_SQL("SELECT count(*) AS n FROM event WHERE is_listed"),
    .out = &listed_field, .n_out = 1, .row_size = sizeof(struct listed));

static bool
is_listed(void)
{
	struct listed row;

	ok(db_one(on.db, (struct db_call){ &listed, NULL }, &row));
	return row.n == 1;
}

Test_engines(query_suspension, who_was_suspended_before_is_caught_up_with)
{
	struct user_id ann = fixture_user("ann@x.org");
	struct q_job_claim_row job;
	struct call call = { .db = on.db,
		.arena = &on.arena,
		.fault = &on.fault,
		.now_us = TIME };

	fixture_event(.organizer_id = ann, .start_time = TIME, .now = TIME);
	ok(q_user_suspend(on.db, .id = ann, .now = TIME, NULL));
	cr_expect(is_listed());
	fixture_take_any_schema();
	call.db = on.db;
	ok(db_migrate_down(
	    on.db, db_schema_expected() - BEFORE, false, NULL, NULL));
	ok(db_migrate_up(on.db, 0, false, NULL, NULL));
	cr_expect(!is_listed());
	ok(q_job_claim(on.db, .lease_token = uuid_new(), .lease_s = 60,
	    .worker = "w", .priority_max = INT64_MAX,
	    .destination_max = INT64_MAX, .except = "", &job));
	cr_expect_str_eq(job.kind, APP_SUSPENSION_JOB);
	ok(app_job_perform(&call, &job, app_suspension_run));
	ok(db_migrate_down(
	    on.db, db_schema_expected() - BEFORE, false, NULL, NULL));
	cr_expect(is_listed());
}
