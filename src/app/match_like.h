/*
 * What somebody likes: what they have said, and what was seen of them.
 */
#ifndef APP_MATCH_LIKE_H
#define APP_MATCH_LIKE_H

#include "app/call.h"
#include "generated/id/category.h"

/* What a category, or else a tag, is called where people are compared: the same
 * for nothing else, and never 0. */
uint64_t app_match_term(struct category_id category, const char *tag);

/* A category, or else a tag. */
struct app_match_like {
	struct category_id category_id;
	const char *tag;
	const char *name; /* as people call it */
	uint64_t term;	  /* app_match_term */
	int64_t weight;	  /* 1 to 100 */
};

/* All that somebody likes now, each once, in the arena: of what they have said
 * and what was learned the sum counts. */
MUST_CHECK enum err app_match_likes(struct call *call, struct user_id user,
    struct app_match_like **likes, size_t *n);

#endif
