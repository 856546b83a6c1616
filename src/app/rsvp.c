/*
 * What was read only tells what is worth a try. Each statement that writes an
 * RSVP decides by the event as it is then, and by the RSVP only as it was read
 * (its version); else ERR_RETRY runs the transaction again, which finds out
 * why. Locks are taken in one order: the event, whose row counts its seats,
 * then RSVPs.
 */
#include "app/rsvp.h"

#include "app/hold.h"
#include "app/notice.h"
#include "app/rsvp_facts.h"
#include "app/rsvp_free.h"
#include "app/seats.h"
#include "app/ticket_type.h"
#include "base/str.h"
#include "generated/query/reservation.h"
#include "generated/query/rsvp.h"
#include "generated/query/seats.h"
#include "rule/permission.h"
#include "rule/rsvp.h"
#include "rule/seats.h"

#include "base/banned.h"

/* An RSVP that is being given, and what it is by. */
struct answer {
	struct call *call;
	struct event_id event;
	struct user_id user;
	const struct app_rsvp *rsvp;
	/* In place of the user: the seats are locked, and what it stands on is
	 * held. Else what was read may not be so any more. */
	bool is_by_host;
	bool is_over; /* the event, which only hosts look back at */
	struct q_rsvp_facts_row facts;
};

static struct db_call
writing_for(
    const struct answer *a, enum rsvp_status status, struct opt_time queued_at)
{
	return db_call_copy(a->call->arena,
	    Q_rsvp_put(.event = a->event, .viewer = a->user, .status = status,
		.party_size = a->rsvp->party_size, .note = a->rsvp->note,
		.keeps_note = a->rsvp->keeps_note, .queued_at = queued_at,
		.now = a->call->now_us, .version = a->call->now_us));
}

/* What writes the RSVP with a status, in place of the one that facts hold; of
 * two first ones the second fails by itself (ERR_RETRY). */
static struct db_call
writing(
    const struct answer *a, enum rsvp_status status, struct opt_time queued_at)
{
	const struct app_rsvp *rsvp = a->rsvp;

	if (a->is_by_host)
		return writing_for(a, status, queued_at);
	if (!a->facts.rsvp_status)
		return db_call_copy(a->call->arena,
		    Q_rsvp_add(.event = a->event, .viewer = a->user,
			.status = status, .party_size = rsvp->party_size,
			.note = rsvp->note, .queued_at = queued_at,
			.now = a->call->now_us, .version = a->call->now_us,
			.source = rsvp->source));
	return db_call_copy(a->call->arena,
	    Q_rsvp_set(.event = a->event, .viewer = a->user,
		.version = a->facts.version.v, .status = status,
		.party_size = rsvp->party_size, .note = rsvp->note,
		.queued_at = queued_at, .now = a->call->now_us,
		.source = rsvp->source));
}

static bool
leads(enum rule_verb verb, const struct q_rsvp_facts_row *facts)
{
	return rule_transition_leads(
	    &rule_rsvp_machine, verb, (int)facts->rsvp_status);
}

/* A place in the line: kept by whoever waits already and asks for no more. */
static struct opt_time
place_in_line(const struct answer *a)
{
	if (a->facts.queued_at.set &&
	    a->rsvp->party_size <= a->facts.party_size.v)
		return a->facts.queued_at;
	return (struct opt_time){ true, a->call->now_us };
}

static enum err
refuse_full(const struct answer *a)
{
	return fault(a->call->fault, ERR_EVENT_FULL, "No spots left.");
}

/* Nobody waits for what cannot come. */
static enum err
check_party(const struct answer *a, const struct q_rsvp_facts_row *facts)
{
	if (rule_seats_could_hold(facts->capacity, a->rsvp->party_size))
		return ERR_OK;
	return fault(a->call->fault, ERR_EVENT_FULL,
	    "The event has no more than %lld spots in all.",
	    (long long)facts->capacity.v);
}

