/*
 * For how long seats are held, and for whom tickets are given back.
 */
#ifndef RULE_RESERVATION_H
#define RULE_RESERVATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/opt.h"
#include "generated/words.h"

enum {
	RULE_RESERVATION_ITEMS = 10,
	/* so many that are not confirmed somebody has at once */
	RULE_RESERVATION_LIVE = 5,
	RULE_RESERVATION_HOLD_M = 15,
	/* so long for somebody who pays by a provider, whose page is there for
	 * a little less (PAY_SESSION_M) */
	RULE_RESERVATION_SESSION_M = 35,
	/* so long for money that is promised, until the start at most */
	RULE_RESERVATION_PROMISED_DAYS = 7,
	/* so often a provider is tried that does not take an order */
	RULE_RESERVATION_ATTEMPTS = 5,
	/* nothing is paid later than so long before the start */
	RULE_RESERVATION_PAID_BEFORE_H = 2
};

/* Until when what somebody has chosen is held. */
int64_t rule_reservation_hold_until(int64_t now_us);

/* Until when who waited may take what they are offered: a quarter of the time
 * to the start, at least RULE_RESERVATION_HOLD_M and at most twelve hours. */
int64_t rule_reservation_offer_until(int64_t now_us, int64_t start_us);

/* Until when what is held has to be paid; not set when that is over by now. */
struct opt_time rule_reservation_pay_until(
    int64_t now_us, int64_t start_us, int64_t days);

/* Until when what was promised has to be there: for
 * RULE_RESERVATION_PROMISED_DAYS and until the start, but not less than a
 * session lasts. */
int64_t rule_reservation_promised_until(int64_t now_us, int64_t start_us);

/* When a provider is asked again what has become of what began then: twice as
 * late each time, after five minutes first. */
int64_t rule_reservation_look_again(int64_t began_us, int64_t now_us);

/* Whether a ticket type is sold at a time; not set is no limit. */
bool rule_reservation_is_on_sale(
    struct opt_time opens, struct opt_time closes, int64_t now_us);

/* What one of a type costs: nothing, its price, or of a donation what is asked
 * (not set: what is proposed, else the least). False for less than the least,
 * and for a price of what is no donation that differs. */
bool rule_reservation_price(enum payment_type type, struct opt_int price,
    struct opt_int min_price, struct opt_int asked, int64_t *each);

#endif
