/*
 * Runs a mail job: reads what it is about and looks up the facts.
 */
#include "worker/mail.h"

#include <stdio.h>
#include <string.h>

#include "app/event_invitation.h"
#include "app/invite.h"
#include "app/notice_payload.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypt/token.h"
#include "generated/query/event_notice.h"
#include "generated/query/guest_request.h"
#include "generated/query/job.h"
#include "generated/query/mail.h"
#include "text/greeting.h"
#include "worker/attempt.h"
#include "worker/mail_account.h"
#include "worker/mail_change.h"
#include "worker/mail_link.h"
#include "worker/mail_message.h"
#include "worker/mail_words.h"

#include "base/banned.h"

/* A mail on its way from job to message. */
struct draft {
	struct worker *w;
	const struct q_job_claim_row *job;
	struct app_notice notice;
	struct mail_facts facts;
	const char *to;
	char *reason; /* WORKER_REASON_SIZE */
	/* what facts point to */
	char token[CRYPT_TOKEN_SIZE], code[CRYPT_CODE_SIZE];
	char link_until[96], code_until[96], when[MAIL_WHEN_SIZE],
	    until[MAIL_WHEN_SIZE], before[MAIL_WHEN_SIZE];
};

static enum app_job_end
end_with(struct draft *d, enum app_job_end how, const char *why)
{
	str_copy(d->reason, WORKER_REASON_SIZE, why);
	return how;
}

/* How looking something up ended, when not well. */
static enum app_job_end
not_found(struct draft *d, enum err err, const char *why)
{
	if (err == ERR_NOT_FOUND)
		return end_with(d, APP_JOB_MOOT, why);
	return worker_db_failed(d->w, err, d->reason);
}

/* The facts of each topic. APP_JOB_DONE: they are complete. */

/* Until when a link works, and a code with it, which it may be too late for. */
static void
set_code(struct draft *d, struct uuid id, int64_t link_until, int64_t until)
{
	mail_text_when(link_until, "UTC", d->link_until, sizeof(d->link_until));
	d->facts.link_until = d->link_until;
	if (until <= d->w->call.now_us)
		return;
	crypt_code_make(d->w->call.keys, id, d->code);
	mail_text_when(until, "UTC", d->code_until, sizeof(d->code_until));
	d->facts.code = d->code;
	d->facts.code_until = d->code_until;
}

/* What a verification is for of which a notice tells: choosing the first
 * password is no other thing than choosing the next. */
static const char *
purpose_of(enum rule_notice kind)
{
	return rule_notice_row(kind == RULE_NOTICE_SET_PASSWORD
				   ? RULE_NOTICE_RESET_PASSWORD
				   : kind)
	    ->word;
}

static enum app_job_end
read_verification(struct draft *d)
{
	struct q_mail_verification_row v;
	struct call *call = &d->w->call;
	enum err err;

	err = q_mail_verification(call->db, .id = d->notice.verification, &v);
	if (err)
		return not_found(d, err, "the verification is gone");
	if (!str_eq(v.purpose, purpose_of(d->notice.kind)))
		return end_with(
		    d, APP_JOB_DEAD, "the verification has another purpose");
	if (v.used_at.set)
		return end_with(d, APP_JOB_MOOT, "the link was used already");
	if (v.expires_at <= call->now_us)
		return end_with(d, APP_JOB_MOOT, "the link has expired");
	d->to = v.email;
	d->facts.first_name = v.first_name;
	d->facts.invited_to = v.space_name;
	d->facts.link = worker_mail_verification(
	    call, d->notice.kind, d->notice.verification, d->token);
	d->facts.token = d->facts.link ? d->token : NULL;
	set_code(d, d->notice.verification.v, v.expires_at, v.code_expires_at);
	return APP_JOB_DONE;
}

static enum app_job_end
read_account(struct draft *d)
{
	struct q_mail_user_row user;
	enum err err;

	err = q_mail_user(d->w->call.db, .id = d->notice.users[0], &user);
	if (err)
		return not_found(d, err, "the account is gone");
	d->to = user.email;
	d->facts.first_name = user.first_name;
	err = worker_mail_account(&d->w->call, &d->notice, &d->facts);
	return err ? not_found(d, err, "what it is about is gone, or over")
		   : APP_JOB_DONE;
}

/* To an address that may be nobody's here. */
static enum app_job_end
read_address(struct draft *d)
{
	enum err err = worker_mail_address(
	    &d->w->call, &d->notice, &d->to, &d->facts);

	return err ? not_found(d, err, "what it is about is gone, or over")
		   : APP_JOB_DONE;
}

