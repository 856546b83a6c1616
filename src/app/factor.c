#include "app/factor.h"

#include <string.h>

#include "app/audit.h"
#include "app/notice.h"
#include "app/recovery.h"
#include "base/buf.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/rand.h"
#include "base/str.h"
#include "conf/url.h"
#include "crypt/seal.h"
#include "generated/query/recovery_code.h"
#include "generated/query/session.h"
#include "generated/query/user.h"

#include "base/banned.h"

enum { URI_MAX = 4096 };

static struct crypt_seal_place
place_of(const struct factor_id *id)
{
	return (
	    struct crypt_seal_place){ "factor.secret", { id, sizeof(*id) } };
}

static enum err
code_invalid(struct call *call)
{
	return fault(call->fault, ERR_MFA_CODE_INVALID,
	    "The code is wrong, or was used before.");
}

bool
app_factor_is_asked(const struct conf *conf)
{
	return !str_eq(conf->mfa_required, "off");
}

bool
app_factor_is_required(const struct conf *conf, enum user_role role)
{
	return str_eq(conf->mfa_required, "all") ||
	       (str_eq(conf->mfa_required, "admin") && role == USER_ROLE_ADMIN);
}

enum err
app_factor_kinds(
    struct call *call, struct user_id user, struct app_factors *out)
{
	struct q_factor_kinds_row row = { 0 };
	enum err err = q_factor_kinds(call->db, .user = user, &row);

	*out = (struct app_factors){ row.totp, row.passkey };
	return err;
}

/* Adding and removing */

static enum err
lock_caller(struct call *call, struct q_user_lock_row *user)
{
	return q_user_lock(call->db, .id = call->user, user);
}

/* Key URI Format of the programs that read it. */
static const char *
uri_of(struct call *call, const char *email, const char *secret)
{
	const char *site = conf_url_authority(
	    call->arena, call->conf->public_url);
	const char *uri;
	struct buf b;

	buf_init(&b, URI_MAX);
	buf_str(&b, "otpauth://totp/");
	conf_url_escape(&b, site, "");
	buf_char(&b, ':');
	conf_url_escape(&b, email, "@");
	buf_printf(&b, "?secret=%s&issuer=", secret);
	conf_url_escape(&b, site, "");
	buf_printf(&b, "&algorithm=SHA1&digits=6&period=%d", CRYPT_TOTP_STEP_S);
	bug_if(b.failed);
	uri = arena_strndup(call->arena, b.p, b.len);
	buf_release(&b);
	return uri;
}

static enum err
store_totp(struct call *call, const char *name, struct app_factor_totp *out)
{
	unsigned char secret[CRYPT_TOTP_SECRET_SIZE],
	    sealed[sizeof(secret) + CRYPT_SEAL_MORE];
	struct bytes bytes = { sealed, sizeof(sealed) };
	struct crypt_seal_place place;

	out->id.v = uuid_new();
	place = place_of(&out->id);
	rand_bytes(secret, sizeof(secret));
	crypt_seal(call->keys, &place, secret, sizeof(secret), sealed);
	crypt_totp_write(secret, out->secret);
	explicit_bzero(secret, sizeof(secret));
	return q_factor_add(call->db, .id = out->id, .user = call->user,
	    .kind = FACTOR_KIND_TOTP, .name = name, .secret = bytes,
	    .now = call->now_us, NULL);
}

/* Whether there is room for one more, with the caller locked. */
static enum err
begin_add(struct call *call, struct q_user_lock_row *user)
{
	struct app_factors factors = { 0 };
	enum err err = lock_caller(call, user);

	if (!err)
		err = q_factor_drop_waiting(call->db, .user = call->user, NULL);
	if (!err)
		err = app_factor_kinds(call, call->user, &factors);
	if (!err && factors.totp + factors.passkey >= APP_FACTORS_MAX)
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "Nobody has more than %d.", APP_FACTORS_MAX);
	return err;
}

enum err
app_factor_add_totp(
    struct call *call, const char *name, struct app_factor_totp *out)
{
	struct q_user_lock_row user;
	enum err err = begin_add(call, &user);

	if (!err)
		err = store_totp(call, name, out);
	if (!err)
		out->uri = uri_of(call, user.email, out->secret);
	return err;
}

