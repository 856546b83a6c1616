/*
 * Who is in a spark. Its spots are two numbers in its row, which nothing else
 * writes: how many are taken, and by how many people besides its creator.
 */
#ifndef APP_SPARK_JOIN_H
#define APP_SPARK_JOIN_H

#include "app/spark.h"

/* What follows needs a transaction. */

struct app_spark_join {
	const char *code; /* of an invite; NULL: none */
	int64_t party_size;
};

struct app_spark_joined {
	bool is_asked;
	struct db_call reply; /* in the arena: what is to be answered. Where
				 it is a write it is what joins, and no row of
				 it is ERR_RETRY */
};

/*
 * The caller joins a spark, or asks to. A code is used by those alone whom its
 * audience does not let in. ERR_NOT_FOUND, ERR_BANNED,
 * ERR_FORBIDDEN for whoever was removed, ERR_INVITE_ONLY, ERR_INVITE_EXPIRED,
 * ERR_INVALID_TRANSITION of a draft, and while its space is closing,
 * ERR_SPARK_OVER, ERR_SPARK_FULL, ERR_ALREADY_JOINED, ERR_RATE_LIMITED,
 * ERR_RETRY.
 */
MUST_CHECK enum err app_spark_join(struct call *call, struct spark_id id,
    const struct app_spark_join *join, struct app_spark_joined *out);

/* The caller, who need not see it, is not in it any more, and does not ask to
 * be. It passes to somebody else, without those whom a block parts from them,
 * or is cancelled, when it was theirs. ERR_NOT_FOUND, ERR_NOT_MEMBER,
 * ERR_SPARK_OVER. */
MUST_CHECK enum err app_spark_leave(struct call *call, struct spark_id id);

/* Somebody leaves all sparks that are not over and not for them any more,
 * whatever the reason, which has been written already: who joins just now is
 * in it then, or is refused. ERR_RETRY. */
MUST_CHECK enum err app_spark_release(struct call *call, struct user_id user);

/* Of a space that goes: a page of the sparks that were made in it goes, *n is
 * how many. */
MUST_CHECK enum err app_spark_empty(
    struct call *call, struct space_id space, int64_t *n);

/* For whoever manages it; ERR_NOT_FOUND also of a user whom that does not
 * concern. ERR_FORBIDDEN, ERR_SPARK_OVER. */

/* They are not in it, and do not join again. */
MUST_CHECK enum err app_spark_expel(
    struct call *call, struct spark_id id, struct user_id user);
/* They asked, and are in it. ERR_SPARK_FULL. */
MUST_CHECK enum err app_spark_approve(
    struct call *call, struct spark_id id, struct user_id user);
/* They asked, and are not. */
MUST_CHECK enum err app_spark_decline(
    struct call *call, struct spark_id id, struct user_id user);

#endif
