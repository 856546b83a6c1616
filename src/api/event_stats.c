/*
 * How many come to an event, and have come.
 */
#include "api/reply.h"
#include "app/check_in.h"
#include "generated/api.h"
#include "generated/query/event_stats.h"
#include "rule/turnout.h"

#include "base/banned.h"

enum { DOORS = 100 };

enum err
api_event_stats(struct call *call, const struct api_event_stats_in *in)
{
	struct q_event_stats_before_row before = { 0 };
	struct opt_int percent;
	bool is_host;
	enum err err = app_check_in_see(call, in->id, &is_host);

	if (!err && is_host) /* of events that a door knows nothing of */
		err = q_event_stats_before(call->db, .event = in->id,
		    .limit = RULE_TURNOUT_EVENTS, &before);
	if (err)
		return err;
	percent = rule_turnout_percent(before.seats, before.arrived);
	return reply_one_with(call, 200,
	    Q_event_stats(.event = in->id, .percent = percent,
		.extra = rule_turnout_extra(before.capacity, percent),
		.now = call->now_us),
	    (struct reply_array[]){
		{ "types", db_call_copy(call->arena,
			       Q_event_stats_types(.event = in->id)) },
		{ "doors",
		    db_call_copy(call->arena,
			Q_event_stats_doors(.event = in->id, .limit = DOORS)) },
	    },
	    2);
}
