/*
 * A ticket has the seat that its reservation held.
 */
#include "app/event_ticket.h"

#include "app/reference.h"
#include "generated/query/reservation.h"

#include "base/banned.h"

enum { CODE_LEN = 10 };

static enum err
issue_one(struct call *call, struct event_id event,
    struct reservation_id reservation, struct user_id user,
    struct ticket_type_id type)
{
	return q_event_ticket_add(call->db, .id = { uuid_new() },
	    .reservation = reservation, .type = type, .event = event,
	    .user = user, .short_code = app_reference_of(call->arena, CODE_LEN),
	    .now = call->now_us, NULL);
}

enum err
app_event_ticket_issue(struct call *call, struct event_id event,
    struct reservation_id reservation, struct user_id user)
{
	struct q_reservation_item_list_row *items;
	size_t n;
	enum err err = q_reservation_item_list(
	    call->db, .id = reservation, &items, &n);

	for (size_t i = 0; !err && i < n; i++)
		for (int64_t k = 0; !err && k < items[i].quantity; k++)
			err = issue_one(call, event, reservation, user,
			    items[i].ticket_type_id);
	return err;
}

enum err
app_event_ticket_end(
    struct call *call, struct reservation_id reservation, int64_t *seats)
{
	struct q_event_ticket_valid_row *types;
	size_t n;
	int64_t moved;
	enum err err = q_event_ticket_valid(
	    call->db, .reservation = reservation, &types, &n);

	*seats = 0;
	for (size_t i = 0; !err && i < n; i++) {
		err = q_ticket_type_move(call->db,
		    .id = types[i].ticket_type_id, .n = -types[i].n, &moved);
		if (!err && moved != 1)
			err = ERR_RETRY;
		*seats += types[i].n;
	}
	return err ? err
		   : q_event_ticket_end(call->db, .reservation = reservation,
			 .now = call->now_us, NULL);
}
