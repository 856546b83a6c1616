/*
 * With whom somebody is matched: the exact order of all who like something that
 * they like, as the clusters are now.
 */
#ifndef APP_MATCH_SEARCH_H
#define APP_MATCH_SEARCH_H

#include "app/matches.h"
#include "rule/match.h"

/* Only groups of at most so many people tell that two have something in common,
 * and only so many of a person's are looked at. */
enum { APP_MATCH_GROUP_MAX = 200, APP_MATCH_GROUPS_MAX = 50 };
enum { APP_MATCH_TERMS_MAX = 3 };

/* A cluster that is searched. */
struct app_match_side {
	const struct app_match_snapshot *in;
	const struct app_match_person *me; /* NULL: I am in none of it */
	uint8_t *mine;			   /* weight of each of its terms */
	uint8_t *shared; /* for each of its people, groups that I am in too */
};

struct app_match_search {
	struct user_id me;
	struct app_match_side sides[APP_MATCHES_OF_ONE];
	size_t n;
	const char *clusters; /* their ids, as a JSON array */
	double above; /* only whose interests are more alike than this; 0:
			 everybody */
};

/* Somebody in this order: the highest score first, of equal ones the lowest id.
 */
struct app_match_found {
	double score;
	struct user_id id;
	struct rule_match_parts parts;
	const struct app_match_side *side;
	const struct app_match_person *person;
};

/* The clusters in which the caller is matched, as a JSON array of ids.
 * ERR_MATCHING_OFF. */
MUST_CHECK enum err app_match_clusters(struct call *call, const char **ids);

/*
 * Begins to search for the caller, in one cluster or, nil, in all of theirs,
 * and brings them up to date. ERR_MATCHING_OFF for who is not matched there,
 * since one gives what one takes; ERR_NOT_FOUND, ERR_BANNED, ERR_FORBIDDEN.
 * What it says holds until the next one.
 */
MUST_CHECK enum err app_match_search(struct call *call, struct space_id cluster,
    struct app_match_search *search);

/* The at most max behind a place (NULL: the first of all), in their order;
 * nobody twice, and whoever may not be shown as well. Returns how many. */
size_t app_match_search_next(const struct app_match_search *search,
    const struct app_match_found *after, struct app_match_found *found,
    size_t max);

/* The terms that count the most for the caller and all of these, of one side,
 * of whom there is one at least. Returns how many. */
size_t app_match_search_shared(const struct app_match_found *const *found,
    size_t n, uint64_t terms[APP_MATCH_TERMS_MAX]);

#endif
