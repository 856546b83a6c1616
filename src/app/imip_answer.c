#include "app/imip_answer.h"

#include <string.h>
#include <strings.h>

#include "app/answer.h"
#include "app/event_invitation.h"
#include "app/guest_request.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"
#include "conf/url.h"
#include "generated/query/rsvp.h"
#include "mail/header.h"
#include "rule/words.h"
#include "text/name.h"
#include "text/shown.h"

#include "base/banned.h"

enum {
	NOTE_MAX = 500, /* characters */
	NAME_MAX = 50,
	SLACK_S = 5,
	NEAR_H = 14 /* no two zones are further apart than once around */
};

/* An answer that is being looked at. */
struct answer {
	struct call *call;
	const struct app_imip_mail *mail;
	const struct ical_reply *reply;
	const struct q_imip_invitation_row *to;
	struct event_id event; /* that it is to, and how that is now */
	enum event_status status;
	int64_t sequence;
	struct q_imip_last_row last; /* what they wrote to it by mail */
	struct app_imip_result *out;
};

/* Ends it: nothing comes of it, and its person is told nothing. */
static enum err
drop(struct answer *a, const char *said)
{
	a->out->said = said;
	return ERR_NOT_FOUND;
}

/* The same, but they are told. */
static enum err
refuse(struct answer *a, const char *said, const char *reason)
{
	a->out->said = said;
	a->out->reason = reason;
	return ERR_NOT_FOUND;
}

static void
set_event(struct answer *a, struct event_id id, enum event_status status,
    int64_t sequence)
{
	a->event = id;
	a->status = status;
	a->sequence = sequence;
}

/* "<id>@<host>" as of app_calendar_uid. */
static bool
read_uid(struct answer *a, struct event_id *id)
{
	const char *uid = a->reply->uid, *at = uid ? strchr(uid, '@') : NULL;

	return at &&
	       str_eq_nocase(at + 1, conf_url_authority(a->call->arena,
					 a->call->conf->public_url)) &&
	       uuid_parse(
		   arena_strndup(a->call->arena, uid, (size_t)(at - uid)),
		   &id->v);
}

/* The event, its series, or a date of it. */
static enum err
find_event(struct answer *a)
{
	struct q_imip_date_of_row row;
	struct event_id id;
	enum err err;

	set_event(a, a->to->event_id, a->to->status, a->to->sequence);
	if (!a->reply->uid || !read_uid(a, &id))
		return drop(a, "it is about no event of ours");
	if (uuid_eq(id.v, a->event.v) || uuid_eq(id.v, a->to->series_id.v))
		return ERR_OK;
	err = q_imip_date_of(a->call->db, .id = id, .series = a->event, &row);
	if (err == ERR_NOT_FOUND)
		return drop(a, "it is about another event");
	if (!err)
		set_event(a, id, row.status, row.sequence);
	return err;
}

/* Without what people put behind a '+' to sort their mail. */
static const char *
plain_address(struct call *call, const char *address)
{
	const char *key = rule_email_key(call->arena, address);
	const char *at = strchr(key, '@');
	size_t local = strcspn(key, "+@");

	return at ? arena_printf(call->arena, "%.*s%s", (int)local, key, at)
		  : key;
}

static bool
is_same(struct call *call, const char *address, const char *email)
{
	return address &&
	       str_eq(plain_address(call, address), plain_address(call, email));
}

bool
app_imip_is_from(
    struct call *call, const struct app_imip_mail *mail, const char *email)
{
	const char *from = mail->message.from;

	return from &&
	       is_same(call, mail_field_address(call->arena, from), email);
}

const struct app_imip_result app_imip_of_another = {
	.said = "it is of somebody else",
	.reason = "The answer came from another address than the one that was "
		  "invited, so it does not count. If it was yours, answer "
		  "here:"
};

/* Whoever has the mail could pass it on. */
static enum err
check_attendee(struct answer *a)
{
	if (a->reply->n_attendees != 1)
		return drop(a, "it is not of one person");
	if (is_same(a->call, a->reply->attendee.address, a->to->email) &&
	    app_imip_is_from(a->call, a->mail, a->to->email))
		return ERR_OK;
	*a->out = app_imip_of_another;
	return ERR_NOT_FOUND;
}

static enum err
read_status(struct answer *a, enum rsvp_status *status)
{
	static const struct {
		const char *word;
		enum rsvp_status status;
	} words[] = { { "ACCEPTED", RSVP_STATUS_ATTENDING },
		{ "TENTATIVE", RSVP_STATUS_MAYBE },
		{ "DECLINED", RSVP_STATUS_NOT_ATTENDING } };
	const char *answer = a->reply->attendee.answer;

	for (size_t i = 0; answer && i < N_OF(words); i++)
		if (strcasecmp(answer, words[i].word) == 0) {
			*status = words[i].status;
			return ERR_OK;
		}
	return drop(a, "it does not say whether they come");
}