/* Enough is enough: but for what is transactional, an address gets so many
 * mails a day. */
static enum app_job_end
check_count(struct draft *d)
{
	int64_t max = d->w->call.conf->mail_per_day;
	struct q_mail_count_row got;
	enum err err;

	if (max == 0)
		return APP_JOB_DONE;
	err = q_mail_count(d->w->call.db, .user = d->notice.users[0],
	    .since = d->w->call.now_us - CLOCK_DAY_US,
	    .priority_min = APP_JOB_URGENT, &got);
	if (err)
		return worker_db_failed(d->w, err, d->reason);
	return got.count < max ? APP_JOB_DONE
			       : end_with(d, APP_JOB_MOOT,
				     "the address has got MAIL_PER_DAY mails "
				     "within a day");
}

/* The words of whoever runs the event, where the notice has them. */
static enum app_job_end
read_words(struct draft *d)
{
	struct q_event_notice_words_row row;
	enum err err;

	if (d->notice.kind != RULE_NOTICE_EVENT_NOTICE)
		return APP_JOB_DONE;
	err = q_event_notice_words(
	    d->w->call.db, .id = d->notice.event.words, &row);
	if (err)
		return not_found(d, err, "the event is gone");
	d->facts.subject = row.subject;
	d->facts.letter = row.body;
	return APP_JOB_DONE;
}

static const char *
invitation_url(struct draft *d, struct event_invitation_id id)
{
	struct call *call = &d->w->call;

	return app_event_invitation_url(
	    call, app_event_invitation_token(call, id));
}

static enum app_job_end
read_event(struct draft *d)
{
	const struct app_notice_event *told = &d->notice.event;
	struct q_mail_event_row e;
	const char *change;
	enum app_job_end end;
	enum err err;

	err = q_mail_event(d->w->call.db, .viewer = d->notice.users[0],
	    .event = told->id, .now = d->w->call.now_us, &e);
	if (err)
		return not_found(d, err, "the account is gone or suspended");
	change = worker_mail_event_change(&d->notice, &e, d->w->call.now_us);
	if (change)
		return end_with(d, APP_JOB_MOOT, change);
	d->to = e.email;
	d->facts.first_name = e.first_name;
	d->facts.title = told->title;
	d->facts.when = mail_when(told->start_time, told->timezone, d->when);
	d->facts.answer = mail_answer(
	    d->notice.kind == RULE_NOTICE_RSVP_SET ? e.own_rsvp : e.rsvp);
	if (d->notice.kind == RULE_NOTICE_EVENT_WRITTEN)
		d->facts.letter = told->reason;
	else
		d->facts.reason = told->reason;
	d->facts.cancelled = told->cancelled;
	d->facts.next = told->next;
	/* what an older version leaves to be sent does not say */
	d->facts.changed = told->changed ? told->changed
					 : "another time or place";
	if (told->until)
		d->facts.until = mail_when(
		    told->until, told->timezone, d->until);
	if (told->before)
		d->facts.before = mail_when(
		    told->before, told->timezone, d->before);
	if (!uuid_is_nil(e.invitation.v))
		d->facts.answer_link = invitation_url(d, e.invitation);
	d->facts.where = told->place && *told->place ? told->place : NULL;
	end = read_words(d);
	return end == APP_JOB_DONE ? check_count(d) : end;
}

static enum app_job_end
read_space(struct draft *d)
{
	struct q_mail_space_row s;
	struct opt_time when;
	const char *change;
	enum err err = q_mail_space(d->w->call.db, .viewer = d->notice.users[0],
	    .space = d->notice.space.id, &s);

	if (err)
		return not_found(d, err, "the account is gone or suspended");
	change = worker_mail_space_change(d->notice.kind, &s);
	if (change)
		return end_with(d, APP_JOB_MOOT, change);
	d->to = s.email;
	d->facts.first_name = s.first_name;
	d->facts.space = d->notice.space.name;
	when = d->notice.kind == RULE_NOTICE_MEMBERSHIP_ENDS ? s.expires_at
							     : s.closes_at;
	if (when.set)
		d->facts.when = mail_when(when.v, "UTC", d->when);
	return rule_notice_row(d->notice.kind)->urgency ==
		       RULE_NOTICE_TRANSACTIONAL
		   ? APP_JOB_DONE
		   : check_count(d);
}

