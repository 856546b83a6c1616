/*
 * Who takes turns in a routine, and whose turn each run is.
 */
#ifndef APP_ROTATION_H
#define APP_ROTATION_H

#include "app/routine.h"

enum {
	APP_ROTATION_DAYS = 28,	   /* so far ahead runs are given out */
	APP_ROTATION_FIXED_H = 48, /* what begins so soon stays as it is, though
				      others take turns */
	APP_ROTATION_KEPT_DAYS = 90 /* so long what somebody did counts */
};

/* What follows needs a transaction, with the routine locked. */

/* Gives out the runs that fewer do than should, as the routine says. */
MUST_CHECK enum err app_rotation_deal(
    struct call *call, const app_routine_row *routine);

/* The same anew, of the runs that begin so many hours from now or later. */
MUST_CHECK enum err app_rotation_deal_again(
    struct call *call, const app_routine_row *routine, int64_t hours);

/* These take turns, in place of those who did. ERR_VALIDATION_FAILED at
 * pointer of somebody whom the routine is not for, or when they are too many
 * for every run to be theirs. */
MUST_CHECK enum err app_rotation_set_pool(struct call *call,
    const app_routine_row *routine, const struct uuid *users, size_t n,
    const char *pointer);

/* Whether those who take turns are not too many for every run to be theirs,
 * where the routine says so now. ERR_VALIDATION_FAILED at pointer. */
MUST_CHECK enum err app_rotation_check(
    struct call *call, const app_routine_row *routine, const char *pointer);

/* Somebody takes no turns any more, and does no run that has not begun. */
MUST_CHECK enum err app_rotation_leave(
    struct call *call, const app_routine_row *routine, struct user_id user);

/* Somebody leaves all routines that are not for them any more, whatever the
 * reason, which has been written already. */
MUST_CHECK enum err app_rotation_release(
    struct call *call, struct user_id user);

#endif
