/*
 * What was read only tells what is worth a try. Each statement that writes an
 * RSVP decides by the event as it is then, and by the RSVP only as it was read
 * (its version); else ERR_RETRY runs the transaction again, which finds out
 * why. Locks are taken in one order: the event, whose row counts its seats,
 * then RSVPs.
 */
#include "app/rsvp.h"

#include "app/seats.h"
#include "base/str.h"
#include "generated/query/rsvp.h"
#include "generated/query/seats.h"
#include "rule/rsvp.h"
#include "rule/seats.h"

#include "base/banned.h"

/* What writes the RSVP with a status, in place of the one that facts hold; of
 * two first ones the second fails by itself (ERR_RETRY). */
static struct db_call
writing(struct call *call, struct event_id event,
    const struct q_rsvp_facts_row *facts, const struct app_rsvp *rsvp,
    enum rsvp_status status, struct opt_time queued_at)
{
	if (!facts->rsvp_status)
		return db_call_copy(call->arena,
		    Q_rsvp_add(.event = event, .viewer = call->user,
			.status = status, .party_size = rsvp->party_size,
			.note = rsvp->note, .queued_at = queued_at,
			.now = call->now_us, .version = call->now_us));
	return db_call_copy(
	    call->arena, Q_rsvp_set(.event = event, .viewer = call->user,
			     .version = facts->version.v, .status = status,
			     .party_size = rsvp->party_size, .note = rsvp->note,
			     .queued_at = queued_at, .now = call->now_us));
}

/* A write that is not left for the reply. */
static enum err
write_now(struct call *call, struct db_call write)
{
	int64_t n;
	enum err err = db_exec(call->db, write, &n);

	if (err)
		return err;
	return n == 1 ? ERR_OK : ERR_RETRY;
}

static enum err
load_facts(struct call *call, struct event_id event, struct opt_int version,
    struct q_rsvp_facts_row *facts)
{
	enum err err;

	err = q_rsvp_facts(call->db, .event = event, .viewer = call->user,
	    .now = call->now_us, facts);
	if (err)
		return err;
	if (!facts->is_visible && !facts->rsvp_status)
		return ERR_NOT_FOUND;
	if (version.set && version.v != (facts->version.set ? facts->version.v
							    : APP_RSVP_NONE))
		return ERR_RETRY;
	return ERR_OK;
}

static enum err
check_open(struct call *call, const struct q_rsvp_facts_row *facts)
{
	if (!facts->is_visible)
		return ERR_NOT_FOUND;
	return rule_rsvp_check_open(
	    &(struct rule_rsvp_facts){ .event_status = facts->status,
		.end_us = facts->end_time,
		.closes = facts->rsvp_closes_at,
		.is_for_them = facts->is_for_them,
		.is_banned = facts->is_banned,
		.is_closing = facts->is_closing,
		.is_withheld = facts->is_withheld },
	    call->now_us, call->fault);
}

/* A place in the line: kept by whoever waits already and asks for no more. */
static struct opt_time
place_in_line(const struct call *call, const struct q_rsvp_facts_row *facts,
    const struct app_rsvp *rsvp)
{
	if (facts->queued_at.set && rsvp->party_size <= facts->party_size.v)
		return facts->queued_at;
	return (struct opt_time){ true, call->now_us };
}

/* Nobody waits for what cannot come. */
static enum err
check_party(struct call *call, const struct q_rsvp_facts_row *facts,
    const struct app_rsvp *rsvp)
{
	if (rule_seats_could_hold(facts->capacity, rsvp->party_size))
		return ERR_OK;
	return fault(call->fault, ERR_EVENT_FULL,
	    "The event has no more than %lld spots in all.",
	    (long long)facts->capacity.v);
}

/* Whether somebody may be where a change to waiting has brought them. */
static enum err
check_place(struct call *call, const struct q_rsvp_facts_row *now,
    const struct app_rsvp *rsvp, bool has_waited)
{
	if (!now->queued_at.set)
		return ERR_OK;
	if (!has_waited && !now->waitlist)
		return fault(call->fault, ERR_EVENT_FULL, "No spots left.");
	return check_party(call, now, rsvp);
}

/* What an RSVP stands on is locked before the event is, since whoever takes it
 * away locks them in that order; a statement that takes seats does by itself.
 */
