#include "db/breaker.h"

#include <criterion/criterion.h>

#include "base/banned.h"

Test(db_breaker, lets_the_first_attempt_pass)
{
	struct db_breaker b = { 0 };
	int64_t left;

	cr_expect(db_breaker_is_open(&b, 1000, &left) == false);
}

Test(db_breaker, pauses_longer_after_each_failure_up_to_two_seconds)
{
	static const int64_t longest[] = { 100000, 200000, 400000, 800000,
		1600000, 2000000, 2000000 };
	struct db_breaker b = { 0 };
	int64_t now = 5000000, left;

	for (size_t i = 0; i < sizeof(longest) / sizeof(longest[0]); i++) {
		db_breaker_fail(&b, now);
		cr_assert(db_breaker_is_open(&b, now, &left));
		cr_expect(left >= longest[i] / 2 && left <= longest[i],
		    "failure %zu: %lld us", i, (long long)left);
		now += left;
		cr_assert(db_breaker_is_open(&b, now, &left) == false);
	}
}

Test(db_breaker, forgets_after_a_success)
{
	struct db_breaker b = { 0 };
	int64_t left;

	for (int i = 0; i < 6; i++)
		db_breaker_fail(&b, 0);
	db_breaker_reset(&b);
	cr_expect(db_breaker_is_open(&b, 1, &left) == false);
	db_breaker_fail(&b, 0);
	cr_expect(db_breaker_is_open(&b, 0, &left) && left <= 100000);
}
