/*
 * One table says what is deleted, and how old it must be. Deletions are done
 * in batches, so that no transaction is long.
 */
#include "worker/chore.h"

#include <stddef.h>
#include <string.h>

#include "app/calendar_source.h"
#include "app/checkout.h"
#include "app/clerk_keys.h"
#include "app/closing.h"
#include "app/domain.h"
#include "app/due.h"
#include "app/expiry.h"
#include "app/file.h"
#include "app/known_device.h"
#include "app/linked.h"
#include "app/match.h"
#include "app/poll.h"
#include "app/provider_ask.h"
#include "app/refund.h"
#include "app/routine_plan.h"
#include "app/reseal.h"
#include "app/run_clock.h"
#include "app/sale.h"
#include "app/series.h"
#include "app/spark.h"
#include "app/spark_message.h"
#include "app/timezone_update.h"
#include "app/tombstone.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/rand.h"
#include "base/str.h"
#include "base/uuid.h"
#include "generated/query/account_invite.h"
#include "generated/query/api_token.h"
#include "generated/query/audit.h"
#include "generated/query/auth_ticket.h"
#include "generated/query/ban.h"
#include "generated/query/email_change.h"
#include "generated/query/export.h"
#include "generated/query/guest_request.h"
#include "generated/query/imip.h"
#include "generated/query/idempotency.h"
#include "generated/query/invite.h"
#include "generated/query/job.h"
#include "generated/query/known_device.h"
#include "generated/query/linked.h"
#include "generated/query/match.h"
#include "generated/query/message.h"
#include "generated/query/payment.h"
#include "generated/query/request.h"
#include "generated/query/report.h"
#include "generated/query/session.h"
#include "generated/query/tombstone.h"
#include "generated/query/upload.h"
#include "generated/query/user.h"
#include "generated/query/verification.h"
#include "worker/kind.h"
#include "worker/sweep.h"

#include "base/banned.h"

enum {
	BATCH = 1000,
	TALKS = 50,
	MATCH_DAYS = 7,
	LOOK_S = 10,
	SWEEP_S = 60,
	PURGE_S = 3600
};

static enum err
purge_job(struct db *db, int64_t before, int64_t *n)
{
	return q_job_purge(db, .done_before = before,
	    /* the dead wait longer for somebody to look at them */
	    .dead_before = before - 23 * CLOCK_DAY_US, .limit = BATCH, n);
}

/* What is written in so many sparks at a time. */
static enum err
purge_spark_message(struct db *db, int64_t before, int64_t *n)
{
	enum err err = db_begin(db);

	if (!err)
		err = q_spark_message_purge(
		    db, .before = before, .limit = TALKS, n);
	if (!err)
		err = q_spark_message_forget(
		    db, .before = before, .limit = TALKS, n);
	if (!err)
		err = db_commit(db);
	if (err)
		db_rollback(db);
	else if (*n == TALKS) /* of sparks: there may be more */
		*n = BATCH;
	return err;
}

static enum err
purge_audit(struct db *db, int64_t before, int64_t *n)
{
	return q_audit_purge(
	    db, .before = { uuid_at(before) }, .limit = BATCH, n);
}

/* Not while the link in a mail of theirs works. */
static enum err
purge_user(struct db *db, int64_t before, int64_t *n)
{
	return q_user_purge(
	    db, .before = before, .now = clock_now_us(), .limit = BATCH, n);
}

/* Of these the age alone decides. */
#define PURGE(noun)                                           \
	static enum err purge_##noun(                         \
	    struct db *db, int64_t before, int64_t *n)        \
	{                                                     \
		return q_##noun##_purge(                      \
		    db, .before = before, .limit = BATCH, n); \
	}
PURGE(idempotency)
PURGE(verification)
PURGE(guest_request)
PURGE(session)
PURGE(invite)
PURGE(ban)
PURGE(request)
PURGE(report)
PURGE(upload)
PURGE(mail_receipt)
PURGE(webhook_receipt)
PURGE(match_dismissal)
PURGE(auth_ticket)
PURGE(api_token)
PURGE(oauth_flow)
PURGE(linked)
PURGE(tombstone)
PURGE(email_change)
PURGE(export)
PURGE(known_device)
PURGE(account_invite)

