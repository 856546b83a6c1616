/*
 * Servers that are not asked for a while.
 */
#include "net/breaker.h"

#include <criterion/criterion.h>

#include "base/clock.h"

#include "base/banned.h"

/* A host is asked each second: "x" no answer, "o" one, "+" half a minute; what
 * is spared is "-". */
static const struct {
	char tried[16], done[16];
} cases[] = {
	{ "xxx", "xxx" },
	{ "xxxx", "xxx-" },
	{ "xxoxxo", "xxoxxo" },
	{ "xxxo", "xxx-" },
	{ "xxx+o", "xxx+o" },
	{ "xxx+ox", "xxx+ox" },
	{ "xxx+oxxx", "xxx+oxxx" },
	{ "xxx+xx", "xxx+x-" },
	{ "xxx+x+o", "xxx+x+o" },
};

Test(net_breaker, it_opens_by_failures_in_a_row_and_closes_by_an_answer)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct net_breaker b = { 0 };
		int64_t now_us = CLOCK_DAY_US;

		for (size_t j = 0; cases[i].tried[j]; j++) {
			char what = cases[i].tried[j];
			bool is_open = net_breaker_is_open(&b, "a:1", now_us);

			if (what == '+') {
				now_us += NET_BREAKER_S * CLOCK_SECOND_US;
				continue;
			}
			cr_expect(is_open == (cases[i].done[j] == '-'),
			    "%s at %zu", cases[i].tried, j);
			if (!is_open)
				net_breaker_note(
				    &b, "a:1", what == 'o', now_us);
			now_us += CLOCK_SECOND_US;
		}
	}
}

Test(net_breaker, hosts_are_apart)
{
	struct net_breaker b = { 0 };

	for (int i = 0; i < 3; i++)
		net_breaker_note(&b, "a:1", false, 1);
	cr_expect(net_breaker_is_open(&b, "a:1", 1));
	cr_expect(!net_breaker_is_open(&b, "a:2", 1));
	cr_expect(!net_breaker_is_open(&b, "b:1", 1));
}
