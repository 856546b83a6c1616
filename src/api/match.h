/*
 * Who is shown to the caller, and why they are matched: what all like, when
 * all are free, which groups all are in.
 */
#ifndef API_MATCH_H
#define API_MATCH_H

#include "app/match_like.h"
#include "app/match_search.h"
#include "generated/query/match.h"
#include "json/write.h"

enum { API_MATCH_PAGE_MAX = 201 };

/* Those who may be shown of whom a search finds, in their order. */
struct api_match_page {
	struct app_match_found v[API_MATCH_PAGE_MAX];
	const struct q_match_people_row *people[API_MATCH_PAGE_MAX];
	size_t n;
	/* Whether others may be behind the last one who was looked at: of very
	 * many who may not be shown no more are looked at, though the page is
	 * not full. */
	bool is_cut;
	struct app_match_found last;
};

/* Fills a page with as many as are wanted, at most API_MATCH_PAGE_MAX, from a
 * place on (NULL: the first of all). */
MUST_CHECK enum err api_match_fill(struct call *call,
    const struct app_match_search *search, const struct app_match_found *after,
    struct api_match_page *page, size_t wanted);

/* Their ids, as a JSON array. */
const char *api_match_ids(
    struct arena *arena, const struct app_match_found *found, size_t n);

/* Somebody who may be shown, as an object. */
void api_match_write_person(
    struct json_writer *w, const struct q_match_people_row *person);
/* A number from 0 to 1, to four places. */
void api_match_write_part(struct json_writer *w, const char *key, double v);

/* What is looked up for a page of matches. */
struct api_match_reasons {
	struct app_match_like *likes; /* the caller's */
	size_t n_likes;
	const struct q_match_shared_groups_row *groups;
	size_t n_groups;
	int32_t offset_s; /* of the caller's clocks */
};

/* For the people of these ids, a JSON array. */
MUST_CHECK enum err api_match_read_reasons(struct call *call,
    const struct app_match_search *search, const char *ids,
    struct api_match_reasons *reasons);

/* How far the caller's clocks are east of others. */
MUST_CHECK enum err api_match_read_offset(struct call *call, int32_t *offset_s);

/* Reasons, each an object of an array that is open. What the caller likes: */
void api_match_write_liked(struct json_writer *w, const char *name);
/* The longest half hours in a row of a week in UTC, least of them at least, by
 * clocks that are offset_s east. */
void api_match_write_free(struct json_writer *w, const struct rule_week *week,
    int least, int32_t offset_s);

/* What the caller and all of these, of one side, have in common, as an array.
 */
void api_match_write_reasons(struct json_writer *w,
    const struct app_match_found *const *found, size_t n,
    const struct api_match_reasons *reasons);

#endif
