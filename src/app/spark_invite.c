/*
 * An invite has a row, by which it is counted; its code only proves that its
 * holder was given the number of that row.
 */
#include "app/spark_invite.h"

#include <string.h>

#include "base/clock.h"
#include "crypt/token.h"

#include "base/banned.h"

const char *
app_spark_invite_code(struct call *call, struct spark_invite_id id)
{
	char *code = arena_alloc(call->arena, CRYPT_TOKEN_SIZE);

	crypt_token_seal(call->keys, CRYPT_SPARK, id.v, 0, code);
	return code;
}

const char *
app_spark_invite_url(struct call *call, struct spark_id spark, const char *code)
{
	const char *base = call->conf->public_url;
	size_t len = strlen(base);
	char id[UUID_TEXT_SIZE];

	while (len && base[len - 1] == '/')
		len--;
	uuid_format(spark.v, id);
	return arena_printf(
	    call->arena, "%.*s/sparks/%s#%s", (int)len, base, id, code);
}

static enum err
refuse(struct call *call)
{
	return fault(call->fault, ERR_INVITE_EXPIRED,
	    "The invite is used up, over, or was revoked.");
}

enum err
app_spark_invite_find(struct call *call, struct spark_id spark,
    const char *code, struct spark_invite_id *id)
{
	struct q_spark_invite_find_row row;
	uint32_t number;
	enum err err;

	if (!crypt_token_open(call->keys, CRYPT_SPARK, code, &id->v, &number))
		return refuse(call);
	err = q_spark_invite_find(
	    call->db, .id = *id, .now = call->now_us, &row);
	if (err == ERR_NOT_FOUND || (!err && !uuid_eq(row.spark_id.v, spark.v)))
		return refuse(call);
	return err;
}

static enum err
check_may_invite(struct call *call, const app_spark_row *spark)
{
	bool may = spark->my_state == MY_SPARK_STATE_CREATOR ||
		   (spark->my_state == MY_SPARK_STATE_JOINED &&
		       spark->visibility != SPARK_VISIBILITY_INVITE);

	if (!may)
		return fault(call->fault, ERR_FORBIDDEN,
		    "You may not invite people into the spark.");
	if (spark->status == SPARK_STATUS_CREATED)
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "The spark is a draft.");
	return rule_spark_is_over(spark->status)
		   ? fault(call->fault, ERR_SPARK_OVER, "The spark is over.")
		   : ERR_OK;
}

/* The spark is locked, also for the count. */
static enum err
check_room(struct call *call, struct spark_id spark)
{
	struct q_spark_invite_list_row *live;
	struct user_id all = { 0 };
	size_t n;
	enum err err = q_spark_invite_list(call->db, .spark = spark, .by = all,
	    .now = call->now_us, .limit = APP_SPARK_INVITES_MAX, &live, &n);

	return err || n < APP_SPARK_INVITES_MAX
		   ? err
		   : fault(call->fault, ERR_FORBIDDEN,
			 "A spark has at most %d live invites.",
			 APP_SPARK_INVITES_MAX);
}

enum err
app_spark_invite_add(struct call *call, struct spark_id spark,
    const struct app_spark_invite *invite, struct spark_invite_id *id)
{
	app_spark_row row;
	enum err err = app_spark_load(call, spark, APP_SPARK_IN, &row);

	id->v = uuid_new();
	if (!err)
		err = check_may_invite(call, &row);
	if (!err)
		err = check_room(call, spark);
	return err ? err
		   : q_spark_invite_add(call->db, .id = *id, .spark = spark,
			 .by = call->user,
			 .max_uses = (invite->max_uses.set ? invite->max_uses.v
							   : row.total_spots),
			 .expires_at = call->now_us +
				       invite->ttl_s * CLOCK_SECOND_US,
			 .now = call->now_us, NULL);
}

enum err
app_spark_invite_use(struct call *call, struct spark_invite_id id)
{
	int64_t n;
	enum err err = q_spark_invite_use(
	    call->db, .id = id, .now = call->now_us, &n);

	return err || n ? err : refuse(call);
}

enum err
app_spark_invite_whose(
    struct call *call, struct spark_id spark, struct user_id *by)
{
	struct q_spark_access_row row;
	struct rule_access access;
	enum err err = q_spark_access(
	    call->db, .id = spark, .viewer = call->user, &row);

	if (err || !row.is_visible)
		return err ? err : ERR_NOT_FOUND;
	access = (struct rule_access){ row.is_visible, row.permissions };
	*by = (struct user_id){ 0 };
	if (rule_may(&access, RULE_SPARKS_MANAGE))
		return ERR_OK;
	*by = call->user;
	return row.my_state == MY_SPARK_STATE_JOINED
		   ? ERR_OK
		   : rule_require(&access, RULE_SPARKS_MANAGE, call->fault);
}