static const struct {
	const char *what;
	int64_t age_us; /* older than this goes; 0: as old as a setting says, */
	size_t age_days; /* which is there in struct conf */
	enum err (*run)(struct db *db, int64_t before, int64_t *n);
} purges[] = {
	{ "finished jobs", 7 * CLOCK_DAY_US, 0, purge_job },
	{ "stored responses", CLOCK_DAY_US, 0, purge_idempotency },
	{ "expired verifications", CLOCK_DAY_US, 0, purge_verification },
	{ "answers without an account that nobody proved", CLOCK_HOUR_US, 0,
	    purge_guest_request },
	{ "uploads that nobody went on with", APP_FILE_PIECE_US, 0,
	    purge_upload },
	{ "ended sessions", 7 * CLOCK_DAY_US, 0, purge_session },
	{ "invites that were over", 30 * CLOCK_DAY_US, 0, purge_invite },
	{ "requests to join that were over", 30 * CLOCK_DAY_US, 0,
	    purge_request },
	{ "bans that were over", CLOCK_DAY_US, 0, purge_ban },
	{ "accounts that were never verified", 0,
	    offsetof(struct conf, unverified_days), purge_user },
	{ "rows of the audit log", 0, offsetof(struct conf, audit_days),
	    purge_audit },
	{ "wishes not to be shown somebody", 180 * CLOCK_DAY_US, 0,
	    purge_match_dismissal },
	{ "what somebody began and did not go on with", CLOCK_DAY_US, 0,
	    purge_auth_ticket },
	{ "API tokens that were over", 30 * CLOCK_DAY_US, 0, purge_api_token },
	{ "ways to a provider that nobody came back from", CLOCK_DAY_US, 0,
	    purge_oauth_flow },
	{ "accounts elsewhere that were taken away", 30 * CLOCK_DAY_US, 0,
	    purge_linked },
	{ "accounts elsewhere of who is gone", APP_TOMBSTONE_DAYS *CLOCK_DAY_US,
	    0, purge_tombstone },
	{ "changes of address that came to nothing", CLOCK_DAY_US, 0,
	    purge_email_change },
	{ "what people asked for of themselves", CLOCK_HOUR_US, 0,
	    purge_export },
	{ "what people signed in from", APP_KNOWN_DEVICE_DAYS *CLOCK_DAY_US, 0,
	    purge_known_device },
	{ "invites to make an account that were over", 30 * CLOCK_DAY_US, 0,
	    purge_account_invite },
	{ "receipts of mails", 30 * CLOCK_DAY_US, 0, purge_mail_receipt },
	{ "sparks' talk", APP_SPARK_MESSAGE_DAYS *CLOCK_DAY_US, 0,
	    purge_spark_message },
	{ "receipts of deliveries", 30 * CLOCK_DAY_US, 0,
	    purge_webhook_receipt },
	{ "reports that were handled", 0, offsetof(struct conf, audit_days),
	    purge_report },
};

/* Between two batches others have as much time as one took: on SQLite nobody
 * else writes meanwhile. True when a signal asked for the end. */
static bool
rest(struct worker *w, int64_t began_us)
{
	return worker_wait(w, clock_monotonic_us() - began_us);
}

static int64_t
age_us(const struct worker *w, size_t i)
{
	const char *conf = (const char *)w->call.conf;
	int64_t days;

	if (purges[i].age_us)
		return purges[i].age_us;
	memcpy(&days, conf + purges[i].age_days, sizeof(days));
	return days * CLOCK_DAY_US;
}

static enum err
purge_one(struct worker *w, size_t i)
{
	int64_t total = 0, n, began_us;
	enum err err;

	do {
		began_us = clock_monotonic_us();
		err = purges[i].run(
		    w->call.db, w->call.now_us - age_us(w, i), &n);
		if (!err)
			total += n;
	} while (!err && n == BATCH && !rest(w, began_us));
	if (total)
		log_info("deleted %lld %s", (long long)total, purges[i].what);
	return err;
}

