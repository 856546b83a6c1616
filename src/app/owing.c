/*
 * A row for each charge that something is paid back of, which the worker sends.
 */
#include "app/owing.h"

#include "generated/query/payment.h"

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

enum err
app_owing_add_part(struct call *call, struct reservation_id reservation,
    struct payment_id charge, int64_t minor, bool *is_enough)
{
	struct q_payment_left_row *rows;
	int64_t all = 0;
	size_t n;
	enum err err = q_payment_left(
	    call->db, .reservation = reservation, &rows, &n);

	for (size_t i = 0; !err && i < n; i++)
		all += left_of(&rows[i], charge);
	*is_enough = !err && all >= minor;
	for (size_t i = 0; *is_enough && !err && minor && i < n; i++) {
		int64_t part = left_of(&rows[i], charge);

		if (part > minor)
			part = minor;
		if (part > 0)
			err = owe(call, reservation, &rows[i], part);
		minor -= part > 0 ? part : 0;
	}
	return err;
}

enum err
app_owing_add(struct call *call, struct reservation_id reservation)
{
	struct q_payment_left_row *rows;
	size_t n;
	enum err err = q_payment_left(
	    call->db, .reservation = reservation, &rows, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (rows[i].left_minor > 0)
			err = owe(
			    call, reservation, &rows[i], rows[i].left_minor);
	return err;
}
