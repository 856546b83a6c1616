/*
 * Times and prices of what is held.
 */
#include "rule/reservation.h"

#include "base/clock.h"

#include "base/banned.h"

#define MINUTE_US (60 * CLOCK_SECOND_US)
#define HOLD_US	  (RULE_RESERVATION_HOLD_M * MINUTE_US)

int64_t
rule_reservation_hold_until(int64_t now_us)
{
	return now_us + HOLD_US;
}

int64_t
rule_reservation_offer_until(int64_t now_us, int64_t start_us)
{
	int64_t quarter = (start_us - now_us) / 4;

	if (quarter < HOLD_US)
		return now_us + HOLD_US;
	return now_us +
	       (quarter < 12 * CLOCK_HOUR_US ? quarter : 12 * CLOCK_HOUR_US);
}

struct opt_time
rule_reservation_pay_until(int64_t now_us, int64_t start_us, int64_t days)
{
	int64_t until = now_us + days * CLOCK_DAY_US;
	int64_t latest = start_us -
			 RULE_RESERVATION_PAID_BEFORE_H * CLOCK_HOUR_US;

	if (latest < until)
		until = latest;
	return (struct opt_time){ until > now_us, until };
}

int64_t
rule_reservation_promised_until(int64_t now_us, int64_t start_us)
{
	int64_t least = now_us + RULE_RESERVATION_SESSION_M * MINUTE_US;
	int64_t until = now_us + RULE_RESERVATION_PROMISED_DAYS * CLOCK_DAY_US;

	if (start_us < until)
		until = start_us;
	return until > least ? until : least;
}

int64_t
rule_reservation_look_again(int64_t began_us, int64_t now_us)
{
	int64_t since = now_us - began_us;

	return now_us + (since > 5 * MINUTE_US ? since : 5 * MINUTE_US);
}

bool
rule_reservation_is_on_sale(
    struct opt_time opens, struct opt_time closes, int64_t now_us)
{
	return (!opens.set || opens.v <= now_us) &&
	       (!closes.set || now_us < closes.v);
}

bool
rule_reservation_price(enum payment_type type, struct opt_int price,
    struct opt_int min_price, struct opt_int asked, int64_t *each)
{
	*each = price.set ? price.v : min_price.set ? min_price.v : 0;
	if (!asked.set)
		return true;
	if (type != PAYMENT_TYPE_DONATION)
		return asked.v == *each;
	*each = asked.v;
	return asked.v >= min_price.v;
}
