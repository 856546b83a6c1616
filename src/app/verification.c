/*
 * The life of a mailed link or code.
 */
#include "app/verification.h"

#include "app/client.h"
#include "app/code.h"
#include "app/notice.h"
#include "app/throttle.h"
#include "app/user.h"
#include "base/clock.h"
#include "crypt/token.h"
#include "generated/query/email_change.h"
#include "generated/query/user.h"
#include "generated/query/verification.h"
#include "rule/words.h"
#include "text/typed.h"

#include "base/banned.h"

/* Clocks of two machines differ by less: what is newer was made by one that was
 * wrong, and would be the last mail until the time has come. */
#define AHEAD_US (5 * 60 * CLOCK_SECOND_US)

/* What a purpose is called in the table, sealed with in the token, and told by.
 */
static const struct {
	const char *name;
	uint32_t seal;
	enum rule_notice notice;
	int64_t ttl_s, code_ttl_s;
	bool is_elsewhere; /* mailed to an address that is not the account's */
} purposes[] = {
	[APP_VERIFICATION_EMAIL] = { "verify_email", APP_NOTICE_SEAL_VERIFY,
	    RULE_NOTICE_VERIFY_EMAIL, APP_VERIFICATION_TTL_S, APP_CODE_TTL_S,
	    false },
	[APP_VERIFICATION_RESET] = { "reset_password", APP_NOTICE_SEAL_RESET,
	    RULE_NOTICE_RESET_PASSWORD, APP_VERIFICATION_TTL_S, APP_CODE_TTL_S,
	    false },
	[APP_VERIFICATION_MEMBERSHIP] = { "membership",
	    APP_NOTICE_SEAL_MEMBERSHIP, RULE_NOTICE_MEMBERSHIP,
	    APP_VERIFICATION_TTL_S, APP_CODE_TTL_S, true },
	[APP_VERIFICATION_MAGIC] = { "magic_code", APP_NOTICE_SEAL_MAGIC,
	    RULE_NOTICE_MAGIC_CODE, APP_VERIFICATION_TTL_S, APP_CODE_TTL_S,
	    false },
	[APP_VERIFICATION_REAUTHENTICATE] = { "reauthenticate",
	    APP_NOTICE_SEAL_REAUTHENTICATE, RULE_NOTICE_REAUTHENTICATE,
	    APP_VERIFICATION_TTL_S, APP_CODE_TTL_S, false },
	[APP_VERIFICATION_EMAIL_OLD] = { "email_old", APP_NOTICE_SEAL_EMAIL_OLD,
	    RULE_NOTICE_EMAIL_OLD, APP_VERIFICATION_CHANGE_TTL_S,
	    APP_CODE_TTL_S, false },
	[APP_VERIFICATION_EMAIL_NEW] = { "email_new", APP_NOTICE_SEAL_EMAIL_NEW,
	    RULE_NOTICE_EMAIL_NEW, APP_VERIFICATION_CHANGE_TTL_S,
	    APP_CODE_TTL_S, true },
	[APP_VERIFICATION_EMAIL_UNDO] = { "email_undo",
	    APP_NOTICE_SEAL_EMAIL_UNDO, RULE_NOTICE_EMAIL_UNDO,
	    APP_VERIFICATION_UNDO_TTL_S, 0, true },
	[APP_VERIFICATION_FIRST] = { "reset_password", APP_NOTICE_SEAL_RESET,
	    RULE_NOTICE_SET_PASSWORD, APP_VERIFICATION_FIRST_TTL_S,
	    APP_CODE_TTL_S, false },
};

/* The lock comes first: of two requests at once the second one has to see the
 * mail of the first. */
enum err
app_verification_is_due(struct call *call, struct q_user_for_login_row *user,
    enum app_verification_purpose purpose, bool *is_due)
{
	struct q_user_lock_row lock;
	struct q_verification_latest_row latest = { 0 };
	enum err err;

