/*
 * The one place where seats move. Locks are taken in one order: the event,
 * whose row counts its seats, then RSVPs. An RSVP is written only as it was
 * read (its version), else ERR_RETRY runs the transaction again.
 */
#include "app/rsvp.h"

#include "app/notice.h"
#include "base/str.h"
#include "generated/query/rsvp.h"
#include "generated/query/seats.h"
#include "rule/rsvp.h"
#include "rule/seats.h"

#include "base/banned.h"

/* So many of a waitlist are looked at before all of it is. */
enum { WAITLIST_PAGE = 200 };

static enum err
if_changed(enum err err, int64_t n)
{
	if (err)
		return err;
	return n == 1 ? ERR_OK : ERR_RETRY;
}

/* Adds to the seats taken and to those who wait; the caller holds the lock, so
 * a change that does not fit is a retry. */
static enum err
move_seats(
    struct call *call, struct event_id event, int64_t taken, int64_t waiting)
{
	int64_t n;
	enum err err;

	err = q_seats_move(
	    call->db, .event = event, .taken = taken, .waiting = waiting, &n);
	return if_changed(err, n);
}

static enum err
promote(struct call *call, struct event_id event,
    const struct q_rsvp_waiting_row *next, bool passes_others)
{
	int64_t n;
	enum err err;

	err = q_rsvp_promote(call->db, .event = event, .user = next->user_id,
	    .now = call->now_us, &n);
	err = if_changed(err, n);
	if (!err && passes_others)
		err = q_rsvp_count_pass(call->db, .event = event,
		    .queued_at = next->queued_at, .user = next->user_id, NULL);
	return err ? err : move_seats(call, event, next->party_size, -1);
}

/* Whoever asked for this sees it in the response: app_notice leaves them out.
 */
static enum err
tell_seated(struct call *call, struct event_id event,
    const struct q_seats_lock_row *seats, const struct user_id *users, size_t n)
{
	return app_notice(call,
	    &(struct app_notice){ .kind = RULE_NOTICE_PROMOTED_FROM_WAITLIST,
		.users = users,
		.n_users = n,
		.event = { .id = event,
		    .title = seats->title,
		    .timezone = seats->timezone,
		    .place = seats->place,
		    .start_time = seats->start_time } });
}

static void
remove_at(struct q_rsvp_waiting_row *rows, struct rule_seats_party *parties,
    size_t i, size_t *n)
{
	for (size_t j = 0; j < i; j++)
		parties[j].passed++;
	for (size_t j = i + 1; j < *n; j++) {
		rows[j - 1] = rows[j];
		parties[j - 1] = parties[j];
	}
	(*n)--;
}

/* Seats those among the first of the line, limit of them, who may be seated;
 * *may_go_on tells that somebody behind them could be, too. */
static enum err
seat_first(struct call *call, struct event_id event, int64_t limit,
    struct q_seats_lock_row *seats, bool *may_go_on)
{
	struct q_rsvp_waiting_row *rows;
	struct rule_seats_party *parties;
	struct user_id *seated;
	size_t n, i, n_seated = 0;
	enum err err;

	err = q_rsvp_waiting(
	    call->db, .event = event, .limit = limit, &rows, &n);
	if (err)
		return err;
	parties = arena_array(call->arena, n, sizeof(*parties));
	seated = arena_array(call->arena, n, sizeof(*seated));
	for (i = 0; i < n; i++)
		parties[i] = (struct rule_seats_party){ rows[i].party_size,
			rows[i].passed };
	while ((i = rule_seats_next(
		    seats->capacity, seats->taken, parties, n)) < n) {
		err = promote(call, event, &rows[i], i > 0);
		if (err)
			return err;
		seated[n_seated++] = rows[i].user_id;
		seats->taken += parties[i].size;
		seats->waiting--;
		remove_at(rows, parties, i, &n);
	}
	*may_go_on = i == RULE_SEATS_NOBODY && (int64_t)n < seats->waiting;
	return tell_seated(call, event, seats, seated, n_seated);
}

/* Seats everybody who waits and may be seated, while the event lies ahead. The
 * seats are locked. Hardly ever are those concerned not among the first. */
static enum err
seat_waiting(struct call *call, struct event_id event)
{
	struct q_seats_lock_row seats;
	bool may_go_on;
	enum err err;

	err = q_seats_lock(call->db, .event = event, &seats);
	if (err || seats.waiting == 0 ||
	    !rule_rsvp_event_is_ahead(
		seats.status, seats.end_time, call->now_us))
		return err;
	err = seat_first(call, event, WAITLIST_PAGE, &seats, &may_go_on);
	if (!err && may_go_on)
		err = seat_first(
		    call, event, seats.waiting, &seats, &may_go_on);
	return err;
}

/* What writes the RSVP with a status, in place of the one that facts hold; of
 * two first ones the second fails by itself (ERR_RETRY). */
