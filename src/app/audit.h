/*
 * The log of who did what, for those who run a space or the server: whatever
 * changes a right, a way in or somebody else's things writes a row in the
 * transaction of the change.
 */
#ifndef APP_AUDIT_H
#define APP_AUDIT_H

#include "app/call.h"
#include "generated/id/space.h"

/* One thing done; all but the action may be left out. Texts are borrowed. */
struct app_audit {
	const char *action;	/* "member.ban" */
	struct space_id space;	/* where */
	struct user_id subject; /* to whom */
	const char *object_kind;
	struct uuid object;
	const char *details; /* a JSON object; NULL: none */
};

/* {"name": text} for details; NULL when text is NULL. */
const char *app_audit_detail(
    struct arena *arena, const char *name, const char *text);

/* Adds a row: the caller did it, the operator, or else the worker. Needs a
 * transaction. */
MUST_CHECK enum err app_audit_add(
    struct call *call, const struct app_audit *done);

/*
 * Counts what anybody can make happen to somebody: they get one row of it a day
 * (UTC), at its beginning, and its details say how often ({"count": 3}). A day
 * on which SECRET_KEY changes may have two. Needs a transaction; locks that row
 * alone.
 */
MUST_CHECK enum err app_audit_count(
    struct call *call, const char *action, struct user_id subject);

#endif
