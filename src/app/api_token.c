#include "app/api_token.h"

#include "app/audit.h"
#include "app/notice.h"
#include "base/bug.h"
#include "base/clock.h"
#include "generated/query/api_token.h"
#include "generated/query/user.h"

#include "base/banned.h"

static enum err
audit(struct call *call, const char *action, struct api_token_id id,
    const char *scopes)
{
	const char *details = scopes ? arena_printf(call->arena,
					   "{\"scopes\":%s}", scopes)
				     : NULL;

	return app_audit_add(call, &(struct app_audit){ .action = action,
				       .subject = call->user,
				       .object_kind = "api_token",
				       .object = id.v,
				       .details = details });
}

static enum err
check_end(struct call *call, int64_t expires_at_us)
{
	int64_t last_us = call->now_us + APP_API_TOKEN_DAYS * CLOCK_DAY_US;

	return expires_at_us <= call->now_us
		   ? fault_value(
			 call->fault, "/expires_at", "past", "Is over already.")
	       : expires_at_us > last_us
		   ? fault_value(call->fault, "/expires_at", "too_far",
			 "Is more than a year from now.")
		   : ERR_OK;
}

/* Two who add one at a time meet at the user. */
static enum err
check_room(struct call *call)
{
	struct q_api_token_count_row have = { 0 };
	struct q_user_lock_row user;
	enum err err = q_user_lock(call->db, .id = call->user, &user);

	if (!err)
		err = q_api_token_count(call->db, .user = call->user, &have);
	return err || have.n < APP_API_TOKENS_MAX
		   ? err
		   : fault(call->fault, ERR_INVALID_TRANSITION,
			 "Nobody has more than %d.", APP_API_TOKENS_MAX);
}

enum err
app_api_token_add(struct call *call, const struct app_api_token *token,
    struct api_token_id *id, char out[CRYPT_API_TOKEN_SIZE])
{
	unsigned char hash[CRYPT_SHA256_SIZE];
	enum err err = check_end(call, token->expires_at_us);

	if (!err)
		err = check_room(call);
	if (err)
		return err;
	id->v = uuid_new();
	crypt_api_token_make(out);
	bug_if(!crypt_api_token_hash(out, hash));
	err = q_api_token_add(call->db, .id = *id, .user = call->user,
	    .name = token->name, .scopes = token->scopes,
	    .hash = ((struct bytes){ hash, sizeof(hash) }), .now = call->now_us,
	    .expires = token->expires_at_us, NULL);
	if (!err)
		err = audit(call, "api_token.add", *id, token->scopes);
	return err ? err
		   : app_notice_account(
			 call, RULE_NOTICE_TOKEN_ADDED, call->user);
}

enum err
app_api_token_remove(struct call *call, struct api_token_id id)
{
	int64_t n;
	enum err err = q_api_token_remove(
	    call->db, .id = id, .user = call->user, &n);

	if (!err && !n)
		return fault(
		    call->fault, ERR_NOT_FOUND, "There is no such token.");
	return err ? err : audit(call, "api_token.remove", id, NULL);
}
