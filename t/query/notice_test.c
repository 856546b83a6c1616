/*
 * Notices that waited in the queue when it held ids alone: after the migration
 * they say what the event was, and to whom.
 */
#include <stdio.h>

#include "app/job.h"
#include "app/notice_payload.h"
#include "base/str.h"
#include "db/migrate.h"
#include "generated/query/event.h"
#include "generated/query/rsvp.h"
#include "t/query/fixture.h"

#include "base/banned.h"

enum { BEFORE = 10 /* the version of the schema */ };

#define TIME INT64_C(1900000000000000)

static struct user_id ann, bob, cat;
static struct event_id event;

static void
response(struct user_id user, enum rsvp_status status)
{
	struct opt_time not_queued = { 0 };

	ok(db_exec(on.db,
	    Q_rsvp_add(.event = event, .viewer = user, .status = status,
		.party_size = 1, .note = NULL, .queued_at = not_queued,
		.now = TIME, .version = 1, .source = RSVP_SOURCE_API),
	    NULL));
}

static void
add_event(void)
{
	ann = fixture_user("ann@x.org");
	bob = fixture_user("bob@x.org");
	cat = fixture_user("cat@x.org");
	event = fixture_event(.organizer_id = ann, .title = "A \"picnic\"",
	    .venue_name = "Park", .start_time = TIME + 1,
	    .timezone = "Asia/Tokyo", .now = TIME);
	response(ann, RSVP_STATUS_NOT_ATTENDING);
	response(bob, RSVP_STATUS_MAYBE);
	response(cat, RSVP_STATUS_ATTENDING);
	ok(q_event_set_status(on.db, .id = event, .cancel_reason = NULL,
	    .due_at = { 0 }, .status = EVENT_STATUS_CANCELLED, .now = TIME,
	    NULL));
}

/* A job as it was added then; a and b are ids. */
static void
add_job(const char *kind, const char *format, struct uuid a, struct uuid b)
{
	static unsigned n;
	char first[UUID_TEXT_SIZE], second[UUID_TEXT_SIZE], payload[256];
	const char *sql;
	struct db_query *q = arena_new(&on.arena, struct db_query);

	uuid_format(a, first);
	uuid_format(b, second);
	snprintf(payload, sizeof(payload), format, first, second);
	sql = arena_printf(&on.arena,
	    "INSERT INTO job (id, kind, payload, state, priority, run_at, "
	    "attempt, max_attempts, doubts, created_at) VALUES (%s, '%s', "
	    "'%s', 'ready', %u, %s, 0, 12, 0, %s)",
	    on.engine == DB_SQLITE ? "randomblob(16)" : "gen_random_uuid()",
	    kind, payload, 100 + n, on.engine == DB_SQLITE ? "0" : "'epoch'",
	    on.engine == DB_SQLITE ? "0" : "'epoch'");
	*q = (struct db_query){ .name = arena_printf(&on.arena, "test_j%u", n),
		.sql = { sql, sql },
		.index = (uint16_t)(DB_QUERIES_MAX + n),
		.is_write = true };
	n++;
	ok(db_exec(on.db, (struct db_call){ q, NULL }, NULL));
}

/* The notice of the next job in the queue, which is of that kind. */
static struct app_notice
claim(const char *kind)
{
	struct call call = {
		.db = on.db, .arena = &on.arena, .fault = &on.fault
	};
	static const struct app_job_limits limits;
	struct q_job_claim_row job;
	struct app_notice n;

	ok(app_job_claim(&call, "test", &limits, &job));
	cr_expect(str_eq(job.kind, kind), "%s", job.kind);
	ok(app_notice_read(&call, job.payload, &n));
	return n;
}

static void
expect_event(const struct app_notice *n)
{
	cr_expect(n->kind == RULE_NOTICE_EVENT_CANCELLED);
	cr_expect(uuid_eq(n->event.id.v, event.v));
	cr_expect(str_eq(n->event.title, "A \"picnic\""));
	cr_expect(str_eq(n->event.timezone, "Asia/Tokyo"));
	cr_expect(str_eq(n->event.place, "Park"));
	cr_expect(n->event.start_time == TIME + 1);
}

Test_engines(query_notice, what_waits_gets_its_facts)
{
	struct uuid none = { 0 }, verification = uuid_new();
	struct app_notice n;

	add_event();
	fixture_take_any_schema();
	ok(db_migrate_down(
	    on.db, db_schema_expected() - BEFORE, false, NULL, NULL));
	add_job("mail",
	    "{\"mail\":\"event_cancelled\",\"user_id\":\"%s\","
	    "\"event_id\":\"%s\"}",
	    bob.v, event.v);
	add_job("announcement",
	    "{\"mail\":\"event_cancelled\",\"user_id\":\"%s\","
	    "\"event_id\":\"%s\"}",
	    none, event.v);
	add_job("mail", "{\"mail\":\"password_changed\",\"user_id\":\"%s\"}",
	    cat.v, none);
	add_job("mail",
	    "{\"mail\":\"verify_email\",\"verification_id\":\"%s\"}",
	    verification, none);
	ok(db_migrate_up(on.db, 0, false, NULL, NULL));

	n = claim("mail");
	expect_event(&n);
	cr_expect(n.n_users == 1 && uuid_eq(n.users[0].v, bob.v));
	n = claim("notice_page");
	expect_event(&n);
	cr_expect(n.n_users == 2, "ann does not come");
	n = claim("mail");
	cr_expect(n.kind == RULE_NOTICE_PASSWORD_CHANGED);
	cr_expect(n.n_users == 1 && uuid_eq(n.users[0].v, cat.v));
	n = claim("mail");
	cr_expect(n.kind == RULE_NOTICE_VERIFY_EMAIL);
	cr_expect(uuid_eq(n.verification.v, verification));
}
