/*
 * Use cases around accounts. Passwords are hashed before a transaction is
 * begun: tens of milliseconds with locks held would stall everybody else.
 */
#include "app/account.h"

#include "app/account_invite.h"
#include "app/arrival.h"
#include "app/code.h"
#include "app/notice.h"
#include "app/password.h"
#include "app/people.h"
#include "app/signup.h"
#include "app/throttle.h"
#include "app/user.h"
#include "app/verification.h"
#include "base/clock.h"
#include "crypt/password.h"
#include "generated/query/session.h"
#include "generated/query/user.h"
#include "generated/query/verification.h"
#include "rule/words.h"

#include "base/banned.h"

static const char *
words_of(struct call *call, const struct app_account *account)
{
	return app_people_words(
	    call->arena, account->first_name, account->last_name);
}

static enum err
add_user(struct call *call, const struct app_account *account, const char *hash,
    struct user_id *id, int64_t *added)
{
	id->v = uuid_new();
	return q_user_add(call->db, .id = *id, .email = account->email,
	    .email_key = rule_email_key(call->arena, account->email),
	    .password_hash = hash, .is_verified = account->is_verified,
	    .first_name = account->first_name, .last_name = account->last_name,
	    .words = words_of(call, account), .role = account->role,
	    .now = call->now_us, added);
}

enum err
app_account_set_verified(struct call *call, struct user_id user, int64_t *n)
{
	enum err err = q_user_set_verified(
	    call->db, .id = user, .now = call->now_us, n);

	return err || !*n ? err : app_arrival(call, user);
}

enum err
app_account_add(
    struct call *call, const struct app_account *account, struct user_id *id)
{
	char hash[CRYPT_HASH_SIZE];
	int64_t added;
	enum err err;

	crypt_password_hash(account->password, hash);
	err = app_begin(call);
	if (!err)
		err = add_user(call, account, hash, id, &added);
	if (err)
		return err;
	if (!added)
		return fault(
		    call->fault, ERR_CONFLICT, "The address is taken.");
	if (account->is_verified)
		err = app_arrival(call, *id);
	return err ? err : db_commit(call->db);
}

/* One more account may wait: when as many do as may, the oldest of them go,
 * whose links have expired. One that an administrator made has a longer one. */
static enum err
make_room(struct call *call)
{
	struct q_user_waiting_count_row waiting;
	int64_t most = call->conf->unverified_accounts, n;
	enum err err = q_user_waiting_count(call->db, .limit = most, &waiting);

	if (err || waiting.n < most)
		return err;
	err = q_user_purge(call->db,
	    .before = call->now_us - APP_VERIFICATION_TTL_S * CLOCK_SECOND_US,
	    .now = call->now_us, .limit = 2, &n);
	if (err || n)
		return err;
	call->fault->retry_after_s = APP_VERIFICATION_TTL_S;
	return fault(call->fault, ERR_RATE_LIMITED,
	    "Too many people are signing up; try again in an hour.");
}

enum err
app_account_prove_guest(
    struct call *call, const struct app_account *account, struct user_id *user)
{
	struct q_user_for_login_row known;
	struct q_user_lock_row lock = { 0 };
	int64_t added;
	enum err err = add_user(call, account, NULL, user, &added);

	if (!err && !added) {
		err = app_user_find(call, account->email, &known);
		*user = known.id;
	}
	if (!err)
		err = q_user_lock(call->db, .id = *user, &lock);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_RETRY : err;
	if (lock.is_suspended)
		return app_code_invalid(call);
	return q_user_set_guest(call->db, .id = *user, .email = account->email,
	    .first_name = account->first_name, .last_name = account->last_name,
	    .words = words_of(call, account), .now = call->now_us, NULL);
}

/* Whoever has a verified address, and signs up with it: a guest is told how to
 * choose a password. */
static enum err
tell_registered(struct call *call, const struct q_user_for_login_row *user)
{
	enum err err;

	if (user->is_guest && !user->is_suspended)
		return app_verification_send(
		    call, user->id, user->email, APP_VERIFICATION_RESET);
	err = app_verification_note(
	    call, user->id, user->email, APP_VERIFICATION_EMAIL);
	return err ? err
		   : app_notice_account(
			 call, RULE_NOTICE_ALREADY_REGISTERED, user->id);
}

/* Of two who signed up with an address, nobody knows whose it is, so no
 * password of theirs counts, nor a link before this one. user: an account that
 * waits so; a nil id: there is none, and as much is done. What an administrator
 * wrote of it stays; else the name and the address, as user has it too, are as
 * they were written now. */
static enum err
begin_again(struct call *call, const struct app_account *account,
    struct q_user_for_login_row *user)
{
	int64_t ttl_us = APP_VERIFICATION_TTL_S * CLOCK_SECOND_US, n;
	enum err err = q_user_drop_password(
	    call->db, .id = user->id, .now = call->now_us, NULL);

