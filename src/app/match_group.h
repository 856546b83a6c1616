/*
 * Groups of people who all like much the same, made of those who suit somebody.
 */
#ifndef APP_MATCH_GROUP_H
#define APP_MATCH_GROUP_H

#include "app/match_search.h"
#include "generated/query/match.h"
#include "rule/match_group.h"

struct app_match_group {
	/* with the caller, who is none of them */
	const struct app_match_found *members[RULE_MATCH_MEMBERS_MAX];
	size_t n;
	double score; /* how alike what two of them like is: the mean of all
			 pairs, the caller's first */
};

/* Two candidates whom a block parts. */
typedef struct q_match_parted_row app_match_parted;

/* Of n candidates, RULE_MATCH_CANDIDATES_MAX at most, of one side, in their
 * order; what each likes is as alike to what the caller likes (search.above).
 * Those who are parted are in no group together. Groups borrow the candidates.
 * Returns how many. */
size_t app_match_groups(struct arena *arena,
    const struct app_match_found *candidates, size_t n,
    const app_match_parted *parted, size_t n_parted,
    struct app_match_group groups[RULE_MATCH_GROUPS_MAX]);

#endif
