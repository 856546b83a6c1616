/*
 * Invites into clusters and groups. The code of one is derived from its id and
 * can be shown again; stored is only its digest, by which it is found.
 */
#ifndef APP_INVITE_H
#define APP_INVITE_H

#include "app/space.h"
#include "crypt/token.h"
#include "generated/query/invite.h"

enum { APP_INVITES_MAX = 100 }; /* that a space has at one time */

struct app_invite {
	const struct user_id
	    *users; /* only these; each gets one of their own */
	size_t n_users;
	const char *const *emails; /* and these; each gets one */
	size_t n_emails;	   /* both 0: one for everybody with the code */
	struct opt_int max_uses;
	int64_t ttl_s;
};

/*
 * Makes invites of the caller, and mails those to somebody, but of one space at
 * most one a week to each. Needs a transaction. ERR_NOT_FOUND, ERR_BANNED,
 * ERR_FORBIDDEN also when the space would have more than APP_INVITES_MAX,
 * ERR_INVALID_TRANSITION, ERR_VALIDATION_FAILED at /user_ids; ERR_RATE_LIMITED
 * beyond fifty people a day.
 */
MUST_CHECK enum err app_invite_add(struct call *call, struct space_id space,
    bool is_group, const struct app_invite *invite);

/* The code of an invite, in the arena; NULL when it was made with keys that
 * have been replaced since. */
const char *app_invite_code(
    struct call *call, struct invite_id id, struct bytes code_hash);

/* Where the page of an invite is. Browsers keep to themselves what stands
 * behind a #: no log gets the code. Lives in the arena. */
const char *app_invite_url(struct call *call, const char *code);

/*
 * Finds the invite that a code is of. Whoever asks for many that there are not
 * is refused for an hour, so it needs no transaction: what it counts stays.
 * One that was revoked is as if there had been none:
 * ERR_NOT_FOUND, ERR_RATE_LIMITED, ERR_INVITE_EXPIRED.
 */
MUST_CHECK enum err app_invite_find(
    struct call *call, const char *code, struct q_invite_find_row *invite);

/*
 * The caller joins by an invite that was found; of a group first the cluster
 * that it is in, by the same when it opens that, else as the cluster's policy
 * lets them. Needs a transaction. ERR_NOT_FOUND when it is somebody else's,
 * ERR_BANNED, ERR_ALREADY_MEMBER, ERR_INVITE_EXPIRED, and what
 * app_join_cluster returns.
 */
MUST_CHECK enum err app_invite_accept(
    struct call *call, const struct q_invite_find_row *invite);

/* Nobody can use an invite any more; with members.remove also one of somebody
 * else. Needs a transaction. ERR_NOT_FOUND, ERR_BANNED, ERR_FORBIDDEN. */
MUST_CHECK enum err app_invite_revoke(struct call *call, struct space_id space,
    bool is_group, struct invite_id id);

/* Whose invites the caller may see and revoke: nil: all; ERR_BANNED,
 * ERR_FORBIDDEN, ERR_NOT_FOUND. */
MUST_CHECK enum err app_invite_whose(struct call *call, struct space_id space,
    bool is_group, struct user_id *by);

#endif
