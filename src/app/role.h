/*
 * Roles of clusters: making and changing them, and who has which. The cluster's
 * row is held meanwhile, so rights that are read decide about those written.
 */
#ifndef APP_ROLE_H
#define APP_ROLE_H

#include "app/space.h"
#include "generated/query/role.h"

/* What people write of a role, and what it was before. */
typedef struct q_role_get_row app_role_row;

/* What follows needs a transaction, and is for a caller who may do it: all of
 * it may be ERR_NOT_FOUND, ERR_BANNED, ERR_FORBIDDEN and, while the cluster is
 * closing, ERR_INVALID_TRANSITION. */

/* Adds a role. ERR_FORBIDDEN also when the cluster has as many as it may;
 * ERR_VALIDATION_FAILED at /name when there is one of this name. */
MUST_CHECK enum err app_role_add(struct call *call, struct space_id cluster,
    const app_role_row *role, struct role_id *id);

/* A role to be changed. */
MUST_CHECK enum err app_role_find(struct call *call, struct space_id cluster,
    struct role_id id, struct app_space *space, app_role_row *role);
/* Replaces what people write of one that app_role_find found for space, and
 * that was before. ERR_VALIDATION_FAILED at /name. */
MUST_CHECK enum err app_role_set(struct call *call, struct space_id cluster,
    const struct app_space *space, const app_role_row *before,
    const app_role_row *after);
/* Removes it, and takes it from all who have it; no built-in one. */
MUST_CHECK enum err app_role_remove(struct call *call, struct space_id cluster,
    const struct app_space *space, const app_role_row *role);

/* Gives an active member a role, which they may have already. */
MUST_CHECK enum err app_role_grant(struct call *call, struct space_id cluster,
    struct user_id user, struct role_id role);
/* Takes it; everybody may give up their own. ERR_OWNER_MUST_TRANSFER for the
 * owner's being an admin. */
MUST_CHECK enum err app_role_revoke(struct call *call, struct space_id cluster,
    struct user_id user, struct role_id role);

#endif
