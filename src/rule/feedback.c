#include "rule/feedback.h"

#include "base/clock.h"

#include "base/banned.h"

enum err
rule_feedback_check_time(int64_t end_us, int64_t now_us, struct fault *f)
{
	return now_us - end_us < RULE_FEEDBACK_DAYS * CLOCK_DAY_US
		   ? ERR_OK
		   : fault(f, ERR_FEEDBACK_CLOSED,
			 "That was possible for %d days.", RULE_FEEDBACK_DAYS);
}

enum err
rule_feedback_check(
    const struct rule_feedback_facts *facts, int64_t now_us, struct fault *f)
{
	bool took_place = facts->event_status == EVENT_STATUS_PUBLISHED ||
			  facts->event_status == EVENT_STATUS_COMPLETED;

	if (facts->is_host)
		return fault(
		    f, ERR_FORBIDDEN, "Who runs an event does not rate it.");
	if (!took_place || now_us < facts->start_us)
		return fault(f, ERR_DID_NOT_ATTEND, "It has not taken place.");
	if (!facts->has_attended)
		return fault(f, ERR_DID_NOT_ATTEND,
		    "Only who attended says how it was.");
	return rule_feedback_check_time(facts->end_us, now_us, f);
}
