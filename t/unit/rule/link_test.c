/*
 * Whose an account elsewhere is: every combination of facts that can be.
 */
#include "rule/link.h"

#include <criterion/criterion.h>

#include "base/str.h"

#include "base/banned.h"

/* 1 and 0 are yes and no, 2 is whatever. */
static const struct {
	int linking, known, mine, trusted, owner, verified;
	enum rule_link decision;
} rows[] = {
	{ 0, 1, 2, 2, 2, 2, RULE_LINK_SIGN_IN },
	{ 1, 1, 1, 2, 2, 2, RULE_LINK_RENEW },
	{ 1, 1, 0, 2, 2, 2, RULE_LINK_IN_USE },
	{ 1, 0, 2, 2, 2, 2, RULE_LINK_ADD },
	{ 0, 0, 2, 1, 0, 2, RULE_LINK_SIGN_UP },
	{ 0, 0, 2, 1, 1, 1, RULE_LINK_JOIN },
	{ 0, 0, 2, 1, 1, 0, RULE_LINK_TAKE_OVER },
	{ 0, 0, 2, 0, 2, 2, RULE_LINK_ASK },
};

static bool
is_of(int row, bool fact)
{
	return row == 2 || row == fact;
}

Test(rule_link, each_combination_has_one_row_and_is_decided_by_it)
{
	for (unsigned i = 0; i < 64; i++) {
		struct rule_link_facts f = { i & 1, i & 2, i & 4, i & 8, i & 16,
			i & 32 };
		int n = 0;

		for (size_t r = 0; r < N_OF(rows); r++) {
			if (!is_of(rows[r].linking, f.is_linking) ||
			    !is_of(rows[r].known, f.is_known) ||
			    !is_of(rows[r].mine, f.is_mine) ||
			    !is_of(rows[r].trusted, f.is_trusted) ||
			    !is_of(rows[r].owner, f.has_owner) ||
			    !is_of(rows[r].verified, f.is_verified))
				continue;
			n++;
			cr_expect(
			    rule_link_decide(&f) == rows[r].decision, "%u", i);
		}
		cr_expect(n == 1, "%u: %d rows", i, n);
	}
}