static enum err
hold(struct call *call, struct event_id event,
    const struct q_rsvp_facts_row *facts)
{
	struct q_rsvp_hold_row row;
	enum err err;

	if (facts->is_listed)
		return ERR_OK;
	err = q_rsvp_hold(call->db, .event = event, .viewer = call->user, &row);
	return err == ERR_NOT_FOUND ? ERR_RETRY : err;
}

/* Under the lock, queue and let the waitlist decide, so that newcomers and
 * those who wait follow one rule. */
static enum err
wait_in_line(struct call *call, struct event_id event,
    const struct q_rsvp_facts_row *facts, const struct app_rsvp *rsvp,
    bool *is_waiting)
{
	bool has_waited = facts->queued_at.set;
	struct q_rsvp_facts_row now;
	enum err err;

	err = hold(call, event, facts);
	if (!err) /* the lock */
		err = app_seats_move(call, event, 0, has_waited ? 0 : 1);
	if (!err)
		err = write_now(call,
		    writing(call, event, facts, rsvp, RSVP_STATUS_WAITLISTED,
			place_in_line(call, facts, rsvp)));
	if (!err)
		err = app_seats_give(call, event);
	if (!err)
		err = load_facts(call, event, (struct opt_int){ 0 }, &now);
	if (err)
		return err;
	*is_waiting = now.queued_at.set;
	return check_place(call, &now, rsvp, has_waited);
}

/* More seats than the RSVP holds so far, for somebody who does not wait;
 * *is_seated tells whether there seemed to be so many. They are taken by one
 * conditional UPDATE; a first RSVP and its seats are one statement, left for
 * the reply. */
static enum err
take_seats(struct call *call, struct event_id event,
    const struct q_rsvp_facts_row *facts, const struct app_rsvp *rsvp,
    int64_t more, bool *is_seated, struct db_call *reply)
{
	int64_t n;
	enum err err;

	*is_seated = rule_seats_are_free(
	    facts->capacity, facts->taken, facts->waiting, more);
	if (!*is_seated)
		return ERR_OK;
	if (!facts->rsvp_status) {
		*reply = db_call_copy(call->arena,
		    Q_rsvp_add_seated(.event = event, .viewer = call->user,
			.seats = more, .note = rsvp->note, .now = call->now_us,
			.version = call->now_us));
		return ERR_OK;
	}
	err = q_seats_take(call->db, .event = event, .viewer = call->user,
	    .seats = more, .now = call->now_us, &n);
	if (err)
		return err;
	if (n == 0)
		return ERR_RETRY;
	return write_now(
	    call, writing(call, event, facts, rsvp, RSVP_STATUS_ATTENDING,
		      (struct opt_time){ 0 }));
}

static enum err
attend(struct call *call, struct event_id event,
    const struct q_rsvp_facts_row *facts, const struct app_rsvp *rsvp,
    int64_t more, struct app_rsvp_outcome *out)
{
	bool waits = facts->queued_at.set, is_seated = false;
	enum err err = ERR_OK;

	if (!waits)
		err = take_seats(
		    call, event, facts, rsvp, more, &is_seated, &out->reply);
	if (err || is_seated)
		return err;
	if (facts->rsvp_status == RSVP_STATUS_ATTENDING)
		/* nobody loses a seat by asking for a second one */
		return fault(call->fault, ERR_EVENT_FULL,
		    "There are not so many spots left; your answer stays as "
		    "it was.");
	err = check_party(call, facts, rsvp);
	if (err)
		return err;
	if (!waits && !facts->waitlist &&
	    !rule_seats_are_free(facts->capacity, facts->taken, 0, more))
		return fault(call->fault, ERR_EVENT_FULL, "No spots left.");
	return wait_in_line(call, event, facts, rsvp, &out->is_waiting);
}

/* Whether those who wait may gain by an RSVP that holds fewer seats. */
static bool
is_freeing(const struct q_rsvp_facts_row *facts, int64_t fewer)
{
	return fewer > 0 || facts->queued_at.set;
}

/* Runs a write that holds fewer seats; those who wait may follow. */
static enum err
free_seats(struct call *call, struct event_id event,
    const struct q_rsvp_facts_row *facts, int64_t fewer, struct db_call write)
{
	enum err err;

	err = app_seats_move(
	    call, event, -fewer, facts->queued_at.set ? -1 : 0);
	if (!err)
		err = write_now(call, write);
	return err ? err : app_seats_give(call, event);
}

