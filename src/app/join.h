/*
 * Joining clusters and groups, as their policies let people.
 */
#ifndef APP_JOIN_H
#define APP_JOIN_H

#include "app/request.h"

/* What follows needs a transaction. */

/* One more space that the caller joins, by whatever way they take themselves;
 * ERR_RATE_LIMITED beyond JOINS_PER_HOUR. */
MUST_CHECK enum err app_join_count(struct call *call);

/* What becomes of who joins. */
struct app_join {
	struct request_id request; /* where others decide; else nil */
	/* what lets them in, and until when: the caller writes it last (see
	 * app_member_prepare) */
	struct db_call admission;
	struct opt_time expires_at;
	bool has_come; /* into the cluster first, so that others wait already */
};

/*
 * The caller joins a space, as its policy lets them; of a group first the
 * cluster that it is in, by that one's policy. ERR_NOT_FOUND, ERR_BANNED,
 * ERR_ALREADY_MEMBER, ERR_INVALID_TRANSITION, ERR_INVITE_ONLY, ERR_FORBIDDEN,
 * ERR_VALIDATION_FAILED, ERR_RATE_LIMITED; ERR_RETRY when the space changed
 * meanwhile.
 */
MUST_CHECK enum err app_join(struct call *call, struct space_id id,
    bool is_group, const struct app_request_answers *answers,
    struct app_join *out);

/* For who has just proved the address that they sign in with: has them join the
 * clusters that take them for it by themselves, in a job. */
MUST_CHECK enum err app_join_by_itself(struct call *call, struct user_id user);

#define APP_JOIN_JOB "join" /* somebody joins by their address */
/* An app_job_fn: it. Where they are banned, or cannot join for another reason,
 * nothing happens. */
MUST_CHECK enum err app_join_run(struct call *call, const char *payload);

/* Active membership of the cluster around a group, which then stays until this
 * transaction ends: that which the caller has, or a new one, whatever the
 * policy when they are invited. *has_come (may be NULL): it is a new one.
 * Errors as of app_join; ERR_FORBIDDEN for alumni, who come back by proving an
 * address alone. */
MUST_CHECK enum err app_join_cluster(struct call *call, struct space_id cluster,
    bool is_invited, bool *has_come);

#endif
