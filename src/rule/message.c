#include "rule/message.h"

#include "base/clock.h"

#include "base/banned.h"

#define EDIT_US (RULE_MESSAGE_EDIT_MINUTES * 60 * CLOCK_SECOND_US)

enum err
rule_message_check_edit(const struct rule_message *message, struct fault *f)
{
	if (!message->is_mine)
		return fault(f, ERR_FORBIDDEN, "Somebody else wrote it.");
	if (message->is_removed)
		return fault(f, ERR_INVALID_TRANSITION, "It was removed.");
	return message->age_us < EDIT_US
		   ? ERR_OK
		   : fault(f, ERR_FORBIDDEN,
			 "It can be changed for %d minutes; answer it instead.",
			 RULE_MESSAGE_EDIT_MINUTES);
}

static enum err
refuse(struct fault *f, int64_t n, const char *time, int seconds)
{
	f->retry_after_s = seconds;
	return fault(f, ERR_RATE_LIMITED,
	    "%lld messages within %s are the most.", (long long)n, time);
}

enum err
rule_message_check_rate(const struct rule_message_rate *rate, struct fault *f)
{
	if (rate->hour >= rate->per_hour)
		return refuse(f, rate->per_hour, "an hour", 3600);
	if (rate->minute >= rate->per_minute)
		return refuse(f, rate->per_minute, "a minute", 60);
	return ERR_OK;
}
