/*
 * A charge that is there already, or a refund in the same state, is what was
 * said before.
 */
#include "app/hearing.h"

#include "app/hold.h"
#include "app/owing.h"
#include "app/payment.h"
#include "app/payment_page.h"
#include "app/sale.h"
#include "app/seats.h"
#include "app/sold.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "generated/query/payment.h"
#include "rule/reservation.h"

#include "base/banned.h"

/* Something that was paid may have been paid back before it was heard of. */
enum { LOOK_BACK_S = 60 };

/*
 * Paid.
 */

/* Finds what a fact is about: by the page where somebody paid, or, when the
 * answer that named it was lost, by what Hearth called it. */
static enum err
find(struct call *call, const struct pay_provider *provider,
    const struct pay_fact *fact, struct reservation_id *id)
{
	struct q_checkout_find_by_ref_row by_ref;
	enum err err = q_checkout_find_by_ref(call->db,
	    .provider = provider->name, .ref = fact->session, &by_ref);

	if (!err)
		*id = by_ref.reservation_id;
	if (err != ERR_NOT_FOUND)
		return err;
	return fact->reservation && uuid_parse(fact->reservation, &id->v)
		   ? ERR_OK
		   : ERR_NOT_FOUND;
}

/* Whether the page is the one that somebody was sent to; it is from now on when
 * the answer that named it was lost. */
static enum err
check_session(const struct app_sold *s, const struct pay_provider *provider,
    const struct pay_fact *fact)
{
	struct q_checkout_find_row row;
	enum err err = q_checkout_find(
	    s->call->db, .reservation = s->row.id, &row);

	if (!err && !str_eq(row.provider, provider->name))
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	if (row.ref)
		return str_eq(row.ref, fact->session) ? ERR_OK : ERR_NOT_FOUND;
	return app_payment_page_open(s->call, s->row.id, fact, s->call->now_us);
}

/* Records a charge, unless it is there; *is_new tells. */
static enum err
add_charge(const struct app_sold *s, const struct pay_provider *provider,
    const struct pay_fact *fact, struct payment_id *id, bool *is_new)
{
	struct call *call = s->call;
	struct opt_time look = { true,
		call->now_us + LOOK_BACK_S * CLOCK_SECOND_US };
	struct payment_id none = { 0 };
	struct q_payment_find_by_ref_row row;
	enum err err = q_payment_find_by_ref(
	    call->db, .provider = provider->name, .ref = fact->charge, &row);

	*is_new = err == ERR_NOT_FOUND;
	if (!*is_new)
		return err;
	*id = (struct payment_id){ uuid_new() };
	return q_payment_insert(call->db, .id = *id, .event_id = s->event,
	    .reservation_id = s->row.id, .provider = provider->name,
	    .ref = fact->charge, .kind = "charge", .status = "succeeded",
	    .amount_minor = fact->amount_minor, .currency = fact->currency,
	    .charge_id = none, .look_at = look, .now = call->now_us, NULL);
}

static enum err
hear_paid(const struct app_sold *s, const struct pay_provider *provider,
    const struct pay_fact *fact)
{
	bool is_new, is_enough, is_right;
	struct payment_id id;
	enum err err;

	if (fact->amount_minor <= 0) {
		log_error("a payment of no whole amount: %s", fact->charge);
		return ERR_OK;
	}
	err = add_charge(s, provider, fact, &id, &is_new);
	if (err || !is_new)
		return err;
	is_right = fact->amount_minor == s->row.total_minor &&
		   str_eq(fact->currency, s->row.currency);
	if (is_right && !s->row.is_paid && app_sold_can(s, RULE_PAY))
		return app_payment_settle(s);
	log_warning(
	    "a payment that nobody asked for goes back: %s", fact->charge);
	if (!s->row.is_paid && app_sold_can(s, RULE_OWE))
		return app_payment_send_back(s);
	err = app_owing_add_part(
	    s->call, s->row.id, id, fact->amount_minor, &is_enough);
	return err ? err : app_sold_touch(s);
}

/* Money that is promised has until then to be there. */
static enum err
hear_pending(const struct app_sold *s)
{
	struct opt_time until = { true,
		rule_reservation_promised_until(
		    s->call->now_us, s->row.start_time) };

	if (s->row.status != RESERVATION_STATUS_AWAITING_PAYMENT ||
	    s->row.expires_at.v >= until.v)
		return ERR_OK;
	return q_reservation_set(s->call->db, .id = s->row.id,
	    .status = s->row.status, .expires = until, .now = s->call->now_us,
	    NULL);
}