/* No more seats than the RSVP holds so far, perhaps fewer. */
static enum err
attend_less(struct call *call, struct event_id event,
    const struct q_rsvp_facts_row *facts, const struct app_rsvp *rsvp,
    int64_t fewer, struct app_rsvp_outcome *out)
{
	struct db_call write = writing(
	    call, event, facts, rsvp, rsvp->status, (struct opt_time){ 0 });
	enum err err = ERR_OK;

	if (!is_freeing(facts, fewer)) {
		out->reply = write;
		return ERR_OK;
	}
	if (rsvp->status != RSVP_STATUS_NOT_ATTENDING)
		err = hold(call, event, facts);
	return err ? err : free_seats(call, event, facts, fewer, write);
}

enum err
app_rsvp_set(struct call *call, struct event_id event,
    const struct app_rsvp *rsvp, struct app_rsvp_outcome *out)
{
	struct q_rsvp_facts_row facts;
	int64_t more;
	enum err err;

	*out = (struct app_rsvp_outcome){ 0 };
	err = load_facts(call, event, rsvp->replaces, &facts);
	if (err)
		return err;
	if (!facts.rsvp_status || rsvp->status != RSVP_STATUS_NOT_ATTENDING)
		err = check_open(call, &facts);
	if (err)
		return err;
	more = rule_rsvp_seats(rsvp->status, rsvp->party_size) -
	       rule_rsvp_seats(facts.rsvp_status, facts.party_size.v);
	if (more > 0)
		err = attend(call, event, &facts, rsvp, more, out);
	else
		err = attend_less(call, event, &facts, rsvp, -more, out);
	if (!err && !out->reply.query)
		out->reply = db_call_copy(call->arena,
		    Q_rsvp_get(.event = event, .user = call->user));
	return err;
}

/* What somebody has answered, with the seats locked; NO_RSVP_STATUS also when
 * there is no such event. */
static enum err
lock_answer(struct call *call, struct event_id event, struct user_id user,
    struct q_rsvp_facts_row *facts)
{
	struct q_seats_lock_row lock;
	enum err err;

	*facts = (struct q_rsvp_facts_row){ 0 };
	err = q_seats_lock(call->db, .event = event, &lock);
	if (!err)
		err = q_rsvp_facts(call->db, .event = event, .viewer = user,
		    .now = call->now_us, facts);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static int64_t
seats_of(const struct q_rsvp_facts_row *facts)
{
	return rule_rsvp_seats(facts->rsvp_status, facts->party_size.v);
}

enum err
app_rsvp_release(struct call *call, struct event_id event, struct user_id user)
{
	struct q_rsvp_facts_row facts;
	enum err err = lock_answer(call, event, user, &facts);

	if (err || !is_freeing(&facts, seats_of(&facts)))
		return err;
	return free_seats(call, event, &facts, seats_of(&facts),
	    db_call_copy(call->arena,
		Q_rsvp_release(.event = event, .user = user,
		    .version = facts.version.v, .now = call->now_us)));
}

/* Runs what removes an answer; those who wait may follow. */
static enum err
remove_answer(struct call *call, struct event_id event, struct user_id user,
    const struct q_rsvp_facts_row *facts)
{
	struct db_call remove = db_call_copy(
	    call->arena, Q_rsvp_remove(.event = event, .user = user,
			     .version = facts->version.v));

	return is_freeing(facts, seats_of(facts))
		   ? free_seats(call, event, facts, seats_of(facts), remove)
		   : write_now(call, remove);
}

enum err
app_rsvp_drop(struct call *call, struct event_id event, struct user_id user)
{
	struct q_rsvp_facts_row facts;
	enum err err = lock_answer(call, event, user, &facts);

	return err || !facts.rsvp_status
		   ? err
		   : remove_answer(call, event, user, &facts);
}

enum err
app_rsvp_remove(
    struct call *call, struct event_id event, struct opt_int version)
{
	struct q_rsvp_facts_row facts;
	enum err err = load_facts(call, event, version, &facts);

	if (err)
		return err;
	return facts.rsvp_status
		   ? remove_answer(call, event, call->user, &facts)
		   : ERR_NOT_FOUND;
}
