/*
 * Everything about the seats of an event with tickets is decided while its row
 * is locked; then its types are, by id, then reservations, then answers.
 */
#include "app/reservation.h"

#include <stdio.h>

#include "app/confirmation.h"
#include "app/hold.h"
#include "app/notice.h"
#include "app/reference.h"
#include "app/rsvp_facts.h"
#include "app/seats.h"
#include "app/throttle.h"
#include "generated/query/reservation.h"
#include "generated/query/seats.h"
#include "generated/query/user.h"
#include "rule/money.h"
#include "rule/permission.h"
#include "rule/reservation.h"
#include "rule/seats.h"

#include "base/banned.h"

/* What somebody wants, and what there is. */
struct wish {
	struct call *call;
	struct event_id event;
	const struct app_reservation_item *items;
	size_t n;
	struct q_seats_lock_row seats;
	struct q_ticket_type_lock_row *types;
	size_t n_types;
	const struct q_ticket_type_lock_row *of[RULE_RESERVATION_ITEMS];
	int64_t price[RULE_RESERVATION_ITEMS];
	int64_t persons, total;
};

struct app_notice_event
app_reservation_event(struct event_id id, const struct q_seats_lock_row *seats)
{
	return (struct app_notice_event){ .id = id,
		.title = seats->title,
		.timezone = seats->timezone,
		.place = seats->place,
		.start_time = seats->start_time };
}

enum err
app_reservation_tell(struct call *call, enum rule_notice kind,
    struct event_id event, struct user_id user)
{
	struct q_seats_lock_row seats;
	struct app_notice_event about;
	enum err err = q_seats_lock(call->db, .event = event, &seats);

	if (err)
		return err;
	about = app_reservation_event(event, &seats);
	return app_notice(call,
	    &(struct app_notice){
		.kind = kind, .users = &user, .n_users = 1, .event = about });
}

/*
 * Holding.
 */

/* Whether the event takes the caller. */
static enum err
check_event(struct call *call, struct event_id event)
{
	struct q_rsvp_facts_row facts;
	struct opt_int any = { 0 };
	enum err err = app_rsvp_facts_own(call, event, any, &facts);

	if (!err)
		err = rule_rsvp_check_own(facts.is_removed, call->fault);
	if (!err)
		err = app_rsvp_check_open(call, event, &facts);
	return err || !facts.is_series
		   ? err
		   : fault(call->fault, ERR_INVALID_TRANSITION,
			 "Seats are had of each date of a series.");
}

/* With the caller locked: of two at once the second counts the first. */
static enum err
check_number(struct call *call)
{
	struct q_reservation_count_live_row live;
	struct q_user_lock_row user;
	enum err err = app_throttle_by_user(call, APP_THROTTLE_RESERVATION,
	    call->conf->reservations_per_hour,
	    "You have held seats often enough; wait a while.");

	if (!err)
		err = q_user_lock(call->db, .id = call->user, &user);
	if (!err)
		err = q_reservation_count_live(
		    call->db, .user = call->user, .now = call->now_us, &live);
	if (err || live.n < RULE_RESERVATION_LIVE)
		return err;
	call->fault->retry_after_s = RULE_RESERVATION_HOLD_M * 60;
	return fault(call->fault, ERR_RATE_LIMITED,
	    "Confirm or cancel what you hold first.");
}

/* What the caller's answer stands on, and then the event; what was read before
 * decides nothing. */
enum err
app_reservation_lock(
    struct call *call, struct event_id event, struct q_seats_lock_row *seats)
{
	bool is_held;
	enum err err = app_rsvp_hold(
	    call, event, call->user, RSVP_STATUS_ATTENDING, &is_held);

	if (!err && !is_held)
		err = ERR_RETRY;
	if (!err)
		err = q_seats_lock(call->db, .event = event, seats);
	return err ? err : check_event(call, event);
}

static const struct q_ticket_type_lock_row *
find_type(const struct wish *w, struct ticket_type_id id)
{
	for (size_t i = 0; i < w->n_types; i++)
		if (uuid_eq(w->types[i].id.v, id.v) && !w->types[i].is_hidden)
			return &w->types[i];
	return NULL;
}

