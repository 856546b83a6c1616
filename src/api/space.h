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

/* What the contract's tables cannot say. ERR_TIMEZONE_UNKNOWN. */
MUST_CHECK enum err api_space_check(
    struct call *call, const app_space_row *row);

/* A list by name, of those that begin with q (NULL: all); its input end is
 * api_space_end of the same q. ERR_CURSOR_INVALID. */
MUST_CHECK enum err api_space_list(struct call *call, struct db_list list,
    const char *q, int64_t limit, const char *cursor);
/* What follows all names that begin with q; lives in the arena of the call. */
const char *api_space_end(struct call *call, const char *q);

/* The kinds of change that handlers make. */
typedef enum err (*api_space_change_fn)(
    struct call *call, struct space_id id, const app_space_row *row);

/* Locks a space for somebody with a permission, whose If-Match it passes. Needs
 * a transaction. ERR_NOT_FOUND, ERR_BANNED, ERR_FORBIDDEN,
 * ERR_PRECONDITION_FAILED. */
MUST_CHECK enum err api_space_lock(struct call *call, struct space_id id,
    bool is_group, enum rule_permission wanted, struct app_space *space,
    app_space_row *row);

#endif