/* Whether somebody may be where a change to waiting has brought them. */
static enum err
check_place(const struct answer *a, const struct q_rsvp_facts_row *now)
{
	if (!now->queued_at.set)
		return ERR_OK;
	if (!a->facts.queued_at.set && !now->waitlist)
		return refuse_full(a);
	return check_party(a, now);
}

/* What an RSVP stands on is locked before the event is, since whoever takes it
 * away locks them in that order; a statement that takes seats does by itself.
 */
static enum err
hold(const struct answer *a)
{
	struct q_rsvp_hold_row row;
	enum err err;

	if (a->is_by_host || a->facts.is_listed)
		return ERR_OK;
	err = q_rsvp_hold(
	    a->call->db, .event = a->event, .viewer = a->user, &row);
	return err == ERR_NOT_FOUND ? ERR_RETRY : err;
}

/* Under the lock, queue and let the waitlist decide, so that newcomers and
 * those who wait follow one rule. */
static enum err
wait_in_line(const struct answer *a, bool *is_waiting)
{
	struct call *call = a->call;
	struct q_rsvp_facts_row now;
	enum err err;

	err = hold(a);
	if (!err) /* the lock */
		err = app_seats_move(
		    call, a->event, 0, a->facts.queued_at.set ? 0 : 1);
	if (!err)
		err = app_rsvp_write(
		    call, writing(a, RSVP_STATUS_WAITLISTED, place_in_line(a)));
	if (!err)
		err = app_seats_give(call, a->event);
	if (!err)
		err = app_rsvp_facts(call, a->event, a->user, &now);
	if (err)
		return err;
	*is_waiting = now.queued_at.set;
	return check_place(a, &now);
}

/* More seats for somebody in whose place a host answers, if there are so many:
 * whoever waits goes first, as long as they may still get one. */
static enum err
take_locked_seats(const struct answer *a, int64_t more, bool *is_seated,
    struct db_call *reply)
{
	const struct q_rsvp_facts_row *facts = &a->facts;
	bool is_queued = facts->queued_at.set;

	*is_seated = a->is_over || !is_queued;
	if (*is_seated)
		*is_seated = rule_seats_are_free(facts->capacity, facts->taken,
		    a->is_over ? 0 : facts->waiting, more);
	if (!*is_seated)
		return ERR_OK;
	*reply = writing(a, RSVP_STATUS_ATTENDING, (struct opt_time){ 0 });
	return app_seats_move(a->call, a->event, more, is_queued ? -1 : 0);
}

/* More seats than the RSVP holds so far, for somebody who does not wait;
 * *is_seated tells whether there seemed to be so many. They are taken by one
 * conditional UPDATE; a first RSVP and its seats are one statement, left for
 * the reply. */
static enum err
take_seats(const struct answer *a, int64_t more, bool *is_seated,
    struct db_call *reply)
{
	struct call *call = a->call;
	int64_t n;
	enum err err;

	*is_seated = rule_seats_are_free(
	    a->facts.capacity, a->facts.taken, a->facts.waiting, more);
	if (!*is_seated)
		return ERR_OK;
	if (!a->facts.rsvp_status) {
		*reply = db_call_copy(call->arena,
		    Q_rsvp_add_seated(.event = a->event, .viewer = a->user,
			.seats = more, .note = a->rsvp->note,
			.now = call->now_us, .version = call->now_us,
			.source = a->rsvp->source));
		return ERR_OK;
	}
	err = q_seats_take(call->db, .event = a->event, .viewer = a->user,
	    .seats = more, .now = call->now_us, &n);
	if (err || n == 0)
		return err ? err : ERR_RETRY;
	return app_rsvp_write(
	    call, writing(a, RSVP_STATUS_ATTENDING, (struct opt_time){ 0 }));
}