enum err
app_factor_add_passkey(
    struct call *call, const char *name, struct factor_id *id)
{
	struct bytes none = { 0 };
	struct q_user_lock_row user;
	enum err err = begin_add(call, &user);

	id->v = uuid_new();
	return err ? err
		   : q_factor_add(call->db, .id = *id, .user = call->user,
			 .kind = FACTOR_KIND_PASSKEY, .name = name,
			 .secret = none, .now = call->now_us, NULL);
}

/* Whoever else is signed in has not shown what is asked for from now on. */
static enum err
tell_change(struct call *call, const char *action, struct factor_id id,
    enum rule_notice notice)
{
	enum err err = q_session_end_others(call->db, .user = call->user,
	    .kept = call->session, .now = call->now_us, NULL);

	if (!err)
		err = app_audit_add(call, &(struct app_audit){
					      .action = action,
					      .subject = call->user,
					      .object_kind = "factor",
					      .object = id.v,
					  });
	return err ? err : app_notice_account(call, notice, call->user);
}

/* The step whose code it is; -1: none of this factor's. */
static int64_t
find_step(struct call *call, const struct factor_id *id, struct bytes sealed,
    const char *code)
{
	unsigned char secret[CRYPT_TOTP_SECRET_SIZE];
	const struct crypt_seal_place place = place_of(id);
	int64_t step = -1;

	if (sealed.len == sizeof(secret) + CRYPT_SEAL_MORE &&
	    crypt_seal_open(call->keys, &place, sealed, secret))
		step = crypt_totp_find(
		    secret, call->now_us / CLOCK_SECOND_US, code);
	explicit_bzero(secret, sizeof(secret));
	return step;
}

static enum err
note_confirmed(struct call *call, struct factor_id id)
{
	struct opt_time none = { 0 }, now = { true, call->now_us };
	enum err err = q_session_show(call->db, .id = call->session,
	    .authenticated_at = none, .factor_at = now, NULL);

	return err ? err
		   : tell_change(
			 call, "factor.add", id, RULE_NOTICE_FACTOR_ADDED);
}

/* What is wrong stays counted. */
static enum err
count_waiting(struct call *call, struct factor_id id, int64_t *n)
{
	enum err err = app_may_begin(call);

	if (!err)
		err = db_begin(call->db);
	if (!err)
		err = q_factor_count_waiting(call->db, .id = id,
		    .user = call->user, .failures_max = APP_FACTOR_FAILURES, n);
	return err ? err : db_commit(call->db);
}

/* Locks the caller and finds what is to be confirmed. */
static enum err
find_waiting(struct call *call, struct factor_id id, struct app_factors *before,
    struct q_factor_find_row *factor)
{
	struct q_user_lock_row user;
	enum err err = lock_caller(call, &user);

	if (!err)
		err = app_factor_kinds(call, call->user, before);
	if (!err)
		err = q_factor_find(
		    call->db, .id = id, .user = call->user, factor);
	return err || !factor->is_confirmed
		   ? err
		   : fault(call->fault, ERR_INVALID_TRANSITION,
			 "It is confirmed already.");
}

static enum err
confirm_totp(
    struct call *call, const struct q_factor_find_row *factor, const char *code)
{
	int64_t step = code ? find_step(call, &factor->id, factor->secret, code)
			    : -1;

	return step < 0 ? code_invalid(call)
			: q_factor_confirm(call->db, .id = factor->id,
			      .step = step, .now = call->now_us, NULL);
}

static enum err
confirm_passkey(
    struct call *call, struct factor_id id, const struct app_passkey *made)
{
	enum err err = made ? app_passkey_confirm(call, id, made)
			    : ERR_NOT_FOUND;

	return err == ERR_NOT_FOUND ? code_invalid(call) : err;
}

enum err
app_factor_confirm(struct call *call, struct factor_id id,
    const struct app_factor_proof *proof, char (**codes)[APP_RECOVERY_SIZE])
{
	struct q_factor_find_row factor;
	struct app_factors before;
	int64_t n = 0;
	enum err err = count_waiting(call, id, &n);

	*codes = NULL;
	if (!err)
		err = app_begin(call);
	if (!err)
		err = find_waiting(call, id, &before, &factor);
	if (err)
		return err;
	if (!n)
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "Too many codes were wrong: begin anew.");
	err = factor.kind == FACTOR_KIND_TOTP
		  ? confirm_totp(call, &factor, proof->code)
		  : confirm_passkey(call, id, proof->passkey);
	if (!err)
		err = note_confirmed(call, id);
	return err || before.totp + before.passkey > 0
		   ? err
		   : app_recovery_renew(call, codes);
}

