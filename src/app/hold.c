/*
 * The seats of a reservation are counted in the event's row and in those of the
 * types; once it is confirmed, those in the event's row are the answer's.
 */
#include "app/hold.h"

#include "app/event_ticket.h"
#include "app/owing.h"
#include "generated/query/payment.h"
#include "generated/query/seats.h"

#include "base/banned.h"

static enum err
move_types(struct call *call, struct reservation_id reservation, int sign)
{
	struct q_reservation_item_list_row *items;
	size_t n;
	int64_t moved;
	enum err err = q_reservation_item_list(
	    call->db, .id = reservation, &items, &n);

	for (size_t i = 0; !err && i < n; i++) {
		err = q_ticket_type_move(call->db,
		    .id = items[i].ticket_type_id,
		    .n = sign * items[i].quantity, &moved);
		if (!err && moved != 1)
			err = ERR_RETRY;
	}
	return err;
}

enum err
app_hold_move(struct call *call, struct event_id event,
    struct reservation_id reservation, int64_t persons, int sign)
{
	int64_t moved;
	enum err err = q_seats_move(call->db, .event = event,
	    .taken = sign * persons, .waiting = 0, &moved);

	if (!err && moved != 1)
		err = ERR_RETRY;
	return err ? err : move_types(call, reservation, sign);
}

static enum err
set(struct call *call, struct reservation_id id, enum reservation_status to)
{
	return q_reservation_set(call->db, .id = id, .status = to,
	    .expires = { 0 }, .now = call->now_us, NULL);
}

enum err
app_hold_end(struct call *call, struct event_id event,
    const struct q_reservation_dead_row *held, enum reservation_status to)
{
	struct opt_time now = { true, call->now_us };
	enum err err = app_hold_move(call, event, held->id, held->persons, -1);

	if (!err)
		err = set(call, held->id, to);
	if (!err) /* nobody shall pay it */
		err = q_checkout_set_look(
		    call->db, .reservation = held->id, .look_at = now, NULL);
	return err || !held->is_offer
		   ? err
		   : q_rsvp_offer_end(call->db, .event = event,
			 .user = held->user_id, .now = call->now_us, NULL);
}

enum err
app_hold_give_back(struct call *call, struct reservation_id reservation,
    int64_t total, bool owes, int64_t *seats)
{
	struct q_reservation_due_row money;
	bool is_due = false;
	enum err err = app_event_ticket_end(call, reservation, seats);

	if (!err)
		err = q_reservation_due(call->db, .id = reservation, &money);
	if (!err) /* also of tickets that ended before */
		is_due = owes && (total > 0 || money.due_minor > 0);
	if (!err)
		err = set(call, reservation,
		    is_due ? RESERVATION_STATUS_REFUND_DUE
			   : RESERVATION_STATUS_CANCELLED);
	return err || !is_due ? err : app_owing_add(call, reservation);
}

/* What somebody has confirmed. */
static enum err
drop_confirmed(
    struct call *call, struct event_id event, struct user_id user, bool owes)
{
	struct q_reservation_confirmed_row *rows;
	struct q_reservation_for_write_row row;
	int64_t seats;
	size_t n;
	enum err err = q_reservation_confirmed(
	    call->db, .event = event, .user = user, &rows, &n);

	for (size_t i = 0; !err && i < n; i++) {
		err = q_reservation_for_write(
		    call->db, .id = rows[i].id, .now = call->now_us, &row);
		if (!err)
			err = app_hold_give_back(call, row.id, row.total_minor,
			    owes || (row.is_refundable && !row.has_arrived),
			    &seats);
	}
	return err;
}

enum err
app_hold_drop_live(
    struct call *call, struct event_id event, struct user_id user)
{
	struct q_reservation_live_row live;
	enum err err = q_reservation_live(
	    call->db, .event = event, .user = user, &live);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	return app_hold_end(call, event,
	    &(struct q_reservation_dead_row){ .id = live.id,
		.user_id = live.user_id,
		.is_offer = live.is_offer,
		.persons = live.persons },
	    RESERVATION_STATUS_CANCELLED);
}

enum err
app_hold_drop(
    struct call *call, struct event_id event, struct user_id user, bool owes)
{
	enum err err = app_hold_drop_live(call, event, user);

	return err ? err : drop_confirmed(call, event, user, owes);
}

static enum err
tell_over(struct call *call, const struct app_notice_event *event,
    const struct q_reservation_dead_row *dead)
{
	return app_notice(
	    call, &(struct app_notice){ .kind = RULE_NOTICE_SEAT_OFFER_ENDED,
		      .users = &dead->user_id,
		      .n_users = 1,
		      .event = *event });
}

enum err
app_hold_end_dead(
    struct call *call, const struct app_notice_event *event, size_t *n)
{
	struct q_reservation_dead_row *dead;
	enum err err = q_reservation_dead(
	    call->db, .event = event->id, .now = call->now_us, &dead, n);

	for (size_t i = 0; !err && i < *n; i++) {
		err = app_hold_end(
		    call, event->id, &dead[i], RESERVATION_STATUS_EXPIRED);
		if (!err && dead[i].is_offer)
			err = tell_over(call, event, &dead[i]);
	}
	return err;
}
