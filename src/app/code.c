/*
 * Whether or not anything waits, as much is written.
 */
#include "app/code.h"

#include "app/throttle.h"
#include "crypt/token.h"

#include "base/banned.h"

enum err
app_code_invalid(struct call *call)
{
	return fault(call->fault, ERR_TOKEN_INVALID, "Invalid token");
}

enum err
app_code_expired(struct call *call)
{
	return fault(call->fault, ERR_TOKEN_EXPIRED, "Token expired");
}

/* A try where nothing waits: what is written takes time that can be noticed. */
static enum err
try_in_vain(struct call *call)
{
	enum err err = app_throttle_in_vain(call);

	if (!err)
		err = db_commit(call->db);
	return err ? err : app_code_invalid(call);
}

/* How often a code was tried today, whether or not there was one, and whichever
 * mail it was in. */
static struct app_throttle
tries_of(struct call *call, const struct app_code *code)
{
	return app_throttle_of(call, APP_THROTTLE_CODE,
	    arena_printf(call->arena, "%s\n%s", code->kind, code->whose));
}

/* Counts the try and commits. Where something waits the row of that is written,
 * and elsewhere one in vain: what is read then makes as many statements. */
static enum err
count_try(struct call *call, const struct app_code *code,
    struct app_code_found *found)
{
	struct app_throttle t = tries_of(call, code);
	int64_t n = 0;
	enum err err = app_throttle_count(call, &t, &n);

	if (!err)
		err = code->count(call, code->ctx,
		    n > APP_CODE_TRIES_A_DAY ? 0 : APP_CODE_TRIES, found);
	if (err == ERR_NOT_FOUND)
		return try_in_vain(call);
	if (!err)
		err = app_throttle_get(call, &t, &n);
	return err ? err : db_commit(call->db);
}

/* Begins twice: a request that was answered before must be answered alike, not
 * spend a try; and the try stays counted whatever becomes of the request. */
enum err
app_code_check(struct call *call, const struct app_code *code,
    const char *digits, struct uuid *id)
{
	struct app_code_found found = { 0 };
	enum err err = app_may_begin(call);

	if (!err)
		err = db_begin(call->db);
	if (!err)
		err = count_try(call, code, &found);
	if (err)
		return err;
	if (!crypt_code_is_valid(call->keys, found.id, digits))
		return app_code_invalid(call);
	if (found.expires_at <= call->now_us)
		return app_code_expired(call);
	*id = found.id;
	return app_begin(call);
}
