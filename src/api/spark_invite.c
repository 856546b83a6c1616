/*
 * Invites into sparks.
 */
#include "app/spark_invite.h"

#include "api/spark.h"
#include "base/clock.h"

#include "base/banned.h"

static void
write_invite(struct call *call, struct json_writer *w, struct spark_id spark,
    const struct q_spark_invite_list_row *row)
{
	const char *code = app_spark_invite_code(call, row->id);

	json_open(w, '{');
	json_key(w, "id");
	json_write_uuid(w, row->id.v);
	json_key(w, "code");
	json_write_text(w, code);
	json_key(w, "url");
	json_write_text(w, app_spark_invite_url(call, spark, code));
	json_key(w, "created_by");
	json_write_uuid(w, row->created_by.v);
	json_key(w, "max_uses");
	json_write_int(w, row->max_uses);
	json_key(w, "uses");
	json_write_int(w, row->uses);
	json_key(w, "expires_at");
	json_write_time(w, row->expires_at);
	json_key(w, "created_at");
	json_write_time(w, row->created_at);
	json_close(w, '}');
}

static enum err
find(struct call *call, struct spark_id spark, struct user_id by,
    struct q_spark_invite_list_row **rows, size_t *n)
{
	return q_spark_invite_list(call->db, .spark = spark, .by = by,
	    .now = call->now_us, .limit = APP_SPARK_INVITES_MAX, rows, n);
}

enum err
api_spark_invite_list(
    struct call *call, const struct api_spark_invite_list_in *in)
{
	struct q_spark_invite_list_row *rows;
	struct json_writer w;
	struct user_id by;
	size_t n;
	enum err err = app_spark_invite_whose(call, in->id, &by);

	if (!err)
		err = find(call, in->id, by, &rows, &n);
	if (err)
		return err;
	w = reply_json(call);
	json_open(&w, '[');
	for (size_t i = 0; i < n; i++)
		write_invite(call, &w, in->id, &rows[i]);
	json_close(&w, ']');
	return ERR_OK;
}

enum err
api_spark_invite_create(
    struct call *call, const struct api_spark_invite_create_in *in)
{
	struct app_spark_invite invite = { in->body.max_uses,
		in->body.expires_in_s };
	struct q_spark_invite_list_row *rows;
	struct spark_invite_id id;
	struct json_writer w;
	char spark[UUID_TEXT_SIZE];
	size_t n;
	enum err err = app_spark_invite_add(call, in->id, &invite, &id);

	if (!err)
		err = find(call, in->id, call->user, &rows, &n);
	if (err)
		return err;
	uuid_format(in->id.v, spark);
	w = reply_json_created(call,
	    arena_printf(call->arena, "/api/v1/sparks/%s/invites", spark));
	for (size_t i = 0; i < n; i++)
		if (uuid_eq(rows[i].id.v, id.v))
			write_invite(call, &w, in->id, &rows[i]);
	return ERR_OK;
}

enum err
api_spark_invite_revoke(
    struct call *call, const struct api_spark_invite_revoke_in *in)
{
	struct user_id by;
	int64_t n;
	enum err err = app_spark_invite_whose(call, in->id, &by);

	if (!err)
		err = q_spark_invite_remove(call->db, .id = in->invite_id,
		    .spark = in->id, .by = by, &n);
	if (!err && !n)
		err = ERR_NOT_FOUND;
	return err ? err : reply_none(call);
}
