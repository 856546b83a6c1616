/*
 * Bans: keeping somebody out of a cluster and its groups, or of a group.
 */
#ifndef APP_BAN_H
#define APP_BAN_H

#include "app/space.h"

/* What follows needs a transaction, and the permission members.ban:
 * ERR_NOT_FOUND, ERR_BANNED, ERR_FORBIDDEN. */

struct app_ban {
	const char *reason;	    /* NULL: none */
	struct opt_time expires_at; /* not set: for ever */
	bool remove_messages;	    /* see app_message_remove_of */
};

/*
 * Keeps somebody of a lower rank out, whether or not they are a member: their
 * membership ends, with all roles, requests and invites there, and groups of a
 * cluster that they own pass to others. One who is kept out already is so by
 * the new terms from now on. ERR_NOT_FOUND also when there is no such user;
 * ERR_LAST_ADMIN of a cluster, ERR_OWNER_MUST_TRANSFER for who owns the group.
 */
MUST_CHECK enum err app_ban_put(struct call *call, struct space_id space,
    bool is_group, struct user_id user, const struct app_ban *ban);

/* Lets somebody in again; fine when they were not kept out. */
MUST_CHECK enum err app_ban_remove(struct call *call, struct space_id space,
    bool is_group, struct user_id user);

#endif
