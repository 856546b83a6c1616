/*
 * Invites into clusters and groups.
 */
#include "app/invite.h"

#include "api/reply.h"
#include "base/str.h"
#include "generated/api.h"

#include "base/banned.h"

static void
write_space(struct json_writer *w, const struct q_invite_list_row *row)
{
	json_key(w, "space");
	json_open(w, '{');
	json_key(w, "id");
	json_write_uuid(w, row->space_id.v);
	json_key(w, "name");
	json_write_text(w, row->name);
	json_key(w, "kind");
	json_write_text(w, word_text(&space_kind_words, (int)row->kind));
	json_close(w, '}');
}

static void
write_by(struct json_writer *w, const struct q_invite_list_row *row)
{
	json_key(w, "by");
	json_open(w, '{');
	json_key(w, "id");
	json_write_uuid(w, row->by_id.v);
	json_key(w, "first_name");
	json_write_text(w, row->first_name);
	json_close(w, '}');
}

static void
write_bounds(struct json_writer *w, const struct q_invite_list_row *row)
{
	json_key(w, "user_id");
	if (uuid_is_nil(row->user_id.v))
		json_write_null(w);
	else
		json_write_uuid(w, row->user_id.v);
	json_key(w, "email");
	json_write_text(w, row->email);
	json_key(w, "max_uses");
	if (row->max_uses.set)
		json_write_int(w, row->max_uses.v);
	else
		json_write_null(w);
	json_key(w, "uses");
	json_write_int(w, row->uses);
	json_key(w, "opens_cluster");
	json_write_bool(w, row->opens_cluster);
	json_key(w, "expires_at");
	json_write_time(w, row->expires_at);
	json_key(w, "created_at");
	json_write_time(w, row->created_at);
}

static void
write_invite(struct call *call, struct json_writer *w,
    const struct q_invite_list_row *row)
{
	const char *code = app_invite_code(call, row->id, row->code_hash);

	json_open(w, '{');
	json_key(w, "id");
	json_write_uuid(w, row->id.v);
	json_key(w, "code");
	json_write_text(w, code);
	json_key(w, "url");
	json_write_text(w, code ? app_invite_url(call, code) : NULL);
	write_bounds(w, row);
	write_by(w, row);
	write_space(w, row);
	json_close(w, '}');
}

/* Whose invites a list has: of a space, by somebody or to the viewer. */
struct scope {
	struct space_id space;
	struct user_id by, viewer;
	int64_t since;
};

static enum err
find(struct call *call, const struct scope *scope,
    struct q_invite_list_row **rows, size_t *n)
{
	return q_invite_list(call->db, .space = scope->space, .by = scope->by,
	    .viewer = scope->viewer, .since = scope->since, .now = call->now_us,
	    .limit = APP_INVITES_MAX, rows, n);
}

static void
write_invites(struct call *call, struct json_writer *w,
    const struct q_invite_list_row *rows, size_t n)
{
	json_open(w, '[');
	for (size_t i = 0; i < n; i++)
		write_invite(call, w, &rows[i]);
	json_close(w, ']');
}

static enum err
reply_invites(struct call *call, const struct scope *scope)
{
	struct q_invite_list_row *rows;
	struct json_writer w;
	size_t n;
	enum err err = find(call, scope, &rows, &n);

	if (err)
		return err;
	w = reply_json(call);
	write_invites(call, &w, rows, n);
	return ERR_OK;
}

static enum err
list(struct call *call, struct space_id id, bool is_group)
{
	struct scope scope = { .space = id };
	enum err err = app_invite_whose(call, id, is_group, &scope.by);

	return err ? err : reply_invites(call, &scope);
}

/* Of the caller's, those that were made now are the new ones. */
static enum err
create(struct call *call, struct space_id id, bool is_group,
    const struct api_invite_input *in)
{
	struct app_invite invite = {
		.users = (const struct user_id *)in->user_ids.v,
		.n_users = in->user_ids.n,
		.emails = in->emails.v,
		.n_emails = in->emails.n,
		.max_uses = in->max_uses,
		.ttl_s = in->expires_in_s,
	};
	struct scope scope = {
		.space = id, .by = call->user, .since = call->now_us
	};
	struct q_invite_list_row *rows;
	struct json_writer w;
	char space[UUID_TEXT_SIZE];
	size_t n;
	enum err err = app_invite_add(call, id, is_group, &invite);

	if (!err)
		err = find(call, &scope, &rows, &n);
	if (err)
		return err;
	uuid_format(id.v, space);
	w = reply_json_created(
	    call, arena_printf(call->arena, "/api/v1/%s/%s/invites",
		      is_group ? "groups" : "clusters", space));
	write_invites(call, &w, rows, n);
	return ERR_OK;
}

static enum err
revoke(struct call *call, struct space_id id, bool is_group,
    struct invite_id invite)
{
	enum err err = app_invite_revoke(call, id, is_group, invite);

	return err ? err : reply_none(call);
}

enum err
api_cluster_invite_list(
    struct call *call, const struct api_cluster_invite_list_in *in)
{
	return list(call, in->id, false);
}

enum err
api_cluster_invite_create(
    struct call *call, const struct api_cluster_invite_create_in *in)
{
	return create(call, in->id, false, &in->body);
}

enum err
api_cluster_invite_revoke(
    struct call *call, const struct api_cluster_invite_revoke_in *in)
{
	return revoke(call, in->id, false, in->invite_id);
}

enum err
api_group_invite_list(
    struct call *call, const struct api_group_invite_list_in *in)
{
	return list(call, in->id, true);
}

enum err
api_group_invite_create(
    struct call *call, const struct api_group_invite_create_in *in)
{
	return create(call, in->id, true, &in->body);
}

enum err
api_group_invite_revoke(
    struct call *call, const struct api_group_invite_revoke_in *in)
{
	return revoke(call, in->id, true, in->invite_id);
}

enum err
api_invite_list_mine(
    struct call *call, const struct api_invite_list_mine_in *in)
{
	(void)in;
	return reply_invites(call, &(struct scope){ .viewer = call->user });
}

static enum err
reply_invite(struct call *call, struct invite_id id)
{
	return reply_one(call, Q_invite_get(.id = id, .viewer = call->user));
}

enum err
api_invite_get(struct call *call, const struct api_invite_get_in *in)
{
	struct q_invite_find_row invite;
	enum err err = app_invite_find(call, in->code, &invite);

	return err ? err : reply_invite(call, invite.id);
}

enum err
api_invite_accept(struct call *call, const struct api_invite_accept_in *in)
{
	struct q_invite_find_row invite;
	enum err err = app_invite_find(call, in->code, &invite);

	if (!err)
		err = app_begin(call);
	if (!err)
		err = app_invite_accept(call, &invite);
	return err ? err : reply_invite(call, invite.id);
}