/* A purge that fails by itself must not keep jobs from being done. */
static enum err
purge(struct worker *w)
{
	for (size_t i = 0; i < N_OF(purges); i++) {
		enum err err = purge_one(w, i);

		if (err == ERR_DATABASE_UNAVAILABLE ||
		    err == ERR_SCHEMA_OUTDATED)
			return err;
		if (!err)
			continue;
		log_warning("cannot delete %s: %s %s", purges[i].what,
		    err_code(err), w->fault.internal);
		db_rollback(w->call.db);
	}
	return ERR_OK;
}

static enum err
begin_closing(struct worker *w)
{
	size_t n;
	enum err err = app_closing_begin(&w->call, &n);

	if (!err && n)
		log_info("%zu clusters and groups that were closed go now", n);
	return err;
}

static enum err
seal_anew(struct worker *w)
{
	struct app_resealed done;
	enum err err = app_reseal(&w->call, &done);

	if (!err && done.n)
		log_info("%lld values were sealed with the new secret",
		    (long long)done.n);
	return err;
}

static enum err
begin_looks(struct worker *w)
{
	size_t n;
	enum err err = app_domain_begin(&w->call, &n);

	if (!err && n)
		log_info("%zu domains are to be looked at", n);
	return err;
}

static enum err
begin_calendars(struct worker *w)
{
	size_t n;
	enum err err = app_calendar_source_begin(&w->call, &n);

	if (!err && n)
		log_debug("%zu calendars elsewhere are to be asked", n);
	return err;
}

static enum err
begin_expiries(struct worker *w)
{
	size_t n;
	enum err err = app_expiry_begin(&w->call, &n);

	if (!err && n)
		log_info("%zu memberships end, or are about to", n);
	return err;
}

/* What is due each time a date begins is asked for often. */
static enum err
begin_series(struct worker *w)
{
	size_t n;

	return app_series_begin(&w->call, &n);
}

static enum err
begin_timezone_update(struct worker *w)
{
	bool is_new;
	enum err err = app_timezone_update_begin(&w->call, &is_new);

	if (!err && is_new)
		log_info("other rules of time zones: the times of events are "
			 "worked out anew");
	return err;
}

static enum err
begin_due(struct worker *w)
{
	size_t n;
	enum err err = app_due_begin(&w->call, &n);

	if (!err && n)
		log_debug("the time has come for %zu events", n);
	return err;
}

static enum err
begin_payments(struct worker *w)
{
	size_t n_pages, n_refunds = 0;
	enum err err = app_checkout_due(&w->call, &n_pages);

	if (!err)
		err = app_refund_due(&w->call, &n_refunds);
	if (!err && n_pages + n_refunds)
		log_debug("providers are asked about %zu payments",
		    n_pages + n_refunds);
	return err;
}

static enum err
begin_reservations(struct worker *w)
{
	size_t n;
	enum err err = app_sale_begin(&w->call, &n);

	if (!err && n)
		log_debug("of %zu events seats are held no longer", n);
	return err ? err : begin_payments(w);
}

/* What time moves by itself, second by second. */
static const struct {
	const struct app_look *look;
	const char *what;
} looks[] = {
	{ &app_spark_look, "sparks" },
	{ &app_run_look, "routines" },
	{ &app_poll_look, "polls" },
};

static enum err
look_at_each(struct worker *w)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < N_OF(looks); i++) {
		size_t n;

		err = app_look(&w->call, looks[i].look, &n);
		if (!err && n)
			log_debug("time has moved %zu %s", n, looks[i].what);
	}
	return err;
}

enum err
worker_chores_are_due(struct worker *w, bool *are_due)
{
	enum err err = ERR_OK;

	*are_due = false;
	for (size_t i = 0; !err && !*are_due && i < N_OF(looks); i++)
		err = app_look_is_due(&w->call, looks[i].look, are_due);
	return err;
}

