/*
 * Users, as administrators of the server see them.
 */
#include "app/admin.h"

#include "api/reply.h"
#include "app/password.h"
#include "app/user.h"
#include "generated/api.h"
#include "generated/query/erasure.h"
#include "generated/query/operator.h"
#include "rule/words.h"

#include "base/banned.h"

/* Each filter that lets few pass has a list of its own; of two the one that
 * lets fewer: all people may have an account at a provider, or no role. */
static enum err
list(struct call *call, const struct api_admin_user_list_in *in)
{
	if (in->state == USER_STATE_SUSPENDED)
		return reply_list(call,
		    Q_account_list_suspended(.role = in->role,
			.state = in->state, .provider = in->provider),
		    in->limit, in->cursor);
	if (in->state == USER_STATE_UNVERIFIED)
		return reply_list(call,
		    Q_account_list_unverified(.role = in->role,
			.state = in->state, .provider = in->provider),
		    in->limit, in->cursor);
	if (in->provider && (!in->role || in->role == USER_ROLE_ATTENDEE))
		return reply_list_by_text(call,
		    Q_account_list_of_provider(.role = in->role,
			.state = in->state, .provider = in->provider),
		    in->limit, in->cursor, "");
	if (in->role)
		return reply_list(call,
		    Q_account_list_of_role(.role = in->role, .state = in->state,
			.provider = in->provider),
		    in->limit, in->cursor);
	return reply_list(call,
	    Q_account_list(.role = in->role, .state = in->state), in->limit,
	    in->cursor);
}

/* "" after no text at all, so that it is no beginning of all others. */
static const char *
end_of(struct arena *arena, const char *start)
{
	return start[0] ? rule_name_end(arena, start) : "";
}

static enum err
find(struct call *call, const struct api_admin_user_list_in *in)
{
	const char *const texts[] = { in->q };
	const char *words = rule_words_of(call->arena, texts, N_OF(texts));
	const char *email = rule_email_key(call->arena, in->q);

	return reply_list_by_text(call,
	    Q_account_list_found(.role = in->role, .state = in->state,
		.provider = in->provider, .words = words,
		.words_end = end_of(call->arena, words), .email = email,
		.email_end = end_of(call->arena, email)),
	    in->limit, in->cursor, "");
}

enum err
api_admin_user_list(struct call *call, const struct api_admin_user_list_in *in)
{
	enum err err = app_user_require_admin(call);

	if (err)
		return err;
	return in->q ? find(call, in) : list(call, in);
}

static enum err
show(struct call *call, struct user_id user)
{
	return reply_one(call, Q_account_get(.id = user, .now = call->now_us));
}

enum err
api_admin_user_get(struct call *call, const struct api_admin_user_get_in *in)
{
	enum err err = app_user_require_admin(call);

	return err ? err : show(call, in->id);
}

/* Before the hash: who may not do it has no time spent on them. */
static enum err
check_password(struct call *call, const struct api_admin_user_create_body *body)
{
	enum err err = app_user_require_admin(call);

	if (err || !body->password)
		return err;
	return app_password_check(call, body->password,
	    &(struct rule_password_owner){ .email = body->email,
		.first_name = body->first_name,
		.last_name = body->last_name },
	    "/password");
}

enum err
api_admin_user_create(
    struct call *call, const struct api_admin_user_create_in *in)
{
	const struct api_admin_user_create_body *body = &in->body;
	struct user_id id;
	enum err err = check_password(call, body);

	if (!err)
		err = app_admin_add_user(call,
		    &(struct app_account){ .email = body->email,
			.first_name = body->first_name,
			.last_name = body->last_name,
			.password = body->password,
			.role = body->role },
		    &id);
	return err ? err
		   : reply_created(call,
			 Q_account_get(.id = id, .now = call->now_us),
			 "/api/v1/admin/users", id.v);
}

enum err
api_admin_user_patch(
    struct call *call, const struct api_admin_user_patch_in *in)
{
	enum err err = app_admin_set_role(call, in->id, in->body.role);

	return err ? err : show(call, in->id);
}

enum err
api_admin_user_suspend(
    struct call *call, const struct api_admin_user_suspend_in *in)
{
	enum err err = app_admin_suspend(call, in->id);

	return err ? err : show(call, in->id);
}

enum err
api_admin_user_restore(
    struct call *call, const struct api_admin_user_restore_in *in)
{
	enum err err = app_admin_restore(call, in->id);

	return err ? err : show(call, in->id);
}

enum err
api_admin_user_logout(
    struct call *call, const struct api_admin_user_logout_in *in)
{
	enum err err = app_admin_logout(call, in->id);

	return err ? err : reply_none(call);
}

enum err
api_admin_user_remove(
    struct call *call, const struct api_admin_user_remove_in *in)
{
	enum err err = app_admin_erase(call, in->id);

	return err ? err : reply_one_as(call, 202, Q_erasure_get(.id = in->id));
}