static enum err
attend(const struct answer *a, int64_t more, struct app_rsvp_outcome *out)
{
	const struct q_rsvp_facts_row *facts = &a->facts;
	bool is_queued = facts->queued_at.set, is_seated = false;
	enum err err = ERR_OK;

	if (a->is_by_host)
		err = take_locked_seats(a, more, &is_seated, &out->reply);
	else if (!is_queued)
		err = take_seats(a, more, &is_seated, &out->reply);
	if (err || is_seated)
		return err;
	if (!leads(RULE_QUEUE, facts))
		/* nobody loses a seat by asking for a second one */
		return fault(a->call->fault, ERR_EVENT_FULL,
		    "There are not so many spots left; the answer stays as "
		    "it was.");
	err = check_party(a, facts);
	if (err)
		return err;
	if (a->is_over ||
	    (!is_queued && !facts->waitlist &&
		!rule_seats_are_free(facts->capacity, facts->taken, 0, more)))
		return refuse_full(a);
	return wait_in_line(a, &out->is_waiting);
}

/* No more seats than the RSVP holds so far, perhaps fewer. */
static enum err
attend_less(const struct answer *a, int64_t fewer, struct app_rsvp_outcome *out)
{
	struct db_call write = writing(
	    a, a->rsvp->status, (struct opt_time){ 0 });
	enum err err = ERR_OK;

	if (!app_rsvp_is_freeing(&a->facts, fewer)) {
		out->reply = write;
		return ERR_OK;
	}
	if (a->rsvp->status != RSVP_STATUS_NOT_ATTENDING)
		err = hold(a);
	return err ? err
		   : app_rsvp_free(
			 a->call, a->event, a->user, &a->facts, fewer, write);
}

/*
 * Of an event with tickets an answer only waits for some.
 */

static enum err
refuse_without_ticket(const struct answer *a)
{
	return fault(a->call->fault, ERR_TICKET_REQUIRED,
	    "Who comes has a ticket: reserve one, or give one back.");
}

/* Under the lock, as wait_in_line. Who could have tickets need not wait. */
static enum err
wait_for_ticket(const struct answer *a)
{
	struct call *call = a->call;
	struct q_rsvp_facts_row now;
	enum err err;

	err = hold(a);
	if (!err) /* the lock */
		err = app_seats_move(
		    call, a->event, 0, app_rsvp_waits(&a->facts) ? 0 : 1);
	if (!err)
		err = app_hold_drop_live(call, a->event, a->user);
	if (!err)
		err = app_rsvp_write(
		    call, writing(a, RSVP_STATUS_WAITLISTED, place_in_line(a)));
	if (!err)
		err = q_rsvp_wait_for(call->db, .event = a->event,
		    .user = a->user, .type = a->rsvp->ticket_type, NULL);
	if (!err)
		err = app_seats_give(call, a->event);
	if (!err)
		err = app_rsvp_facts(call, a->event, a->user, &now);
	return err || app_rsvp_waits(&now) ? err : refuse_without_ticket(a);
}

static enum err
attend_by_ticket(const struct answer *a, struct app_rsvp_outcome *out)
{
	const struct q_rsvp_facts_row *facts = &a->facts;
	enum err err;

	if (facts->rsvp_status == RSVP_STATUS_ATTENDING &&
	    facts->party_size.v == a->rsvp->party_size) {
		out->reply = writing(
		    a, RSVP_STATUS_ATTENDING, (struct opt_time){ 0 });
		return ERR_OK;
	}
	if (!leads(RULE_QUEUE, facts) || !facts->waitlist ||
	    uuid_is_nil(a->rsvp->ticket_type.v))
		return refuse_without_ticket(a);
	err = app_ticket_type_check_wait(
	    a->call, a->event, a->rsvp->ticket_type, a->rsvp->party_size);
	if (!err)
		err = check_party(a, facts);
	if (!err)
		err = wait_for_ticket(a);
	out->is_waiting = !err;
	return err;
}