	if (!err)
		err = q_user_set_unverified(call->db, .id = user->id,
		    .email = account->email, .first_name = account->first_name,
		    .last_name = account->last_name,
		    .words = words_of(call, account),
		    .since = call->now_us - ttl_us,
		    .until = call->now_us + ttl_us, .now = call->now_us, &n);
	if (err)
		return err;
	if (n)
		user->email = account->email;
	return app_verification_end_all(call, user->id, APP_VERIFICATION_EMAIL);
}

/* Mails who has the address, which was added just now or before. Each takes the
 * same steps. Too soon after the last mail nothing changes. */
static enum err
mail_signed_up(
    struct call *call, const struct app_account *account, bool is_new)
{
	struct q_user_for_login_row user, nobody = { 0 };
	bool is_due, is_waiting;
	enum err err = app_user_find(call, account->email, &user);

	if (err == ERR_NOT_FOUND)
		return ERR_RETRY; /* removed between two statements */
	if (!err)
		err = app_verification_is_due(call, &user,
		    user.is_guest ? APP_VERIFICATION_RESET
				  : APP_VERIFICATION_EMAIL,
		    &is_due);
	if (err)
		return err;
	is_waiting = !is_new && !user.is_verified && !user.is_suspended;
	err = begin_again(
	    call, account, is_due && is_waiting ? &user : &nobody);
	if (err)
		return err;
	if (!is_due)
		return app_verification_pretend(call, APP_VERIFICATION_EMAIL);
	return is_new || is_waiting ? app_verification_send(call, user.id,
					  user.email, APP_VERIFICATION_EMAIL)
				    : tell_registered(call, &user);
}

enum err
app_account_sign_up(struct call *call, const struct app_account *account)
{
	char hash[CRYPT_HASH_SIZE];
	struct user_id id;
	int64_t added;
	enum err err;

	crypt_password_hash(account->password, hash);
	err = app_begin(call);
	if (!err)
		err = app_verification_count_request(call);
	if (!err)
		err = make_room(call);
	if (!err)
		err = add_user(call, account, hash, &id, &added);
	if (!err)
		err = app_account_invite_use(call, account->invite);
	return err ? err : mail_signed_up(call, account, added);
}

/* A guest may answer events, and not make an account of that. */
static bool
is_kept_guest(const struct call *call, const struct q_user_for_login_row *user)
{
	return user->is_guest && !app_signup_is_open(call, user->email);
}

/* Every address takes the same steps. */
static enum err
mail_again(struct call *call, const char *email,
    enum app_verification_purpose purpose, bool to_verified)
{
	struct q_user_for_login_row user;
	bool is_due;
	enum err err;

	err = app_verification_count_request(call);
	if (!err)
		err = app_user_find_or_none(call, email, &user);
	if (!err)
		err = app_verification_is_due(call, &user, purpose, &is_due);
	if (err)
		return err;
	if (!is_due || !user.email || user.is_suspended ||
	    (user.is_verified && !to_verified) || is_kept_guest(call, &user))
		return app_verification_pretend(call, purpose);
	return app_verification_send(call, user.id, user.email, purpose);
}

enum err
app_account_resend_verification(struct call *call, const char *email)
{
	return mail_again(call, email, APP_VERIFICATION_EMAIL, false);
}

enum err
app_account_forgot_password(struct call *call, const char *email)
{
	return mail_again(call, email, APP_VERIFICATION_RESET, true);
}

/* Mails the owner of an address that was proved how to choose a password, if
 * there is none: when it was proved just now, or by an answer before they
 * opened the link. */
static enum err
ask_for_password(struct call *call, struct user_id id, bool is_new)
{
	struct q_user_for_write_row user;
	enum err err = q_user_for_write(call->db, .id = id, &user);

	if (err || user.password_hash || !(is_new || user.is_guest))
		return err;
	return app_verification_send(
	    call, id, user.email, APP_VERIFICATION_RESET);
}

enum err
app_account_verify(
    struct call *call, const struct app_verification_proof *proof)
{
	struct app_verification v;
	int64_t verified;
	enum err err;

	err = app_verification_check(call, proof, APP_VERIFICATION_EMAIL, &v);
	if (!err)
		err = app_verification_lock(call, &v, APP_VERIFICATION_EMAIL);
	if (err)
		return err;
	err = app_account_set_verified(call, v.user, &verified);
	if (!err)
		err = q_verification_use(
		    call->db, .id = v.id, .now = call->now_us, NULL);
	return err ? err : ask_for_password(call, v.user, verified);
}

/* Whoever can sign in is no guest, but joins what their address lets them into.
 */
static enum err
end_guest(struct call *call, struct user_id user)
{
	int64_t n;
	enum err err = q_user_end_guest(call->db, .id = user, &n);

	return err || !n ? err : app_arrival(call, user);
}

