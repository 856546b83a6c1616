/*
 * No counter changes but that of the line, which its person leaves.
 */
#include "app/confirmation.h"

#include "app/event_ticket.h"
#include "app/seats.h"
#include "generated/query/reservation.h"

#include "base/banned.h"

enum err
app_confirmation_make(struct call *call, struct event_id event,
    struct reservation_id id, struct user_id user, int64_t persons)
{
	struct opt_time never = { 0 };
	int64_t n;
	enum err err = q_reservation_set(call->db, .id = id,
	    .status = RESERVATION_STATUS_CONFIRMED, .expires = never,
	    .now = call->now_us, NULL);

	if (!err)
		err = q_rsvp_leave_line(call->db, .event = event, .user = user,
		    .now = call->now_us, &n);
	if (!err && n)
		err = app_seats_move(call, event, 0, -1);
	if (!err)
		err = q_rsvp_seat(call->db, .event = event, .user = user,
		    .seats = persons, .now = call->now_us,
		    .version = call->now_us, NULL);
	return err ? err : app_event_ticket_issue(call, event, id, user);
}