static bool
is_twice(const struct wish *w, size_t item)
{
	for (size_t i = 0; i < item; i++)
		if (uuid_eq(w->items[i].type.v, w->items[item].type.v))
			return true;
	return false;
}

static enum err
refuse_item(const struct wish *w, size_t item, const char *member,
    const char *code, const char *detail)
{
	char pointer[FAULT_POINTER];

	snprintf(pointer, sizeof(pointer), "/items/%zu/%s", item, member);
	return fault_value(w->call->fault, pointer, code, detail);
}

static enum err
price_item(struct wish *w, size_t i)
{
	const struct q_ticket_type_lock_row *type = w->of[i];
	struct opt_int asked = { .set = w->items[i].price != NULL };

	if ((asked.set &&
		!rule_money_parse(w->items[i].price, type->digits, &asked.v)) ||
	    !rule_reservation_price(type->payment_type, type->price,
		type->min_price, asked, &w->price[i]))
		return refuse_item(
		    w, i, "price", "price", "It is not had for that.");
	w->persons += w->items[i].quantity;
	w->total += w->items[i].quantity * w->price[i];
	return ERR_OK;
}

static enum err
read_item(struct wish *w, size_t i)
{
	const struct q_ticket_type_lock_row *type = find_type(
	    w, w->items[i].type);

	if (!type || is_twice(w, i))
		return refuse_item(w, i, "ticket_type_id",
		    type ? "repeated" : "unknown",
		    type ? "It is there twice."
			 : "The event has no such ticket type.");
	w->of[i] = type;
	if (!rule_reservation_is_on_sale(
		type->sales_opens_at, type->sales_closes_at, w->call->now_us))
		return fault(w->call->fault, ERR_SALES_CLOSED,
		    "One of these is not sold now.");
	return price_item(w, i);
}

/* What there is, as it is now. */
static enum err
read_types(struct wish *w)
{
	enum err err = q_ticket_type_lock(
	    w->call->db, .event = w->event, &w->types, &w->n_types);

	w->persons = w->total = 0;
	for (size_t i = 0; !err && i < w->n; i++)
		err = read_item(w, i);
	return err;
}

/* What the caller has counts too. */
static enum err
check_limits(const struct wish *w)
{
	struct q_event_ticket_count_row *had;
	size_t n;
	enum err err = q_event_ticket_count(
	    w->call->db, .event = w->event, .user = w->call->user, &had, &n);

	for (size_t i = 0; !err && i < w->n; i++) {
		int64_t all = w->items[i].quantity;

		for (size_t k = 0; k < n; k++)
			if (uuid_eq(had[k].ticket_type_id.v, w->of[i]->id.v))
				all += had[k].n;
		if (all > w->of[i]->per_person_max)
			err = fault(w->call->fault, ERR_LIMIT_PER_PERSON,
			    "Of one of these %lld are the most for one person.",
			    (long long)w->of[i]->per_person_max);
	}
	return err;
}

static int64_t
left(struct opt_int capacity, int64_t taken)
{
	return capacity.set ? capacity.v - taken : INT64_MAX;
}

/* Whether there are so many, and nobody is before the caller. */
static enum err
look(const struct wish *w, bool *fits)
{
	struct q_rsvp_waits_before_row row;
	enum err err = ERR_OK;

	*fits = w->persons <= left(w->seats.capacity, w->seats.taken);
	for (size_t i = 0; *fits && i < w->n; i++)
		*fits = w->items[i].quantity <=
			left(w->of[i]->capacity, w->of[i]->taken);
	for (size_t i = 0; !err && *fits && w->seats.waiting && i < w->n; i++) {
		err = q_rsvp_waits_before(w->call->db, .event = w->event,
		    .user = w->call->user, .type = w->of[i]->id, &row);
		*fits = !err && !row.is_before;
	}
	return err;
}

