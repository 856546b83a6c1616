/*
 * Who may say how an event was, and when.
 */
#ifndef RULE_FEEDBACK_H
#define RULE_FEEDBACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "generated/words.h"

enum { RULE_FEEDBACK_DAYS = 14 };

struct rule_feedback_facts {
	enum event_status event_status;
	int64_t start_us, end_us;
	bool has_attended;
	bool is_host; /* they run it */
};

/* From the start of an event until RULE_FEEDBACK_DAYS after its end.
 * ERR_FORBIDDEN for who runs it, ERR_DID_NOT_ATTEND for who was not there, or
 * before it began, ERR_FEEDBACK_CLOSED. */
MUST_CHECK enum err rule_feedback_check(
    const struct rule_feedback_facts *facts, int64_t now_us, struct fault *f);

/* ERR_FEEDBACK_CLOSED: what was said of an event that ended then stays. */
MUST_CHECK enum err rule_feedback_check_time(
    int64_t end_us, int64_t now_us, struct fault *f);

#endif
