/*
 * The worker in process, on both engines: what it says about events, how it
 * keeps a lease, and what it clears away. The program itself and the network
 * are in t/e2e/mail_test.c.
 */
#include "worker/worker.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/announcement.h"
#include "app/event_notice.h"
#include "app/export.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "generated/query/event.h"
#include "generated/query/idempotency.h"
#include "generated/query/job.h"
#include "generated/query/mail.h"
#include "generated/query/rsvp.h"
#include "generated/query/session.h"
#include "generated/query/user.h"
#include "generated/query/verification.h"
#include "t/lib/database.h"
#include "t/lib/eml.h"
#include "t/lib/engines.h"
#include "t/lib/tree.h"
#include "worker/attempt.h"

#include "base/banned.h"

static struct database *database;
static struct db *db;
static struct crypt_keys *keys;
static struct conf conf;
static struct worker w;
static struct fault f;
static char dir[] = "/tmp/hearth-worker-XXXXXX";
static struct event_id event;

#define ok(call)                                                         \
	cr_assert(eq(int, (int)(call), ERR_OK), "%s %s", w.fault.detail, \
	    w.fault.internal)

static void
engine_open(enum db_engine engine)
{
	static char url[64];

	log_init("test", LOG_ERROR);
	database = database_new(engine);
	cr_assert(not(zero(ptr, mkdtemp(dir))));
	snprintf(url, sizeof(url), "file:%s", dir);
	conf = (struct conf){ .mail_url = url,
		.clerk_issuer = "",
		.mail_from = "Hearth <hearth@example.org>",
		.public_url = "https://hearth.example",
		.verification_base_url = "",
		.mail_helo = "",
		.imip_address = "",
		.mail_per_day = 50,
		.mail_per_destination = 2,
		.unverified_days = 30,
		.upload_dir = dir,
		.upload_adopt_socket = "",
		.mail_ca_file = "" };
	ok(db_open(&(struct db_options){ .url = database_url(database),
		       .prepare = true,
		       .connect_ms = 5000,
		       .statement_ms = 10000,
		       .program = "test" },
	    &f, &db));
	keys = crypt_keys_new("a secret for tests only, long enough", "");
	ok(worker_init(&w,
	    &(struct worker_options){ .db = db, .conf = &conf, .keys = keys },
	    &f));
	w.call.now_us = clock_now_us();
}

static void
engine_close(void)
{
	if (!database)
		return;
	worker_release(&w);
	db_close(db);
	crypt_keys_free(keys);
	database_free(database);
	tree_remove(dir);
}

static void
engine_pass(void)
{
}

static struct user_id
add_user(const char *name)
{
	struct user_id id = { uuid_new() };
	const char *email = arena_printf(w.call.arena, "%s@example.org", name);

	ok(q_user_add_with(db,
	    &(struct q_user_add_in){ .id = id,
		.email = email,
		.email_key = email,
		.is_verified = true,
		.first_name = name,
		.last_name = "Example",
		.role = USER_ROLE_ATTENDEE,
		.now = w.call.now_us },
	    NULL));
	return id;
}

static void
add_event(struct user_id organizer, enum event_status status)
{
	event = (struct event_id){ uuid_new() };
	ok(q_event_add_with(db,
	    &(struct q_event_add_in){ .id = event,
		.organizer_id = organizer,
		.title = "Tea & <Cake>",
		.venue_name = "The Barn",
		.start_time = w.call.now_us + CLOCK_DAY_US,
		.end_time = w.call.now_us + CLOCK_DAY_US + CLOCK_HOUR_US,
		.timezone = "Europe/Berlin",
		.visibility = EVENT_VISIBILITY_PUBLIC,
		.max_party = 50,
		.attendee_list = ATTENDEE_LIST_EVERYONE,
		.status = status,
		.category_ids = "[]",
		.tags = "[]",
		.reminders = "[]",
		.now = w.call.now_us },
	    NULL));
}

static void
rsvp(struct user_id user, enum rsvp_status status)
{
	ok(db_exec(db,
	    Q_rsvp_add(.event = event, .viewer = user, .status = status,
		.party_size = 1, .note = NULL, .queued_at = { 0 },
		.now = w.call.now_us, .version = 1, .source = RSVP_SOURCE_API),
	    NULL));
}

static struct app_notice_event
facts(void)
{
	return (struct app_notice_event){ .id = event,
		.title = "Tea & <Cake>",
		.timezone = "Europe/Berlin",
		.place = "The Barn",
		.start_time = 1795171234000000 };
}

