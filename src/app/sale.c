/*
 * The machine of rule/transition says what is possible; all is decided while
 * the event is locked.
 */
#include "app/sale.h"

#include "app/confirmation.h"
#include "app/hold.h"
#include "app/job.h"
#include "app/reservation.h"
#include "app/seats.h"
#include "rule/reservation.h"
#include "rule/transition.h"

#include "base/banned.h"

enum { PAGE = 100 };

/* With the event locked. */
static enum err
load(struct call *call, struct reservation_id id,
    struct q_reservation_for_write_row *row)
{
	return q_reservation_for_write(
	    call->db, .id = id, .now = call->now_us, row);
}

static bool
is_dead(const struct call *call, const struct q_reservation_for_write_row *row)
{
	return row->expires_at.set && row->expires_at.v <= call->now_us;
}

static enum err
check_alive(struct call *call, const struct q_reservation_for_write_row *row)
{
	return is_dead(call, row) || row->status == RESERVATION_STATUS_EXPIRED
		   ? fault(call->fault, ERR_RESERVATION_EXPIRED,
			 "The time is over in which it was held.")
		   : ERR_OK;
}

static enum err
set(struct call *call, struct reservation_id id, enum reservation_status to,
    struct opt_time expires)
{
	return q_reservation_set(call->db, .id = id, .status = to,
	    .expires = expires, .now = call->now_us, NULL);
}

/* The seats are held until somebody says that it was paid. */
static enum err
await_payment(struct call *call, const struct q_reservation_for_write_row *row)
{
	struct opt_time until = rule_reservation_pay_until(
	    call->now_us, row->start_time, call->conf->payment_days);

	if (!*call->conf->payment_instructions)
		return fault(call->fault, ERR_PROVIDER_UNAVAILABLE,
		    "Nothing can be paid on this server.");
	return until.set ? set(call, row->id,
			       RESERVATION_STATUS_AWAITING_PAYMENT, until)
			 : fault(call->fault, ERR_SALES_CLOSED,
			       "It is too late to pay for it.");
}

enum err
app_sale_load_own(struct call *call, struct reservation_id id,
    struct event_id *event, struct q_reservation_for_write_row *row)
{
	struct q_reservation_access_row of;
	struct q_seats_lock_row seats;
	bool sells;
	enum err err = app_reservation_find(call, id, &of, &sells);

	if (!err && !uuid_eq(of.user_id.v, call->user.v))
		err = ERR_NOT_FOUND;
	if (!err)
		err = app_reservation_lock(call, of.event_id, &seats);
	if (!err)
		err = load(call, id, row);
	if (err)
		return err;
	*event = of.event_id;
	return check_alive(call, row);
}

enum err
app_sale_confirm(struct call *call, struct reservation_id id)
{
	struct q_reservation_for_write_row row;
	struct event_id event;
	int to;
	enum err err = app_sale_load_own(call, id, &event, &row);

	if (!err)
		err = rule_transition_find(&rule_reservation_machine,
		    row.total_minor ? RULE_AWAIT : RULE_CONFIRM,
		    (int)row.status, call->fault, &to);
	if (err)
		return err;
	return row.total_minor ? await_payment(call, &row)
			       : app_confirmation_make(
				     call, event, id, row.user_id, row.persons);
}

enum err
app_sale_unseat(struct call *call, struct event_id event, struct user_id user,
    int64_t seats)
{
	enum err err = app_seats_move(call, event, -seats, 0);

	return err ? err
		   : q_rsvp_unseat(call->db, .event = event, .user = user,
			 .seats = seats, .now = call->now_us, NULL);
}

enum err
app_sale_give_back(struct call *call, struct event_id event,
    const struct q_reservation_for_write_row *row)
{
	int64_t seats;
	enum err err = app_hold_give_back(
	    call, row->id, row->total_minor, true, &seats);

	return err ? err : app_sale_unseat(call, event, row->user_id, seats);
}

static struct q_reservation_dead_row
facts_of(const struct q_reservation_for_write_row *row)
{
	return (struct q_reservation_dead_row){ .id = row->id,
		.user_id = row->user_id,
		.status = row->status,
		.is_offer = row->is_offer,
		.persons = row->persons,
		.total_minor = row->total_minor,
		.currency = row->currency,
		.expires_at = row->expires_at };
}

