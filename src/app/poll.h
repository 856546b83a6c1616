/*
 * Polls: loading one that is to be changed or answered, and what happens to it.
 */
#ifndef APP_POLL_H
#define APP_POLL_H

#include "app/call.h"
#include "app/look.h"
#include "generated/query/poll.h"
#include "rule/permission.h"
#include "rule/transition.h"

enum {
	APP_POLL_OPTIONS_MAX = 40,
	APP_POLL_PEOPLE_MAX = 200, /* beside whoever makes it */
	APP_POLL_WAIT_S = 3600	   /* by then another one may be closed */
};

/* A poll that is locked, and how the caller stands to it. */
typedef struct q_poll_for_write_row app_poll_row;

/* How the caller stands to a poll that is not locked. ERR_NOT_FOUND. */
MUST_CHECK enum err app_poll_ask(
    struct call *call, struct poll_id id, struct q_poll_access_row *access);
/* The same, for whoever manages it. ERR_NOT_FOUND, ERR_FORBIDDEN. */
MUST_CHECK enum err app_poll_ask_manager(
    struct call *call, struct poll_id id, struct q_poll_access_row *access);

/* What follows needs a transaction. */

/* Locks a poll, and closes it when its deadline has passed. Its version is
 * still the one that the caller may have seen. ERR_NOT_FOUND. */
MUST_CHECK enum err app_poll_lock(
    struct call *call, struct poll_id id, app_poll_row *poll);
/* The same for whoever manages it, who is asked for before, so that who may not
 * makes nobody wait. ERR_NOT_FOUND, ERR_FORBIDDEN. */
MUST_CHECK enum err app_poll_manage(
    struct call *call, struct poll_id id, app_poll_row *poll);
/* The same for whom it asks, while it is open. ERR_NOT_FOUND, ERR_FORBIDDEN,
 * ERR_POLL_CLOSED. */
MUST_CHECK enum err app_poll_answer(
    struct call *call, struct poll_id id, app_poll_row *poll);

/* Whether a poll that is locked takes answers: ERR_POLL_CLOSED. */
MUST_CHECK enum err app_poll_check_open(
    struct call *call, const app_poll_row *poll);

/* Another state of a poll that is locked, as the verb says, which is not
 * written yet. ERR_INVALID_TRANSITION. */
MUST_CHECK enum err app_poll_move(
    struct call *call, app_poll_row *poll, enum rule_verb verb);

/* ERR_RATE_LIMITED when somebody has as many open polls as one person may; of
 * two who ask at once the second counts what the first makes. To be asked
 * before the poll is locked. */
MUST_CHECK enum err app_poll_check_number(
    struct call *call, struct user_id user);

/* Adds a poll of the caller's, who is asked too. ERR_RATE_LIMITED. */
MUST_CHECK enum err app_poll_add(struct call *call, const app_poll_row *poll);
/* Writes what was changed of a poll that is locked. */
MUST_CHECK enum err app_poll_set(struct call *call, const app_poll_row *poll);

/* What somebody is asked and has said is gone from all polls that are not over
 * and may not ask them any more. Those that were theirs pass to the owner of
 * where they were made, or are cancelled. */
MUST_CHECK enum err app_poll_release(struct call *call, struct user_id user);

/* Of a space that goes: a page of the polls that were made in it goes, *n is
 * how many. */
MUST_CHECK enum err app_poll_empty(
    struct call *call, struct space_id space, int64_t *n);

/* Polls whose deadline has passed are closed, and it is told. */
extern const struct app_look app_poll_look;

#endif
