/*
 * From a poll to an event: whoever may make one there makes it, once, and who
 * can comes, as if they had answered it themselves.
 */
#include "api/event.h"
#include "api/poll.h"
#include "api/said.h"
#include "app/answer.h"
#include "app/poll_notice.h"
#include "generated/query/guest.h"
#include "generated/query/user.h"
#include "json/write.h"

#include "base/banned.h"

enum { JSON_MAX = 64 * 1024, VOTERS_MAX = 201 };

/* A time that was chosen, and the event that is made of it. */
struct choice {
	app_poll_row poll;
	struct q_poll_option_find_row option;
	struct event_id event;
};

static enum err
check(
    struct call *call, const struct api_poll_choice *in, const struct choice *c)
{
	if (c->option.start_time <= call->now_us)
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "That time has come already.");
	return c->option.others_can || in->force
		   ? ERR_OK
		   : fault(
			 call->fault, ERR_NOBODY_CAN, "Nobody else can then.");
}

/* The caller's row is locked first, as whoever makes an event does: who
 * suspends them locks it before their polls. */
static enum err
choose(
    struct call *call, const struct api_poll_finalize_in *in, struct choice *c)
{
	struct q_poll_access_row access;
	struct q_user_lock_row user;
	enum err err = app_poll_ask_manager(call, in->id, &access);

	if (!err)
		err = q_user_lock(call->db, .id = call->user, &user);
	if (!err)
		err = app_poll_manage(call, in->id, &c->poll);
	if (!err)
		err = app_poll_move(call, &c->poll, RULE_FINALIZE);
	if (!err)
		err = q_poll_option_find(call->db, .id = in->body.option_id,
		    .poll = in->id, &c->option);
	return err ? err : check(call, &in->body, c);
}

/*
 * The event.
 */

static void
put_text(struct json_writer *w, const char *key, const char *text)
{
	json_key(w, key);
	json_write_text(w, text);
}

static void
put_id(struct json_writer *w, const char *key, struct uuid id)
{
	if (uuid_is_nil(id))
		return;
	json_key(w, key);
	json_write_uuid(w, id);
}

/* For the members of where it was made, or whom it asked alone. */
static const char *
visibility_of(const app_poll_row *poll)
{
	if (!uuid_is_nil(poll->group_id.v))
		return "group";
	return uuid_is_nil(poll->cluster_id.v) ? "private" : "cluster";
}

static void
write_event(struct json_writer *w, const struct api_poll_choice *in,
    const struct choice *c)
{
	json_open(w, '{');
	put_text(w, "title", c->poll.title);
	put_text(w, "description", c->poll.description);
	put_text(w, "location", in->location);
	json_key(w, "start_time");
	json_write_time(w, c->option.start_time);
	json_key(w, "end_time");
	json_write_time(w, c->option.end_time);
	put_text(w, "timezone", c->poll.timezone);
	put_text(w, "visibility", visibility_of(&c->poll));
	put_id(w, "cluster_id", c->poll.cluster_id.v);
	put_id(w, "group_id", c->poll.group_id.v);
	if (in->capacity.set) {
		json_key(w, "capacity");
		json_write_int(w, in->capacity.v);
		json_key(w, "waitlist");
		json_write_bool(w, true);
	}
	json_close(w, '}');
}

static enum err
make_event(
    struct call *call, const struct api_poll_choice *in, struct choice *c)
{
	struct api_event_create_in said = { 0 };
	struct api_event_new new;
	struct json_writer w;
	struct buf json;
	enum err err;

	buf_init(&json, JSON_MAX);
	w = json_writer(&json);
	write_event(&w, in, c);
	err = api_said_read(
	    call, "event_create", (struct uuid){ { 0 } }, &json, &said);
	buf_release(&json);
	if (!err)
		err = api_event_prepare(call, &said.body, &new);
	if (!err)
		err = api_event_make(call, &said.body, &new);
	c->event = new.id;
	return err;
}

/*
 * Who comes.
 */

static enum err
write(struct call *call, const struct app_rsvp_outcome *outcome)
{
	void *rows;
	size_t n;
	enum err err = db_many(call->db, outcome->reply, &rows, &n);

	return err || n ? err : ERR_RETRY;
}

/* What keeps somebody from answering by themselves. */
static bool
is_theirs(enum err err)
{
	return err == ERR_NOT_FOUND || err == ERR_FORBIDDEN ||
	       err == ERR_BANNED || err == ERR_EVENT_FULL ||
	       err == ERR_RSVP_CLOSED;
}

static enum err
answer(struct call *call, struct event_id event,
    const struct q_poll_vote_list_row *voter)
{
	struct call as = app_call_as(call, voter->user_id);
	struct app_rsvp_outcome outcome;
	enum err err = app_answer_set(&as, event,
	    &(struct app_rsvp){
		.status = voter->answer == POLL_ANSWER_YES
			      ? RSVP_STATUS_ATTENDING
			      : RSVP_STATUS_MAYBE,
		.party_size = 1,
		.source = RSVP_SOURCE_POLL,
	    },
	    &outcome);

	if (!err)
		return write(call, &outcome);
	if (is_theirs(err)) {
		fault_clear(call->fault);
		return ERR_OK;
	}
	return err;
}

static enum err
let_come(
    struct call *call, struct poll_option_id option, const struct choice *c)
{
	struct q_poll_vote_list_row *voters;
	size_t n;
	enum err err = ERR_OK;

	if (uuid_is_nil(c->poll.cluster_id.v) &&
	    uuid_is_nil(c->poll.group_id.v))
		err = q_guest_add_asked(call->db, .event = c->event,
		    .poll = c->poll.id, .viewer = call->user,
		    .now = call->now_us, NULL);
	if (!err)
		err = q_poll_vote_list(call->db, .option = option,
		    .limit = VOTERS_MAX, &voters, &n);
	for (size_t i = 0; !err && i < n; i++)
		err = answer(call, c->event, &voters[i]);
	return err;
}

enum err
api_poll_finalize(struct call *call, const struct api_poll_finalize_in *in)
{
	struct choice c = { 0 };
	enum err err = choose(call, in, &c);

	if (!err)
		err = make_event(call, &in->body, &c);
	if (err)
		return err;
	c.poll.event_id = c.event;
	err = app_poll_set(call, &c.poll);
	if (!err)
		err = let_come(call, in->body.option_id, &c);
	if (!err)
		err = app_poll_notice_finalized(
		    call, &c.poll, c.option.start_time);
	return err ? err
		   : reply_created(call,
			 Q_event_get(.id = c.event, .viewer = call->user),
			 "/api/v1/events", c.event.v);
}
