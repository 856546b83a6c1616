#include "app/calendar_mail.h"

#include <string.h>

#include "app/calendar_text.h"
#include "crypt/token.h"
#include "generated/query/event_invitation.h"
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

static void
write(struct app_calendar_pen *pen, enum ical_method method,
    const struct ical_event *event)
{
	ical_calendar_begin(&pen->w, NULL, method);
	app_calendar_put_zone(
	    pen, event->timezone, event->start_us, event->end_us);
	ical_event(&pen->w, event);
	ical_calendar_end(&pen->w);
}

static struct ical_invitation
invitation_of(const struct app_calendar_mail *m,
    const struct app_calendar_effect *effect, enum rsvp_status answer)
{
	return (struct ical_invitation){ .organizer = effect->sender,
		.organizer_mail = effect->reply_to,
		.attendee_mail = m->address,
		.answer = answer_of(answer) };
}

/* What is left of it is what the mail says. */
static enum err
write_gone(struct app_calendar_pen *pen, const struct app_calendar_mail *m,
    struct app_calendar_effect *out)
{
	struct ical_invitation invitation;
	struct ical_event event = { .uid = app_calendar_uid(pen, m->event.id),
		.sequence = m->event.sequence,
		.created_us = pen->call->now_us,
		.changed_us = pen->call->now_us,
		.status = ICAL_CANCELLED,
		.is_private = true,
		.summary = m->event.title,
		.invitation = &invitation };

	out->method = ical_method_name(ICAL_CANCEL);
	out->reply_to = answer_address(
	    pen->call, (struct event_invitation_id){ 0 });
	invitation = invitation_of(m, out, NO_RSVP_STATUS);
	app_calendar_set_time(pen, m->event.timezone, m->event.start_time,
	    m->event.start_time, &event);
	write(pen, ICAL_CANCEL, &event);
	return ERR_OK;
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

static enum err
write_event(struct app_calendar_pen *pen, const struct app_calendar_mail *m,
    const struct q_calendar_events_row *e, enum ical_method method,
    const struct app_calendar_effect *effect)
{
	struct ical_invitation invitation = invitation_of(m, effect, e->answer);
	struct ical_event event;
	enum err err = app_calendar_read_event(pen, e, &event);

	if (err)
		return err;
	event.invitation = &invitation;
	event.stamp_us = pen->call->now_us;
	event.status = method == ICAL_CANCEL		   ? ICAL_CANCELLED
		       : invitation.answer == ICAL_PERHAPS ? ICAL_TENTATIVE
							   : ICAL_CONFIRMED;
	event.is_busy = method == ICAL_REQUEST;
	if (m->is_stranger)
		hide(&event);
	if (method == ICAL_CANCEL || !e->is_shown)
		hide_details(&event);
	write(pen, method, &event);
	return ERR_OK;
}

static enum err
write_known(struct app_calendar_pen *pen, const struct app_calendar_mail *m,
    const struct q_calendar_events_row *e, struct app_calendar_effect *out)
{
	struct call *call = pen->call;
	enum ical_method method = method_of(e);
	struct event_invitation_id id;
	enum err err = find_invitation(call, m, method, &id);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	*out = (struct app_calendar_effect){ .method = ical_method_name(method),
		.invitation = id,
		.sequence = { method == ICAL_REQUEST, e->sequence },
		.reply_to = answer_address(call, id),
		.sender = text_is_greetable(e->organizer) ? e->organizer
							  : NULL };
	return write_event(pen, m, e, method, out);
}

enum err
app_calendar_mail_write(struct call *call, const struct app_calendar_mail *m,
    struct buf *to, struct app_calendar_effect *out)
{
	struct app_calendar_pen pen = app_calendar_pen(call, m->reader, to);
	struct q_calendar_events_row *rows;
	size_t n;
	enum err err;

	*out = (struct app_calendar_effect){ 0 };
	if (!*call->conf->imip_address)
		return ERR_OK;
	err = q_calendar_events(call->db,
	    .ids = app_calendar_ids(call, &m->event.id, 1), .viewer = m->reader,
	    &rows, &n);
	if (err)
		return err;
	if (n == 0)
		return write_gone(&pen, m, out);
	return rows->is_series ? ERR_OK : write_known(&pen, m, rows, out);
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
