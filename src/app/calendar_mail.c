#include "app/calendar_mail.h"

#include <string.h>

#include "app/calendar_series.h"
#include "base/clock.h"
#include "crypt/token.h"
#include "generated/query/event_invitation.h"
#include "rule/recurrence.h"
#include "text/greeting.h"

#include "base/banned.h"

/* Where the answer of one person to one event goes; of none: of nobody. */
static const char *
answer_address(struct call *call, struct event_invitation_id id)
{
	const char *base = call->conf->imip_address, *at = strchr(base, '@');
	char token[CRYPT_IMIP_SIZE];

	if (uuid_is_nil(id.v))
		return base;
	crypt_imip_seal(call->keys, id.v, token);
	return arena_printf(
	    call->arena, "%.*s+%s%s", (int)(at - base), base, token, at);
}

static enum ical_answer
answer_of(enum rsvp_status status)
{
	switch (status) {
	case RSVP_STATUS_ATTENDING:
		return ICAL_ACCEPTED;
	case RSVP_STATUS_MAYBE:
	case RSVP_STATUS_WAITLISTED:
	case RSVP_STATUS_OFFERED:
		return ICAL_PERHAPS;
	case RSVP_STATUS_NOT_ATTENDING:
	case RSVP_STATUS_REMOVED:
		return ICAL_DECLINED;
	default:
		return ICAL_NEEDS_ACTION;
	}
}

/* Whoever does not come has it no more, either. */
static enum ical_method
method_of(const struct q_calendar_events_row *e)
{
	return e->status == EVENT_STATUS_CANCELLED ||
		       answer_of(e->answer) == ICAL_DECLINED
		   ? ICAL_CANCEL
		   : ICAL_REQUEST;
}

/* A calendar that is being written for one reader. */
struct letter {
	struct app_calendar_pen pen;
	const struct app_calendar_mail *m;
	enum ical_method method;
	struct app_calendar_effect *effect;
	struct ical_invitation invitation; /* of the event at hand */
};

static void
begin(struct letter *l, const char *timezone, int64_t from_us, int64_t until_us)
{
	ical_calendar_begin(&l->pen.w, NULL, l->method);
	app_calendar_put_zone(&l->pen, timezone, from_us, until_us);
}

static void
write(struct letter *l, const struct ical_event *event)
{
	begin(l, event->timezone, event->start_us, event->end_us);
	ical_event(&l->pen.w, event);
	ical_calendar_end(&l->pen.w);
}

static void
invite(struct letter *l, enum rsvp_status answer, struct ical_event *event)
{
	l->invitation = (struct ical_invitation){
		.organizer = l->effect->sender,
		.organizer_mail = l->effect->reply_to,
		.attendee_mail = l->m->address,
		.answer = answer_of(answer)
	};
	event->invitation = &l->invitation;
}

/* Of what does not take place, or is hidden, no more is said than what it was
 * called, and when. */
static void
hide_details(struct ical_event *event)
{
	event->description = NULL;
	event->location = NULL;
	event->has_place = false;
	event->n_categories = 0;
}

/* Whoever may not know who runs it is told no more than the mail says. */
static void
hide(struct ical_event *event)
{
	if (text_looks_like_link(event->summary))
		event->summary = NULL;
	hide_details(event);
	event->description = event->url;
}

/* An app_calendar_touch_fn: as the letter's reader may have it. */
static void
touch(
    void *arg, const struct q_calendar_events_row *e, struct ical_event *event)
{
	struct letter *l = arg;
	bool is_off = l->method == ICAL_CANCEL ||
		      e->status == EVENT_STATUS_CANCELLED;

	invite(l, e->answer, event);
	event->stamp_us = l->pen.call->now_us;
	event->status = is_off				       ? ICAL_CANCELLED
			: l->invitation.answer == ICAL_PERHAPS ? ICAL_TENTATIVE
							       : ICAL_CONFIRMED;
	event->is_busy = !is_off;
	if (l->m->is_stranger)
		hide(event);
	if (is_off || !e->is_shown)
		hide_details(event);
}

/* By which the mail names its reader. ERR_NOT_FOUND: they have nothing of it
 * that could go. */
static enum err
find_invitation(struct call *call, const struct app_calendar_mail *m,
    enum ical_method method, struct event_invitation_id *id)
{
	struct q_event_invitation_sent_row sent;
	struct q_event_invitation_add_row added;
	enum err err;

