/*
 * What becomes of a domain that was looked at.
 */
#include "rule/domain.h"

#include <criterion/criterion.h>

#include "base/attr.h"
#include "base/clock.h"

#include "base/banned.h"

#define NONE	 100000 /* days: not set */
#define PENDING	 DOMAIN_STATE_PENDING
#define VERIFIED DOMAIN_STATE_VERIFIED
#define LAPSED	 DOMAIN_STATE_LAPSED
#define FOUND	 RULE_DOMAIN_FOUND
#define MISSING	 RULE_DOMAIN_MISSING
#define UNKNOWN	 RULE_DOMAIN_UNKNOWN

/* In days from now. */
static const struct {
	enum domain_state state;
	int failing, created;
	enum rule_domain_look look;
	enum domain_state want;
	int want_failing, want_check;
	bool is_gone;
} cases[] = {
	{ PENDING, NONE, -1, FOUND, VERIFIED, NONE, 7, false },
	{ PENDING, NONE, -1, MISSING, PENDING, NONE, 29, false },
	{ PENDING, NONE, -1, UNKNOWN, PENDING, NONE, 29, false },
	{ PENDING, NONE, -30, MISSING, PENDING, NONE, 1, true },
	{ PENDING, NONE, -30, UNKNOWN, PENDING, NONE, 1, false },
	{ PENDING, NONE, -40, FOUND, VERIFIED, NONE, 7, false },
	{ PENDING, NONE, 400, MISSING, PENDING, NONE, 30, false },
	{ VERIFIED, NONE, -50, FOUND, VERIFIED, NONE, 7, false },
	{ VERIFIED, NONE, -50, MISSING, VERIFIED, 0, 7, false },
	{ VERIFIED, NONE, -50, UNKNOWN, VERIFIED, NONE, 1, false },
	{ VERIFIED, -6, -50, MISSING, VERIFIED, -6, 1, false },
	{ VERIFIED, -7, -50, MISSING, LAPSED, -7, 7, false },
	{ VERIFIED, -7, -50, UNKNOWN, VERIFIED, -7, 1, false },
	{ VERIFIED, -7, -50, FOUND, VERIFIED, NONE, 7, false },
	{ VERIFIED, 400, -50, MISSING, VERIFIED, 0, 7, false },
	{ LAPSED, -90, -100, FOUND, VERIFIED, NONE, 7, false },
	{ LAPSED, -90, -100, MISSING, LAPSED, -90, 7, false },
	{ LAPSED, -90, -100, UNKNOWN, LAPSED, -90, 1, false },
	{ LAPSED, 400, -100, MISSING, LAPSED, 0, 7, false },
};

enum { NOW_DAYS = 20000 };

static int64_t
time_of(int days)
{
	return (NOW_DAYS + days) * CLOCK_DAY_US;
}

Test(rule_domain, two_misses_a_week_apart_end_it_and_nothing_else_does)
{
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct rule_domain before = { .state = cases[i].state,
			.failing_since = { cases[i].failing != NONE,
			    time_of(cases[i].failing) } };
		struct rule_domain after = rule_domain_looked_at(&before,
		    time_of(cases[i].created), cases[i].look, time_of(0));

		cr_expect(after.state == cases[i].want, "case %zu", i);
		cr_expect(after.is_gone == cases[i].is_gone, "case %zu", i);
		cr_expect(after.check_at == time_of(cases[i].want_check),
		    "case %zu", i);
		cr_expect(
		    after.failing_since.set == (cases[i].want_failing != NONE),
		    "case %zu", i);
		if (after.failing_since.set)
			cr_expect(after.failing_since.v ==
				      time_of(cases[i].want_failing),
			    "case %zu", i);
	}
}

static const struct {
	char domain[24];
	bool with_subdomains;
	char host[32];
	bool want;
} hosts[] = {
	{ "campus.test", false, "campus.test", true },
	{ "campus.test", false, "cs.campus.test", false },
	{ "campus.test", true, "campus.test", true },
	{ "campus.test", true, "cs.campus.test", true },
	{ "campus.test", true, "x.cs.campus.test", true },
	{ "campus.test", true, "evilcampus.test", false },
	{ "campus.test", true, ".campus.test", false },
	{ "campus.test", true, "test", false },
	{ "campus.test", true, "campus.test.evil.test", false },
	{ "cs.campus.test", true, "campus.test", false },
	{ "campus.test", true, "", false },
	/* what is below kawasaki.jp belongs to others */
	{ "kawasaki.jp", true, "ann.city.kawasaki.jp", false },
	{ "kawasaki.jp", true, "ann.shop.kawasaki.jp", false },
};

Test(rule_domain, an_address_is_at_a_domain_or_below_it_when_that_counts)
{
	for (size_t i = 0; i < N_OF(hosts); i++)
		cr_expect(rule_domain_covers(hosts[i].domain,
			      hosts[i].with_subdomains,
			      hosts[i].host) == hosts[i].want,
		    "%s in %s", hosts[i].host, hosts[i].domain);
}