static void
tell(enum rule_notice kind, struct user_id user)
{
	ok(app_notice(&w.call, &(struct app_notice){ .kind = kind,
				   .users = &user,
				   .n_users = 1,
				   .event = facts() }));
}

static void
tell_all(enum rule_notice kind)
{
	struct app_notice_event e = facts();

	ok(app_announcement_add(&w.call, kind, NOTICE_AUDIENCE_ALL, &e, NULL));
}

static void
execute(const char *postgresql, const char *sqlite)
{
	static uint16_t index = DB_QUERIES_MAX;
	struct db_query *query = arena_new(w.call.arena, struct db_query);

	*query = (struct db_query){ .name = postgresql,
		.sql = { postgresql, sqlite },
		.index = index++,
		.is_write = true };
	ok(db_exec(db, (struct db_call){ query, NULL }, NULL));
}

/* Works until nothing is due; returns how many jobs there were. */
static int
work(void)
{
	bool worked = true;
	int n = 0;

	for (; worked; n += worked)
		ok(worker_step(&w, &worked));
	return n;
}

static int
count_mails(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int n = 0;

	while ((e = readdir(d)))
		n += strstr(e->d_name, ".eml") != NULL;
	closedir(d);
	return n;
}

static void
expect_mail(const char *name, const char *text)
{
	char address[64], *mail;

	snprintf(address, sizeof(address), "%s@example.org", name);
	mail = eml_find(dir, address, 0);
	cr_assert(not(zero(ptr, mail)), "no mail to %s", address);
	cr_expect(not(zero(ptr, strstr(mail, text))), "%s", mail);
	free(mail);
}

Test_engines(worker, who_moved_up_is_told_where_and_when)
{
	struct user_id ann = add_user("Ann");

	add_event(ann, EVENT_STATUS_PUBLISHED);
	rsvp(ann, RSVP_STATUS_ATTENDING);
	tell(RULE_NOTICE_PROMOTED_FROM_WAITLIST, ann);
	cr_expect(eq(int, work(), 1));
	expect_mail("Ann", "Subject: You have a spot: Tea & <Cake>\r\n");
	expect_mail("Ann", "\r\nHello Ann,\r\n");
	expect_mail("Ann", "\r\nWhen: Friday, 20 November 2026 at 11:40 "
			   "(Europe/Berlin)\r\n");
	expect_mail("Ann", "\r\nWhere: The Barn\r\n");
	expect_mail("Ann", ">Tea &amp; &lt;Cake&gt;</p>");
}

Test_engines(worker, nobody_is_told_what_is_no_longer_true)
{
	struct user_id ann = add_user("Ann"), gone = { uuid_new() };

	add_event(ann, EVENT_STATUS_PUBLISHED);
	rsvp(ann, RSVP_STATUS_NOT_ATTENDING);
	tell(RULE_NOTICE_PROMOTED_FROM_WAITLIST, ann);
	tell(RULE_NOTICE_EVENT_CANCELLED, ann);
	ok(app_notice_account(&w.call, RULE_NOTICE_PASSWORD_CHANGED, gone));
	tell(RULE_NOTICE_EVENT_CANCELLED, gone);
	cr_expect(eq(int, work(), 4));
	cr_expect(eq(int, count_mails(), 0));
}

Test_engines(worker, a_cancelled_event_is_told_to_everybody_once)
{
	struct user_id ann = add_user("Ann");
	char name[16];

	ok(db_begin(db));
	add_event(ann, EVENT_STATUS_PUBLISHED);
	for (int i = 0; i < 205; i++) {
		snprintf(name, sizeof(name), "u%d", i);
		rsvp(add_user(name),
		    i % 2 ? RSVP_STATUS_ATTENDING : RSVP_STATUS_MAYBE);
	}
	rsvp(ann, RSVP_STATUS_NOT_ATTENDING);
	ok(q_event_set_status(db, .id = event, .cancel_reason = NULL,
	    .due_at = { 0 }, .status = EVENT_STATUS_CANCELLED,
	    .now = w.call.now_us, NULL));
	tell_all(RULE_NOTICE_EVENT_CANCELLED);
	ok(db_commit(db));
	cr_expect(eq(int, work(), 205 + 3));
	cr_expect(eq(int, count_mails(), 205));
	expect_mail("u0", "Subject: Cancelled: Tea & <Cake>\r\n");
	expect_mail("u204", "Subject: Cancelled: Tea & <Cake>\r\n");
}