	*id = m->invitation;
	if (!uuid_is_nil(id->v))
		return ERR_OK;
	if (method == ICAL_CANCEL) {
		err = q_event_invitation_sent(
		    call->db, .event = m->event.id, .user = m->reader, &sent);
		if (!err)
			*id = sent.id;
		return err;
	}
	err = q_event_invitation_add(call->db,
	    .id = (struct event_invitation_id){ uuid_new() },
	    .event = m->event.id, .user = m->reader, .now = call->now_us,
	    &added);
	if (!err)
		*id = added.id;
	return err;
}

/* What of an event's mail follows from whose it is. */
static enum err
set_effect(struct letter *l, const struct q_calendar_events_row *e,
    struct event_invitation_id id)
{
	struct q_calendar_organizer_row organizer;
	enum err err = q_calendar_organizer(
	    l->pen.call->db, .id = e->id, &organizer);

	if (err)
		return err;
	*l->effect = (struct app_calendar_effect){ .method = ical_method_name(
						       l->method),
		.invitation = id,
		.sequence = { l->method == ICAL_REQUEST, e->sequence },
		.reply_to = answer_address(l->pen.call, id),
		.sender = text_is_greetable(organizer.name) ? organizer.name
							    : NULL };
	return ERR_OK;
}

static enum err
write_event(struct letter *l, const struct q_calendar_events_row *e)
{
	struct ical_event event;
	enum err err = app_calendar_read_event(&l->pen, e, &event);

	if (err)
		return err;
	touch(l, e, &event);
	write(l, &event);
	return ERR_OK;
}

/* One of which a mail would be too long has no calendar. */
static enum err
write_series(struct letter *l, const struct q_calendar_events_row *e)
{
	struct app_calendar_series how = { .touch = touch,
		.arg = l,
		.is_alone = true,
		.dates = APP_CALENDAR_MAIL_LEFT_OUT,
		.room = APP_CALENDAR_MAIL_DATES };
	struct q_event_invitation_dates_row *dates;
	struct call *call = l->pen.call;
	int64_t *elsewhere;
	enum err err = q_event_invitation_dates(call->db, .series = e->id,
	    .user = l->m->reader, &dates, &how.n_elsewhere);

	if (err)
		return err;
	elsewhere = arena_array(
	    call->arena, how.n_elsewhere, sizeof(*elsewhere));
	for (size_t i = 0; i < how.n_elsewhere; i++)
		elsewhere[i] = dates[i].recurrence_id.v;
	how.elsewhere = elsewhere;
	begin(l, e->timezone, e->start_time,
	    call->now_us + RULE_RECURRENCE_YEARS * 366 * CLOCK_DAY_US);
	err = app_calendar_put_series(&l->pen, e, &how);
	ical_calendar_end(&l->pen.w);
	if (!err && how.is_left_out)
		*l->effect = (struct app_calendar_effect){ 0 };
	return err;
}

static enum err
write_known(struct letter *l, const struct q_calendar_events_row *e)
{
	struct event_invitation_id id;
	enum err err;

	l->method = method_of(e);
	err = find_invitation(l->pen.call, l->m, l->method, &id);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	err = set_effect(l, e, id);
	if (err)
		return err;
	return e->is_series && l->method == ICAL_REQUEST ? write_series(l, e)
							 : write_event(l, e);
}

/* By which they have a series in their calendar; nil: they do not. */
static enum err
find_sent(struct call *call, struct event_id series, struct user_id reader,
    struct event_invitation_id *id)
{
	struct q_event_invitation_sent_row sent = { 0 };
	enum err err = q_event_invitation_sent(
	    call->db, .event = series, .user = reader, &sent);

	*id = sent.id;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* A date for who has its series: it is there already, by its series' UID.
 * *is_done: it was written so. */
static enum err
write_date(struct letter *l, struct q_calendar_events_row *date,
    struct event_invitation_id id, bool *is_done)
{
	struct app_calendar_series how = { .touch = touch, .arg = l };
	struct q_calendar_events_row *series;
	struct call *call = l->pen.call;
	size_t n;
	enum err err = q_calendar_events(call->db,
	    .ids = app_calendar_ids(call, &date->series_id, 1),
	    .viewer = l->m->reader, .only_seen = false, &series, &n);

