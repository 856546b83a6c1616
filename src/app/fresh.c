#include "app/fresh.h"

#include "app/audit.h"
#include "app/login.h"
#include "app/verification.h"
#include "base/clock.h"
#include "generated/query/session.h"

#include "base/banned.h"

static int64_t
life_us(const struct conf *conf)
{
	return conf->fresh_minutes * CLOCK_MINUTE_US;
}

static bool
has_factor(const struct app_fresh *shown)
{
	return shown->has_totp || shown->has_passkey;
}

static int64_t
until(const struct conf *conf, const struct opt_time *at)
{
	return at->set ? at->v + life_us(conf) : 0;
}

int64_t
app_fresh_until(const struct conf *conf, const struct app_fresh *shown)
{
	int64_t first = until(conf, &shown->authenticated_at);
	int64_t second = until(conf, &shown->factor_at);

	return has_factor(shown) && second < first ? second : first;
}

const char *
app_fresh_methods(const struct call *call, const struct app_fresh *shown)
{
	int64_t now = call->now_us;
	bool first = until(call->conf, &shown->authenticated_at) <= now;
	bool second = has_factor(shown) &&
		      until(call->conf, &shown->factor_at) <= now;
	const struct {
		bool is_one;
		const char *text;
	} methods[] = { { first && shown->has_password, "\"password\"" },
		{ first, "\"code\"" },
		{ second && shown->has_totp, "\"totp\"" },
		{ (first || second) && shown->has_passkey, "\"passkey\"" } };
	const char *out = "";

	for (size_t i = 0; i < N_OF(methods); i++)
		if (methods[i].is_one)
			out = arena_printf(call->arena, "%s%s%s", out,
			    *out ? "," : "", methods[i].text);
	return out;
}

enum err
app_fresh_mail_code(struct call *call)
{
	struct q_user_for_login_row user = { .id = call->user };
	bool is_due;
	enum err err = app_verification_count_request(call);

	if (!err)
		err = app_verification_is_due(
		    call, &user, APP_VERIFICATION_REAUTHENTICATE, &is_due);
	return err || !is_due ? err
			      : app_verification_send(call, user.id, user.email,
				    APP_VERIFICATION_REAUTHENTICATE);
}

/* What is wrong stays counted, so each is tried before the transaction of the
 * effect begins. */

static enum err
check_password(struct call *call, const char *password)
{
	struct q_user_for_write_row user;
	enum err err = db_begin(call->db);

	if (!err)
		err = q_user_for_write(call->db, .id = call->user, &user);
	db_rollback(call->db); /* no locks while hashing */
	return err ? err
		   : app_login_check_password(call,
			 &(struct app_login_attempt){
			     .email = user.email, .password = password },
			 user.password_hash);
}

static enum err
count_factor(struct call *call, struct app_factor_try *try)
{
	enum err err = db_begin(call->db);

	if (!err)
		err = app_factor_count(call, call->user, try);
	return err ? err : db_commit(call->db);
}

/* Begins that transaction, by the code if there is one. */
static enum err
begin(struct call *call, const char *code)
{
	struct app_verification v;
	enum err err;

	if (!code)
		return app_begin(call);
	err = app_verification_check(call,
	    &(struct app_verification_proof){ .code = code },
	    APP_VERIFICATION_REAUTHENTICATE, &v);
	if (!err)
		err = app_verification_lock(
		    call, &v, APP_VERIFICATION_REAUTHENTICATE);
	return err ? err : app_verification_use_once(call, v.id);
}

static enum err
accept_factor(struct call *call, const struct app_factor_try *try,
    const struct app_factor_proof *proof)
{
	struct q_user_lock_row user;
	enum err err = q_user_lock(call->db, .id = call->user, &user);

	return err ? err : app_factor_accept(call, call->user, try, proof);
}

static enum err
note(struct call *call, bool first, bool second, struct app_fresh *out)
{
	struct opt_time authenticated_at = { first, call->now_us };
	struct opt_time factor_at = { second, call->now_us };
	struct q_session_shown_row row;
	enum err err = q_session_show(call->db, .id = call->session,
	    .authenticated_at = authenticated_at, .factor_at = factor_at, NULL);

	if (!err)
		err = q_session_shown(call->db, .id = call->session, &row);
	if (!err)
		*out = (struct app_fresh){ row.authenticated_at, row.factor_at,
			row.has_password, row.has_totp, row.has_passkey };
	return err;
}

enum err
app_fresh_show(struct call *call, const struct app_fresh_proof *proof,
    struct app_fresh *out)
{
	/* a passkey is both */
	bool first = proof->password || proof->code || proof->factor.passkey;
	bool second = proof->factor.code || proof->factor.recovery_code ||
		      proof->factor.passkey;
	struct app_factor_try try;
	enum err err = app_may_begin(call);

	if (!err && proof->password)
		err = check_password(call, proof->password);
	if (!err && second)
		err = count_factor(call, &try);
	if (!err)
		err = begin(call, proof->code);
	if (!err && second)
		err = accept_factor(call, &try, &proof->factor);
	if (!err)
		err = note(call, first, second, out);
	return err ? err
		   : app_audit_add(call, &(struct app_audit){
					     .action = "session.show",
					     .subject = call->user,
					     .object_kind = "session",
					     .object = call->session.v,
					 });
}
