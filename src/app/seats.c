/*
 * A line moves page by page: as many parties are read as seats are free. Those
 * at its front who get seats stand in a row and are written by one statement;
 * of those who pass others there are few.
 */
#include "app/seats.h"

#include "app/hold.h"
#include "app/job.h"
#include "app/notice.h"
#include "app/offer.h"
#include "app/standing_job.h"
#include "generated/query/rsvp.h"
#include "generated/query/seats.h"
#include "rule/rsvp.h"
#include "rule/seats.h"

#include "base/banned.h"

/* So many are seated by one transaction: a tenth of a second. */
enum { PAGE = 5000 };

/* A page of a line, and who of it gets seats. */
struct page {
	struct event_id event;
	struct q_seats_lock_row seats;
	struct rule_seats_walk walk;
	int64_t party_max;		/* larger ones are not looked at */
	struct q_rsvp_waiting_row last; /* where the walk has come to */
	struct user_id *seated;
	size_t n;
	bool is_full; /* there may be more behind it */
};

enum err
app_seats_move(
    struct call *call, struct event_id event, int64_t taken, int64_t waiting)
{
	int64_t n;
	enum err err;

	err = q_seats_move(
	    call->db, .event = event, .taken = taken, .waiting = waiting, &n);
	if (err)
		return err;
	return n == 1 ? ERR_OK : ERR_RETRY;
}

/* Writes that those from first to last, n parties, have their seats. */
static enum err
promote(struct call *call, const struct page *p,
    const struct q_rsvp_waiting_row *first,
    const struct q_rsvp_waiting_row *last, size_t n)
{
	int64_t promoted;
	enum err err;

	err = q_rsvp_promote(call->db, .event = p->event,
	    .first = first->queued_at, .first_user = first->user_id,
	    .last = last->queued_at, .last_user = last->user_id,
	    .party_max = p->party_max, .now = call->now_us, &promoted);
	if (err)
		return err;
	return (size_t)promoted == n ? ERR_OK : ERR_RETRY;
}

/* One gets seats before others. */
static enum err
promote_past(struct call *call, const struct page *p,
    const struct q_rsvp_waiting_row *next)
{
	enum err err = promote(call, p, next, next, 1);

	return err ? err
		   : q_rsvp_count_pass(call->db, .event = p->event,
			 .queued_at = next->queued_at, .user = next->user_id,
			 NULL);
}

/* Walks on over rows of the line; those who pass nobody are left to be
 * promoted. */
static enum err
walk(struct call *call, struct page *p, const struct q_rsvp_waiting_row *rows,
    size_t n, enum rule_seats_turn *turn)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < n; i++) {
		p->last = rows[i];
		*turn = rule_seats_next(
		    &p->walk, &(struct rule_seats_party){
				  rows[i].party_size, rows[i].passed });
		if (*turn == RULE_SEATS_KEPT)
			return ERR_OK;
		if (*turn == RULE_SEATS_WAITS)
			continue;
		p->seated[p->n++] = rows[i].user_id;
		if (p->walk.passes)
			err = promote_past(call, p, &rows[i]);
	}
	return err;
}

/* Parties of at most so many behind where the walk has come to. */
static enum err
read_on(struct call *call, const struct page *p, int64_t party_max,
    int64_t limit, struct q_rsvp_waiting_row **rows, size_t *n)
{
	return q_rsvp_waiting(call->db, .event = p->event,
	    .after = p->last.queued_at, .after_user = p->last.user_id,
	    .party_max = party_max, .limit = limit, rows, n);
}

/* The page has ended before the line, and not all of it got seats. Few behind
 * it may: only they are looked for. */
static enum err
pass_others(struct call *call, struct page *p)
{
	enum rule_seats_turn turn = RULE_SEATS_GIVEN;
	struct q_rsvp_waiting_row *next;
	size_t n = 1;
	enum err err = ERR_OK;

	while (!err && turn == RULE_SEATS_GIVEN && n &&
	       rule_seats_free(&p->walk) > 0) {
		err = read_on(call, p, rule_seats_free(&p->walk), 1, &next, &n);
		if (!err)
			err = walk(call, p, next, n, &turn);
	}
	return err;
}

/* How many at the front of the page got seats: all who pass nobody. */
static size_t
front_of(const struct page *p, const struct q_rsvp_waiting_row *rows, size_t n)
{
	size_t i = 0;

	while (i < n && i < p->n && uuid_eq(rows[i].user_id.v, p->seated[i].v))
		i++;
	return i;
}

