/*
 * One path for every attempt: count, look up, verify, and only then tell
 * apart. Failures are counted per address and client, so that nobody can lock
 * somebody else out.
 */
#include "app/login.h"

#include "app/audit.h"
#include "app/client.h"
#include "app/password.h"
#include "app/throttle.h"
#include "app/user.h"
#include "base/str.h"
#include "crypt/password.h"
#include "generated/query/user.h"
#include "rule/words.h"

#include "base/banned.h"

/* What failures for an address from one client are counted under. */
static struct app_throttle
throttle_of(const struct call *call, const char *email_key)
{
	return app_throttle_of(call, APP_THROTTLE_LOGIN,
	    arena_printf(
		call->arena, "%s\n%s", email_key, app_client_network(call)));
}

static enum err
check_throttle(struct call *call, const struct app_throttle *t)
{
	int64_t n;
	enum err err;

	if (call->conf->login_failures == 0)
		return ERR_OK;
	err = app_throttle_get(call, t, &n);
	if (err || n < call->conf->login_failures)
		return err;
	return app_throttle_refuse(call, t,
	    "Too many failed logins; wait a while or reset the password.");
}

/* In the log of whose it is; of nobody (nil) by the address, where nobody
 * looks, and as much work. */
static enum err
count_in_log(struct call *call, struct user_id whose, const char *email_key)
{
	return uuid_is_nil(whose.v)
		   ? app_throttle_in_vain_by(
			 call, APP_THROTTLE_LOGIN, email_key)
		   : app_audit_count(call, "login.failed", whose);
}

/* What is counted stays. */
static enum err
count_failure(struct call *call, const struct app_throttle *t,
    struct user_id whose, const char *email_key)
{
	int64_t n;
	enum err err = db_begin(call->db);

	if (!err && call->conf->login_failures != 0)
		err = app_throttle_count(call, t, &n);
	if (!err)
		err = count_in_log(call, whose, email_key);
	if (!err)
		err = db_commit(call->db);
	if (err)
		db_rollback(call->db);
	return err;
}

enum err
app_login_check_password(struct call *call,
    const struct app_login_attempt *attempt, const char *hash)
{
	const char *email_key = rule_email_key(call->arena, attempt->email);
	struct app_throttle t = throttle_of(call, email_key);
	enum err err = check_throttle(call, &t);

	if (err || crypt_password_verify(attempt->password, hash, NULL))
		return err;
	err = count_failure(call, &t, call->user, email_key);
	return err ? err
		   : fault(call->fault, ERR_FORBIDDEN,
			 "The current password is wrong.");
}

/* Whether what was verified still holds; it does until the commit. */
static enum err
lock_verified(struct call *call, const struct q_user_for_login_row *user)
{
	struct q_user_lock_for_login_row now;
	enum err err;

	err = q_user_lock_for_login(call->db, .id = user->id, &now);
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (err || now.is_suspended ||
	    !str_eq(now.password_hash, user->password_hash))
		return ERR_RETRY;
	return ERR_OK;
}

static enum err
start(struct call *call, const struct app_login_attempt *attempt,
    const struct q_user_for_login_row *user, bool is_outdated,
    const struct app_throttle *t, struct app_signed_in *out)
{
	char hash[CRYPT_HASH_SIZE];
	enum err err;

	if (is_outdated)
		crypt_password_hash(attempt->password, hash);
	err = db_begin(call->db);
	if (!err)
		err = lock_verified(call, user);
	if (!err && is_outdated)
		err = q_user_rehash_password(call->db, .id = user->id,
		    .old_hash = user->password_hash, .new_hash = hash, NULL);
	if (!err)
		err = q_user_look_again(call->db, .id = user->id, NULL);
	if (!err && call->conf->login_failures != 0)
		err = app_throttle_clear(call, t);
	if (!err)
		err = app_sign_in(call,
		    &(struct app_session){ .user = user->id,
			.kind = attempt->kind,
			.method = SESSION_METHOD_PASSWORD,
			.ip_address = attempt->ip_address,
			.user_agent = attempt->user_agent },
		    out);
	return err;
}

enum err
app_login(struct call *call, const struct app_login_attempt *attempt,
    struct app_signed_in *out)
{
	const char *email_key = rule_email_key(call->arena, attempt->email);
	struct app_throttle t = throttle_of(call, email_key);
	struct q_user_for_login_row user = { 0 };
	bool is_outdated, is_breached;
	enum err err;

	err = check_throttle(call, &t);
	if (err)
		return err;
	err = app_user_find(call, attempt->email, &user);
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (!crypt_password_verify(attempt->password,
		err ? NULL : user.password_hash, &is_outdated)) {
		err = count_failure(call, &t, user.id, email_key);
		return err ? err
			   : fault(call->fault, ERR_INVALID_CREDENTIALS,
				 "Wrong address or password.");
	}
	if (!user.is_verified)
		return fault(call->fault, ERR_EMAIL_NOT_VERIFIED,
		    "Follow the link in the verification mail first.");
	if (user.is_suspended)
		return fault(call->fault, ERR_ACCOUNT_SUSPENDED,
		    "The account is suspended.");
	is_breached = app_password_is_breached(call, attempt->password);
	err = start(call, attempt, &user, is_outdated, &t, out);
	out->password_breached = is_breached;
	return err;
}
