/*
 * An answer of any kind says that its person is there: only silence costs the
 * seat.
 */
#include "app/reconfirm.h"

#include "app/announcement.h"
#include "app/seats.h"
#include "generated/query/rsvp.h"
#include "rule/transition.h"

#include "base/banned.h"

/* So many lapse in one transaction: a tenth of a second. */
enum { PAGE = 5000 };

enum err
app_reconfirm_ask(
    struct call *call, const struct app_notice_event *event, bool is_again)
{
	enum err err = q_rsvp_ask(call->db, .event = event->id,
	    .but = call->user, .is_again = is_again, .now = call->now_us, NULL);

	return err ? err
		   : app_announcement_add(call, RULE_NOTICE_STILL_COMING,
			 NOTICE_AUDIENCE_UNCONFIRMED, event, NULL);
}

static enum err
tell(struct call *call, const struct app_notice_event *event,
    const struct q_rsvp_lapse_row *lapsed, size_t n)
{
	struct user_id *users = arena_array(call->arena, n, sizeof(*users));

	for (size_t i = 0; i < n; i++)
		users[i] = lapsed[i].user_id;
	return app_notice(
	    call, &(struct app_notice){ .kind = RULE_NOTICE_SEAT_RELEASED,
		      .users = users,
		      .n_users = n,
		      .event = *event });
}

enum err
app_reconfirm_lapse(
    struct call *call, const struct app_notice_event *event, bool *is_done)
{
	struct q_rsvp_lapse_row *lapsed;
	int64_t seats = 0;
	size_t n;
	enum err err = q_rsvp_lapse(call->db, .event = event->id,
	    .now = call->now_us, .limit = PAGE, &lapsed, &n);

	*is_done = !err && n < PAGE;
	if (err || n == 0)
		return err;
	for (size_t i = 0; i < n; i++)
		seats += lapsed[i].party_size;
	err = app_seats_move(call, event->id, -seats, 0);
	if (!err)
		err = tell(call, event, lapsed, n);
	return err ? err : app_seats_give(call, event->id);
}

/* Why nobody has confirmed anything. */
static enum err
refuse(struct call *call, struct event_id event)
{
	struct q_rsvp_get_row rsvp;
	int to;
	enum err err = q_rsvp_get(
	    call->db, .event = event, .user = call->user, &rsvp);

	if (!err)
		err = rule_transition_find(&rule_rsvp_machine, RULE_CONFIRM,
		    (int)rsvp.status, call->fault, &to);
	return err ? err
		   : fault(call->fault, ERR_INVALID_TRANSITION,
			 "Nobody has asked whether you still come.");
}

enum err
app_reconfirm_answer(
    struct call *call, struct event_id event, struct db_call *reply)
{
	struct q_rsvp_confirm_row rsvp;
	enum err err = q_rsvp_confirm(call->db, .event = event,
	    .user = call->user, .now = call->now_us, &rsvp);

	*reply = db_call_copy(
	    call->arena, Q_rsvp_get(.event = event, .user = call->user));
	return err == ERR_NOT_FOUND ? refuse(call, event) : err;
}
