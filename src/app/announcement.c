/*
 * The audience of an event, page by page.
 */
#include "app/announcement.h"
#include "generated/query/event.h"
#include "generated/query/event_invitation.h"
#include "generated/query/rsvp.h"

#include "base/banned.h"

enum { PAGE = 200 };

/* Those who are told. When the event goes, so does what says that they have it
 * in their calendars. */
struct audience {
	struct user_id *users;
	struct event_invitation_id *had;
	size_t n;
};

static struct audience
audience_of(struct call *call, size_t most)
{
	return (struct audience){ arena_array(call->arena, most,
				      sizeof(struct user_id)),
		arena_array(
		    call->arena, most, sizeof(struct event_invitation_id)),
		0 };
}

static void
add(struct audience *a, struct user_id user, struct event_invitation_id had)
{
	a->users[a->n] = user;
	a->had[a->n++] = had;
}

static enum err
tell(struct call *call, enum rule_notice kind,
    const struct app_notice_event *event, const struct audience *to)
{
	return app_notice(
	    call, &(struct app_notice){ .kind = kind,
		      .users = to->users,
		      .n_users = to->n,
		      .had = kind == RULE_NOTICE_EVENT_GONE ? to->had : NULL,
		      .event = *event });
}

static enum err
tell_page(struct call *call, enum rule_notice kind,
    const struct app_notice_event *event,
    const struct q_rsvp_audience_row *rows, size_t n)
{
	struct audience to = audience_of(call, n);

	for (size_t i = 0; i < n; i++)
		add(&to, rows[i].user_id, rows[i].invitation);
	return tell(call, kind, event, &to);
}

static enum err
tell_audience(struct call *call, enum rule_notice kind,
    enum notice_audience audience, const struct app_notice_event *event,
    int64_t *n_told)
{
	struct q_rsvp_audience_row *rows;
	struct user_id after = { 0 };
	size_t n = PAGE;
	enum err err = ERR_OK;

	for (*n_told = 0; !err && n == PAGE; *n_told += (int64_t)n) {
		err = q_rsvp_audience(call->db, .event = event->id,
		    .audience = audience, .but = call->user, .after_id = after,
		    .limit = PAGE, &rows, &n);
		if (!err && n)
			err = tell_page(call, kind, event, rows, n);
		if (!err && n)
			after = rows[n - 1].user_id;
	}
	return err;
}

static enum err
tell_holders(struct call *call, enum rule_notice kind,
    const struct app_notice_event *event,
    const struct q_event_invitation_holders_row *rows, size_t n)
{
	struct audience to = audience_of(call, n);

	for (size_t i = 0; i < n; i++)
		add(&to, rows[i].user_id, rows[i].invitation);
	return app_notice(call, &(struct app_notice){ .kind = kind,
				    .users = to.users,
				    .n_users = to.n,
				    .had = to.had,
				    .event = *event });
}

enum err
app_announcement_tell_holders(struct call *call, enum rule_notice kind,
    const struct app_notice_event *event,
    const struct app_announcement_holders *who)
{
	struct q_event_invitation_holders_row *rows;
	struct event_invitation_id after = { 0 };
	size_t n = PAGE;
	enum err err = ERR_OK;

	while (!err && n == PAGE) {
		err = q_event_invitation_holders(call->db, .event = who->of,
		    .to = event->id, .is_silent = who->is_silent,
		    .had = who->had, .but = call->user, .after = after,
		    .limit = PAGE, &rows, &n);
		if (!err && n)
			err = tell_holders(call, kind, event, rows, n);
		if (!err && n)
			after = rows[n - 1].id;
	}
	return err;
}

/* Calendars had it until it was cancelled. */
static bool
comes_back(enum rule_notice kind)
{
	return kind == RULE_NOTICE_EVENT_REINSTATED;
}

/* One that the series has no more is told as what does not take place. */
static enum err
tell_of_date(struct call *call, enum rule_notice kind,
    const struct app_notice_event *series,
    const struct q_event_invitation_dates_held_row *date)
{
	struct app_notice_event event = { .id = date->id,
		.title = date->title,
		.timezone = date->timezone,
		.place = date->place,
		.reason = series->reason,
		.changed = series->changed,
		.start_time = date->start_time,
		.sequence = series->sequence ? date->sequence + 1 : 0 };

	if (date->is_cancelled && comes_back(kind))
		return ERR_OK; /* not with its series */
	if (date->is_cancelled && kind == RULE_NOTICE_EVENT_CHANGED)
		kind = RULE_NOTICE_EVENT_CANCELLED;
	return app_announcement_tell_holders(call, kind, &event,
	    &(struct app_announcement_holders){
		.of = date->id, .had = comes_back(kind) });
}

/* A series says nothing of dates that calendars have by themselves. */
static enum err
tell_of_dates(struct call *call, enum rule_notice kind,
    const struct app_notice_event *series)
{
	struct q_event_invitation_dates_held_row *rows, last = { 0 };
	size_t n = *call->conf->imip_address ? PAGE : 0;
	enum err err = ERR_OK;

	while (!err && n == PAGE) {
		err = q_event_invitation_dates_held(call->db,
		    .series = series->id, .now = call->now_us,
		    .after_start = last.start_time, .after = last.id,
		    .limit = PAGE, &rows, &n);
		for (size_t i = 0; !err && i < n; i++)
			err = tell_of_date(call, kind, series, &rows[i]);
		if (!err && n)
			last = rows[n - 1];
	}
	return err;
}

/* Whether calendars have dates otherwise by it. */
static bool
moves_dates(enum rule_notice kind)
{
	return kind == RULE_NOTICE_EVENT_CHANGED || comes_back(kind) ||
	       kind == RULE_NOTICE_EVENT_CANCELLED ||
	       kind == RULE_NOTICE_EVENT_GONE;
}

/* Whoever answered several dates is told of the series once; who has dates in
 * their calendar by themselves, of each. */
static enum err
tell_series(struct call *call, enum rule_notice kind,
    enum notice_audience audience, const struct app_notice_event *event,
    int64_t *n_told)
{
	struct q_rsvp_audience_of_series_row *rows;
	struct q_event_lock_dates_row *dates;
	struct audience to;
	size_t n;
	enum err err = q_event_lock_dates(
	    call->db, .series = event->id, .now = call->now_us, &dates, &n);

	if (!err)
		err = q_rsvp_audience_of_series(call->db, .series = event->id,
		    .audience = audience, .but = call->user,
		    .now = call->now_us, &rows, &n);
	if (err)
		return err;
	*n_told = (int64_t)n;
	to = audience_of(call, n);
	for (size_t i = 0; i < n; i++)
		add(&to, rows[i].user_id, rows[i].invitation);
	err = n ? tell(call, kind, event, &to) : ERR_OK;
	return err || !moves_dates(kind) ? err
					 : tell_of_dates(call, kind, event);
}

enum err
app_announcement_add(struct call *call, enum rule_notice kind,
    enum notice_audience audience, const struct app_notice_event *event,
    int64_t *n_told)
{
	struct q_event_lock_row lock;
	int64_t told;
	/* an RSVP that is being inserted refers to the event: wait for it */
	enum err err = q_event_lock(call->db, .id = event->id, &lock);

	if (!err)
		err = lock.is_series
			  ? tell_series(call, kind, audience, event, &told)
			  : tell_audience(call, kind, audience, event, &told);
	if (!err && n_told)
		*n_told = told;
	return err;
}
