/*
 * Requests to be let into clusters and groups: who asks, and who decides. All
 * that ends one but time holds the row of the space.
 */
#ifndef APP_REQUEST_H
#define APP_REQUEST_H

#include "app/space.h"
#include "generated/query/request.h"
#include "rule/transition.h"

/* To the questions of a space, in their order; "" for none. */
struct app_request_answers {
	const char *const *v;
	size_t n;
};

/* What follows needs a transaction. */

/*
 * The caller asks to be let into a space that was read as *space; while that
 * waits, with other answers than before. Who decides is told, at most once an
 * hour. ERR_VALIDATION_FAILED at /answers, ERR_RATE_LIMITED also for a day
 * after a rejection; ERR_RETRY when the space changed meanwhile.
 */
MUST_CHECK enum err app_request_file(struct call *call, struct space_id id,
    const struct app_space *space, const struct app_request_answers *answers,
    struct request_id *request);

/*
 * The caller approves a request, which lets somebody in and tells them, or
 * rejects it. reason is kept and logged; NULL: none. ERR_NOT_FOUND, ERR_BANNED,
 * ERR_FORBIDDEN also when they are in as many as one may be in,
 * ERR_INVALID_TRANSITION also for who has left the cluster of the group.
 */
MUST_CHECK enum err app_request_decide(struct call *call, struct space_id id,
    bool is_group, struct request_id request, enum rule_verb verb,
    const char *reason);

#endif
