/*
 * What tests of jobs share: a fresh database, and a call on it.
 */
#ifndef T_UNIT_APP_FIXTURE_H
#define T_UNIT_APP_FIXTURE_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "app/job.h"
#include "base/clock.h"
#include "base/str.h"
#include "t/lib/database.h"
#include "t/lib/engines.h"

static struct database *database;
static struct arena arena;
static struct fault f;
static struct call call;

static struct db *
connect_to(const char *url)
{
	struct db *db;

	cr_assert(eq(int,
		      db_open(&(struct db_options){ .url = url,
				  .prepare = true,
				  .connect_ms = 5000,
				  .statement_ms = 10000,
				  .program = "test" },
			  &f, &db),
		      ERR_OK),
	    "%s", f.detail);
	db_bind(db, &arena, &f);
	return db;
}

static void
engine_open(enum db_engine engine)
{
	database = database_new(engine);
	arena_init(&arena, 64 << 20);
	call = (struct call){ .arena = &arena,
		.fault = &f,
		.now_us = clock_now_us(),
		.db = connect_to(database_url(database)) };
}

static void
engine_close(void)
{
	if (!database)
		return;
	db_close(call.db);
	arena_release(&arena);
	database_free(database);
}

static void
engine_pass(void)
{
}

/* Ends an attempt, without a pause that somebody asks for. */
static inline enum err
end_job(const struct q_job_claim_row *job, enum app_job_end how,
    const char *reason, bool *is_dead)
{
	return app_job_end(&call, job,
	    &(struct app_job_ended){ .how = how, .reason = reason }, is_dead);
}

#define ok(call) \
	cr_assert(eq(int, (int)(call), ERR_OK), "%s %s", f.detail, f.internal)

#endif
