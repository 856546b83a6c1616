/*
 * What people let be compared of themselves, so that they are matched with
 * others of their clusters: nothing, unless they have said so.
 */
#ifndef APP_MATCH_H
#define APP_MATCH_H

#include "app/call.h"
#include "rule/week.h"

/* When somebody is free, in the half hours of the week in UTC; never, where
 * they have not said so. */
MUST_CHECK enum err app_match_free(
    struct call *call, struct user_id user, struct rule_week *free);

/* What follows needs a transaction that has the row of the user (q_user_lock).
 */

/* What is compared follows what somebody likes, when they are free, and whether
 * they are matched at all. */
MUST_CHECK enum err app_match_refresh(struct call *call, struct user_id user);

/* What somebody wants of it. */
struct app_match_wish {
	bool is_on, spark_alerts;
	bool learns;	    /* else what was learned is forgotten */
	const char *except; /* ids of clusters, each once, as a JSON array */
	int64_t n_except;
};

/* Whether the caller is matched, but for some of the clusters that they belong
 * to, lets be learned what they like, and is told of sparks that suit them.
 * ERR_VALIDATION_FAILED at /except_cluster_ids. */
MUST_CHECK enum err app_match_set(
    struct call *call, const struct app_match_wish *wish);

/* When the caller is free: windows as they said it, in JSON, and what that
 * makes of a week by the clocks of a zone that there is. */
MUST_CHECK enum err app_match_set_free(struct call *call, const char *timezone,
    const char *windows, const struct rule_week *week);

/* Has what is compared of those follow whose clocks were set; *n is how many.
 * Begins transactions and commits them. */
MUST_CHECK enum err app_match_look(struct call *call, size_t *n);

/* In clusters in which that was last done before a time, of a thousand at most:
 * has what is compared fade of whom something was learned, unless it was
 * written since, and removes entries that are no more; *n is how many have
 * gone. Of more than 2,000 people the rest fades in the next runs, and what
 * comes behind them waits until then. Begins transactions and commits them. */
MUST_CHECK enum err app_match_tend(
    struct call *call, int64_t before_us, size_t *n);

#endif
