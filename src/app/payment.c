/*
 * All is decided while the event is locked.
 */
#include "app/payment.h"

#include "app/confirmation.h"
#include "app/hold.h"
#include "app/owing.h"
#include "app/reservation.h"
#include "app/sale.h"
#include "app/seats.h"
#include "generated/query/payment.h"
#include "generated/query/ticket_type.h"
#include "rule/money.h"
#include "rule/transition.h"

#include "base/banned.h"

static enum err
end(const struct app_sold *s)
{
	struct q_reservation_dead_row held = { .id = s->row.id,
		.user_id = s->row.user_id,
		.is_offer = s->row.is_offer,
		.persons = s->row.persons };

	return app_hold_end(
	    s->call, s->event, &held, RESERVATION_STATUS_CANCELLED);
}

/*
 * Paid.
 */

/* Whether its seats, which others may have, can be taken once more: in place of
 * what its person holds now. */
static enum err
take_again(const struct app_sold *s, bool *is_taken)
{
	struct q_reservation_fits_row fits;
	enum err err = q_reservation_fits(
	    s->call->db, .id = s->row.id, .now = s->call->now_us, &fits);

	*is_taken = !err && fits.fits;
	if (!*is_taken)
		return err;
	err = app_hold_move(s->call, s->event, s->row.id, s->row.persons, 1);
	return err ? err
		   : app_hold_drop_live(s->call, s->event, s->row.user_id);
}

/* Nobody may pay it by another way any more. */
static enum err
look_at_checkout(const struct app_sold *s)
{
	struct opt_time now = { true, s->call->now_us };

	return q_checkout_set_look(
	    s->call->db, .reservation = s->row.id, .look_at = now, NULL);
}

/* What it costs was paid: who is to have the seats has them, or gets the money
 * back. */
enum err
app_payment_settle(const struct app_sold *s)
{
	bool has_seats = app_sold_is_live(s);
	enum err err = has_seats ? ERR_OK : take_again(s, &has_seats);

	if (!err && has_seats)
		err = app_confirmation_make(s->call, s->event, s->row.id,
		    s->row.user_id, s->row.persons);
	if (!err && !has_seats)
		err = app_sold_set(s, RESERVATION_STATUS_REFUND_DUE);
	if (!err && !has_seats)
		err = app_owing_add(s->call, s->row.id);
	if (!err)
		err = look_at_checkout(s);
	if (!err)
		err = app_seats_give(s->call, s->event);
	return err ? err
		   : app_sold_tell(s, has_seats ? RULE_NOTICE_TICKETS_PAID
						: RULE_NOTICE_REFUND_DUE);
}

/* Something else was paid than it costs. */
enum err
app_payment_send_back(const struct app_sold *s)
{
	enum err err = app_sold_is_live(s) ? end(s) : ERR_OK;

	if (!err)
		err = app_sold_set(s, RESERVATION_STATUS_REFUND_DUE);
	if (!err)
		err = app_owing_add(s->call, s->row.id);
	if (!err)
		err = app_seats_give(s->call, s->event);
	return err ? err : app_sold_tell(s, RULE_NOTICE_REFUND_DUE);
}

/*
 * By word of who sells.
 */

/* One, with its event locked, for who sells the tickets. */
static enum err
load_sold(struct call *call, struct reservation_id id, struct app_sold *s)
{
	struct q_reservation_access_row of;
	struct q_seats_lock_row seats;
	bool sells;
	enum err err = app_reservation_find(call, id, &of, &sells);

	if (!err && !sells)
		err = fault(call->fault, ERR_FORBIDDEN,
		    "Who sells the tickets says so.");
	if (err)
		return err;
	*s = (struct app_sold){ .call = call, .event = of.event_id };
	err = q_seats_lock(call->db, .event = of.event_id, &seats);
	return err ? err
		   : q_reservation_for_write(
			 call->db, .id = id, .now = call->now_us, &s->row);
}

static enum err
check_verb(const struct app_sold *s, enum rule_verb verb)
{
	int to;

	return rule_transition_find(&rule_reservation_machine, verb,
	    (int)s->row.status, s->call->fault, &to);
}

