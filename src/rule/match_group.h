/*
 * Which people could do something together: each of them suits each other one.
 */
#ifndef RULE_MATCH_GROUP_H
#define RULE_MATCH_GROUP_H

#include <stddef.h>
#include <stdint.h>

enum {
	RULE_MATCH_CANDIDATES_MAX = 128,
	RULE_MATCH_MEMBERS_MAX = 7, /* of a group, beside whom it is for */
	RULE_MATCH_GROUPS_MAX = 10
};

/* What two like is alike, for a group: a cosine above this. */
#define RULE_MATCH_ALIKE 0.8

/* People in an order, all of whom suit the one whom the groups are for: the
 * bits of each are those whom they suit. */
struct rule_match_graph {
	size_t n;
	uint64_t suits[RULE_MATCH_CANDIDATES_MAX]
		      [RULE_MATCH_CANDIDATES_MAX / 64];
};

/* Two of them suit each other. */
void rule_match_graph_join(struct rule_match_graph *graph, size_t a, size_t b);
/* They do not, whatever they like. */
void rule_match_graph_part(struct rule_match_graph *graph, size_t a, size_t b);

/* Places in the order, from the first on; at least two. */
struct rule_match_group {
	size_t members[RULE_MATCH_MEMBERS_MAX];
	size_t n;
};

/*
 * For each person, in their order, who is in no group before: of all groups
 * that they are in, of at most as many members as one has, the one that comes
 * first when these are compared person by person in that order. So nobody could
 * be added to one that is not full, and whoever suits somebody is in one, as
 * long as there are no more than RULE_MATCH_GROUPS_MAX. Returns how many.
 *
 * The first maximal clique by order: Johnson, Yannakakis, Papadimitriou, IPL 27
 * (1988); one after the other: Welsh, Powell, Comp. J. 10 (1967). O(n^2).
 */
size_t rule_match_groups(const struct rule_match_graph *graph,
    struct rule_match_group groups[RULE_MATCH_GROUPS_MAX]);

#endif
