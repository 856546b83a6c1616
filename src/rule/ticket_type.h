/*
 * What a ticket type may say.
 */
#ifndef RULE_TICKET_TYPE_H
#define RULE_TICKET_TYPE_H

#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "base/opt.h"
#include "generated/words.h"

/* So many an event has. */
enum { RULE_TICKET_TYPES_MAX = 30 };

struct rule_ticket_type {
	enum payment_type payment_type;
	struct opt_int price, min_price; /* in the smallest unit */
	struct opt_time sales_opens_at, sales_closes_at;
};

/* A free one has no price; a paid one has one, and no least; a donation has a
 * least one, 0 too, and may propose one that is not below it. Sales close
 * behind their opening. ERR_VALIDATION_FAILED, with each of the members. */
MUST_CHECK enum err rule_ticket_type_check(
    const struct rule_ticket_type *type, struct fault *f);

#endif