enum err
app_factor_remove(struct call *call, struct factor_id id)
{
	struct q_factor_find_row factor;
	struct app_factors left;
	struct q_user_lock_row user;
	enum err err = lock_caller(call, &user);

	if (!err)
		err = q_factor_find(
		    call->db, .id = id, .user = call->user, &factor);
	if (!err)
		err = q_factor_remove(call->db, .id = id, NULL);
	if (err || !factor.is_confirmed)
		return err;
	err = app_factor_kinds(call, call->user, &left);
	if (!err && left.totp + left.passkey == 0)
		err = q_recovery_code_remove_all(
		    call->db, .user = call->user, NULL);
	return err ? err
		   : tell_change(
			 call, "factor.remove", id, RULE_NOTICE_FACTOR_REMOVED);
}

enum err
app_factor_renew_recovery(struct call *call, char (**codes)[APP_RECOVERY_SIZE])
{
	struct app_factors factors;
	struct q_user_lock_row user;
	enum err err = lock_caller(call, &user);

	if (!err)
		err = app_factor_kinds(call, call->user, &factors);
	if (!err && factors.totp + factors.passkey == 0)
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "Recovery codes stand in for a second step; there is "
		    "none.");
	if (!err)
		err = app_recovery_renew(call, codes);
	return err ? err
		   : app_audit_add(call, &(struct app_audit){
					     .action = "recovery_code.renew",
					     .subject = call->user,
					 });
}

/* Showing */

enum err
app_factor_count(
    struct call *call, struct user_id user, struct app_factor_try *out)
{
	struct q_factor_locked_until_row locked;
	int64_t left_us;
	enum err err = q_factor_count_try(call->db, .user = user,
	    .now = call->now_us, .failures_max = APP_FACTOR_FAILURES,
	    .until = call->now_us + APP_FACTOR_LOCK_S * CLOCK_SECOND_US,
	    &out->factors, &out->n);

	if (err || out->n)
		return err;
	err = q_factor_locked_until(call->db, .user = user, &locked);
	if (err)
		return err;
	if (!locked.until.set || locked.until.v <= call->now_us)
		return code_invalid(call);
	left_us = locked.until.v - call->now_us;
	call->fault->retry_after_s = (int)(left_us / CLOCK_SECOND_US) + 1;
	return fault(call->fault, ERR_RATE_LIMITED,
	    "Too many codes were wrong; try again later.");
}

static enum err
accept_code(
    struct call *call, const struct app_factor_try *try, const char *code)
{
	for (size_t i = 0; i < try->n; i++) {
		const struct q_factor_count_try_row *f = &try->factors[i];
		int64_t n, step = find_step(call, &f->id, f->secret, code);
		enum err err;

		if (step < 0)
			continue;
		err = q_factor_use(call->db, .id = f->id, .step = step,
		    .now = call->now_us, &n);
		if (err || n)
			return err;
	}
	return code_invalid(call);
}

static enum err
accept_passkey(
    struct call *call, struct user_id user, const struct app_passkey *shown)
{
	struct app_passkey_signed found;
	enum err err = app_passkey_look(call, shown, &found);

	if (!err && !uuid_eq(found.user.v, user.v))
		err = ERR_NOT_FOUND;
	if (!err)
		err = app_passkey_take(call, &found);
	return err == ERR_NOT_FOUND ? code_invalid(call) : err;
}

static enum err
accept_recovery(struct call *call, struct user_id user, const char *code)
{
	bool is_used;
	enum err err = app_recovery_use(call, user, code, &is_used);

	return err || is_used ? err : code_invalid(call);
}

enum err
app_factor_accept(struct call *call, struct user_id user,
    const struct app_factor_try *try, const struct app_factor_proof *proof)
{
	enum err err = proof->code ? accept_code(call, try, proof->code)
		       : proof->passkey
			   ? accept_passkey(call, user, proof->passkey)
			   : accept_recovery(call, user, proof->recovery_code);

	return err ? err : q_factor_forgive(call->db, .user = user, NULL);
}