/* Times are its reader's own: a spark has no zone. */
static enum app_job_end
read_spark(struct draft *d)
{
	const struct app_notice_spark *told = &d->notice.spark;
	struct q_mail_spark_row s;
	const char *change;
	enum err err = q_mail_spark(d->w->call.db, .viewer = d->notice.users[0],
	    .spark = told->id, .now = d->w->call.now_us, &s);

	if (err)
		return not_found(d, err, "the account is gone or suspended");
	change = worker_mail_spark_change(d->notice.kind, &s);
	if (change)
		return end_with(d, APP_JOB_MOOT, change);
	d->to = s.email;
	d->facts.first_name = s.first_name;
	d->facts.title = told->name;
	d->facts.when = mail_when(told->start_time, s.timezone, d->when);
	d->facts.where = told->place;
	d->facts.reason = told->reason;
	return check_count(d);
}

/* Times are the routine's own, as those who do it say them. */
static enum app_job_end
read_routine(struct draft *d)
{
	const struct app_notice_routine *told = &d->notice.routine;
	struct q_mail_routine_row r;
	const char *change;
	enum err err = q_mail_routine(d->w->call.db,
	    .viewer = d->notice.users[0], .routine = told->id,
	    .starts_at = told->start_time, &r);

	if (err)
		return not_found(d, err, "the account is gone or suspended");
	change = worker_mail_routine_change(d->notice.kind, &r);
	if (change)
		return end_with(d, APP_JOB_MOOT, change);
	d->to = r.email;
	d->facts.first_name = r.first_name;
	d->facts.title = told->name;
	d->facts.when = mail_when(told->start_time, told->timezone, d->when);
	return check_count(d);
}

static enum app_job_end
read_poll(struct draft *d)
{
	const struct app_notice_poll *told = &d->notice.poll;
	struct q_mail_poll_row p;
	const char *change;
	enum err err = q_mail_poll(d->w->call.db, .viewer = d->notice.users[0],
	    .poll = told->id, .now = d->w->call.now_us, &p);

	if (err)
		return not_found(d, err, "the account is gone or suspended");
	change = worker_mail_poll_change(d->notice.kind, &p);
	if (change)
		return end_with(d, APP_JOB_MOOT, change);
	d->to = p.email;
	d->facts.first_name = p.first_name;
	d->facts.title = told->title;
	if (told->time)
		d->facts.when = mail_when(told->time, told->timezone, d->when);
	d->facts.answer = mail_answer(p.rsvp);
	return check_count(d);
}

static enum app_job_end
read_invite(struct draft *d)
{
	struct q_invite_for_mail_row i;
	struct call *call = &d->w->call;
	const char *code;
	enum err err = q_invite_for_mail(
	    call->db, .id = d->notice.invite, .now = call->now_us, &i);

	if (err)
		return not_found(d, err, "the invite is gone");
	if (!i.is_wanted)
		return end_with(
		    d, APP_JOB_MOOT, "the invite is of no use to them");
	code = app_invite_code(call, d->notice.invite, i.code_hash);
	if (!code)
		return end_with(
		    d, APP_JOB_MOOT, "the keys were replaced since");
	d->to = i.email;
	d->facts.first_name = i.first_name;
	d->facts.by = i.by_name;
	d->facts.invited_to = i.space_name;
	d->facts.link = app_invite_url(call, code);
	return check_count(d);
}

/* What is said of the event, to somebody who may not know who runs it. */
static enum app_job_end
read_invited(struct draft *d, const struct q_event_invitation_for_mail_row *i)
{
	if (!i->is_wanted)
		return end_with(
		    d, APP_JOB_MOOT, "the invitation is of no use to them");
	d->to = i->email;
	d->facts.first_name = i->first_name;
	d->facts.by = i->by_name;
	d->facts.invited_to = i->title;
	d->facts.when = mail_when(i->start_time, i->timezone, d->when);
	return check_count(d);
}

/* Of somebody without an account it is not known yet whether they are a
 * stranger to whoever runs it. */
static enum app_job_end
read_result(struct draft *d, const struct q_event_invitation_for_mail_row *i)
{
	bool is_hidden = !i->first_name && text_looks_like_link(i->title);

	d->to = i->email;
	d->facts.first_name = i->first_name;
	d->facts.title = is_hidden ? "an event" : i->title;
	d->facts.when = mail_when(i->start_time, i->timezone, d->when);
	d->facts.where = i->first_name ? i->place : NULL;
	d->facts.answer = mail_answer(i->status);
	d->facts.reason = d->notice.event.reason;
	return APP_JOB_DONE;
}

