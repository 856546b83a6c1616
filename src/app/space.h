/*
 * Spaces: making clusters and groups, and what somebody may do in one.
 */
#ifndef APP_SPACE_H
#define APP_SPACE_H

#include "app/call.h"
#include "app/notice.h"
#include "generated/query/space.h"
#include "rule/space.h"

enum { APP_SPACE_GRACE_HOURS = 72 };

/* What is known of a space and of the caller in it. */
struct app_space {
	struct rule_space_facts facts;
	struct rule_space_rights rights;
	struct space_id cluster; /* of a group in none: nil */
	bool is_member;		 /* or was one */
	bool is_active;
	bool has_request; /* to be let in, which waits */
	enum join_policy join_policy;
	int64_t admin_count, version;
};

/* A space as the caller stands to it. ERR_NOT_FOUND when there is none, or it
 * is no group where is_group says so, or not seen by the caller. */
MUST_CHECK enum err app_space_find(struct call *call, struct space_id id,
    bool is_group, struct app_space *space);
/* The same, for who has a permission. ERR_BANNED, ERR_FORBIDDEN. */
MUST_CHECK enum err app_space_require(struct call *call, struct space_id id,
    bool is_group, enum rule_permission wanted, struct app_space *space);

/* The same of anybody, nil for nobody; whether they see it is for the caller to
 * ask. ERR_NOT_FOUND when there is no such space. */
MUST_CHECK enum err app_space_of(struct call *call, struct space_id id,
    struct user_id user, struct app_space *space);

/* ERR_FORBIDDEN when somebody is in as many clusters, or groups, as one person
 * may be in: by this or by the next statement (db_first). */
MUST_CHECK enum err app_space_check_room(
    struct call *call, struct user_id user, bool is_group);

/* What people write of a space. */
typedef struct q_space_for_write_row app_space_row;

/* Locks a space that the caller sees, and looks at it again; they are asked for
 * before, so that who may not makes nobody wait. Needs a transaction.
 * ERR_NOT_FOUND. */
MUST_CHECK enum err app_space_lock(struct call *call, struct space_id id,
    bool is_group, struct app_space *space, app_space_row *row);
/* The same, for who has a permission. ERR_BANNED, ERR_FORBIDDEN. */
MUST_CHECK enum err app_space_lock_for(struct call *call, struct space_id id,
    bool is_group, enum rule_permission wanted, struct app_space *space,
    app_space_row *row);

/*
 * Adds a space with its built-in roles; the caller is its owner and first
 * member. Of row all that people write is looked at, with kind and cluster_id;
 * members_may is for groups. Needs a transaction. ERR_FORBIDDEN when the caller
 * has, or the cluster holds, as many as there may be, ERR_RATE_LIMITED when the
 * caller made several today, ERR_VALIDATION_FAILED at /slug.
 */
MUST_CHECK enum err app_space_add(struct call *call, const app_space_row *row,
    int64_t members_may, struct space_id *id);

/* Replaces what people write of a space that is locked. Needs a transaction.
 * ERR_VALIDATION_FAILED at /slug. */
MUST_CHECK enum err app_space_set(
    struct call *call, struct space_id id, const app_space_row *row);

/* What every member of a group may do: of rule_space_members_may. Needs a
 * transaction. */
MUST_CHECK enum err app_space_set_members_may(
    struct call *call, struct space_id id, int64_t permissions);

/* Somebody who has the role for it owns a space that is locked, and is told
 * unless they did it themselves. Needs a transaction. */
MUST_CHECK enum err app_space_set_owner(struct call *call,
    const struct app_notice_space *space, struct user_id owner);

/* One admin more of a cluster that is locked; nothing when they are one. Needs
 * a transaction. */
MUST_CHECK enum err app_space_make_admin(
    struct call *call, struct space_id cluster, struct user_id user);

/* One admin less of a cluster that is locked: *heir has been one for the
 * longest of the others, but of those who are suspended. Needs a transaction.
 * ERR_LAST_ADMIN. */
MUST_CHECK enum err app_space_count_admin_less(struct call *call,
    struct space_id cluster, struct user_id user, struct user_id *heir);

/*
 * Another owner of a space that is locked, who becomes an admin of the cluster;
 * the one before is a moderator of the group from then on. Needs a transaction.
 * ERR_FORBIDDEN below the owner's rank in a cluster, ERR_VALIDATION_FAILED at
 * /user_id when that is no active member, or suspended.
 */
MUST_CHECK enum err app_space_transfer(struct call *call, struct space_id id,
    const struct app_space *space, const app_space_row *row,
    struct user_id owner);

/* Begins the grace after which a space goes; those who could close it are told.
 * Needs a transaction. ERR_INVALID_TRANSITION when it is closing already. */
MUST_CHECK enum err app_space_close(
    struct call *call, struct space_id id, const app_space_row *row);
/* Ends the grace: the space stays. Needs a transaction. ERR_INVALID_TRANSITION
 * when it is not closing, or its time has come. */
MUST_CHECK enum err app_space_reopen(
    struct call *call, struct space_id id, const app_space_row *row);

#endif