static enum err
hear_end(const struct app_sold *s, enum reservation_status to)
{
	struct q_reservation_dead_row held = { .id = s->row.id,
		.user_id = s->row.user_id,
		.is_offer = s->row.is_offer,
		.persons = s->row.persons };
	enum err err;

	if (s->row.status != RESERVATION_STATUS_AWAITING_PAYMENT)
		return ERR_OK;
	err = app_hold_end(s->call, s->event, &held, to);
	return err ? err : app_seats_give(s->call, s->event);
}

static enum err
hear_of_session(const struct app_sold *s, const struct pay_provider *provider,
    const struct pay_fact *fact)
{
	switch (fact->kind) {
	case PAY_PAID:
		return hear_paid(s, provider, fact);
	case PAY_PENDING:
		return hear_pending(s);
	case PAY_FAILED:
		return hear_end(s, RESERVATION_STATUS_CANCELLED);
	case PAY_EXPIRED:
		return hear_end(s, RESERVATION_STATUS_EXPIRED);
	case PAY_NOTHING:
	case PAY_OPEN:
	case PAY_REFUND:
	case PAY_LOOK:
		break;
	}
	return ERR_OK;
}

/*
 * Paid back.
 */

/* In the order in which one may follow another. */
static const char *const refund_words[] = { [PAY_REFUND_PENDING] = "pending",
	[PAY_REFUND_SUCCEEDED] = "succeeded",
	[PAY_REFUND_FAILED] = "failed" };

static enum pay_refund_status
refund_status_of(const char *word)
{
	for (size_t i = 0; i < N_OF(refund_words); i++)
		if (str_eq(refund_words[i], word))
			return (enum pay_refund_status)i;
	return PAY_REFUND_PENDING;
}

/* Our row of a refund: by its name, or what we called it. */
static enum err
find_refund(struct call *call, const struct q_payment_find_by_ref_row *charge,
    const struct pay_fact *fact, struct q_payment_find_row *row)
{
	struct q_payment_find_by_ref_row by_ref;
	struct payment_id ours;
	enum err err = q_payment_find_by_ref(call->db,
	    .provider = charge->provider, .ref = fact->refund, &by_ref);

	if (!err)
		return q_payment_find(call->db, .id = by_ref.id, row);
	if (err != ERR_NOT_FOUND || !fact->ours ||
	    !uuid_parse(fact->ours, &ours.v))
		return err;
	err = q_payment_find(call->db, .id = ours, row);
	return err || (!row->ref && uuid_eq(row->charge_id.v, charge->id.v))
		   ? err
		   : ERR_NOT_FOUND;
}

static struct opt_time
look_for(struct call *call, enum pay_refund_status status)
{
	return (struct opt_time){ status == PAY_REFUND_PENDING,
		call->now_us + CLOCK_HOUR_US };
}

/* *is_new: whether it was not known to be so. */
static enum err
write_refund(struct call *call, const struct q_payment_find_by_ref_row *charge,
    const struct pay_fact *fact, bool *is_new)
{
	const char *word = refund_words[fact->refund_status];
	struct opt_time look = look_for(call, fact->refund_status);
	struct q_payment_find_row row;
	enum err err = find_refund(call, charge, fact, &row);

	*is_new = err == ERR_NOT_FOUND ||
		  (!err && (!row.ref || refund_status_of(row.status) <
					    fact->refund_status));
	if (!err && *is_new)
		return q_payment_set(call->db, .id = row.id,
		    .ref = fact->refund, .status = word, .look_at = look, NULL);
	if (err != ERR_NOT_FOUND)
		return err;
	return q_payment_insert(call->db, .id = { uuid_new() },
	    .event_id = charge->event_id,
	    .reservation_id = charge->reservation_id,
	    .provider = charge->provider, .ref = fact->refund, .kind = "refund",
	    .status = word, .amount_minor = fact->amount_minor,
	    .currency = fact->currency, .charge_id = charge->id,
	    .look_at = look, .now = call->now_us, NULL);
}

