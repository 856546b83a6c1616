/*
 * One path for every attempt: count, look up, verify, and only then tell
 * apart. Failures are counted per address and client, so that nobody can lock
 * somebody else out.
 */
#include "app/login.h"

#include <arpa/inet.h>
#include <string.h>

#include "app/user.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypt/password.h"
#include "generated/query/login_failure.h"
#include "generated/query/user.h"
#include "rule/words.h"

#include "base/banned.h"

enum { WINDOW_S = 15 * 60 };

/* An address as it is counted: of IPv6 the network, because whoever has one has
 * all of its addresses (RFC 4291, 2.5.4). */
static const char *
throttled_address(const struct call *call, const char *ip_address)
{
	unsigned char b[16];
	char text[INET6_ADDRSTRLEN];

	if (!strchr(ip_address, ':') || inet_pton(AF_INET6, ip_address, b) != 1)
		return ip_address;
	memset(b + 8, 0, 8);
	return arena_strdup(
	    call->arena, inet_ntop(AF_INET6, b, text, sizeof(text)));
}

/* The name of the counter; a keyed hash, so that the table holds no address. */
static void
make_throttle_key(const struct call *call, const char *email_key,
    const char *ip_address, unsigned char key[CRYPT_MAC_SIZE])
{
	const char *text = arena_printf(call->arena, "%s\n%s", email_key,
	    throttled_address(call, ip_address));

	crypt_mac(call->keys, CRYPT_THROTTLE, text, strlen(text), key);
}

static enum err
check_throttle(struct call *call, struct bytes key)
{
	struct q_login_failure_count_row row;
	enum err err;

	if (call->conf->login_failures == 0)
		return ERR_OK;
	err = q_login_failure_count(call->db, .throttle_key = key,
	    .since = call->now_us - WINDOW_S * CLOCK_SECOND_US, &row);
	if (err || row.n < call->conf->login_failures)
		return err;
	call->fault->retry_after_s = WINDOW_S;
	fault(call->fault, ERR_RATE_LIMITED,
	    "Too many failed logins; wait a while or reset the password.");
	return ERR_RATE_LIMITED;
}

static enum err
count_failure(struct call *call, struct bytes key)
{
	if (call->conf->login_failures == 0)
		return ERR_OK;
	return q_login_failure_add(call->db, .id = uuid_new(),
	    .throttle_key = key, .now = call->now_us, NULL);
}

enum err
app_login_check_password(struct call *call,
    const struct app_login_attempt *attempt, const char *hash)
{
	unsigned char mac[CRYPT_MAC_SIZE];
	struct bytes throttle_key = { mac, sizeof(mac) };
	enum err err;

	make_throttle_key(call, rule_email_key(call->arena, attempt->email),
	    attempt->ip_address, mac);
	err = check_throttle(call, throttle_key);
	if (err || crypt_password_verify(attempt->password, hash, NULL))
		return err;
	err = count_failure(call, throttle_key);
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
    struct bytes throttle_key, struct app_tokens *out)
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
	if (!err && call->conf->login_failures != 0)
		err = q_login_failure_clear(
		    call->db, .throttle_key = throttle_key, NULL);
	if (!err)
		err = app_session_start(call, user->id, attempt->ip_address,
		    attempt->user_agent, out);
	return err;
}

enum err
app_login(struct call *call, const struct app_login_attempt *attempt,
    struct app_tokens *out)
{
	const char *email_key = rule_email_key(call->arena, attempt->email);
	unsigned char mac[CRYPT_MAC_SIZE];
	struct bytes throttle_key = { mac, sizeof(mac) };
	struct q_user_for_login_row user = { 0 };
	bool is_outdated;
	enum err err;

	make_throttle_key(call, email_key, attempt->ip_address, mac);
	err = check_throttle(call, throttle_key);
	if (err)
		return err;
	err = app_user_find(call, attempt->email, &user);
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (!crypt_password_verify(attempt->password,
		err ? NULL : user.password_hash, &is_outdated)) {
		err = count_failure(call, throttle_key);
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
	return start(call, attempt, &user, is_outdated, throttle_key, out);
}