static enum err
take_date(struct answer *a, const struct q_imip_date_row *row)
{
	set_event(a, row->id, row->status, row->sequence);
	return ERR_OK;
}

/* The one that began then; programs that move times between zones are off by
 * hours. */
static enum err
pick_date(struct answer *a, int64_t wall, const struct q_imip_date_row *rows,
    size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].recurrence_id.v == wall)
			return take_date(a, &rows[i]);
	if (n != 1)
		return refuse(a, "it is not clear to which date it is",
		    "It does not say clearly to which date it is. Please "
		    "answer here:");
	return take_date(a, &rows[0]);
}

static enum err
find_date(struct answer *a)
{
	const struct zone *zone = timezone_find(a->to->timezone);
	int64_t wall = a->reply->date.v;
	struct q_imip_date_row *rows;
	size_t n;
	enum err err;

	if (!a->to->is_series || !a->reply->date.set ||
	    !uuid_eq(a->event.v, a->to->event_id.v))
		return ERR_OK;
	if (a->reply->is_date_utc && zone)
		wall = zone_to_wall(zone, wall);
	err = q_imip_date(a->call->db, .series = a->event,
	    .since = wall - NEAR_H * CLOCK_HOUR_US,
	    .until = wall + NEAR_H * CLOCK_HOUR_US, &rows, &n);
	return err ? err : pick_date(a, wall, rows, n);
}

/* When it was written; as far as is known, now. */
static int64_t
written_us(const struct answer *a)
{
	struct opt_time stamp = a->reply->stamp, date = a->mail->message.date;
	int64_t at = stamp.set ? stamp.v : a->call->now_us;

	if (date.set && (!stamp.set || date.v > at))
		at = date.v;
	return at < a->call->now_us ? at : a->call->now_us;
}

/* Whether it is about the event as it is. */
static enum err
check_state(struct answer *a)
{
	if (a->status == EVENT_STATUS_PUBLISHED && a->reply->sequence.set &&
	    a->reply->sequence.v < a->sequence)
		return refuse(a, "the event was moved since",
		    "The event has been changed since, so your answer does "
		    "not count yet. This is how it is now: please answer "
		    "again.");
	return ERR_OK;
}

/* When the last word was written that there is about the event. Of one that
 * came by mail that is not when it came. */
static int64_t
answered_us(const struct answer *a, const struct q_rsvp_get_row *row)
{
	struct opt_time mailed = a->last.replied_at;

	if (!row->status)
		return mailed.v;
	if (row->source == RSVP_SOURCE_IMIP && mailed.set &&
	    mailed.v < row->updated_at)
		return mailed.v;
	return row->updated_at;
}

/* Whether it is to a later state of the event than their last one by mail, and
 * so was written later, whatever clocks say. */
static bool
is_to_later_state(const struct answer *a, const struct q_rsvp_get_row *row)
{
	return row->source == RSVP_SOURCE_IMIP && a->reply->sequence.set &&
	       a->reply->sequence.v >= a->sequence &&
	       a->last.replied_sequence.set &&
	       a->last.replied_sequence.v < a->sequence;
}

/* Whether it is the last word of its person. Stamps have whole seconds, and
 * clocks are not all alike. */
static enum err
check_order(struct answer *a, const struct q_rsvp_get_row *row)
{
	int64_t slack = row->status && row->source != RSVP_SOURCE_IMIP
			    ? SLACK_S * CLOCK_SECOND_US
			    : 0;

	return written_us(a) + slack < answered_us(a, row) &&
		       !is_to_later_state(a, row)
		   ? drop(a, "a later answer came before it")
		   : ERR_OK;
}

/* At most so many characters, NULL when nothing of it can be seen. */
static const char *
cut(struct answer *a, const char *text, size_t max)
{
	if (!text || !text_is_seen(text))
		return NULL;
	return arena_strndup(a->call->arena, text, text_cut(text, max));
}

/* Names as they may be given, or what stands before the '@' of their address.
 */
static void
find_names(struct answer *a, const char **first, const char **last)
{
	const char *name = a->reply->attendee.name, *space;
	const char *local = arena_strndup(
	    a->call->arena, a->to->email, strcspn(a->to->email, "+@"));

	if (!name || text_name_flaw(name) || strchr(name, '@'))
		name = local;
	space = strrchr(name, ' ');
	*first = cut(a,
	    space ? arena_strndup(a->call->arena, name, (size_t)(space - name))
		  : name,
	    NAME_MAX);
	*last = cut(a, space ? space + 1 : name, NAME_MAX);
	if (!*first)
		*first = local;
	if (!*last)
		*last = local;
}

