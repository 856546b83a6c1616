/*
 * Members of clusters and groups: how they come, and how they go. A count and
 * the row of each space keep who comes and goes at once apart.
 */
#ifndef APP_MEMBER_H
#define APP_MEMBER_H

#include "app/audit.h"
#include "app/space.h"

/* What follows needs a transaction. */

/* Who comes, and how: via is a word of the column. */
struct app_member_way {
	struct user_id user;
	const char *via;
	bool has_request; /* that waits: it is approved */
	/* by an address at a domain: its key, until when it counts, and when
	 * the clock looks at that first */
	struct bytes proof_key;
	struct opt_time expires_at, due_at;
};

/*
 * Lets somebody into a space, whatever its policy. ERR_FORBIDDEN when they are
 * in as many as one may be in, ERR_ALREADY_MEMBER; ERR_RETRY when the space
 * changed since it was read.
 */
MUST_CHECK enum err app_member_admit(struct call *call, struct space_id id,
    const struct app_space *space, const struct app_member_way *way);
/* The same but for the admission, which the caller writes last. Who else joins
 * waits from then until the commit. */
MUST_CHECK enum err app_member_prepare(struct call *call, struct space_id id,
    const struct app_space *space, const struct app_member_way *way,
    struct db_call *admission);

/* The caller leaves a space, or asks no more to be let in; with a cluster also
 * its groups, and as its owner to the admin who has been there for the longest.
 * ERR_NOT_FOUND, ERR_NOT_MEMBER, ERR_LAST_ADMIN, ERR_OWNER_MUST_TRANSFER for
 * who owns the group, or a group of the cluster. */
MUST_CHECK enum err app_member_leave(
    struct call *call, struct space_id id, bool is_group);

/* The caller removes a member, as if they left, who is told; reason may be
 * NULL. ERR_NOT_FOUND, ERR_BANNED, ERR_FORBIDDEN, ERR_LAST_ADMIN,
 * ERR_OWNER_MUST_TRANSFER. */
MUST_CHECK enum err app_member_remove(struct call *call, struct space_id id,
    bool is_group, struct user_id user, const char *reason);

/* How a membership ends. */
enum app_member_exit {
	APP_MEMBER_LEAVES, /* but not while they own a group there */
	APP_MEMBER_HAS_TO_GO,
	APP_MEMBER_RETIRES /* of a cluster: stays as one of the alumni where it
			      admits them, and in groups that do */
};

/* What app_member_leave and app_member_remove do once it is decided, for
 * whoever else ends a membership; the space is locked, row and member are what
 * was read then. done is for the log, that of each group too. The groups of the
 * cluster that somebody owns who does not just leave do not keep them: each
 * passes to the moderator, else the member, who has been there for the longest,
 * else to the owner of the cluster. */
MUST_CHECK enum err app_member_end(struct call *call, struct space_id id,
    const app_space_row *row, const struct app_space *member,
    const struct app_audit *done, enum app_member_exit way);

/* The caller makes a member of a group its moderator, or one no more.
 * ERR_NOT_FOUND, ERR_BANNED, ERR_FORBIDDEN, ERR_OWNER_MUST_TRANSFER,
 * ERR_INVALID_TRANSITION. */
MUST_CHECK enum err app_member_set_role(struct call *call, struct space_id id,
    struct user_id user, bool is_moderator);

#endif