/* Gives it. */
static enum err
give(const struct answer *a, struct app_rsvp_outcome *out)
{
	int64_t more = rule_rsvp_seats(a->rsvp->status, a->rsvp->party_size) -
		       app_rsvp_seats(&a->facts);
	int to;
	enum err err = rule_transition_find(&rule_rsvp_machine,
	    rule_rsvp_verb(a->rsvp->status), (int)a->facts.rsvp_status,
	    a->call->fault, &to);

	if (!err)
		err = rule_rsvp_check_party(a->rsvp->party_size,
		    a->facts.party_size.v, a->facts.max_party, a->call->fault);
	if (err)
		return err;
	out->is_series = a->facts.is_series;
	if (out->is_series)
		return ERR_OK;
	if (a->facts.has_tickets && a->rsvp->status == RSVP_STATUS_ATTENDING)
		err = attend_by_ticket(a, out);
	else
		err = more > 0 ? attend(a, more, out)
			       : attend_less(a, -more, out);
	if (!err && !out->reply.query)
		out->reply = db_call_copy(a->call->arena,
		    Q_rsvp_get(.event = a->event, .user = a->user));
	return err;
}

enum err
app_rsvp_set(struct call *call, struct event_id event,
    const struct app_rsvp *rsvp, struct app_rsvp_outcome *out)
{
	struct answer a = {
		.call = call, .event = event, .user = call->user, .rsvp = rsvp
	};
	enum err err;

	*out = (struct app_rsvp_outcome){ 0 };
	err = app_rsvp_facts_own(call, event, rsvp->replaces, &a.facts);
	out->is_series = !err && a.facts.is_series;
	if (out->is_series)
		return ERR_OK;
	if (!err)
		err = rule_rsvp_check_own(a.facts.is_removed, call->fault);
	if (!err &&
	    (!a.facts.rsvp_status || rsvp->status != RSVP_STATUS_NOT_ATTENDING))
		err = app_rsvp_check_open(call, event, &a.facts);
	return err ? err : give(&a, out);
}

/* What somebody has answered, with the seats locked; NO_RSVP_STATUS also when
 * there is no such event. */
static enum err
lock_answer(struct call *call, struct event_id event, struct user_id user,
    struct q_seats_lock_row *seats, struct q_rsvp_facts_row *facts)
{
	enum err err;

