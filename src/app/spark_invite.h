/*
 * Codes that let people into sparks. A code is sealed, and not stored.
 */
#ifndef APP_SPARK_INVITE_H
#define APP_SPARK_INVITE_H

#include "app/spark.h"

enum { APP_SPARK_INVITES_MAX = 20 }; /* that live, of one spark */

/* What a client gives; max_uses not set: as many as there are spots. */
struct app_spark_invite {
	struct opt_int max_uses;
	int64_t ttl_s;
};

/* The code of an invite; in the arena. */
const char *app_spark_invite_code(struct call *call, struct spark_invite_id id);
/* An address with it; in the arena. */
const char *app_spark_invite_url(
    struct call *call, struct spark_id spark, const char *code);

/* The live invite that a code is for. ERR_INVITE_EXPIRED when there is none, or
 * it is into another spark. */
MUST_CHECK enum err app_spark_invite_find(struct call *call,
    struct spark_id spark, const char *code, struct spark_invite_id *id);

/* What follows needs a transaction. */

/* Adds an invite; *id: which. ERR_NOT_FOUND, ERR_FORBIDDEN, ERR_SPARK_OVER,
 * ERR_INVALID_TRANSITION of a draft. */
MUST_CHECK enum err app_spark_invite_add(struct call *call,
    struct spark_id spark, const struct app_spark_invite *invite,
    struct spark_invite_id *id);

/* Counts a use. ERR_INVITE_EXPIRED when somebody else had the last one. */
MUST_CHECK enum err app_spark_invite_use(
    struct call *call, struct spark_invite_id id);

/* Whose invites the caller sees and revokes: their own, or, nil, all.
 * ERR_NOT_FOUND, ERR_FORBIDDEN for whoever is not in the spark. */
MUST_CHECK enum err app_spark_invite_whose(
    struct call *call, struct spark_id spark, struct user_id *by);

#endif