	err = q_user_lock(call->db, .id = user->id, &lock);
	if (!err) {
		user->email = lock.email;
		user->is_verified = lock.is_verified;
		user->is_suspended = lock.is_suspended;
	}
	if (!err || err == ERR_NOT_FOUND)
		err = q_verification_latest(call->db, .user = user->id,
		    .purpose = purposes[purpose].name, &latest);
	if (!err && latest.created_at > call->now_us + AHEAD_US) {
		*is_due = true;
		return app_verification_forget(call, user->id, purpose);
	}
	*is_due = err == ERR_NOT_FOUND ||
		  call->now_us - latest.created_at >=
		      call->conf->mail_interval_s * CLOCK_SECOND_US;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err
app_verification_forget(struct call *call, struct user_id user,
    enum app_verification_purpose purpose)
{
	return q_verification_remove_all(
	    call->db, .user = user, .purpose = purposes[purpose].name, NULL);
}

enum err
app_verification_forget_since(struct call *call,
    const struct app_verification *v, enum app_verification_purpose purpose)
{
	return q_verification_remove_since(call->db, .user = v->user,
	    .purpose = purposes[purpose].name, .id = v->id, NULL);
}

enum err
app_verification_end_all(struct call *call, struct user_id user,
    enum app_verification_purpose purpose)
{
	return q_verification_end_all(
	    call->db, .user = user, .purpose = purposes[purpose].name, NULL);
}

/* Ends the codes before it; its own lives for code_ttl_s. */
static enum err
add(struct call *call, struct verification_id id, struct user_id user,
    const char *email, struct space_id space,
    enum app_verification_purpose purpose, int64_t code_ttl_s)
{
	const char *name = purposes[purpose].name;
	int64_t now = call->now_us;
	enum err err;

	err = q_verification_end_codes(
	    call->db, .user = user, .purpose = name, .now = now, NULL);
	if (err)
		return err;
	return q_verification_add(call->db, .id = id, .user = user,
	    .purpose = name, .email = email, .space = space, .now = now,
	    .expires = now + purposes[purpose].ttl_s * CLOCK_SECOND_US,
	    .code_expires = now + code_ttl_s * CLOCK_SECOND_US, NULL);
}

static enum err
send(struct call *call, struct user_id user, const char *email,
    struct space_id space, enum app_verification_purpose purpose)
{
	struct verification_id id = { uuid_new() };
	enum err err = add(call, id, user, email, space, purpose,
	    purposes[purpose].code_ttl_s);

	return err ? err
		   : app_notice_verification(
			 call, purposes[purpose].notice, user, id);
}

enum err
app_verification_send(struct call *call, struct user_id user, const char *email,
    enum app_verification_purpose purpose)
{
	return send(call, user, email, (struct space_id){ 0 }, purpose);
}

enum err
app_verification_send_membership(
    struct call *call, struct space_id space, const char *email)
{
	return send(
	    call, call->user, email, space, APP_VERIFICATION_MEMBERSHIP);
}

enum err
app_verification_note(struct call *call, struct user_id user, const char *email,
    enum app_verification_purpose purpose)
{
	struct verification_id id = { uuid_new() };

	return add(call, id, user, email, (struct space_id){ 0 }, purpose, 0);
}

enum err
app_verification_pretend(
    struct call *call, enum app_verification_purpose purpose)
{
	struct user_id nobody = { uuid_new() };
	enum err err = app_verification_end_all(call, nobody, purpose);

	if (!err)
		err = app_throttle_in_vain(call);
	return err ? err : app_notice_to_nobody(call, purposes[purpose].notice);
}

enum err
app_verification_count_request(struct call *call)
{
	const char *client = app_client_network(call);
	struct app_throttle t;
	int64_t n;
	enum err err;

	if (!*client || call->conf->mail_requests == 0)
		return ERR_OK;
	t = app_throttle_of(call, APP_THROTTLE_MAIL, client);
	err = app_throttle_count(call, &t, &n);
	if (err || n <= call->conf->mail_requests)
		return err;
	return app_throttle_refuse(
	    call, &t, "Too many mails were asked for from this network today.");
}

/* Whether nobody may use the row who has it. What somebody else has done in an
 * account can be undone, also that they had it erased. */
static bool
is_over(const struct q_verification_for_token_row *row,
    enum app_verification_purpose purpose)
{
	bool is_out = row->is_suspended &&
		      !(row->is_leaving &&
			  purpose == APP_VERIFICATION_EMAIL_UNDO);

	return is_out || !(row->is_current || purposes[purpose].is_elsewhere) ||
	       (row->is_used && purpose != APP_VERIFICATION_EMAIL);
}

/* What the row says of a link or code. */
static enum err
check_row(struct call *call, struct verification_id id,
    enum app_verification_purpose purpose, struct app_verification *out)
{
	struct q_verification_for_token_row row;
	enum err err;