	*facts = (struct q_rsvp_facts_row){ 0 };
	err = q_seats_lock(call->db, .event = event, seats);
	if (!err)
		err = app_rsvp_facts(call, event, user, facts);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err
app_rsvp_release(struct call *call, struct event_id event, struct user_id user)
{
	struct q_rsvp_facts_row facts;
	struct q_seats_lock_row seats;
	enum err err = lock_answer(call, event, user, &seats, &facts);

	if (err || !leads(RULE_RELEASE, &facts))
		return err;
	return app_rsvp_free(call, event, user, &facts, app_rsvp_seats(&facts),
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

	return app_rsvp_is_freeing(facts, app_rsvp_seats(facts))
		   ? app_rsvp_free(call, event, user, facts,
			 app_rsvp_seats(facts), remove)
		   : app_rsvp_write(call, remove);
}

enum err
app_rsvp_drop(struct call *call, struct event_id event, struct user_id user)
{
	struct q_rsvp_facts_row facts;
	struct q_seats_lock_row seats;
	enum err err = lock_answer(call, event, user, &seats, &facts);

	return err || !facts.rsvp_status ||
		       facts.rsvp_status == RSVP_STATUS_REMOVED
		   ? err
		   : remove_answer(call, event, user, &facts);
}

enum err
app_rsvp_remove(
    struct call *call, struct event_id event, struct opt_int version)
{
	struct q_rsvp_facts_row facts;
	enum err err = app_rsvp_facts_own(call, event, version, &facts);

	if (!err)
		err = rule_rsvp_check_own(facts.is_removed, call->fault);
	if (err)
		return err;
	return facts.rsvp_status
		   ? remove_answer(call, event, call->user, &facts)
		   : ERR_NOT_FOUND;
}

/*
 * What hosts do in place of somebody.
 */

/* Whether the caller may; *is_found: whether of that person. */
static enum err
check_host(struct call *call, struct event_id event, struct user_id user,
    bool *is_found)
{
	struct q_rsvp_host_facts_row host;
	struct rule_access access;
	enum err err = q_rsvp_host_facts(call->db, .event = event, .user = user,
	    .viewer = call->user, &host);

	if (err)
		return err;
	*is_found = host.is_found;
	access = (struct rule_access){ host.is_visible, host.permissions };
	return rule_require(&access, RULE_EVENTS_MANAGE, call->fault);
}

/* With the seats locked. */
static enum err
check_for(struct answer *a, bool is_held)
{
	struct rule_rsvp_facts rule = app_rsvp_rule_facts(&a->facts);
	struct call *call = a->call;
	enum err err;

	if (!a->facts.status) /* the event is gone */
		return ERR_NOT_FOUND;
	a->is_over = !rule_rsvp_event_is_ahead(
	    a->facts.status, a->facts.end_time, call->now_us);
	err = rule_rsvp_check_host(&rule, call->now_us, call->fault);
	return err || is_held
		   ? err
		   : fault(call->fault, ERR_FORBIDDEN,
			 "It is not for them: name them as a guest first.");
}

/* Tells somebody what they did not do themselves. */
static enum err
tell(struct call *call, enum rule_notice kind, struct event_id event,
    struct user_id user, const struct q_seats_lock_row *seats)
{
	return app_notice(call, &(struct app_notice){ .kind = kind,
				    .users = &user,
				    .n_users = 1,
				    .event = { .id = event,
					.title = seats->title,
					.timezone = seats->timezone,
					.place = seats->place,
					.start_time = seats->start_time } });
}

static enum err
give_for(struct answer *a, struct app_rsvp_outcome *out)
{
	struct q_seats_lock_row seats;
	struct call *call = a->call;
	bool is_held;
	enum err err = app_rsvp_hold(
	    call, a->event, a->user, a->rsvp->status, &is_held);

	if (!err)
		err = lock_answer(call, a->event, a->user, &seats, &a->facts);
	if (!err)
		err = check_for(a, is_held);
	if (!err)
		err = give(a, out);
	if (err || (a->facts.rsvp_status == a->rsvp->status &&
		       a->facts.party_size.v == a->rsvp->party_size))
		return err;
	return tell(call, RULE_NOTICE_RSVP_SET, a->event, a->user, &seats);
}

enum err
app_rsvp_set_for(struct call *call, struct event_id event, struct user_id user,
    const struct app_rsvp *rsvp, struct app_rsvp_outcome *out)
{
	struct answer a = { .call = call,
		.event = event,
		.user = user,
		.rsvp = rsvp,
		.is_by_host = true };
	bool is_found;
	enum err err = check_host(call, event, user, &is_found);

	*out = (struct app_rsvp_outcome){ 0 };
	if (!err && !is_found)
		err = ERR_NOT_FOUND;
	return err ? err : give_for(&a, out);
}

static enum err
remove_for(const struct answer *a)
{
	struct db_call write = writing_for(
	    a, RSVP_STATUS_REMOVED, (struct opt_time){ 0 });
	int64_t seats = app_rsvp_seats(&a->facts);

	return app_rsvp_is_freeing(&a->facts, seats)
		   ? app_rsvp_free(
			 a->call, a->event, a->user, &a->facts, seats, write)
		   : app_rsvp_write(a->call, write);
}

enum err
app_rsvp_remove_for(
    struct call *call, struct event_id event, struct user_id user)
{
	struct app_rsvp rsvp = { .keeps_note = true };
	struct answer a = { .call = call,
		.event = event,
		.user = user,
		.rsvp = &rsvp,
		.is_by_host = true };
	struct q_seats_lock_row seats;
	bool is_found;
	enum err err = check_host(call, event, user, &is_found);

	if (!err)
		err = lock_answer(call, event, user, &seats, &a.facts);
	if (err)
		return err;
	if (!leads(RULE_EXPEL, &a.facts))
		return a.facts.rsvp_status ? ERR_OK : ERR_NOT_FOUND;
	rsvp.party_size = a.facts.party_size.v;
	err = rule_rsvp_check_late(
	    app_rsvp_rule_facts(&a.facts).end_us, call->now_us, call->fault);
	if (!err)
		err = remove_for(&a);
	return err ? err
		   : tell(call, RULE_NOTICE_RSVP_REMOVED, event, user, &seats);
}
