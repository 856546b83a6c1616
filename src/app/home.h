/*
 * The cluster and group that an event or spark is made in, and what its
 * visibility asks of them.
 */
#ifndef APP_HOME_H
#define APP_HOME_H

#include "app/call.h"
#include "generated/id/space.h"
#include "generated/words.h"
#include "rule/permission.h"

struct app_home {
	struct space_id cluster, group; /* nil: none */
};

/* Fills in the cluster of a group. ERR_VALIDATION_FAILED at /group_id for one
 * that the caller does not see, at /cluster_id for another one's. */
MUST_CHECK enum err app_home_fill(struct call *call, struct app_home *home);

/*
 * For the caller, who makes an event there or lets others see it: events.create
 * in the group, else in the cluster, and in whichever it is for, whose members
 * they stay until the transaction ends. Needs a transaction.
 * ERR_VALIDATION_FAILED where one is missing that visibility names, or not
 * seen; ERR_BANNED, ERR_FORBIDDEN, ERR_INVALID_TRANSITION while it is closing.
 */
MUST_CHECK enum err app_home_check(struct call *call,
    const struct app_home *home, enum event_visibility visibility);
/* The same of something else that is seen alike, for which wanted is needed. */
MUST_CHECK enum err app_home_check_for(struct call *call,
    const struct app_home *home, enum event_visibility visibility,
    enum rule_permission wanted);

/* What was made at one place stays there: a change of it may name that place,
 * or none. ERR_VALIDATION_FAILED at /cluster_id or /group_id, with the
 * sentence. */
MUST_CHECK enum err app_home_check_fixed(struct call *call,
    const struct app_home *was, const struct app_home *named,
    const char *sentence);

#endif
