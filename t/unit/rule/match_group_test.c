/*
 * Groups by their definition: of all that there could be, the first one.
 */
#include "rule/match_group.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

enum { PEOPLE = 10, ROUNDS = 3000 };

static unsigned seed = 1;

static bool
suits(const struct rule_match_graph *g, size_t a, size_t b)
{
	return g->suits[a][b / 64] >> b % 64 & 1;
}

static struct rule_match_graph
random_graph(void)
{
	int percent = rand_r(&seed) % 101;
	struct rule_match_graph g = { .n = (size_t)rand_r(&seed) %
					   (PEOPLE + 1) };

	for (size_t a = 0; a < g.n; a++)
		for (size_t b = 0; b < a; b++)
			if (rand_r(&seed) % 100 < percent)
				rule_match_graph_join(&g, a, b);
	return g;
}

static bool
is_group(const struct rule_match_graph *g, unsigned set, size_t with)
{
	if (!(set >> with & 1) ||
	    __builtin_popcount(set) > RULE_MATCH_MEMBERS_MAX)
		return false;
	for (size_t a = 0; a < g->n; a++)
		for (size_t b = 0; b < a; b++)
			if (set >> a & set >> b & 1 && !suits(g, a, b))
				return false;
	return true;
}

/* The first place in which they differ is in a, not in b. */
static bool
comes_first(unsigned a, unsigned b)
{
	return a & ((a ^ b) & -(a ^ b));
}

static unsigned
first_with(const struct rule_match_graph *g, size_t with)
{
	unsigned first = 1u << with;

	for (unsigned set = 1; set < 1u << g->n; set++)
		if (comes_first(set, first) && is_group(g, set, with))
			first = set;
	return first;
}

static unsigned
set_of(const struct rule_match_group *group)
{
	unsigned set = 0;

	for (size_t i = 0; i < group->n; i++) {
		cr_assert(i == 0 || group->members[i - 1] < group->members[i]);
		set |= 1u << group->members[i];
	}
	return set;
}

Test(rule_match_group, each_is_the_first_of_all_that_there_could_be)
{
	struct rule_match_group groups[RULE_MATCH_GROUPS_MAX];

	for (int round = 0; round < ROUNDS; round++) {
		struct rule_match_graph g = random_graph();
		size_t n = rule_match_groups(&g, groups), at = 0;
		unsigned seen = 0;

		for (size_t i = 0; i < g.n; i++) {
			unsigned first = first_with(&g, i);

			if (seen >> i & 1 || __builtin_popcount(first) < 2)
				continue;
			cr_assert(at < n, "%d", round);
			cr_assert(set_of(&groups[at]) == first,
			    "%d: %x, not %x", round, set_of(&groups[at]),
			    first);
			seen |= first;
			at++;
		}
		cr_assert(at == n, "%d", round);
	}
}

Test(rule_match_group, there_are_ten_at_most_of_as_many_as_can_be_looked_at)
{
	struct rule_match_group groups[RULE_MATCH_GROUPS_MAX];
	struct rule_match_graph g = { .n = RULE_MATCH_CANDIDATES_MAX };

	for (size_t i = 0; i < g.n; i += 2)
		rule_match_graph_join(&g, g.n - 1 - i, g.n - 2 - i);
	cr_assert(rule_match_groups(&g, groups) == RULE_MATCH_GROUPS_MAX);
	for (size_t i = 0; i < RULE_MATCH_GROUPS_MAX; i++) {
		cr_expect(groups[i].n == 2);
		cr_expect(groups[i].members[0] == 2 * i);
	}
	memset(g.suits, 0xff, sizeof(g.suits));
	cr_assert(rule_match_groups(&g, groups) == RULE_MATCH_GROUPS_MAX);
	cr_expect(groups[0].n == RULE_MATCH_MEMBERS_MAX);
	cr_expect(groups[9].members[6] == 6 + 9);
}
