/*
 * The row is read once, behind the lock.
 */
#include "app/sold.h"

#include "app/reservation.h"
#include "generated/query/payment.h"
#include "generated/query/seats.h"

#include "base/banned.h"

enum err
app_sold_lock(struct call *call, struct reservation_id id, struct app_sold *s)
{
	struct q_checkout_order_row of;
	struct q_seats_lock_row seats;
	enum err err = q_checkout_order(call->db, .reservation = id, &of);

	if (err)
		return err;
	*s = (struct app_sold){ .call = call, .event = of.event_id };
	err = q_seats_lock(call->db, .event = of.event_id, &seats);
	return err ? err
		   : q_reservation_for_write(
			 call->db, .id = id, .now = call->now_us, &s->row);
}

enum err
app_sold_set(const struct app_sold *s, enum reservation_status to)
{
	struct opt_time never = { 0 };

	return q_reservation_set(s->call->db, .id = s->row.id, .status = to,
	    .expires = never, .now = s->call->now_us, NULL);
}

enum err
app_sold_touch(const struct app_sold *s)
{
	return q_reservation_set(s->call->db, .id = s->row.id,
	    .status = s->row.status, .expires = s->row.expires_at,
	    .now = s->call->now_us, NULL);
}

enum err
app_sold_tell(const struct app_sold *s, enum rule_notice kind)
{
	return app_reservation_tell(s->call, kind, s->event, s->row.user_id);
}

bool
app_sold_can(const struct app_sold *s, enum rule_verb verb)
{
	return rule_transition_leads(
	    &rule_reservation_machine, verb, (int)s->row.status);
}

bool
app_sold_is_live(const struct app_sold *s)
{
	return s->row.expires_at.set;
}
