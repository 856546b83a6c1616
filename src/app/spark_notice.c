/*
 * From a spark to those whom it concerns, page by page.
 */
#include "app/spark_notice.h"

#include "app/notice.h"

#include "base/banned.h"

enum { PAGE = 200 };

/* In words, where nobody has said why. */
static const char *
reason_of(const app_spark_row *spark)
{
	if (spark->cancel_reason)
		return spark->cancel_reason;
	switch (spark->reason) {
	case SPARK_REASON_NOT_ENOUGH_PEOPLE:
		return "there were not people enough";
	case SPARK_REASON_CREATOR_LEFT:
		return "whoever made it has left";
	default:
		return NULL;
	}
}

static enum err
tell(struct call *call, enum rule_notice kind, const app_spark_row *spark,
    const struct user_id *users, size_t n)
{
	return app_notice(call, &(struct app_notice){ .kind = kind,
				    .users = users,
				    .n_users = n,
				    .spark = { .id = spark->id,
					.name = spark->name,
					.place = spark->place_label,
					.reason = reason_of(spark),
					.start_time = spark->start_time } });
}

static enum err
tell_page(struct call *call, enum rule_notice kind, const app_spark_row *spark,
    const struct q_spark_audience_row *rows, size_t n)
{
	struct user_id *users = arena_array(call->arena, n, sizeof(*users));

	for (size_t i = 0; i < n; i++)
		users[i] = rows[i].user_id;
	return tell(call, kind, spark, users, n);
}

static enum err
tell_all(struct call *call, enum rule_notice kind, const app_spark_row *spark,
    bool asked)
{
	struct q_spark_audience_row *rows;
	struct user_id after = { 0 };
	size_t n = PAGE;
	enum err err = ERR_OK;

	while (!err && n == PAGE) {
		err = q_spark_audience(call->db, .id = spark->id,
		    .asked = asked, .after_id = after, .limit = PAGE, &rows,
		    &n);
		if (err || n == 0)
			return err;
		err = tell_page(call, kind, spark, rows, n);
		after = rows[n - 1].user_id;
	}
	return err;
}

enum err
app_spark_notice_on(struct call *call, const app_spark_row *spark)
{
	return tell_all(call, RULE_NOTICE_SPARK_ON, spark, false);
}

enum err
app_spark_notice_off(struct call *call, const app_spark_row *spark)
{
	return tell_all(call, RULE_NOTICE_SPARK_CALLED_OFF, spark, true);
}

enum err
app_spark_notice_heir(
    struct call *call, const app_spark_row *spark, struct user_id heir)
{
	return tell(call, RULE_NOTICE_SPARK_HANDED_OVER, spark, &heir, 1);
}

enum err
app_spark_notice_removed(
    struct call *call, const app_spark_row *spark, struct user_id user)
{
	return tell(call, RULE_NOTICE_SPARK_REMOVED, spark, &user, 1);
}
