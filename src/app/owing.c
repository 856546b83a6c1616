/*
 * A row for each charge that something is paid back of, which the worker sends.
 */
#include "app/owing.h"

#include "generated/query/payment.h"
#include "generated/query/reservation.h"

#include "base/banned.h"

static enum err
owe(struct call *call, struct reservation_id reservation,
    const struct q_payment_left_row *charge, int64_t minor)
{
	struct opt_time now = { true, call->now_us };

	return q_payment_insert(call->db, .id = { uuid_new() },
	    .event_id = charge->event_id, .reservation_id = reservation,
	    .provider = charge->provider, .ref = NULL, .kind = "refund",
	    .status = "pending", .amount_minor = minor,
	    .currency = charge->currency, .charge_id = charge->id,
	    .look_at = now, .now = call->now_us, NULL);
}

static int64_t
left_of(const struct q_payment_left_row *row, struct payment_id charge)
{
	return uuid_is_nil(charge.v) || uuid_eq(charge.v, row->id.v)
		   ? row->left_minor
		   : 0;
}

/* Of each what is left of it, until it is so much; *minor: what is missing. */
static enum err
owe_of_each(struct call *call, struct reservation_id reservation,
    struct payment_id charge, int64_t *minor)
{
	struct q_payment_left_row *rows;
	size_t n;
	enum err err = q_payment_left(
	    call->db, .reservation = reservation, &rows, &n);

	for (size_t i = 0; !err && i < n; i++) {
		int64_t part = left_of(&rows[i], charge);

		if (part > *minor)
			part = *minor;
		if (part > 0)
			err = owe(call, reservation, &rows[i], part);
		*minor -= part > 0 ? part : 0;
	}
	return err;
}

enum err
app_owing_add_part(struct call *call, struct reservation_id reservation,
    struct payment_id charge, int64_t minor, bool *is_enough)
{
	struct q_reservation_due_row money;
	int64_t over, rest;
	enum err err = q_reservation_due(call->db, .id = reservation, &money);

	*is_enough = false;
	if (err)
		return err;
	/* what was paid back by hand is of no charge */
	over = minor > money.kept_minor ? minor - money.kept_minor : 0;
	rest = minor - over;
	err = owe_of_each(call, reservation, charge, &rest);
	*is_enough = !err && over == 0 && rest == 0;
	return err;
}

enum err
app_owing_add(struct call *call, struct reservation_id reservation)
{
	struct payment_id any = { 0 };
	struct q_reservation_due_row money;
	bool is_enough; /* else it is left to who sells */
	enum err err = q_reservation_due(call->db, .id = reservation, &money);

	return err ? err
		   : app_owing_add_part(
			 call, reservation, any, money.due_minor, &is_enough);
}
