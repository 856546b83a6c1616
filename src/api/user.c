/*
 * Users, as they see themselves and as others see them.
 */
#include <string.h>

#include "api/condition.h"
#include "api/exchange.h"
#include "api/idempotency.h"
#include "api/list.h"
#include "api/reply.h"
#include "app/account.h"
#include "app/leaving.h"
#include "app/login.h"
#include "app/password.h"
#include "app/people.h"
#include "base/str.h"
#include "base/timezone.h"
#include "generated/api.h"
#include "generated/query/erasure.h"
#include "generated/query/people.h"
#include "generated/query/user.h"
#include "rule/words.h"

#include "base/banned.h"

enum err
api_user_me(struct call *call, const struct api_user_me_in *in)
{
	(void)in;
	return reply_one(call, Q_user_me(.id = call->user));
}

enum err
api_user_get(struct call *call, const struct api_user_get_in *in)
{
	return reply_one(call, Q_user_get(.id = in->id, .viewer = call->user));
}

enum err
api_user_list(struct call *call, const struct api_user_list_in *in)
{
	struct rule_words_range asked = rule_words_range(call->arena, in->q);

	return reply_list_by_text(call,
	    Q_people_list(.viewer = call->user, .cluster = in->cluster_id,
		.start = asked.start, .end = asked.end, .more = asked.more),
	    in->limit, in->cursor, asked.start);
}

/* The row with the members that the patch has in place of its own. */
static void
merge(struct q_user_for_write_row *user, const struct api_profile_input *patch,
    struct arena *arena)
{
#define TAKE(member)           \
	if (patch->has.member) \
		user->member = patch->member;
	API_PROFILE_INPUT_MEMBERS(TAKE)
#undef TAKE
	if (patch->has.tags)
		user->tags = api_list_texts(arena, patch->tags);
}

/* Under another name people find them by other words. */
static enum err
rename_in_search(struct call *call, const struct q_user_for_write_row *user)
{
	const char *words = app_people_words(
	    call->arena, user->first_name, user->last_name);

	return user->words && str_eq(words, user->words)
		   ? ERR_OK
		   : app_people_rename(call, call->user, words);
}

enum err
api_user_me_patch(struct call *call, const struct api_user_me_patch_in *in)
{
	struct q_user_for_write_row user;
	enum err err;

	err = q_user_for_write(call->db, .id = call->user, &user);
	if (!err)
		err = api_condition_check(call, user.version);
	if (err)
		return err;
	merge(&user, &in->body, call->arena);
	if (!timezone_find(user.timezone))
		return api_condition_timezone(call, "/timezone");
	err = q_user_set_profile(call->db, .id = call->user,
	    Q_FIELDS_user_profile(&user), .now = call->now_us, NULL);
	if (!err)
		err = rename_in_search(call, &user);
	return err ? err : reply_one(call, Q_user_me(.id = call->user));
}

enum err
api_user_me_password(
    struct call *call, const struct api_user_me_password_in *in)
{
	const struct api_user_me_password_body *body = &in->body;
	struct q_user_for_write_row user;
	enum err err;

	err = app_begin(call); /* a repeated request ends here */
	if (!err)
		err = q_user_for_write(call->db, .id = call->user, &user);
	db_rollback(call->db); /* no locks while hashing */
	if (!err)
		err = app_login_check_password(call,
		    &(struct app_login_attempt){ .email = user.email,
			.password = body->current_password,
			.ip_address =
			    api_exchange_of(call)->request->remote_address },
		    user.password_hash);
	if (err)
		return err;
	if (!rule_password_is_same(
		call->arena, body->new_password, body->new_password_verify))
		return api_condition_mismatch(call, "/new_password_verify");
	err = app_password_check(call, body->new_password,
	    &(struct rule_password_owner){ .email = user.email,
		.first_name = user.first_name,
		.last_name = user.last_name },
	    "/new_password");
	if (!err)
		err = app_account_set_password(call, call->user,
		    user.password_hash, body->new_password, call->session);
	return err ? err : reply_message(call, "Password changed");
}

enum err
api_user_me_remove(struct call *call, const struct api_user_me_remove_in *in)
{
	enum err err = app_leaving_begin(call);

	(void)in;
	return err ? err
		   : reply_one_as(call, 202, Q_erasure_get(.id = call->user));
}

enum err
api_auth_restore(struct call *call, const struct api_auth_restore_in *in)
{
	enum err err = app_leaving_take_back(call, in->body.token);

	return err ? err : reply_message(call, "You can sign in again");
}
