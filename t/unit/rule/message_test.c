/*
 * Until when a message can be changed, and when writing becomes a flood.
 */
#include "rule/message.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

#define MINUTES(n) ((n)*60 * CLOCK_SECOND_US)

static const struct {
	struct rule_message message;
	enum err want;
} changes[] = {
	{ { true, false, 0 }, ERR_OK },
	{ { true, false, MINUTES(15) - 1 }, ERR_OK },
	{ { true, false, MINUTES(15) }, ERR_FORBIDDEN },
	{ { true, true, 0 }, ERR_INVALID_TRANSITION },
	{ { false, false, 0 }, ERR_FORBIDDEN },
	{ { false, true, 0 }, ERR_FORBIDDEN },
};

Test(rule_message, its_author_changes_it_for_a_quarter_of_an_hour)
{
	for (size_t i = 0; i < N_OF(changes); i++) {
		struct fault f = { 0 };

		cr_expect(rule_message_check_edit(&changes[i].message, &f) ==
			      changes[i].want,
		    "case %zu", i);
	}
}

static const struct {
	int64_t minute, hour;
	int retry_after_s; /* 0: one more is fine */
} rates[] = {
	{ 0, 0, 0 },
	{ 2, 4, 0 },
	{ 3, 4, 60 },
	{ 0, 5, 3600 },
	{ 3, 5, 3600 },
};

Test(rule_message, one_more_than_so_many_is_too_many)
{
	for (size_t i = 0; i < N_OF(rates); i++) {
		struct fault f = { 0 };
		struct rule_message_rate rate = { rates[i].minute,
			rates[i].hour, .per_minute = 3, .per_hour = 5 };
		enum err want = rates[i].retry_after_s ? ERR_RATE_LIMITED
						       : ERR_OK;

		cr_expect(
		    rule_message_check_rate(&rate, &f) == want, "case %zu", i);
		cr_expect(f.retry_after_s == rates[i].retry_after_s,
		    "case %zu: %d", i, f.retry_after_s);
	}
}
