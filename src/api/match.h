/*
 * Why two people are matched: what both like, when both are free, which groups
 * both are in.
 */
#ifndef API_MATCH_H
#define API_MATCH_H

#include "app/match_search.h"
#include "generated/query/match.h"
#include "json/write.h"

enum { API_MATCH_PAGE_MAX = 201 };

/* What is looked up for a page of matches. */
struct api_match_reasons {
	const struct q_match_interests_row *likes; /* the caller's */
	const uint64_t *terms;			   /* of each of these */
	size_t n_likes;
	const struct q_match_shared_groups_row *groups;
	size_t n_groups;
	int32_t offset_s; /* of the caller's clocks */
};

/* For the people of these ids, a JSON array. */
MUST_CHECK enum err api_match_read_reasons(struct call *call,
    const struct app_match_search *search, const char *ids,
    struct api_match_reasons *reasons);

/* Those of a match, as an array. */
void api_match_write_reasons(struct json_writer *w,
    const struct app_match_found *found,
    const struct api_match_reasons *reasons);

#endif