	*is_done = false;
	if (err || n == 0)
		return err;
	l->method = method_of(date);
	err = set_effect(l, date, id);
	if (err)
		return err;
	l->effect->invitation = (struct event_invitation_id){ 0 };
	begin(l, series->timezone,
	    series->start_time < date->start_time ? series->start_time
						  : date->start_time,
	    date->end_time);
	err = app_calendar_put_date(&l->pen, series, date, &how, is_done);
	ical_calendar_end(&l->pen.w);
	if (!*is_done) {
		buf_clear(l->pen.w.buf);
		*l->effect = (struct app_calendar_effect){ 0 };
	}
	return err;
}

/* Unless they have it by itself, or do not have the series. */
static enum err
write_to_who_answered(struct letter *l, struct q_calendar_events_row *date)
{
	struct event_invitation_id alone, series = { 0 };
	struct call *call = l->pen.call;
	bool is_done = false;
	enum err err = find_sent(call, date->id, l->m->reader, &alone);

	if (!err && uuid_is_nil(alone.v))
		err = find_sent(call, date->series_id, l->m->reader, &series);
	if (!err && !uuid_is_nil(series.v))
		err = write_date(l, date, series, &is_done);
	return err || is_done ? err : write_known(l, date);
}

/* Whoever has answered dates of a series has these. */
static enum err
write_to_who_has_all(
    struct letter *l, const struct q_calendar_events_row *series)
{
	struct event_invitation_id id;
	enum err err = find_sent(l->pen.call, series->id, l->m->reader, &id);

	return err || (!series->answer && uuid_is_nil(id.v))
		   ? err
		   : write_known(l, series);
}

static enum err
write_here(struct letter *l, struct q_calendar_events_row *e)
{
	if (!uuid_is_nil(l->m->invitation.v))
		return write_known(l, e);
	if (e->is_series)
		return write_to_who_has_all(l, e);
	return uuid_is_nil(e->series_id.v) ? write_known(l, e)
					   : write_to_who_answered(l, e);
}

/* Whether a date of a series that they have is gone: which one it was. The
 * series is there still. */
static enum err
find_gone_date(struct letter *l, struct ical_date *date, bool *is_date)
{
	const struct app_notice_event *of = &l->m->event;
	struct q_event_invitation_in_row in;
	struct q_calendar_events_row *series;
	struct ical_event first = { 0 };
	size_t n = 0;
	enum err err = q_event_invitation_in(
	    l->pen.call->db, .id = l->m->invitation, .event = of->series, &in);

	if (!err)
		err = q_calendar_events(l->pen.call->db,
		    .ids = app_calendar_ids(l->pen.call, &of->series, 1),
		    .viewer = l->m->reader, .only_seen = false, &series, &n);
	*is_date = !err && n;
	if (*is_date) {
		app_calendar_set_time(&l->pen, series->timezone,
		    series->start_time, series->end_time, &first);
		*date = (struct ical_date){ of->recurrence_wall,
			first.is_all_day };
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What is left of it is what the mail says. */
static enum err
write_gone(struct letter *l)
{
	const struct app_notice_event *of = &l->m->event;
	struct ical_date date;
	struct ical_event event = { .sequence = of->sequence,
		.created_us = l->pen.call->now_us,
		.changed_us = l->pen.call->now_us,
		.status = ICAL_CANCELLED,
		.is_private = true,
		.summary = of->title };
	bool is_date;
	enum err err;

	if (uuid_is_nil(l->m->invitation.v))
		return ERR_OK;
	err = find_gone_date(l, &date, &is_date);
	if (err)
		return err;
	event.uid = app_calendar_uid(&l->pen, is_date ? of->series : of->id);
	event.date = is_date ? &date : NULL;
	*l->effect = (struct app_calendar_effect){ .method = ical_method_name(
						       ICAL_CANCEL),
		.reply_to = answer_address(l->pen.call, l->m->invitation) };
	l->method = ICAL_CANCEL;
	invite(l, NO_RSVP_STATUS, &event);
	app_calendar_set_time(
	    &l->pen, of->timezone, of->start_time, of->start_time, &event);
	event.is_all_day = is_date && date.is_day;
	write(l, &event);
	return ERR_OK;
}

enum err
app_calendar_mail_write(struct call *call, const struct app_calendar_mail *m,
    struct buf *to, struct app_calendar_effect *out)
{
	struct letter l = { .pen = app_calendar_pen(call, m->reader, to),
		.m = m,
		.effect = out };
	struct q_calendar_events_row *rows;
	size_t n;
	enum err err;

	*out = (struct app_calendar_effect){ 0 };
	if (!*call->conf->imip_address)
		return ERR_OK;
	err = q_calendar_events(call->db,
	    .ids = app_calendar_ids(call, &m->event.id, 1), .viewer = m->reader,
	    .only_seen = false, &rows, &n);
	if (err)
		return err;
	return n ? write_here(&l, rows) : write_gone(&l);
}

enum err
app_calendar_mail_sent(
    struct call *call, const struct app_calendar_effect *effect)
{
	if (uuid_is_nil(effect->invitation.v))
		return ERR_OK;
	return q_event_invitation_send(call->db, .id = effect->invitation,
	    .sequence = effect->sequence, NULL);
}
