/*
 * What the handlers of clusters and groups share.
 */
#ifndef API_SPACE_H
#define API_SPACE_H

#include "app/space.h"
#include "generated/api.h"

/*
 * Copies what both take from an input into a row: all of it, or only the
 * members that a merge patch has.
 */
#define SPACE_MERGE(row, in, is_patch, arena)                             \
	do {                                                              \
		SPACE_TAKE(row, in, is_patch, name);                      \
		SPACE_TAKE(row, in, is_patch, description);               \
		SPACE_TAKE(row, in, is_patch, location);                  \
		SPACE_TAKE(row, in, is_patch, image_url);                 \
		SPACE_TAKE(row, in, is_patch, timezone);                  \
		SPACE_TAKE(row, in, is_patch, join_policy);               \
		SPACE_TAKE(row, in, is_patch, admits_alumni);             \
		if (!(is_patch) || (in)->has.tags)                        \
			(row)->tags = api_list_texts(arena, (in)->tags);  \
		if (!(is_patch) || (in)->has.questions)                   \
			(row)->questions = api_space_questions(           \
			    arena, (in)->questions.v, (in)->questions.n); \
	} while (0)
#define SPACE_TAKE(row, in, is_patch, member)         \
	do {                                          \
		if (!(is_patch) || (in)->has.member)  \
			(row)->member = (in)->member; \
	} while (0)

/* Questions as the column holds them, in arena. */
const char *api_space_questions(
    struct arena *arena, const struct api_questions_item *questions, size_t n);

/* A list by name, of those that begin with q (NULL: all); its input end is
 * api_space_end of the same q. ERR_CURSOR_INVALID. */
MUST_CHECK enum err api_space_list(struct call *call, struct db_list list,
    const char *q, int64_t limit, const char *cursor);
/* What follows all names that begin with q; lives in the arena of the call. */
const char *api_space_end(struct call *call, const char *q);

/* What tells clusters and groups apart for those who handle both. */
struct api_space_noun {
	bool is_group;
	const char *path; /* of their list */
	enum rule_permission update, close;
	/* one of them, as the caller of call sees it, who has permissions */
	struct db_call (*show)(
	    struct call *call, struct space_id id, int64_t permissions);
};

/* What follows answers for one of a noun. What it returns besides is what
 * app_space_find and app_space_require do, and ERR_PRECONDITION_FAILED for an
 * If-Match that it does not pass; all but the first need a transaction. */

/* Shows it. */
MUST_CHECK enum err api_space_get(
    struct call *call, const struct api_space_noun *noun, struct space_id id);

/* Makes it, as app_space_add does; who may is for the caller to ask. */
MUST_CHECK enum err api_space_create(struct call *call,
    const struct api_space_noun *noun, const app_space_row *row,
    int64_t members_may);

/* A patch until the row is to be changed: locks it. ERR_INVALID_TRANSITION
 * while it is closing. */
MUST_CHECK enum err api_space_patch_begin(struct call *call,
    const struct api_space_noun *noun, struct space_id id,
    struct app_space *space, app_space_row *row);
/* The rest of it. ERR_TIMEZONE_UNKNOWN, ERR_VALIDATION_FAILED. */
MUST_CHECK enum err api_space_patch_end(struct call *call,
    const struct api_space_noun *noun, struct space_id id,
    const struct app_space *space, const app_space_row *row);

/* app_space_close. */
MUST_CHECK enum err api_space_close(
    struct call *call, const struct api_space_noun *noun, struct space_id id);
/* app_space_reopen. */
MUST_CHECK enum err api_space_reopen(
    struct call *call, const struct api_space_noun *noun, struct space_id id);
/* app_space_transfer, while it is not closing. */
MUST_CHECK enum err api_space_transfer(struct call *call,
    const struct api_space_noun *noun, struct space_id id,
    struct user_id owner);

#endif
