#include "app/leaving.h"

#include "app/admin.h"
#include "app/audit.h"
#include "app/code.h"
#include "app/erasure.h"
#include "app/notice.h"
#include "app/suspension.h"
#include "base/clock.h"
#include "generated/query/erasure.h"
#include "generated/query/user.h"

#include "base/banned.h"

static enum err
audit(struct call *call, const char *action, struct user_id user)
{
	return app_audit_add(call, &(struct app_audit){ .action = action,
				       .subject = user,
				       .object_kind = "user",
				       .object = user.v });
}

static enum err
begin(struct call *call)
{
	int64_t at_us = call->now_us +
			call->conf->erasure_delay_hours * CLOCK_HOUR_US;
	enum err err = app_erasure_ask(call, call->user, at_us);

	if (!err)
		err = app_notice_account(
		    call, RULE_NOTICE_ERASE_UNDO, call->user);
	return err ? err : audit(call, "user.erase", call->user);
}

/* Of two requests that were let in together the second finds them leaving: to
 * suspend them anew would look as if an administrator had. */
enum err
app_leaving_begin(struct call *call)
{
	struct q_user_lock_whole_row user;
	struct q_erasure_get_row asked;
	enum err err = app_admin_keep_another(call, call->user);

	if (!err)
		err = q_user_lock_whole(call->db, .id = call->user, &user);
	if (!err)
		err = q_erasure_get(call->db, .id = call->user, &asked);
	return err == ERR_NOT_FOUND ? begin(call) : err;
}

/* A clock's seconds that a token has room for; it is good for some days. */
static uint32_t
number_of(int64_t asked_us)
{
	return (uint32_t)(asked_us / CLOCK_SECOND_US);
}

void
app_leaving_token(const struct crypt_keys *keys, struct user_id user,
    int64_t asked_us, char token[CRYPT_TOKEN_SIZE])
{
	crypt_token_seal(
	    keys, CRYPT_RESTORE, user.v, number_of(asked_us), token);
}

/* Out of what an administrator has done meanwhile this does not help. */
static enum err
let_in(struct call *call, struct user_id user, bool is_by_asking)
{
	int64_t n;

	return is_by_asking ? app_suspension_end(call, user, &n)
			    : q_erasure_take_back(call->db, .id = user, NULL);
}

enum err
app_leaving_stop(struct call *call, struct user_id user)
{
	struct q_erasure_lock_row row;
	enum err err = q_erasure_lock(call->db, .id = user, &row);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	if (row.erase_at <= call->now_us)
		return app_code_expired(call);
	err = let_in(call, user, row.is_by_asking);
	return err ? err : audit(call, "user.stay", user);
}

enum err
app_leaving_take_back(struct call *call, const char *token)
{
	struct q_erasure_lock_row row;
	struct user_id user;
	uint32_t number;
	enum err err;

	if (!crypt_token_open(
		call->keys, CRYPT_RESTORE, token, &user.v, &number))
		return app_code_invalid(call);
	err = q_erasure_lock(call->db, .id = user, &row);
	if (err == ERR_NOT_FOUND ||
	    (!err && number != number_of(row.erase_asked_at)))
		return app_code_invalid(call);
	if (!err && row.erase_at <= call->now_us)
		return app_code_expired(call);
	if (!err)
		err = let_in(call, user, row.is_by_asking);
	return err ? err : audit(call, "user.stay", user);
}