enum err
app_account_mail_magic_code(struct call *call, const char *email)
{
	return mail_again(call, email, APP_VERIFICATION_MAGIC, true);
}

/* Of an account that nobody had verified, whoever chose its password is not
 * known. */
enum err
app_account_prove(struct call *call, const struct app_verification_proof *proof,
    struct user_id *user)
{
	struct app_verification v;
	int64_t n;
	enum err err;

	err = app_verification_check(call, proof, APP_VERIFICATION_MAGIC, &v);
	if (!err)
		err = app_verification_lock(call, &v, APP_VERIFICATION_MAGIC);
	if (!err)
		err = app_verification_use_once(call, v.id);
	if (!err)
		err = q_user_prove(
		    call->db, .id = v.user, .now = call->now_us, &n);
	*user = v.user;
	if (err)
		return err;
	return n ? app_arrival(call, v.user) : end_guest(call, v.user);
}

static enum err
set_password(struct call *call, struct user_id user, const char *old_hash,
    const char *hash, struct session_id kept)
{
	int64_t n;
	enum err err = end_guest(call, user);

	if (err)
		return err;
	err = q_user_set_password(call->db, .id = user, .old_hash = old_hash,
	    .password_hash = hash, .now = call->now_us, &n);
	if (!err && old_hash && n == 0)
		return ERR_RETRY;
	if (!err)
		err = q_session_end_others(call->db, .user = user, .kept = kept,
		    .now = call->now_us, NULL);
	if (!err)
		err = app_verification_forget(
		    call, user, APP_VERIFICATION_RESET);
	if (!err)
		err = app_notice_account(
		    call, RULE_NOTICE_PASSWORD_CHANGED, user);
	return err;
}

/* The account that a guest is given has their id and their answers. Anybody
 * else who has the address keeps it as it is. */
static enum err
give_guest(struct call *call, const struct app_account *account,
    const char *hash, struct user_id *id)
{
	struct q_user_for_login_row known;
	struct q_user_lock_row lock = { 0 };
	enum err err = app_user_find(call, account->email, &known);

	if (!err)
		err = q_user_lock(call->db, .id = known.id, &lock);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_RETRY : err;
	if (!lock.is_guest || lock.is_suspended)
		return fault(call->fault, ERR_EMAIL_TAKEN,
		    "Somebody has this address already.");
	*id = known.id;
	err = q_user_give(call->db, .id = *id,
	    .first_name = account->first_name, .last_name = account->last_name,
	    .words = words_of(call, account), .role = account->role,
	    .now = call->now_us, NULL);
	if (err)
		return err;
	if (hash)
		return set_password(
		    call, *id, NULL, hash, (struct session_id){ 0 });
	err = end_guest(call, *id);
	return err ? err
		   : app_verification_send(
			 call, *id, lock.email, APP_VERIFICATION_FIRST);
}

enum err
app_account_give(struct call *call, const struct app_account *account,
    const char *hash, struct user_id *id)
{
	struct app_account given = *account;
	int64_t added;
	enum err err;

	given.is_verified = hash;
	err = add_user(call, &given, hash, id, &added);
	if (err)
		return err;
	if (!added)
		return give_guest(call, account, hash, id);
	return hash ? app_arrival(call, *id)
		    : app_verification_send(
			  call, *id, account->email, APP_VERIFICATION_FIRST);
}

enum err
app_account_set_password(struct call *call, struct user_id user,
    const char *old_hash, const char *password, struct session_id kept)
{
	char hash[CRYPT_HASH_SIZE];
	enum err err;

	crypt_password_hash(password, hash);
	err = app_begin(call);
	return err ? err : set_password(call, user, old_hash, hash, kept);
}

enum err
app_account_reset_password(struct call *call,
    const struct app_verification_proof *proof, const char *password,
    const char *pointer)
{
	char hash[CRYPT_HASH_SIZE];
	struct app_verification v;
	struct q_user_me_row user;
	int64_t verified;
	enum err err;

	err = app_verification_check(call, proof, APP_VERIFICATION_RESET, &v);
	if (!err)
		err = q_user_me(call->db, .id = v.user, &user);
	db_rollback(call->db); /* no locks while hashing */
	if (!err)
		err = app_password_check(call, password,
		    &(struct rule_password_owner){ .email = user.email,
			.first_name = user.first_name,
			.last_name = user.last_name },
		    pointer);
	if (err)
		return err;
	crypt_password_hash(password, hash);
	err = app_begin(call);
	if (!err)
		err = app_verification_lock(call, &v, APP_VERIFICATION_RESET);
	if (!err)
		err = app_verification_use_once(call, v.id);
	if (!err)
		err = app_account_set_verified(call, v.user, &verified);
	if (!err)
		err = set_password(
		    call, v.user, NULL, hash, (struct session_id){ 0 });
	return err;
}
