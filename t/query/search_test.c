/*
 * The index of words in a database that was made when words were others.
 */
#include "app/job.h"
#include "app/people.h"
#include "app/search.h"
#include "base/clock.h"
#include "base/str.h"
#include "db/migrate.h"
#include "generated/query/event.h"
#include "generated/query/job.h"
#include "rule/words.h"
#include "t/query/fixture.h"

#include "base/banned.h"

enum {
	BEFORE = 9,   /* the version of the schema */
	EVENTS = 103, /* more than a page of the job */
	JOBS_MAX = 10
};

#define TIME INT64_C(1900000000000000)

static struct user_id organizer;

/* An event as it was indexed then: in lower case, with its accents. */
static struct event_id
add_event(int number)
{
	struct event_id id = fixture_event(.organizer_id = organizer,
	    .title = "Caf\xc3\xa9", .start_time = TIME + number, .now = TIME);

	ok(q_event_index(on.db, .id = id, .words = "caf\xc3\xa9", NULL));
	return id;
}

/* By the index, since no event is examined without it. */
static size_t
count_found(const char *asked)
{
	struct q_event_found_row *rows;
	struct q_event_found_in in = { .words = rule_words_asked(
					   &on.arena, asked),
		.found = 2 * EVENTS,
		.from = CLOCK_MIN_US,
		.to = CLOCK_MAX_US,
		.since_start_time = CLOCK_MIN_US,
		.after_start_time = CLOCK_MIN_US,
		.limit = 2 * EVENTS };
	size_t n;

	ok(q_event_found_with(on.db, &in, &rows, &n));
	return n;
}

/* Works as a worker does until no job is due; how many there were that index
 * events. People are indexed anew by a migration as well. */
static int
run_jobs(void)
{
	struct call call = { .db = on.db,
		.arena = &on.arena,
		.fault = &on.fault,
		.now_us = clock_now_us() };
	const struct app_job_limits limits = { 0 };
	struct q_job_claim_row job;
	int n = 0;

	while (n < JOBS_MAX &&
	       app_job_claim(&call, "test", &limits, &job) == ERR_OK) {
		bool is_search = str_eq(job.kind, APP_SEARCH_JOB);

		cr_expect(is_search || str_eq(job.kind, APP_PEOPLE_JOB), "%s",
		    job.kind);
		ok(app_job_perform(
		    &call, &job, is_search ? app_search_run : app_people_run));
		n += is_search;
	}
	return n;
}

Test_engines(query_search, events_from_before_are_indexed_anew)
{
	struct event_id gone;

	organizer = fixture_user("a@x.org");
	for (int i = 0; i < EVENTS; i++)
		gone = add_event(i);
	fixture_take_any_schema();
	ok(db_migrate_down(
	    on.db, db_schema_expected() - BEFORE, false, NULL, NULL));
	ok(q_event_remove(on.db, .id = gone, NULL));
	ok(db_migrate_up(on.db, 0, false, NULL, NULL));
	cr_expect(count_found("cafe") == 0);
	cr_expect(run_jobs() == 2);
	cr_expect(count_found("cafe") == EVENTS - 1);
}

Test_engines(query_search, an_empty_database_has_nothing_to_index)
{
	cr_expect(run_jobs() == 0);
}
