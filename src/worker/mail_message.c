#include "worker/mail_message.h"

#include <stdio.h>

#include "app/calendar_mail.h"
#include "base/clock.h"
#include "base/str.h"
#include "net/mime.h"

#include "base/banned.h"

/* A message on its way. */
struct letter {
	struct worker *w;
	const struct mail_message *m;
	char *reason; /* WORKER_REASON_SIZE */
	struct mail_text words;
	struct buf calendar, bytes;
	struct app_calendar_effect effect;
};

static enum app_job_end
end_with(struct letter *l, enum app_job_end how, const char *why)
{
	str_copy(l->reason, WORKER_REASON_SIZE, why);
	return how;
}

static enum app_job_end
deliver(struct letter *l, const struct net_message *m)
{
	static const enum app_job_end ends[] = { [NET_SENT] = APP_JOB_DONE,
		[NET_REFUSED] = APP_JOB_DEAD,
		[NET_FAILED] = APP_JOB_AGAIN,
		[NET_UNCERTAIN] = APP_JOB_UNCERTAIN };
	struct net_report report;
	struct net_mail mail = { .from = m->from.spec,
		.to = m->to.spec,
		.id = m->id,
		.date_us = m->date_us,
		.message = l->bytes.p,
		.len = l->bytes.len,
		.parts = m };
	int64_t began_us = clock_monotonic_us();
	enum net_outcome outcome = net_mailer_send(
	    l->w->mailer, &mail, &report);
	struct metric *metric = l->w->call.metric;

	if (metric)
		metric_add_time(metric_cells(metric, METRIC_MAIL, ""),
		    clock_monotonic_us() - began_us);
	l->w->again_s = report.pause_s;
	return end_with(l, ends[outcome], report.reason);
}

/* Whether a mail says something that belongs into its reader's calendar. */
static bool
is_of_calendar(enum rule_notice kind)
{
	switch (kind) {
	case RULE_NOTICE_EVENT_INVITED:
	case RULE_NOTICE_RSVP_RESULT:
	case RULE_NOTICE_GUEST_ANSWERED:
	case RULE_NOTICE_RSVP_SET:
	case RULE_NOTICE_PROMOTED_FROM_WAITLIST:
	case RULE_NOTICE_EVENT_CHANGED:
	case RULE_NOTICE_EVENT_REINSTATED:
	case RULE_NOTICE_EVENT_CANCELLED:
	case RULE_NOTICE_EVENT_GONE:
	case RULE_NOTICE_EVENT_SPLIT:
	case RULE_NOTICE_RSVP_REMOVED:
	case RULE_NOTICE_SEAT_RELEASED:
		return true;
	default:
		return false;
	}
}

/* Programs answer to whom the calendar names; people to the same address. */
static void
set_answers(struct net_message *m, const struct app_calendar_effect *effect)
{
	char via[sizeof(m->from.name)];
	int len;

	if (!net_address_set(&m->reply_to, effect->reply_to))
		m->reply_to = (struct net_address){ .name = "" };
	if (!effect->sender || !m->from.name[0])
		return;
	len = snprintf(
	    via, sizeof(via), "%s via %s", effect->sender, m->from.name);
	if (len > 0 && (size_t)len < sizeof(via))
		str_copy(m->from.name, sizeof(m->from.name), via);
}

static enum app_job_end
add_calendar(struct letter *l, struct net_message *m)
{
	const struct app_notice *notice = l->m->notice;
	enum err err;

	if (!is_of_calendar(notice->kind))
		return APP_JOB_DONE;
	err = app_calendar_mail_write(&l->w->call,
	    &(struct app_calendar_mail){ .event = notice->event,
		.reader = notice->users[0],
		.invitation = notice->had ? notice->had[0]
					  : notice->event_invitation,
		.address = l->m->to,
		.is_stranger = notice->kind == RULE_NOTICE_EVENT_INVITED },
	    &l->calendar, &l->effect);
	if (err)
		return worker_db_failed(l->w, err, l->reason);
	if (!l->effect.method)
		return APP_JOB_DONE;
	m->calendar = buf_text(&l->calendar);
	m->method = l->effect.method;
	set_answers(m, &l->effect);
	return APP_JOB_DONE;
}

static enum app_job_end
set_words(struct letter *l, struct net_message *m)
{
	if (!net_address_parse(l->w->call.conf->mail_from, &m->from))
		return end_with(l, APP_JOB_AGAIN, "MAIL_FROM is not valid");
	if (!net_address_set(&m->to, l->m->to))
		return end_with(
		    l, APP_JOB_DEAD, "the address cannot be written to");
	if (!mail_text_write(&l->words, l->m->notice->kind, l->m->facts))
		return end_with(l, APP_JOB_DEAD, "the words are too many");
	m->subject = buf_text(&l->words.subject);
	m->text = buf_text(&l->words.text);
	m->html = buf_text(&l->words.html);
	return APP_JOB_DONE;
}

/* Perhaps it came: then their calendar may have the event, and it has to be
 * possible to take it out again. */
static enum app_job_end
note_sent(struct letter *l, enum app_job_end how)
{
	bool is_put = l->effect.sequence.set;
	enum err err;

	if (how != APP_JOB_DONE && !(how == APP_JOB_UNCERTAIN && is_put))
		return how;
	err = app_calendar_mail_sent(&l->w->call, &l->effect);
	return err ? worker_db_failed(l->w, err, l->reason) : how;
}

static enum app_job_end
compose(struct letter *l)
{
	char id[UUID_TEXT_SIZE];
	struct net_message m = { .id = id, .date_us = l->w->call.now_us };
	enum app_job_end how;

	uuid_format(l->m->id, id);
	how = set_words(l, &m);
	if (how == APP_JOB_DONE)
		how = add_calendar(l, &m);
	if (how != APP_JOB_DONE)
		return how;
	if (net_mime_write(&l->bytes, &m, &l->w->fault))
		return end_with(l, APP_JOB_DEAD, l->w->fault.detail);
	return note_sent(l, deliver(l, &m));
}

enum app_job_end
mail_message_send(struct worker *w, const struct mail_message *m,
    char reason[WORKER_REASON_SIZE])
{
	struct letter l = { .w = w, .m = m, .reason = reason };
	enum app_job_end how;

	mail_text_init(&l.words);
	buf_init(&l.calendar, NET_MESSAGE_MAX);
	buf_init(&l.bytes, NET_MESSAGE_MAX);
	how = compose(&l);
	buf_release(&l.bytes);
	buf_release(&l.calendar);
	mail_text_release(&l.words);
	return how;
}
