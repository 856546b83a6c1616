/*
 * From columns to what rules take.
 */
#include "app/event_clock.h"

#include <string.h>

#include "json/read.h"

#include "base/banned.h"

enum { ASK_FOR_H = 48 }; /* unless the event says */

static bool
read_reminders(const struct json_value *list, struct rule_event_clock *out)
{
	size_t n = json_type(list) == JSON_ARRAY ? json_array_len(list) : 0;

	if (json_type(list) != JSON_ARRAY || n > RULE_EVENT_REMINDERS_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct json_value *v = json_array_at(list, i);

		if (json_type(v) != JSON_INT)
			return false;
		out->reminders_min[out->n_reminders++] = json_int(v);
	}
	return true;
}

enum err
app_event_clock_read(struct call *call, const struct app_event_clock *facts,
    struct rule_event_clock *out)
{
	const struct json_value *list;
	enum err err = json_parse(call->arena, facts->reminders,
	    strlen(facts->reminders), call->fault, &list);

	*out = (struct rule_event_clock){ .start_us = facts->start_time,
		.end_us = facts->end_time,
		.ask_before_h = facts->reconfirm_before_hours,
		.ask_for_h = facts->reconfirm_for_hours.set
				 ? facts->reconfirm_for_hours.v
				 : ASK_FOR_H,
		.ask_until = facts->reconfirm_until,
		.done_until = facts->done_until };
	if (err || read_reminders(list, out))
		return err;
	return fault(call->fault, ERR_BAD_REQUEST,
	    "the reminders are no list of numbers");
}
