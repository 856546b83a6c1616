/*
 * For how long seats are held, and what they cost.
 */
#include "rule/reservation.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

#define MINUTES(n) ((n)*60 * CLOCK_SECOND_US)
#define HOURS(n)   ((n)*CLOCK_HOUR_US)

Test(rule_reservation, an_offer_lasts_a_quarter_of_the_time_to_the_start)
{
	static const int64_t cases[][2] = { /* to the start, it lasts */
		{ HOURS(8), HOURS(2) }, { HOURS(480), HOURS(12) },
		{ HOURS(48), HOURS(12) }, { HOURS(1), MINUTES(15) },
		{ MINUTES(4), MINUTES(15) }, { -HOURS(1), MINUTES(15) }
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(rule_reservation_offer_until(7, 7 + cases[i][0]) ==
			      7 + cases[i][1],
		    "case %zu", i);
}

Test(rule_reservation, it_is_paid_some_days_later_but_before_the_start)
{
	static const struct {
		int64_t to_start, days, until;
	} cases[] = { { HOURS(1000), 7, 7 * CLOCK_DAY_US },
		{ HOURS(24), 7, HOURS(22) }, { HOURS(2), 7, 0 },
		{ MINUTES(5), 1, 0 } };

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct opt_time until = rule_reservation_pay_until(
		    7, 7 + cases[i].to_start, cases[i].days);

		cr_expect(until.set == (cases[i].until > 0) &&
			      (!until.set || until.v == 7 + cases[i].until),
		    "case %zu", i);
	}
}

Test(rule_reservation, promised_money_has_a_week_or_until_the_start)
{
	static const int64_t cases[][2] = { /* to the start, it lasts */
		{ HOURS(1000), 7 * CLOCK_DAY_US }, { HOURS(24), HOURS(24) },
		{ MINUTES(5), MINUTES(35) }, { -HOURS(1), MINUTES(35) }
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(rule_reservation_promised_until(7, 7 + cases[i][0]) ==
			      7 + cases[i][1],
		    "case %zu", i);
}

Test(rule_reservation, what_is_not_heard_of_is_looked_at_ever_less_often)
{
	static const int64_t cases[][2] = { /* since it began, until then */
		{ 0, MINUTES(5) }, { MINUTES(5), MINUTES(5) },
		{ MINUTES(10), MINUTES(10) }, { HOURS(8), HOURS(8) },
		{ -HOURS(1), MINUTES(5) }
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(rule_reservation_look_again(7 - cases[i][0], 7) ==
			      7 + cases[i][1],
		    "case %zu", i);
}

Test(rule_reservation, it_is_sold_from_its_opening_until_before_its_close)
{
	struct opt_time never = { 0 }, at = { true, 10 };

	cr_expect(rule_reservation_is_on_sale(never, never, 1));
	cr_expect(rule_reservation_is_on_sale(at, never, 10));
	cr_expect(rule_reservation_is_on_sale(at, never, 9) == false);
	cr_expect(rule_reservation_is_on_sale(never, at, 9));
	cr_expect(rule_reservation_is_on_sale(never, at, 10) == false);
}

#define NO               \
	{                \
		false, 0 \
	}
#define YES(n)          \
	{               \
		true, n \
	}

static const struct {
	enum payment_type type;
	struct opt_int price, min_price, asked;
	int64_t want; /* -1: refused */
} prices[] = {
	{ PAYMENT_TYPE_FREE, NO, NO, NO, 0 },
	{ PAYMENT_TYPE_FREE, NO, NO, YES(0), 0 },
	{ PAYMENT_TYPE_FREE, NO, NO, YES(1), -1 },
	{ PAYMENT_TYPE_PAID, YES(5), NO, NO, 5 },
	{ PAYMENT_TYPE_PAID, YES(5), NO, YES(5), 5 },
	{ PAYMENT_TYPE_PAID, YES(5), NO, YES(4), -1 },
	{ PAYMENT_TYPE_DONATION, NO, YES(2), NO, 2 },
	{ PAYMENT_TYPE_DONATION, YES(9), YES(2), NO, 9 },
	{ PAYMENT_TYPE_DONATION, YES(9), YES(2), YES(2), 2 },
	{ PAYMENT_TYPE_DONATION, YES(9), YES(2), YES(1), -1 },
	{ PAYMENT_TYPE_DONATION, NO, YES(0), YES(700), 700 },
};

Test(rule_reservation, only_a_donation_is_as_much_as_somebody_wants)
{
	for (size_t i = 0; i < N_OF(prices); i++) {
		int64_t each;
		bool is_right = rule_reservation_price(prices[i].type,
		    prices[i].price, prices[i].min_price, prices[i].asked,
		    &each);

		cr_expect(is_right == (prices[i].want >= 0) &&
			      (!is_right || each == prices[i].want),
		    "case %zu: %lld", i, (long long)each);
	}
}
