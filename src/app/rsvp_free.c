/*
 * Whatever holds fewer seats is written here, so that those who wait follow.
 */
#include "app/rsvp_free.h"

#include "app/hold.h"
#include "app/seats.h"

#include "base/banned.h"

enum err
app_rsvp_write(struct call *call, struct db_call write)
{
	int64_t n;
	enum err err = db_exec(call->db, write, &n);

	return err || n == 1 ? err : ERR_RETRY;
}

bool
app_rsvp_is_freeing(const struct q_rsvp_facts_row *facts, int64_t fewer)
{
	return fewer > 0 || facts->queued_at.set || facts->has_tickets;
}

bool
app_rsvp_waits(const struct q_rsvp_facts_row *facts)
{
	return facts->rsvp_status == RSVP_STATUS_WAITLISTED;
}

enum err
app_rsvp_free(struct call *call, struct event_id event, struct user_id user,
    const struct q_rsvp_facts_row *facts, int64_t fewer, struct db_call write)
{
	bool owes = !uuid_eq(call->user.v, user.v);
	enum err err;

	err = app_seats_move(
	    call, event, -fewer, app_rsvp_waits(facts) ? -1 : 0);
	if (!err)
		err = app_rsvp_write(call, write);
	if (!err && facts->has_tickets)
		err = app_hold_drop(call, event, user, owes);
	return err ? err : app_seats_give(call, event);
}

int64_t
app_rsvp_seats(const struct q_rsvp_facts_row *facts)
{
	return facts->is_series
		   ? 0
		   : rule_rsvp_seats(facts->rsvp_status, facts->party_size.v);
}