/* How many of all that is asked for are left, at the least. */
static enum err
refuse_sold_out(const struct wish *w)
{
	int64_t least = left(w->seats.capacity, w->seats.taken);
	struct fault *f = w->call->fault;

	for (size_t i = 0; i < w->n; i++)
		if (left(w->of[i]->capacity, w->of[i]->taken) < least)
			least = left(w->of[i]->capacity, w->of[i]->taken);
	snprintf(f->members, sizeof(f->members), "\"left\":%lld",
	    (long long)(w->seats.waiting ? 0 : least));
	return fault(f, ERR_SOLD_OUT, "Not so many are left.");
}

static enum err
read_again(struct wish *w, bool *fits)
{
	enum err err = q_seats_lock(w->call->db, .event = w->event, &w->seats);

	if (!err)
		err = read_types(w);
	return err ? err : look(w, fits);
}

/* Where there is nothing left, what is dead makes room, for who waits first. */
static enum err
find_seats(struct wish *w)
{
	struct app_notice_event event = app_reservation_event(
	    w->event, &w->seats);
	bool fits;
	size_t n;
	enum err err = read_again(w, &fits);

	if (err || fits)
		return err;
	err = app_hold_end_dead(w->call, &event, &n);
	if (!err && n)
		err = app_seats_give(w->call, w->event);
	if (!err && n)
		err = read_again(w, &fits);
	return err || fits ? err : refuse_sold_out(w);
}

/* Who waits for seats, and takes some, waits no more. */
static enum err
leave_line(struct call *call, struct event_id event)
{
	int64_t n;
	enum err err = q_rsvp_leave_line(call->db, .event = event,
	    .user = call->user, .now = call->now_us, &n);

	return err || n == 0 ? err : app_seats_move(call, event, 0, -1);
}

static enum err
write(const struct wish *w, struct reservation_id id)
{
	struct call *call = w->call;
	enum err err = q_reservation_add(call->db, .id = id, .event = w->event,
	    .user = call->user, .is_offer = false, .persons = w->persons,
	    .total = w->total, .currency = w->of[0]->currency,
	    .expires = rule_reservation_hold_until(call->now_us),
	    .reference = app_reference(call->arena), .now = call->now_us, NULL);

	for (size_t i = 0; !err && i < w->n; i++)
		err = q_reservation_item_add(call->db, .id = id,
		    .type = w->of[i]->id, .quantity = w->items[i].quantity,
		    .price = w->price[i], NULL);
	return err ? err : app_hold_move(call, w->event, id, w->persons, 1);
}

enum err
app_reservation_add(struct call *call, struct event_id event,
    const struct app_reservation_item *items, size_t n, bool confirms,
    struct reservation_id *id)
{
	struct wish w = {
		.call = call, .event = event, .items = items, .n = n
	};
	enum err err = check_event(call, event);

	*id = (struct reservation_id){ uuid_new() };
	if (!err)
		err = check_number(call);
	if (!err)
		err = app_reservation_lock(call, event, &w.seats);
	if (!err)
		err = app_hold_drop_live(call, event, call->user);
	if (!err)
		err = leave_line(call, event);
	if (!err)
		err = find_seats(&w);
	if (!err)
		err = check_limits(&w);
	if (!err)
		err = write(&w, *id);
	if (!err)
		err = app_seats_give(call, event); /* it may be fewer */
	return err || !confirms || w.total ? err
					   : app_confirmation_make(call, event,
						 *id, call->user, w.persons);
}

/* One that somebody wants to change, of which event, and whether they sell its
 * tickets. */
enum err
app_reservation_find(struct call *call, struct reservation_id id,
    struct q_reservation_access_row *row, bool *sells)
{
	enum err err = q_reservation_access(
	    call->db, .id = id, .viewer = call->user, row);

	if (err)
		return err;
	*sells = rule_may(
	    &(struct rule_access){ row->is_visible, row->permissions },
	    RULE_TICKETS_MANAGE);
	return *sells || uuid_eq(row->user_id.v, call->user.v) ? ERR_OK
							       : ERR_NOT_FOUND;
}

enum err
app_reservation_see(struct call *call, struct reservation_id id)
{
	struct q_reservation_access_row row;
	bool sells;

	return app_reservation_find(call, id, &row, &sells);
}