/* One that is loaded. */
static enum err
cancel(struct call *call, struct event_id event,
    const struct q_reservation_for_write_row *row, bool sells)
{
	struct q_reservation_dead_row facts = facts_of(row);
	int to;
	enum err err = rule_transition_find(&rule_reservation_machine,
	    RULE_CANCEL, (int)row->status, call->fault, &to);

	if (err)
		return err;
	if (row->status != RESERVATION_STATUS_CONFIRMED)
		return app_hold_end(
		    call, event, &facts, RESERVATION_STATUS_CANCELLED);
	if (!sells && row->has_arrived)
		return fault(call->fault, ERR_ALREADY_CHECKED_IN,
		    "Somebody has come with a ticket of it.");
	if (!sells && !row->is_refundable)
		return fault(call->fault, ERR_NOT_REFUNDABLE,
		    "It is not given back any more.");
	return app_sale_give_back(call, event, row);
}

enum err
app_sale_cancel(struct call *call, struct reservation_id id)
{
	struct q_reservation_for_write_row row;
	struct q_reservation_access_row of;
	struct q_seats_lock_row seats;
	bool sells;
	enum err err = app_reservation_find(call, id, &of, &sells);

	if (!err)
		err = q_seats_lock(call->db, .event = of.event_id, &seats);
	if (!err)
		err = load(call, id, &row);
	if (!err)
		err = cancel(call, of.event_id, &row, sells);
	return err ? err : app_seats_give(call, of.event_id);
}

static enum err
release_one(struct call *call, struct event_id event, struct user_id user)
{
	struct q_seats_lock_row seats;
	enum err err = q_seats_lock(call->db, .event = event, &seats);

	if (!err)
		err = app_hold_drop_live(call, event, user);
	return err ? err : app_seats_give(call, event);
}

enum err
app_sale_release(struct call *call, struct user_id user, int64_t *n)
{
	struct q_reservation_held_row *held;
	size_t n_held;
	enum err err = q_reservation_held(
	    call->db, .user = user, .limit = PAGE, &held, &n_held);

	for (size_t i = 0; !err && i < n_held; i++)
		err = release_one(call, held[i].event_id, user);
	*n = err ? 0 : (int64_t)n_held;
	return err;
}

static enum err
add_job(struct call *call, struct event_id event)
{
	const char *payload = app_job_payload_id(
	    call->arena, "event_id", event.v);

	return app_job_add(call, APP_SALE_JOB, payload,
	    &(struct app_job_options){ .dedupe_key = arena_printf(call->arena,
					   "reservation %s", payload) });
}

enum err
app_sale_begin(struct call *call, size_t *n)
{
	struct q_reservation_events_due_row *due;
	enum err err = q_reservation_events_due(
	    call->db, .now = call->now_us, .limit = PAGE, &due, n);

	for (size_t i = 0; !err && i < *n; i++)
		err = add_job(call, due[i].event_id);
	return err;
}

enum err
app_sale_call_off(struct call *call, struct event_id event)
{
	struct q_reservation_events_off_row *off;
	size_t n;
	enum err err = q_reservation_events_off(
	    call->db, .event = event, .now = call->now_us, &off, &n);

	for (size_t i = 0; !err && i < n; i++)
		err = add_job(call, off[i].event_id);
	return err;
}

/* A page of what a cancelled event has sold; the rest is left to another job.
 */
static enum err
end_all(struct call *call, struct event_id event)
{
	struct q_reservation_ending_row *rows;
	struct q_reservation_for_write_row row;
	size_t n;
	enum err err = q_reservation_ending(
	    call->db, .event = event, .limit = PAGE, &rows, &n);

	for (size_t i = 0; !err && i < n; i++) {
		err = load(call, rows[i].id, &row);
		if (!err)
			err = cancel(call, event, &row, true);
		if (!err && row.status == RESERVATION_STATUS_CONFIRMED)
			err = app_reservation_tell(
			    call, RULE_NOTICE_REFUND_DUE, event, row.user_id);
	}
	return err || n < PAGE ? err : add_job(call, event);
}

enum err
app_sale_run(struct call *call, const char *payload)
{
	struct q_seats_lock_row seats;
	struct app_notice_event about;
	struct event_id event;
	size_t n;
	enum err err = app_job_read_id(call, payload, "event_id", &event.v);

	if (!err)
		err = q_seats_lock(call->db, .event = event, &seats);
	if (err) /* or the event is gone */
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	if (seats.status == EVENT_STATUS_CANCELLED)
		return end_all(call, event);
	about = app_reservation_event(event, &seats);
	err = app_hold_end_dead(call, &about, &n);
	return err ? err : app_seats_give(call, event);
}