static enum err
add(const struct app_sold *s, const char *kind, int64_t minor)
{
	return q_payment_add(s->call->db, .id = { uuid_new() },
	    .reservation = s->row.id, .kind = kind, .minor = minor,
	    .now = s->call->now_us, NULL);
}

enum err
app_payment_mark_paid(struct call *call, struct reservation_id id)
{
	struct app_sold s;
	enum err err = load_sold(call, id, &s);

	if (!err)
		err = check_verb(&s, RULE_PAY);
	if (!err && (s.row.is_paid || s.row.total_minor == 0))
		err = fault(call->fault, ERR_INVALID_TRANSITION,
		    s.row.is_paid ? "It was paid before."
				  : "It costs nothing.");
	if (!err)
		err = add(&s, "charge", s.row.total_minor);
	return err ? err : app_payment_settle(&s);
}

/* Nobody gets money back twice. */
static enum err
check_none_is_on_its_way(const struct app_sold *s)
{
	struct q_payment_is_pending_row row;
	enum err err = q_payment_is_pending(
	    s->call->db, .reservation = s->row.id, &row);

	return err || !row.is_pending
		   ? err
		   : fault(s->call->fault, ERR_INVALID_TRANSITION,
			 "The provider pays it back.");
}

enum err
app_payment_mark_refunded(struct call *call, struct reservation_id id)
{
	struct q_reservation_due_row money;
	struct app_sold s;
	enum err err = load_sold(call, id, &s);

	if (!err)
		err = q_reservation_due(call->db, .id = id, &money);
	if (!err && money.due_minor == 0)
		err = check_verb(&s, RULE_REFUND);
	if (!err)
		err = check_none_is_on_its_way(&s);
	if (!err && money.due_minor > 0)
		err = add(&s, "refund", money.due_minor);
	if (!err)
		err = app_sold_can(&s, RULE_REFUND)
			  ? app_sold_set(&s, RESERVATION_STATUS_REFUNDED)
			  : app_sold_touch(&s);
	return err ? err : app_sold_tell(&s, RULE_NOTICE_REFUNDED);
}

static enum err
refund_part(const struct app_sold *s, const char *amount)
{
	struct call *call = s->call;
	struct q_currency_find_row currency;
	struct payment_id any = { 0 };
	int64_t minor;
	bool is_enough;
	enum err err = q_currency_find(
	    call->db, .code = s->row.currency, &currency);

	if (err)
		return err;
	if (!rule_money_parse(amount, currency.digits, &minor) || minor == 0)
		return fault_value(call->fault, "/amount", "price",
		    "That is no amount of its currency.");
	err = app_owing_add_part(call, s->row.id, any, minor, &is_enough);
	if (!err && !is_enough)
		err = fault(call->fault, ERR_NOT_REFUNDABLE,
		    "Not so much was paid by a provider.");
	return err ? err : app_sold_touch(s);
}

/* What could not be paid back is tried again. */
static enum err
refund_all(const struct app_sold *s)
{
	enum err err;

	if (s->row.status == RESERVATION_STATUS_REFUND_DUE) {
		err = app_owing_add(s->call, s->row.id);
		return err ? err : app_sold_touch(s);
	}
	err = check_verb(s, RULE_OWE);
	if (!err)
		err = s->row.status == RESERVATION_STATUS_CONFIRMED
			  ? app_sale_give_back(s->call, s->event, &s->row)
			  : check_verb(s, RULE_REFUND);
	if (!err)
		err = app_seats_give(s->call, s->event);
	return err ? err : app_sold_tell(s, RULE_NOTICE_REFUND_DUE);
}

enum err
app_payment_refund(
    struct call *call, struct reservation_id id, const char *amount)
{
	struct app_sold s;
	enum err err = load_sold(call, id, &s);

	if (err)
		return err;
	if (!amount)
		return refund_all(&s);
	return s.row.status == RESERVATION_STATUS_CONFIRMED
		   ? refund_part(&s, amount)
		   : check_verb(&s, RULE_REFUND);
}