static enum app_job_end
read_by_invitation(
    struct draft *d, const struct q_event_invitation_for_mail_row *i)
{
	switch (d->notice.kind) {
	case RULE_NOTICE_EVENT_INVITED:
		return read_invited(d, i);
	case RULE_NOTICE_RSVP_RESULT:
		return read_result(d, i);
	default:
		return read_event(d);
	}
}

/* What somebody is told by the link of an invitation, of the event as it is
 * now.
 */
static enum app_job_end
read_event_invitation(struct draft *d)
{
	struct q_event_invitation_for_mail_row i;
	enum app_job_end end;
	enum err err = q_event_invitation_for_mail(d->w->call.db,
	    .id = d->notice.event_invitation, .now = d->w->call.now_us, &i);

	if (err)
		return not_found(d, err, "it was withdrawn, or they are gone");
	d->notice.event = (struct app_notice_event){ .id = i.event_id,
		.title = i.title,
		.timezone = i.timezone,
		.place = i.place,
		.reason = d->notice.event.reason,
		.start_time = i.start_time };
	end = read_by_invitation(d, &i);
	d->facts.link = invitation_url(d, d->notice.event_invitation);
	d->facts.answer_link = NULL;
	return end;
}

/* Whoever gets it may have asked for nothing: what others have typed is not
 * theirs to read. */
static enum app_job_end
read_guest_request(struct draft *d)
{
	struct q_guest_request_for_mail_row r;
	struct call *call = &d->w->call;
	enum err err = q_guest_request_for_mail(
	    call->db, .id = d->notice.guest_request, .now = call->now_us, &r);

	if (err)
		return not_found(
		    d, err, "it has been answered, or they are suspended");
	if (!r.is_open || r.expires_at <= call->now_us)
		return end_with(d, APP_JOB_MOOT, "it would come to nothing");
	d->to = r.email;
	d->facts.first_name = r.first_name;
	d->facts.invited_to = r.title;
	d->facts.answer = mail_answer(r.status);
	d->facts.when = mail_when(r.start_time, r.timezone, d->when);
	crypt_token_seal(call->keys, CRYPT_MAIL_TOKEN,
	    d->notice.guest_request.v, APP_NOTICE_SEAL_GUEST, d->token);
	d->facts.token = d->token;
	d->facts.link = app_event_invitation_url(call, d->token);
	set_code(d, d->notice.guest_request.v, r.expires_at, r.code_expires_at);
	return APP_JOB_DONE;
}

static enum app_job_end
read_facts(struct draft *d)
{
	enum err err = app_notice_read(
	    &d->w->call, d->job->payload, &d->notice);

	if (err)
		return end_with(d, APP_JOB_DEAD, d->w->fault.detail);
	d->facts.site = d->w->call.conf->public_url;
	switch (rule_notice_row(d->notice.kind)->topic) {
	case RULE_NOTICE_VERIFICATION:
		return read_verification(d);
	case RULE_NOTICE_ACCOUNT:
	case RULE_NOTICE_SESSION:
		return read_account(d);
	case RULE_NOTICE_ACCOUNT_INVITE:
	case RULE_NOTICE_TICKET:
		return read_address(d);
	case RULE_NOTICE_EVENT:
		return read_event(d);
	case RULE_NOTICE_SPACE:
		return read_space(d);
	case RULE_NOTICE_SPARK:
		return read_spark(d);
	case RULE_NOTICE_ROUTINE:
		return read_routine(d);
	case RULE_NOTICE_POLL:
		return read_poll(d);
	case RULE_NOTICE_INVITE:
		return read_invite(d);
	case RULE_NOTICE_GUEST_REQUEST:
		return read_guest_request(d);
	case RULE_NOTICE_EVENT_INVITATION:
		return read_event_invitation(d);
	}
	return APP_JOB_DEAD;
}

enum app_job_end
worker_mail_run(struct worker *w, const struct q_job_claim_row *job,
    char reason[WORKER_REASON_SIZE])
{
	struct draft d = { .w = w, .job = job, .reason = reason };
	enum app_job_end how = read_facts(&d);

	return how != APP_JOB_DONE
		   ? how
		   : mail_message_send(w,
			 &(struct mail_message){ .id = job->id.v,
			     .notice = &d.notice,
			     .facts = &d.facts,
			     .to = d.to },
			 reason);
}
