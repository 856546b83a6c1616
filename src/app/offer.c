/*
 * The line is walked as that of any event is, with the seats of each type
 * besides those of the event. Whoever waits for a type that is gone waits on.
 */
#include "app/offer.h"

#include "app/hold.h"
#include "app/reference.h"
#include "generated/query/rsvp.h"
#include "rule/reservation.h"
#include "rule/seats.h"

#include "base/banned.h"

enum { PAGE = 500 };

/* A type, and how the walk has left it. */
struct kind {
	const struct q_ticket_type_lock_row *row;
	struct rule_seats_type seats;
};

struct line {
	struct call *call;
	const struct app_notice_event *event;
	int64_t start_us;
	struct rule_seats_walk walk;
	struct kind *kinds;
	size_t n_kinds;
};

static struct kind *
find(const struct line *l, const struct q_rsvp_waiting_for_types_row *party)
{
	for (size_t i = 0; i < l->n_kinds; i++)
		if (uuid_eq(l->kinds[i].row->id.v, party->ticket_type_id.v))
			return &l->kinds[i];
	return NULL;
}

static enum err
read_kinds(struct line *l)
{
	struct q_ticket_type_lock_row *rows;
	enum err err = q_ticket_type_lock(
	    l->call->db, .event = l->event->id, &rows, &l->n_kinds);

	if (err)
		return err;
	l->kinds = arena_array(l->call->arena, l->n_kinds, sizeof(*l->kinds));
	for (size_t i = 0; i < l->n_kinds; i++)
		l->kinds[i] = (struct kind){ &rows[i],
			{ .capacity = rows[i].capacity,
			    .taken = rows[i].taken } };
	return ERR_OK;
}

static enum err
add(const struct line *l, const struct q_rsvp_waiting_for_types_row *party,
    const struct q_ticket_type_lock_row *type, int64_t until_us)
{
	struct reservation_id id = { uuid_new() };
	struct opt_int any = { 0 };
	struct call *call = l->call;
	int64_t each;
	enum err err;

	if (!rule_reservation_price(
		type->payment_type, type->price, type->min_price, any, &each))
		return ERR_INTERNAL;
	err = q_reservation_add(call->db, .id = id, .event = l->event->id,
	    .user = party->user_id, .is_offer = true,
	    .persons = party->party_size, .total = each * party->party_size,
	    .currency = type->currency, .expires = until_us,
	    .reference = app_reference(call->arena), .now = call->now_us, NULL);
	if (!err)
		err = q_reservation_item_add(call->db, .id = id,
		    .type = type->id, .quantity = party->party_size,
		    .price = each, NULL);
	return err ? err
		   : app_hold_move(
			 call, l->event->id, id, party->party_size, 1);
}

static enum err
tell(const struct line *l, struct user_id user, int64_t until_us)
{
	struct app_notice_event event = *l->event;

	event.until = until_us;
	return app_notice(
	    l->call, &(struct app_notice){ .kind = RULE_NOTICE_SEAT_OFFERED,
			 .users = &user,
			 .n_users = 1,
			 .event = event });
}

static enum err
offer(const struct line *l, const struct q_rsvp_waiting_for_types_row *party,
    const struct kind *kind)
{
	int64_t until_us = rule_reservation_offer_until(
	    l->call->now_us, l->start_us);
	enum err err = add(l, party, kind->row, until_us);

	if (!err)
		err = q_rsvp_offer(l->call->db, .event = l->event->id,
		    .user = party->user_id, .now = l->call->now_us, NULL);
	if (!err)
		err = q_seats_move(l->call->db, .event = l->event->id,
		    .taken = 0, .waiting = -1, NULL);
	if (!err && (l->walk.passes || kind->seats.passes))
		err = q_rsvp_count_pass(l->call->db, .event = l->event->id,
		    .queued_at = party->queued_at, .user = party->user_id,
		    NULL);
	return err ? err : tell(l, party->user_id, until_us);
}

/* Walks on over rows of the line. */
static enum err
walk(struct line *l, const struct q_rsvp_waiting_for_types_row *rows, size_t n,
    enum rule_seats_turn *turn)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < n && *turn != RULE_SEATS_KEPT; i++) {
		struct kind *kind = find(l, &rows[i]);

		if (!kind)
			continue;
		*turn = rule_seats_next_of(&l->walk, &kind->seats,
		    &(struct rule_seats_party){
			rows[i].party_size, rows[i].passed });
		if (*turn == RULE_SEATS_GIVEN)
			err = offer(l, &rows[i], kind);
	}
	return err;
}

/* To its end, or until so many have got something that the rest is left. */
static enum err
walk_all(struct line *l, size_t *n)
{
	struct q_rsvp_waiting_for_types_row *rows, last = { 0 };
	enum rule_seats_turn turn = RULE_SEATS_WAITS;
	enum err err;

	do {
		err = q_rsvp_waiting_for_types(l->call->db,
		    .event = l->event->id, .after = last.queued_at,
		    .after_user = last.user_id, .limit = PAGE, &rows, n);
		if (!err)
			err = walk(l, rows, *n, &turn);
		if (!err && *n)
			last = rows[*n - 1];
	} while (!err && *n == PAGE && turn != RULE_SEATS_KEPT &&
		 l->walk.given < PAGE);
	return err;
}

enum err
app_offer_give(struct call *call, const struct app_notice_event *event,
    const struct q_seats_lock_row *seats, bool *is_full)
{
	struct line l = { .call = call,
		.event = event,
		.start_us = seats->start_time,
		.walk = {
		    .capacity = seats->capacity, .taken = seats->taken } };
	size_t n = 0;
	enum err err = read_kinds(&l);

	if (!err)
		err = walk_all(&l, &n);
	*is_full = !err && n == PAGE && l.walk.given >= PAGE;
	return err;
}