/* Whoever has answered from it has the address. */
static enum err
find_user(struct answer *a, struct user_id *user)
{
	const char *token = app_event_invitation_token(
	    a->call, a->mail->invitation);
	struct q_event_invitation_find_row row;
	const char *first, *last;
	enum err err;

	*user = a->to->user_id;
	if (!uuid_is_nil(user->v))
		return ERR_OK;
	err = app_event_invitation_find(a->call, token, &row);
	find_names(a, &first, &last);
	if (!err)
		err = app_guest_request_claim(
		    a->call, token, &row, first, last);
	*user = row.user_id;
	return err;
}

/* Those whom they bring along are as many as before. */
static int64_t
party_of(const struct answer *a, const struct q_rsvp_get_row *before)
{
	int64_t guests = a->reply->guests.set ? a->reply->guests.v : 0;

	if (before->status)
		return before->party_size;
	return 1 + (guests < 1000 ? guests : 999);
}

static enum err
load(struct answer *a, struct user_id user, struct q_rsvp_get_row *row)
{
	enum err err = q_rsvp_get(
	    a->call->db, .event = a->event, .user = user, row);

	if (err == ERR_NOT_FOUND)
		*row = (struct q_rsvp_get_row){ 0 };
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The last statement may be what writes it, and finds something else. */
static enum err
write(struct answer *a, struct db_call call)
{
	void *rows;
	size_t n;
	enum err err = db_many(a->call->db, call, &rows, &n);

	return err || n ? err : ERR_RETRY;
}

static void
judge(
    struct answer *a, enum rsvp_status asked, const struct q_rsvp_get_row *now)
{
	a->out->said = "it counts";
	if (now->status == asked)
		return;
	a->out->said = "they wait for a seat";
	a->out->reason =
	    now->position.set
		? arena_printf(a->call->arena,
		      "There is no free spot: you are number %lld on the "
		      "waitlist.",
		      (long long)now->position.v)
		: "It was noted otherwise than you have answered.";
}

static enum err
load_last(struct answer *a, struct user_id user)
{
	enum err err = q_imip_last(
	    a->call->db, .event = a->event, .user = user, &a->last);

	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Of a date of a series they have written by what names them to that. */
static enum err
note_last(struct answer *a, struct user_id user)
{
	struct q_event_invitation_add_row of;
	enum err err = q_event_invitation_add(a->call->db,
	    .id = (struct event_invitation_id){ uuid_new() }, .event = a->event,
	    .user = user, .now = a->call->now_us, &of);

	return err ? err
		   : q_imip_replied(a->call->db, .id = of.id,
			 .at = written_us(a), .sequence = a->sequence, NULL);
}

static enum err
set(struct answer *a, struct user_id user, enum rsvp_status status)
{
	struct call as = app_call_as(a->call, user);
	const char *comment = cut(a, a->reply->comment, NOTE_MAX);
	struct app_rsvp_outcome outcome;
	struct q_rsvp_get_row row;
	enum err err = load(a, user, &row);

	if (!err)
		err = load_last(a, user);
	if (!err)
		err = check_order(a, &row);
	if (!err)
		err = app_answer_set(&as, a->event,
		    &(struct app_rsvp){ .status = status,
			.party_size = party_of(a, &row),
			.note = comment ? comment : row.note,
			.source = RSVP_SOURCE_IMIP },
		    &outcome);
	if (!err)
		err = write(a, outcome.reply);
	if (!err)
		err = load(a, user, &row);
	if (!err)
		err = note_last(a, user);
	if (!err)
		judge(a, status, &row);
	return err;
}

static enum err
give(struct answer *a)
{
	struct user_id user;
	enum rsvp_status status;
	enum err err = find_event(a);

	if (!err)
		err = check_attendee(a);
	if (!err)
		err = read_status(a, &status);
	if (!err)
		err = find_date(a);
	if (!err)
		err = check_state(a);
	if (!err)
		err = find_user(a, &user);
	return err ? err : set(a, user, status);
}

enum err
app_imip_answer(struct call *call, const struct app_imip_mail *mail,
    const struct q_imip_invitation_row *to, struct app_imip_result *out)
{
	struct answer a = { .call = call,
		.mail = mail,
		.reply = &mail->reply,
		.to = to,
		.out = out };
	enum err err;

	*out = (struct app_imip_result){ 0 };
	err = give(&a);
	return err == ERR_NOT_FOUND && out->said ? ERR_OK : err;
}