Test_engines(worker, who_answered_is_told_though_the_event_is_gone)
{
	static const struct {
		enum rule_notice kind;
		char who[8], subject[32];
	} cases[] = {
		{ RULE_NOTICE_EVENT_GONE, "Ann", "Subject: Taken down: Tea" },
		{ RULE_NOTICE_EVENT_CANCELLED, "Bob",
		    "Subject: Cancelled: Tea" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct user_id user = add_user(cases[i].who);

		ok(db_begin(db));
		add_event(user, EVENT_STATUS_PUBLISHED);
		rsvp(user, RSVP_STATUS_ATTENDING);
		tell_all(cases[i].kind);
		tell(RULE_NOTICE_PROMOTED_FROM_WAITLIST, user);
		ok(q_event_remove(db, .id = event, NULL));
		ok(db_commit(db));
		cr_expect(eq(int, work(), 2));
		expect_mail(cases[i].who, cases[i].subject);
		expect_mail(cases[i].who,
		    "\r\nIt was planned for: Friday, 20 November 2026 at "
		    "11:40 (Europe/Berlin)\r\n");
		expect_mail(cases[i].who, "\r\nWhere: The Barn\r\n");
	}
	cr_expect(eq(int, count_mails(), 2), "the spot is gone with the event");
}

Test_engines(worker, who_is_answered_for_is_told_what_it_says_now)
{
	struct user_id host = add_user("Host"), ann = add_user("Ann"),
		       bob = add_user("Bob");

	add_event(host, EVENT_STATUS_PUBLISHED);
	rsvp(ann, RSVP_STATUS_MAYBE);
	rsvp(bob, RSVP_STATUS_REMOVED);
	ok(db_begin(db));
	tell(RULE_NOTICE_RSVP_SET, ann);
	tell(RULE_NOTICE_RSVP_REMOVED, bob);
	tell(RULE_NOTICE_RSVP_SET, bob);
	tell(RULE_NOTICE_RSVP_REMOVED, ann);
	ok(db_commit(db));
	cr_expect(eq(int, work(), 4));
	cr_expect(eq(int, count_mails(), 2), "two are true no more");
	expect_mail("Ann", "\r\nYour answer: perhaps you come\r\n");
	expect_mail("Bob", "Subject: You are no longer expected: Tea");
}

Test_engines(worker, hosts_write_line_by_line_to_those_who_still_come)
{
	struct user_id host = add_user("Host"), ann = add_user("Ann"),
		       bob = add_user("Bob");
	int64_t n;

	add_event(host, EVENT_STATUS_PUBLISHED);
	rsvp(ann, RSVP_STATUS_ATTENDING);
	rsvp(bob, RSVP_STATUS_MAYBE);
	w.call.user = host;
	ok(db_begin(db));
	ok(app_event_notice_add(&w.call, event,
	    &(struct app_event_notice){ .subject = "Bring cups",
		.body = "Dear <all>,\n\n.see you at\nthe barn",
		.audience = NOTICE_AUDIENCE_ALL },
	    &n));
	ok(db_commit(db));
	cr_expect(eq(i64, n, 2));
	ok(q_rsvp_release(db, .event = event, .user = bob, .version = 1,
	    .now = w.call.now_us, NULL));
	cr_expect(eq(int, work(), 3));
	cr_expect(eq(int, count_mails(), 1), "Bob does not come");
	expect_mail("Ann", "Subject: Tea & <Cake>: Bring cups\r\n");
	expect_mail(
	    "Ann", "\r\nDear <all>,\r\n\r\n.see you at\r\nthe barn\r\n");
	expect_mail(
	    "Ann", ">Dear &lt;all&gt;,<br>\r\n<br>\r\n.see you at<br>\r\n");
}

Test_engines(worker, nobody_gets_a_spot_in_what_is_over)
{
	struct user_id ann = add_user("Ann");

	add_event(ann, EVENT_STATUS_PUBLISHED);
	rsvp(ann, RSVP_STATUS_ATTENDING);
	tell(RULE_NOTICE_PROMOTED_FROM_WAITLIST, ann);
	execute("UPDATE event SET start_time = 'epoch', end_time = now()",
	    "UPDATE event SET start_time = 0, end_time = 1");
	cr_expect(eq(int, work(), 1));
	cr_expect(eq(int, count_mails(), 0));
}

Test_engines(worker, an_address_gets_so_many_mails_a_day_and_all_about_itself)
{
	struct user_id ann = add_user("Ann"), bob = add_user("Bob");

	conf.mail_per_day = 2;
	for (int i = 0; i < 3; i++) {
		add_event(ann, EVENT_STATUS_CANCELLED);
		tell(RULE_NOTICE_EVENT_CANCELLED, ann);
		ok(app_notice_account(
		    &w.call, RULE_NOTICE_PASSWORD_CHANGED, ann));
	}
	tell(RULE_NOTICE_EVENT_CANCELLED, bob);
	cr_expect(eq(int, work(), 7));
	cr_expect(eq(int, count_mails(), 2 + 3 + 1));
	expect_mail("Bob", "Subject: Cancelled");
	execute("UPDATE job SET effect_at = effect_at - interval '1 day'",
	    "UPDATE job SET effect_at = effect_at - 86400000000");
	add_event(ann, EVENT_STATUS_CANCELLED);
	tell(RULE_NOTICE_EVENT_CANCELLED, ann);
	cr_expect(eq(int, work(), 1));
	cr_expect(eq(int, count_mails(), 7), "the next day");
}

/* A job that runs under the worker's lease. */
static struct q_job_claim_row
run_job(int lease_s)
{
	static struct q_job_claim_row job;

	ok(app_job_add(&w.call, "x", "{}", NULL));
	ok(q_job_claim(db, .lease_token = uuid_new(), .lease_s = lease_s,
	    .worker = "w", .priority_max = INT64_MAX,
	    .destination_max = INT64_MAX, .except = "", &job));
	w.job = &job;
	w.kept_us = clock_monotonic_us();
	return job;
}

static int64_t
lease_left_s(struct job_id id)
{
	struct q_job_get_row row;

	ok(q_job_get(db, .id = id, &row));
	return (row.lease_until.v - clock_now_us()) / CLOCK_SECOND_US;
}

Test_engines(worker, a_tick_prolongs_the_lease_after_a_quarter)
{
	struct q_job_claim_row job = run_job(20);

	cr_expect(worker_tick(&w));
	cr_expect(lt(i64, lease_left_s(job.id), 21), "not yet");
	w.kept_us -= 16 * CLOCK_SECOND_US;
	cr_expect(worker_tick(&w));
	cr_expect(gt(i64, lease_left_s(job.id), 50));
	cr_expect(lt(i64, clock_monotonic_us() - w.kept_us, CLOCK_SECOND_US));
}

Test_engines(worker, a_tick_tells_that_the_lease_is_lost)
{
	struct q_job_reap_row *rows;
	size_t n;

	run_job(-1);
	ok(q_job_reap(db, &rows, &n));
	cr_expect(eq(sz, n, 1));
	w.kept_us -= 16 * CLOCK_SECOND_US;
	cr_expect(not(worker_tick(&w)));
	cr_expect(not(worker_tick(&w)), "for good");
}

Test_engines(worker, what_is_past_its_time_is_cleared_away)
{
	struct user_id ann = add_user("Ann");
	struct verification_id live = { uuid_new() }, old = { uuid_new() };
	struct q_mail_verification_row row;
	struct q_job_counts_row *counts;
	size_t n;

	for (int i = 0; i < 2; i++)
		ok(q_verification_add(db, .id = i ? old : live, .user = ann,
		    .space = { { { 0 } } }, .purpose = "verify_email",
		    .email = "a@b", .now = w.call.now_us,
		    .expires = w.call.now_us - i * 2 * CLOCK_DAY_US,
		    .code_expires = w.call.now_us, NULL));
	for (int i = 0; i < 2; i++) {
		ok(app_job_add(&w.call, APP_EXPORT_JOB, "{}", NULL));
		ok(app_notice_account(
		    &w.call, RULE_NOTICE_PASSWORD_CHANGED, ann));
	}
	cr_expect(eq(int, work(), 4));
	execute("UPDATE job SET finished_at = now() - interval '8 days' "
		"WHERE state = 'done'",
	    "UPDATE job SET finished_at = finished_at - 8 * 86400000000 "
	    "WHERE state = 'done'");
	execute("UPDATE job SET finished_at = now() - interval '31 days' WHERE "
		"id = (SELECT id FROM job WHERE state = 'dead' LIMIT 1)",
	    "UPDATE job SET finished_at = finished_at - 31 * 86400000000 "
	    "WHERE id = (SELECT id FROM job WHERE state = 'dead' LIMIT 1)");
	w.purge_at_us = 0;
	cr_expect(eq(int, work(), 0));
	ok(q_job_counts(db, &counts, &n));
	cr_assert(eq(sz, n, 1));
	cr_expect(eq(str, (char *)counts[0].state, "dead"));
	cr_expect(eq(i64, counts[0].count, 1));
	ok(q_mail_verification(db, .id = live, &row));
	cr_expect(eq(
	    int, (int)q_mail_verification(db, .id = old, &row), ERR_NOT_FOUND));
}

Test_engines(worker, what_is_cleared_away_may_be_more_than_a_batch)
{
	int64_t left;

	execute("INSERT INTO idempotency (principal, request_key, "
		"request_hash, created_at) "
		"SELECT '\\x00', i, '\\x00', now() - interval '2 days' "
		"FROM generate_series(1, 2500) i",
	    "INSERT INTO idempotency (principal, request_key, request_hash, "
	    "created_at) "
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < 2500) SELECT x'00', i, x'00', 0 FROM n");
	w.purge_at_us = 0;
	cr_expect(eq(int, work(), 0));
	ok(q_idempotency_purge(
	    db, .before = CLOCK_MAX_US, .limit = 10000, &left));
	cr_expect(eq(i64, left, 0));
}

/* An account that signed up so many days ago. */
static struct user_id
add_waiting(const char *name, enum user_role role, int days)
{
	struct user_id id = { uuid_new() };
	const char *email = arena_printf(w.call.arena, "%s@example.org", name);

	ok(q_user_add_with(db,
	    &(struct q_user_add_in){ .id = id,
		.email = email,
		.email_key = email,
		.first_name = name,
		.last_name = "Example",
		.role = role,
		.now = w.call.now_us - days * CLOCK_DAY_US },
	    NULL));
	return id;
}

static bool
is_there(const char *name)
{
	struct q_user_for_login_row user;

	return q_user_for_login(db,
		   .email_key = arena_printf(
		       w.call.arena, "%s@example.org", name),
		   &user) == ERR_OK;
}

Test_engines(worker, an_account_that_was_never_verified_goes)
{
	add_waiting("young", USER_ROLE_ATTENDEE, 29);
	add_waiting("old", USER_ROLE_ATTENDEE, 31);
	w.purge_at_us = 0;
	cr_expect(eq(int, work(), 0));
	cr_expect(is_there("young"));
	cr_expect(not(is_there("old")));
}

/* What belongs to each stays, whichever way it came there. */
Test_engines(worker, an_account_to_which_anything_belongs_stays)
{
	struct user_id verified = add_waiting(
	    "verified", USER_ROLE_ATTENDEE, 31);
	struct user_id host = add_waiting("host", USER_ROLE_ATTENDEE, 31);
	struct user_id guest = add_waiting("guest", USER_ROLE_ATTENDEE, 31);
	struct user_id user = add_waiting("user", USER_ROLE_ATTENDEE, 31);

	add_waiting("organizer", USER_ROLE_ORGANIZER, 31);
	add_waiting("old", USER_ROLE_ATTENDEE, 31);
	ok(q_user_set_verified(db, .id = verified,
	    .now = w.call.now_us - 31 * CLOCK_DAY_US, NULL));
	add_event(host, EVENT_STATUS_PUBLISHED);
	rsvp(guest, RSVP_STATUS_ATTENDING);
	ok(q_session_add_with(db,
	    &(struct q_session_add_in){ .id = { uuid_new() },
		.user = user,
		.kind = SESSION_KIND_TOKEN,
		.method = SESSION_METHOD_PASSWORD,
		.ip_address = "",
		.user_agent = "",
		.now = w.call.now_us,
		.expires = w.call.now_us + CLOCK_DAY_US,
		.idle = w.call.now_us + CLOCK_DAY_US },
	    NULL));
	w.purge_at_us = 0;
	cr_expect(eq(int, work(), 0));
	cr_expect(is_there("verified"));
	cr_expect(is_there("host"));
	cr_expect(is_there("guest"));
	cr_expect(is_there("user"));
	cr_expect(is_there("organizer"));
	cr_expect(not(is_there("old")));
}

Test_engines(worker, a_job_for_nobody_leaves_no_row)
{
	struct q_job_counts_row *counts;
	size_t n;

	ok(app_notice_to_nobody(&w.call, RULE_NOTICE_RESET_PASSWORD));
	cr_expect(eq(int, work(), 1));
	ok(q_job_counts(db, &counts, &n));
	cr_expect(zero(sz, n));
}