/* Promotes whoever may be. Not more than there are seats: each has one. */
static enum err
promote_page(struct call *call, struct page *p)
{
	int64_t free_seats = rule_seats_free(&p->walk);
	int64_t limit = free_seats < PAGE ? free_seats : PAGE;
	enum rule_seats_turn turn = RULE_SEATS_WAITS;
	struct q_rsvp_waiting_row *rows;
	size_t n, front;
	enum err err;

	err = read_on(call, p, p->party_max, limit, &rows, &n);
	if (err)
		return err;
	p->is_full = (int64_t)n == limit;
	p->seated = arena_array(
	    call->arena, n + RULE_SEATS_PASSES_MAX, sizeof(*p->seated));
	err = walk(call, p, rows, n, &turn);
	if (!err && p->is_full && p->walk.passes && turn != RULE_SEATS_KEPT)
		err = pass_others(call, p);
	front = front_of(p, rows, n);
	if (!err && front)
		err = promote(call, p, &rows[0], &rows[front - 1], front);
	return err;
}

/* Whoever asked for this sees it in the response: app_notice leaves them out.
 */
static enum err
tell_seated(struct call *call, const struct page *p)
{
	return app_notice(call,
	    &(struct app_notice){ .kind = RULE_NOTICE_PROMOTED_FROM_WAITLIST,
		.users = p->seated,
		.n_users = p->n,
		.event = { .id = p->event,
		    .title = p->seats.title,
		    .timezone = p->seats.timezone,
		    .place = p->seats.place,
		    .start_time = p->seats.start_time } });
}

/* The rest of the line, soon. */
static enum err
leave_rest(struct call *call, struct event_id event)
{
	return app_job_add(call, APP_SEATS_JOB,
	    app_job_payload_id(call->arena, "event_id", event.v),
	    &(struct app_job_options){ .priority = APP_JOB_URGENT });
}

/* Nobody waits. Who has answered the series of a date and found no seats there
 * does not either, where there is no waitlist. */
static enum err
give_to_left_out(struct call *call, const struct page *p)
{
	return uuid_is_nil(p->seats.series_id.v) || !p->seats.capacity.set ||
		       p->seats.waitlist
		   ? ERR_OK
		   : app_standing_catch_up(call, p->event);
}

static enum err
give(struct call *call, struct page *p)
{
	enum err err;

	p->walk = (struct rule_seats_walk){ .capacity = p->seats.capacity,
		.taken = p->seats.taken };
	p->party_max = p->seats.capacity.set ? p->seats.capacity.v : INT64_MAX;
	if (rule_seats_free(&p->walk) == 0)
		return ERR_OK;
	err = promote_page(call, p);
	if (err || p->n == 0)
		return err;
	err = app_seats_move(
	    call, p->event, p->walk.taken - p->seats.taken, -(int64_t)p->n);
	if (!err)
		err = tell_seated(call, p);
	if (!err && p->is_full && !p->walk.passes &&
	    rule_seats_free(&p->walk) > 0)
		err = leave_rest(call, p->event);
	return err;
}

/* Of an event with tickets. What is over is free. */
static enum err
give_tickets(struct call *call, const struct page *p)
{
	struct app_notice_event event = { .id = p->event,
		.title = p->seats.title,
		.timezone = p->seats.timezone,
		.place = p->seats.place,
		.start_time = p->seats.start_time };
	struct q_seats_lock_row seats;
	bool is_full = false;
	size_t n;
	enum err err = app_hold_end_dead(call, &event, &n);

	if (!err)
		err = q_seats_lock(call->db, .event = p->event, &seats);
	if (!err && seats.waiting)
		err = app_offer_give(call, &event, &seats, &is_full);
	return err || !is_full ? err : leave_rest(call, p->event);
}

enum err
app_seats_give(struct call *call, struct event_id event)
{
	struct page p = { .event = event };
	enum err err = q_seats_lock(call->db, .event = event, &p.seats);

	if (err || !rule_rsvp_event_is_ahead(
		       p.seats.status, p.seats.end_time, call->now_us))
		return err;
	if (p.seats.has_tickets)
		return give_tickets(call, &p);
	return p.seats.waiting ? give(call, &p) : give_to_left_out(call, &p);
}

enum err
app_seats_set_capacity(
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
	return app_seats_give(call, event);
}

enum err
app_seats_run(struct call *call, const char *payload)
{
	struct event_id event;
	enum err err;

	err = app_job_read_id(call, payload, "event_id", &event.v);
	if (!err)
		err = app_seats_give(call, event);
	return err == ERR_NOT_FOUND ? ERR_OK : err; /* the event is gone */
}
