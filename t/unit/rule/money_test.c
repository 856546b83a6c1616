/*
 * Amounts as people write them.
 */
#include "rule/money.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/str.h"

#include "base/banned.h"

enum { NO = -1 };

static const struct {
	char text[24];
	int64_t digits, want;
} cases[] = {
	{ "12.50", 2, 1250 },
	{ "12.5", 2, 1250 },
	{ "12", 2, 1200 },
	{ "0", 2, 0 },
	{ "0.05", 2, 5 },
	{ "007", 2, 700 },
	{ "500", 0, 500 },
	{ "1.234", 3, 1234 },
	{ "1.2", 3, 1200 },
	{ "999999999.999", 3, 999999999999 },
	{ "1000000000", 2, NO },
	{ "12.505", 2, NO },
	{ "500.0", 0, NO },
	{ "12.", 2, NO },
	{ ".5", 2, NO },
	{ "", 2, NO },
	{ "-1", 2, NO },
	{ "+1", 2, NO },
	{ " 1", 2, NO },
	{ "1 ", 2, NO },
	{ "1,5", 2, NO },
	{ "1e3", 2, NO },
};

Test(rule_money, amounts_are_whole_numbers_of_the_smallest_unit)
{
	for (size_t i = 0; i < N_OF(cases); i++) {
		int64_t minor;
		bool is_read = rule_money_parse(
		    cases[i].text, cases[i].digits, &minor);

		cr_expect(is_read == (cases[i].want != NO) &&
			      (!is_read || minor == cases[i].want),
		    "%s: %lld", cases[i].text, (long long)minor);
	}
}