static struct db_call
writing(struct call *call, struct event_id event,
    const struct q_rsvp_facts_row *facts, const struct app_rsvp *rsvp,
    enum rsvp_status status, struct opt_time queued_at)
{
	if (!facts->rsvp_status)
		return db_call_copy(call->arena,
		    Q_rsvp_add(.event = event, .user = call->user,
			.status = status, .party_size = rsvp->party_size,
			.note = rsvp->note, .queued_at = queued_at,
			.now = call->now_us, .version = call->now_us));
	return db_call_copy(
	    call->arena, Q_rsvp_set(.event = event, .user = call->user,
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

	return if_changed(err, n);
}

static enum err
load_facts(struct call *call, struct event_id event, struct opt_int version,
    struct q_rsvp_facts_row *facts)
{
	enum err err;

	err = q_rsvp_facts(
	    call->db, .event = event, .viewer = call->user, facts);
	if (err)
		return err;
	if (!facts->is_visible)
		return ERR_NOT_FOUND;
	if (version.set && version.v != (facts->version.set ? facts->version.v
							    : APP_RSVP_NONE))
		return ERR_RETRY;
	return ERR_OK;
}

static enum err
check_open(struct call *call, const struct q_rsvp_facts_row *facts)
{
	return rule_rsvp_check_open(
	    &(struct rule_rsvp_facts){ .event_status = facts->status,
		.end_us = facts->end_time,
		.closes = facts->rsvp_closes_at },
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

/* Under the lock, queue and let the waitlist decide, so that newcomers and
 * those who wait follow one rule. */
static enum err
wait_in_line(struct call *call, struct event_id event,
    const struct q_rsvp_facts_row *facts, const struct app_rsvp *rsvp,
    bool *is_waiting)
{
	bool waits = facts->queued_at.set;
	struct q_rsvp_facts_row now;
	enum err err;

	err = move_seats(call, event, 0, waits ? 0 : 1); /* the lock */
	if (!err)
		err = write_now(call,
		    writing(call, event, facts, rsvp, RSVP_STATUS_WAITLISTED,
			place_in_line(call, facts, rsvp)));
	if (!err)
		err = seat_waiting(call, event);
	if (!err)
		err = load_facts(call, event, (struct opt_int){ 0 }, &now);
	if (!err) /* it may have been called off before the lock */
		err = check_open(call, &now);
	if (err)
		return err;
	*is_waiting = now.queued_at.set;
	if (*is_waiting && !waits && !facts->waitlist)
		return fault(call->fault, ERR_EVENT_FULL, "No spots left.");
	return ERR_OK;
}

/* More seats than the RSVP holds so far, for somebody who does not wait;
 * *is_seated tells whether there were so many. The facts only say what is worth
 * a try: seats are taken by one conditional UPDATE. A first RSVP and its
 * seats are one statement, left for the reply. */
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
	*is_seated = n == 1;
	if (err || !*is_seated)
		return err;
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

	err = move_seats(call, event, -fewer, facts->queued_at.set ? -1 : 0);
	if (!err)
		err = write_now(call, write);
	return err ? err : seat_waiting(call, event);
}

/* No more seats than the RSVP holds so far, perhaps fewer. */
static enum err
attend_less(struct call *call, struct event_id event,
    const struct q_rsvp_facts_row *facts, const struct app_rsvp *rsvp,
    int64_t fewer, struct app_rsvp_outcome *out)
{
	struct db_call write = writing(
	    call, event, facts, rsvp, rsvp->status, (struct opt_time){ 0 });

	if (is_freeing(facts, fewer))
		return free_seats(call, event, facts, fewer, write);
	out->reply = write;
	return ERR_OK;
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

enum err
app_rsvp_remove(
    struct call *call, struct event_id event, struct opt_int version)
{
	struct q_rsvp_facts_row facts;
	struct db_call remove;
	int64_t held;
	enum err err;

	err = load_facts(call, event, version, &facts);
	if (err)
		return err;
	if (!facts.rsvp_status)
		return ERR_NOT_FOUND;
	held = rule_rsvp_seats(facts.rsvp_status, facts.party_size.v);
	remove = db_call_copy(
	    call->arena, Q_rsvp_remove(.event = event, .user = call->user,
			     .version = facts.version.v));
	return is_freeing(&facts, held)
		   ? free_seats(call, event, &facts, held, remove)
		   : write_now(call, remove);
}

enum err
app_rsvp_set_capacity(
    struct call *call, struct event_id event, struct opt_int capacity)
{
	int64_t n;
	enum err err;

	err = q_seats_set_capacity(
	    call->db, .event = event, .capacity = capacity, &n);
	if (err)
		return err;
	if (n == 0)
		return fault(call->fault, ERR_CAPACITY_BELOW_TAKEN,
		    "More spots than that are taken.");
	return seat_waiting(call, event);
}
