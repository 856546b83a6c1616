/*
 * Who may still come in is a set of bits, of which each new member takes away
 * those whom they do not suit.
 */
#include "rule/match_group.h"

#include <stdbool.h>

#include "base/banned.h"

enum { WORDS = RULE_MATCH_CANDIDATES_MAX / 64 };

static bool
has(const uint64_t *set, size_t i)
{
	return set[i / 64] >> i % 64 & 1;
}

static void
add(uint64_t *set, size_t i)
{
	set[i / 64] |= UINT64_C(1) << i % 64;
}

static void
remove_from(uint64_t *set, size_t i)
{
	set[i / 64] &= ~(UINT64_C(1) << i % 64);
}

void
rule_match_graph_join(struct rule_match_graph *graph, size_t a, size_t b)
{
	add(graph->suits[a], b);
	add(graph->suits[b], a);
}

void
rule_match_graph_part(struct rule_match_graph *graph, size_t a, size_t b)
{
	remove_from(graph->suits[a], b);
	remove_from(graph->suits[b], a);
}

static void
keep(uint64_t *set, const uint64_t *others)
{
	for (size_t i = 0; i < WORDS; i++)
		set[i] &= others[i];
}

/* Of a group with the seed. It has its place among the members. */
static void
gather(const struct rule_match_graph *graph, size_t seed,
    struct rule_match_group *group)
{
	uint64_t may[WORDS];
	bool is_seed_due = true;

	for (size_t i = 0; i < WORDS; i++)
		may[i] = graph->suits[seed][i];
	group->n = 0;
	for (size_t i = 0; i < graph->n; i++) {
		size_t room = RULE_MATCH_MEMBERS_MAX - group->n;

		if (i == seed) {
			is_seed_due = false;
			group->members[group->n++] = i;
		} else if (room > is_seed_due && has(may, i)) {
			group->members[group->n++] = i;
			keep(may, graph->suits[i]);
		}
	}
}

size_t
rule_match_groups(const struct rule_match_graph *graph,
    struct rule_match_group groups[RULE_MATCH_GROUPS_MAX])
{
	uint64_t seen[WORDS] = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < graph->n && n < RULE_MATCH_GROUPS_MAX; i++) {
		if (has(seen, i))
			continue;
		gather(graph, i, &groups[n]);
		if (groups[n].n < 2)
			continue;
		for (size_t j = 0; j < groups[n].n; j++)
			add(seen, groups[n].members[j]);
		n++;
	}
	return n;
}