/* They say of themselves anew, and no token ends that could be another. */
static enum err
begin_providers(struct worker *w)
{
	size_t n_providers, n_accounts = 0;
	enum err err = app_provider_due(&w->call, &n_providers);

	if (!err)
		err = app_clerk_keys_due(&w->call);
	if (!err)
		err = app_linked_due(&w->call, &n_accounts);
	if (!err && n_providers + n_accounts)
		log_debug("%zu providers are asked of themselves, and for "
			  "tokens of %zu accounts",
		    n_providers, n_accounts);
	return err;
}

static enum err
plan_routines(struct worker *w)
{
	size_t n;
	enum err err = app_routine_plan_on(&w->call, &n);

	if (!err && n)
		log_debug("%zu routines were planned further", n);
	return err;
}

static enum err
look_at_free_time(struct worker *w)
{
	size_t n;
	enum err err = app_match_look(&w->call, &n);

	if (!err && n)
		log_info("clocks were set: the free time of %zu people is "
			 "worked out anew",
		    n);
	return err;
}

static enum err
tend_matches(struct worker *w)
{
	size_t n;
	enum err err = app_match_tend(
	    &w->call, w->call.now_us - MATCH_DAYS * CLOCK_DAY_US, &n);

	if (!err && n)
		log_info("deleted %zu entries of people who are matched no "
			 "more",
		    n);
	return err;
}

static enum err
set_events_back(struct worker *w)
{
	int64_t n;
	enum err err = app_due_set_back(&w->call, &n);

	if (!err && n)
		log_warning("of %lld events a clock that was ahead has done "
			    "what is to come; they are looked at again",
		    (long long)n);
	return err;
}

static enum err
set_back(struct worker *w)
{
	int64_t n;
	enum err err = app_job_set_back(&w->call, &n);

	if (!err && n)
		log_warning("%lld jobs were added by a clock that was ahead; "
			    "they are due now",
		    (long long)n);
	return err;
}

static enum err
reap(struct worker *w)
{
	struct q_job_reap_row *jobs;
	size_t n;
	enum err err = q_job_reap(w->call.db, &jobs, &n);

	if (err)
		return err;
	for (size_t i = 0; i < n; i++) {
		char id[UUID_TEXT_SIZE];

		uuid_format(jobs[i].id.v, id);
		if (str_eq(jobs[i].state, "dead"))
			log_error("job %s (%s) is dead: its workers vanished",
			    id, jobs[i].kind);
		else
			log_warning("job %s (%s) taken back from worker %s, "
				    "which vanished",
			    id, jobs[i].kind,
			    jobs[i].worker ? jobs[i].worker : "?");
	}
	return ERR_OK;
}

enum err
worker_chores_run(struct worker *w)
{
	int64_t now = clock_monotonic_us();
	enum err err;

	if (now >= w->second_at_us) {
		err = look_at_each(w);
		if (err)
			return err;
		w->second_at_us = now + CLOCK_SECOND_US;
	}
	if (now >= w->look_at_us) {
		err = reap(w);
		if (!err)
			err = set_back(w);
		if (!err)
			err = begin_due(w);
		if (!err)
			err = begin_series(w);
		if (!err)
			err = begin_reservations(w);
		if (err)
			return err;
		w->look_at_us = now + LOOK_S * CLOCK_SECOND_US;
	}
	if (now >= w->sweep_at_us) {
		err = worker_sweep(w);
		if (!err)
			err = begin_timezone_update(w);
		if (!err)
			err = begin_calendars(w);
		if (!err)
			err = look_at_free_time(w);
		if (err)
			return err;
		w->sweep_at_us = now + SWEEP_S * CLOCK_SECOND_US;
	}
	if (now >= w->purge_at_us) {
		err = purge(w);
		if (!err)
			err = begin_closing(w);
		if (!err)
			err = begin_looks(w);
		if (!err)
			err = begin_expiries(w);
		if (!err)
			err = plan_routines(w);
		if (!err)
			err = tend_matches(w);
		if (!err)
			err = begin_providers(w);
		if (!err)
			err = set_events_back(w);
		if (!err)
			err = seal_anew(w);
		if (err)
			return err;
		/* workers that were started together spread out */
		w->purge_at_us = now + PURGE_S * CLOCK_SECOND_US -
				 rand_below(PURGE_S / 4) * CLOCK_SECOND_US;
	}
	return ERR_OK;
}