	err = q_verification_for_token(
	    call->db, .id = id, .purpose = purposes[purpose].name, &row);
	if (err)
		return err == ERR_NOT_FOUND ? app_code_invalid(call) : err;
	if (is_over(&row, purpose))
		return app_code_invalid(call);
	if (row.expires_at <= call->now_us)
		return app_code_expired(call);
	*out = (struct app_verification){
		.id = id, .user = row.user_id, .email = row.email
	};
	return ERR_OK;
}

static enum err
check_token(struct call *call, const char *token,
    enum app_verification_purpose purpose, struct app_verification *out)
{
	uint32_t seal;
	enum err err;

	if (!crypt_token_open(
		call->keys, CRYPT_MAIL_TOKEN, token, &out->id.v, &seal) ||
	    seal != purposes[purpose].seal)
		return app_code_invalid(call);
	err = app_begin(call);
	return err ? err : check_row(call, out->id, purpose, out);
}

/* Whose code is tried, and what for. */
struct trying {
	const char *email;
	enum app_verification_purpose purpose;
	struct app_verification *out;
};

/* Whose code is tried. */
static enum err
find_holder(struct call *call, const struct trying *trying,
    struct q_user_for_login_row *user)
{
	struct q_email_change_holder_row change = { 0 };
	enum err err;

	*user = (struct q_user_for_login_row){ .id = call->user };
	if (!trying->email)
		return ERR_OK;
	if (trying->purpose != APP_VERIFICATION_EMAIL_NEW)
		return app_user_find_or_none(call, trying->email, user);
	err = q_email_change_holder(call->db,
	    .email_key = rule_email_key(call->arena, trying->email), &change);
	user->id = change.user_id;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Finds and locks the live code. */
static enum err
count_try(struct call *call, void *ctx, int64_t tries_max,
    struct app_code_found *found)
{
	const struct trying *trying = ctx;
	struct q_user_for_login_row user;
	struct q_verification_try_row row;
	enum err err = find_holder(call, trying, &user);

	if (!err)
		err = q_verification_try(call->db, .user = user.id,
		    .purpose = purposes[trying->purpose].name,
		    .tries_max = user.is_suspended ? 0 : tries_max, &row);
	if (err)
		return err;
	*trying->out = (struct app_verification){ row.id, user.id, row.email,
		row.space_id };
	*found = (struct app_code_found){ row.id.v, row.code_expires_at };
	return ERR_OK;
}

static enum err
check_code(struct call *call, const char *email, const char *digits,
    enum app_verification_purpose purpose, struct app_verification *out)
{
	struct trying trying = { email, purpose, out };
	char user[UUID_TEXT_SIZE];
	struct uuid id;

	uuid_format(call->user.v, user);
	return app_code_check(call,
	    &(struct app_code){ .kind = purposes[purpose].name,
		.whose = email ? rule_email_key(call->arena, email) : user,
		.count = count_try,
		.ctx = &trying },
	    digits, &id);
}

enum err
app_verification_lock(struct call *call, const struct app_verification *v,
    enum app_verification_purpose purpose)
{
	struct q_user_lock_row lock;
	struct app_verification now;
	enum err err;

	err = q_user_lock(call->db, .id = v->user, &lock);
	if (err)
		return err == ERR_NOT_FOUND ? app_code_invalid(call) : err;
	return check_row(call, v->id, purpose, &now);
}

enum err
app_verification_check(struct call *call,
    const struct app_verification_proof *proof,
    enum app_verification_purpose purpose, struct app_verification *out)
{
	return proof->token
		   ? check_token(call, text_trim(call->arena, proof->token),
			 purpose, out)
		   : check_code(call, proof->email, proof->code, purpose, out);
}

bool
app_verification_is_of(const struct call *call, const char *token,
    enum app_verification_purpose purpose)
{
	struct uuid id;
	uint32_t seal;

	return crypt_token_open(call->keys, CRYPT_MAIL_TOKEN,
		   text_trim(call->arena, token), &id, &seal) &&
	       seal == purposes[purpose].seal;
}

enum err
app_verification_use_once(struct call *call, struct verification_id id)
{
	int64_t used;
	enum err err;

	err = q_verification_use(
	    call->db, .id = id, .now = call->now_us, &used);
	if (err)
		return err;
	return used ? ERR_OK : app_code_invalid(call);
}
