/*
 * A reservation is what is had of it: a ticket that ends is taken out of its
 * items and its total, so that what was paid and is not kept is due, whoever
 * took it.
 */
#include "app/event_ticket_cancel.h"

#include "app/owing.h"
#include "app/sale.h"
#include "app/seats.h"
#include "app/sold.h"
#include "generated/query/event_ticket.h"

#include "base/banned.h"

static enum err
check(struct call *call, const struct q_event_ticket_for_cancel_row *ticket,
    bool sells)
{
	if (ticket->status != TICKET_STATUS_VALID)
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "The ticket lets nobody in any more.");
	if (sells)
		return ERR_OK;
	if (ticket->arrived_at.set)
		return fault(call->fault, ERR_ALREADY_CHECKED_IN,
		    "Somebody has come with it.");
	return ticket->is_refundable ? ERR_OK
				     : fault(call->fault, ERR_NOT_REFUNDABLE,
					   "It is not given back any more.");
}

static enum err
remove_item(const struct app_sold *s,
    const struct q_event_ticket_for_cancel_row *ticket)
{
	int64_t n;
	enum err err = q_reservation_item_shrink(
	    s->call->db, .id = s->row.id, .type = ticket->ticket_type_id, &n);

	return err || n
		   ? err
		   : q_reservation_item_remove(s->call->db, .id = s->row.id,
			 .type = ticket->ticket_type_id, NULL);
}

/* One seat less, of the type first. */
static enum err
free_seat(const struct app_sold *s,
    const struct q_event_ticket_for_cancel_row *ticket)
{
	int64_t moved;
	enum err err = q_ticket_type_move(
	    s->call->db, .id = ticket->ticket_type_id, .n = -1, &moved);

	if (!err && moved != 1)
		err = ERR_RETRY;
	if (!err)
		err = remove_item(s, ticket);
	if (!err)
		err = q_reservation_shrink(s->call->db, .id = s->row.id,
		    .price = ticket->price_minor, .now = s->call->now_us, NULL);
	return err ? err
		   : app_sale_unseat(s->call, s->event, s->row.user_id, 1);
}

static enum err
end(const struct app_sold *s, struct event_ticket_id id,
    const struct q_event_ticket_for_cancel_row *ticket)
{
	enum err err;

	if (s->row.persons == 1)
		return app_sale_give_back(s->call, s->event, &s->row);
	err = q_event_ticket_cancel(
	    s->call->db, .id = id, .now = s->call->now_us, NULL);
	if (!err)
		err = free_seat(s, ticket);
	return err ? err : app_owing_add(s->call, s->row.id);
}

/* Whether money is due that was not before: of what it cost some may have been
 * given back while it was kept. */
static enum err
find_owed(const struct app_sold *s,
    const struct q_event_ticket_for_cancel_row *ticket, bool *is_owed)
{
	struct q_reservation_due_row money;
	enum err err = q_reservation_due(s->call->db, .id = s->row.id, &money);

	*is_owed = !err && ticket->price_minor > 0 &&
		   money.kept_minor > s->row.total_minor - ticket->price_minor;
	return err;
}

/* Who does it knows of it. */
static enum err
tell(const struct app_sold *s, bool is_owed)
{
	return uuid_eq(s->row.user_id.v, s->call->user.v)
		   ? ERR_OK
		   : app_sold_tell(s, is_owed ? RULE_NOTICE_REFUND_DUE
					      : RULE_NOTICE_TICKET_CANCELLED);
}

enum err
app_event_ticket_cancel(
    struct call *call, struct event_ticket_id id, bool sells)
{
	struct q_event_ticket_for_cancel_row ticket;
	struct q_event_ticket_reservation_row of;
	struct app_sold s;
	bool is_owed;
	enum err err = q_event_ticket_reservation(call->db, .id = id, &of);

	if (!err)
		err = app_sold_lock(call, of.reservation_id, &s);
	if (!err) /* as it is now that nobody else changes it */
		err = q_event_ticket_for_cancel(
		    call->db, .id = id, .now = call->now_us, &ticket);
	if (!err)
		err = check(call, &ticket, sells);
	if (!err)
		err = find_owed(&s, &ticket, &is_owed);
	if (!err)
		err = end(&s, id, &ticket);
	if (!err)
		err = app_seats_give(call, s.event);
	return err ? err : tell(&s, is_owed);
}