/* Nothing of what was paid is kept: there are no tickets for it. */
static enum err
follow_all(struct app_sold *s)
{
	enum err err = ERR_OK;

	if (s->row.status == RESERVATION_STATUS_CONFIRMED) {
		err = app_sale_give_back(s->call, s->event, &s->row);
		s->row.status = RESERVATION_STATUS_REFUND_DUE;
		if (!err)
			err = app_seats_give(s->call, s->event);
	}
	if (err || !app_sold_can(s, RULE_REFUND))
		return err;
	err = app_sold_set(s, RESERVATION_STATUS_REFUNDED);
	return err ? err : app_sold_tell(s, RULE_NOTICE_REFUNDED);
}

/* Whether nothing is kept of what was paid, and that is not because all that
 * cost something was given back before: what cost nothing stays then. */
static bool
is_all_back(const struct app_sold *s, const struct q_payment_kept_row *kept)
{
	return kept->refunded_minor >= kept->paid_minor &&
	       (s->row.status != RESERVATION_STATUS_CONFIRMED ||
		   s->row.total_minor > 0);
}

static enum err
follow(struct app_sold *s)
{
	struct q_payment_kept_row kept;
	enum err err = q_payment_kept(s->call->db, .id = s->row.id, &kept);

	if (err)
		return err;
	if (is_all_back(s, &kept))
		return follow_all(s);
	return s->row.status == RESERVATION_STATUS_REFUNDED
		   ? app_sold_set(s, RESERVATION_STATUS_REFUND_DUE)
		   : app_sold_touch(s);
}

/* Nobody else hears of what is paid back of it. Its reservation may have gone
 * with whose it was: there is nothing of ours to follow then. */
static enum err
lock_charge(struct call *call, const struct q_payment_find_by_ref_row *charge,
    struct app_sold *s, bool *is_ours)
{
	struct q_payment_lock_row row;
	enum err err = ERR_NOT_FOUND;

	if (!uuid_is_nil(charge->reservation_id.v))
		err = app_sold_lock(call, charge->reservation_id, s);
	*is_ours = !err;
	return err && err != ERR_NOT_FOUND
		   ? err
		   : q_payment_lock(call->db, .id = charge->id, &row);
}

static enum err
hear_refund(struct call *call, const struct pay_provider *provider,
    const struct pay_fact *fact)
{
	struct q_payment_find_by_ref_row charge;
	struct app_sold s;
	bool is_new, is_ours;
	enum err err = q_payment_find_by_ref(
	    call->db, .provider = provider->name, .ref = fact->charge, &charge);

	if (err) /* of somebody else, or what was paid is not heard of yet */
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	err = lock_charge(call, &charge, &s, &is_ours);
	if (!err)
		err = write_refund(call, &charge, fact, &is_new);
	if (err || !is_new)
		return err;
	if (fact->refund_status == PAY_REFUND_FAILED)
		log_error(
		    "%s could not pay back %s", provider->name, fact->refund);
	return is_ours ? follow(&s) : ERR_OK;
}

static enum err
hear_change(struct call *call, const struct pay_provider *provider,
    const struct pay_fact *fact)
{
	struct opt_time now = { true, call->now_us };
	struct q_payment_find_by_ref_row charge;
	enum err err = q_payment_find_by_ref(
	    call->db, .provider = provider->name, .ref = fact->charge, &charge);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	return q_payment_set_look(
	    call->db, .id = charge.id, .look_at = now, NULL);
}

enum err
app_hearing_hear(struct call *call, const struct pay_provider *provider,
    const struct pay_fact *fact)
{
	struct reservation_id id;
	struct app_sold s;
	enum err err;

	if (fact->kind == PAY_REFUND)
		return hear_refund(call, provider, fact);
	if (fact->kind == PAY_LOOK)
		return hear_change(call, provider, fact);
	if (fact->kind == PAY_NOTHING)
		return ERR_OK;
	err = find(call, provider, fact, &id);
	if (!err)
		err = app_sold_lock(call, id, &s);
	if (!err)
		err = check_session(&s, provider, fact);
	if (err == ERR_NOT_FOUND) {
		log_warning("%s speaks of %s, which Hearth has not asked for",
		    provider->name, fact->session);
		return ERR_OK;
	}
	return err ? err : hear_of_session(&s, provider, fact);
}

enum err
app_hearing_receive(struct call *call, const struct pay_provider *provider,
    const struct pay_fact *fact)
{
	int64_t is_first;
	enum err err = q_webhook_receipt_add(call->db, .source = provider->name,
	    .message = fact->event, .now = call->now_us, &is_first);

	return err || !is_first ? err : app_hearing_hear(call, provider, fact);
}
