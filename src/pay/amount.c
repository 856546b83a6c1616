/*
 * A table of what differs.
 */
#include "pay/amount.h"

#include <stddef.h>

#include "base/str.h"

#include "base/banned.h"

/* Stripe's amount is minor * times / over, and a whole multiple of step. */
static const struct unit {
	const char *currency;
	int64_t times, over, step;
} units[] = {
	{ "ISK", 100, 1, 100 }, /* no digits, counted as if it had two */
	{ "UGX", 100, 1, 100 },
	{ "MGA", 1, 100, 1 }, /* its fifths are not counted */
	{ "BHD", 1, 1, 10 },
	{ "IQD", 1, 1, 10 },
	{ "JOD", 1, 1, 10 },
	{ "KWD", 1, 1, 10 },
	{ "LYD", 1, 1, 10 },
	{ "OMR", 1, 1, 10 },
	{ "TND", 1, 1, 10 },
};

static struct unit
unit_of(const char *currency)
{
	for (size_t i = 0; i < N_OF(units); i++)
		if (str_eq(units[i].currency, currency))
			return units[i];
	return (struct unit){ currency, 1, 1, 1 };
}

bool
pay_amount_to_stripe(const char *currency, int64_t minor, int64_t *out)
{
	struct unit unit = unit_of(currency);

	if (minor < 0 || minor > INT64_MAX / unit.times ||
	    minor * unit.times % unit.over)
		return false;
	*out = minor * unit.times / unit.over;
	return *out % unit.step == 0;
}

int64_t
pay_amount_of_stripe(const char *currency, int64_t amount)
{
	struct unit unit = unit_of(currency);

	if (amount < 0 || amount > INT64_MAX / unit.over ||
	    amount * unit.over % unit.times)
		return -1;
	return amount * unit.over / unit.times;
}
