#include "app/rsvp_facts.h"

#include "base/banned.h"

enum err
app_rsvp_facts(struct call *call, struct event_id event, struct user_id user,
    struct q_rsvp_facts_row *facts)
{
	return q_rsvp_facts(call->db, .event = event, .viewer = user,
	    .now = call->now_us, facts);
}

/* ERR_NOT_FOUND for who does not see it. That is asked apart, of those few for
 * whom an event is not: PostgreSQL would spend as much on getting ready for it
 * as on all other facts. */
static enum err
check_seen(struct call *call, struct event_id event,
    const struct q_rsvp_facts_row *facts)
{
	struct q_rsvp_event_seen_row row;

	return facts->is_for_them ? ERR_OK
				  : q_rsvp_event_seen(call->db, .event = event,
					.viewer = call->user, &row);
}

enum err
app_rsvp_facts_own(struct call *call, struct event_id event,
    struct opt_int version, struct q_rsvp_facts_row *facts)
{
	enum err err = app_rsvp_facts(call, event, call->user, facts);

	if (!err && !facts->rsvp_status)
		err = check_seen(call, event, facts);
	if (err)
		return err;
	if (version.set && version.v != (facts->version.set ? facts->version.v
							    : APP_RSVP_NONE))
		return ERR_RETRY;
	return ERR_OK;
}

struct rule_rsvp_facts
app_rsvp_rule_facts(const struct q_rsvp_facts_row *facts)
{
	struct opt_time never = { 0 };

	return (struct rule_rsvp_facts){ .event_status = facts->status,
		.end_us = facts->is_series ? INT64_MAX : facts->end_time,
		.closes = facts->is_series ? never : facts->rsvp_closes_at,
		.is_open = facts->is_open || facts->is_series,
		.is_for_them = facts->is_for_them,
		.is_banned = facts->is_banned,
		.is_closing = facts->is_closing,
		.is_withheld = facts->is_withheld };
}

enum err
app_rsvp_check_open(struct call *call, struct event_id event,
    const struct q_rsvp_facts_row *facts)
{
	struct rule_rsvp_facts rule = app_rsvp_rule_facts(facts);
	enum err err = check_seen(call, event, facts);

	return err ? err
		   : rule_rsvp_check_open(&rule, call->now_us, call->fault);
}

enum err
app_rsvp_hold(struct call *call, struct event_id event, struct user_id user,
    enum rsvp_status status, bool *is_held)
{
	struct q_rsvp_hold_for_row row;
	enum err err = ERR_OK;

	if (status != RSVP_STATUS_NOT_ATTENDING)
		err = q_rsvp_hold_for(
		    call->db, .event = event, .viewer = user, &row);
	*is_held = !err;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}
