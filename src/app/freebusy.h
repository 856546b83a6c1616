/*
 * Which times of people are taken: for whom they let know, and never by what.
 */
#ifndef APP_FREEBUSY_H
#define APP_FREEBUSY_H

#include "app/call.h"
#include "generated/id/space.h"
#include "rule/busy.h"

enum {
	APP_FREEBUSY_PEOPLE_MAX = 200,
	APP_FREEBUSY_DAYS = 31,
	APP_FREEBUSY_OWN_DAYS = 92
};

/* A person, and their times by start, cut off where was asked; none of who does
 * not let the caller know. */
struct app_freebusy {
	struct user_id user;
	bool is_known;
	struct rule_busy *v;
	size_t n;
};

/* The caller's own. ERR_VALIDATION_FAILED: there is too much. */
MUST_CHECK enum err app_freebusy_own(struct call *call, int64_t from_us,
    int64_t to_us, struct app_freebusy *out);

/* The members of a group, at most APP_FREEBUSY_PEOPLE_MAX; one of them asks.
 * ERR_NOT_FOUND, ERR_FORBIDDEN, ERR_VALIDATION_FAILED at /group_id when they
 * are more. They live in the arena. */
MUST_CHECK enum err app_freebusy_members(
    struct call *call, struct space_id group, struct uuid **people, size_t *n);

/* The times of those of n people who are known, as *v says; whoever says so has
 * asked them. They live in the arena. ERR_VALIDATION_FAILED: there is too much.
 */
MUST_CHECK enum err app_freebusy_read(struct call *call, struct app_freebusy *v,
    size_t n, int64_t from_us, int64_t to_us);

/* What the caller may know of n people's, in their order, each once. Lives in
 * the arena. ERR_VALIDATION_FAILED: there is too much. */
MUST_CHECK enum err app_freebusy(struct call *call, const struct uuid *people,
    size_t n, int64_t from_us, int64_t to_us, struct app_freebusy **out,
    size_t *n_out);

#endif
