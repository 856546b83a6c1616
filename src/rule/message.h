/*
 * Messages: how long they can be put into other words, and how many are a
 * flood.
 */
#ifndef RULE_MESSAGE_H
#define RULE_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"

enum { RULE_MESSAGE_EDIT_MINUTES = 15 };

struct rule_message {
	bool is_mine, is_removed;
	int64_t age_us;
};

/* ERR_FORBIDDEN for others than the author and when it is too late,
 * ERR_INVALID_TRANSITION when it was removed. */
MUST_CHECK enum err rule_message_check_edit(
    const struct rule_message *message, struct fault *f);

/* What somebody has written lately, and how much they may. */
struct rule_message_rate {
	int64_t minute, hour; /* messages */
	int64_t per_minute, per_hour;
};

/* ERR_RATE_LIMITED when one more is too many. */
MUST_CHECK enum err rule_message_check_rate(
    const struct rule_message_rate *rate, struct fault *f);

#endif
