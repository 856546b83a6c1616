/*
 * Starts and prolongs sessions. A session ends by session_end and its siblings
 * in sql/query/session.sql; the next request of its access token is refused.
 */
#include "app/session.h"

#include "app/known_device.h"
#include "app/notice.h"
#include "base/clock.h"
#include "generated/query/session.h"

#include "base/banned.h"

/* Within so long of a rotation every earlier token still works: a client that
 * sends several at once, or lost a response, is no thief. */
enum { REUSE_GRACE_S = 10 };

/* A program that signs in for each of its calls fills no table. */
enum { SESSIONS_MAX = 100 };

const char *
app_session_issuer(const struct conf *conf)
{
	return conf->public_url;
}

static void
make_tokens(const struct call *call, struct user_id user,
    struct session_id session, int64_t counter, struct app_tokens *out)
{
	int64_t now_s = call->now_us / CLOCK_SECOND_US;

	out->expires_in_s = call->conf->access_token_expire_minutes * 60;
	out->kind = SESSION_KIND_TOKEN;
	out->user = user;
	out->session = session;
	crypt_jwt_sign(call->keys,
	    &(struct crypt_claims){
		.user = user,
		.session = session,
		.id = uuid_new(),
		.issued_s = now_s,
		.expires_s = now_s + out->expires_in_s,
		.issuer = app_session_issuer(call->conf),
	    },
	    out->access);
	crypt_token_seal(call->keys, CRYPT_REFRESH_TOKEN, session.v,
	    (uint32_t)counter, out->refresh);
}

static void
make_cookie(const struct call *call, struct user_id user,
    struct session_id session, struct app_tokens *out)
{
	*out = (struct app_tokens){
		.kind = SESSION_KIND_COOKIE, .user = user, .session = session
	};
	crypt_cookie_seal(call->keys, session, user, out->cookie);
}

static int64_t
idle_end_us(const struct call *call)
{
	return call->now_us + call->conf->session_idle_days * CLOCK_DAY_US;
}

enum err
app_session_start(struct call *call, const struct app_session *session,
    struct app_tokens *out)
{
	struct opt_time factor_at = { session->has_factor, call->now_us };
	struct session_id id = { uuid_new() };
	struct user_id user = session->user;
	enum err err;

	err = q_session_add(call->db, .id = id, .user = user,
	    .kind = session->kind, .method = session->method,
	    .factor_at = factor_at, .ip_address = session->ip_address,
	    .user_agent = session->user_agent, .now = call->now_us,
	    .expires = call->now_us + call->conf->session_days * CLOCK_DAY_US,
	    .idle = idle_end_us(call), NULL);
	if (!err)
		err = q_session_drop_oldest(
		    call->db, .user = user, .kept = SESSIONS_MAX, NULL);
	if (!err)
		err = app_known_device_see(call, user, id, session->user_agent);
	if (err)
		return err;
	if (session->kind == SESSION_KIND_COOKIE)
		make_cookie(call, user, id, out);
	else
		make_tokens(call, user, id, 1, out);
	return ERR_OK;
}

enum err
app_session_see(struct call *call, int64_t before_us, bool *is_noted)
{
	int64_t n = 0;
	enum err err = q_session_see(call->db, .id = call->session,
	    .now = call->now_us, .before = before_us, .idle = idle_end_us(call),
	    &n);

	*is_noted = !err && n;
	return err;
}

/* A token older than the one before the current one came after the grace:
 * two parties hold the session. */
static enum err
end_reused(struct call *call, struct session_id id, struct user_id user)
{
	enum err err;

	err = q_session_end(
	    call->db, .id = id, .user = user, .now = call->now_us, NULL);
	if (!err)
		err = app_notice_account(
		    call, RULE_NOTICE_REFRESH_REUSED, user);
	if (!err)
		err = db_commit(call->db);
	if (err)
		return err;
	return fault(call->fault, ERR_REFRESH_REUSED,
	    "This refresh token was replaced long ago; the session has ended.");
}

static enum err
rotate(struct call *call, struct session_id id,
    const struct q_session_for_refresh_row *row, struct app_tokens *out)
{
	enum err err;

	err = q_session_rotate(call->db, .id = id, .counter = row->counter + 1,
	    .now = call->now_us, .idle = idle_end_us(call), NULL);
	if (!err)
		err = db_commit(call->db);
	if (!err)
		make_tokens(call, row->user_id, id, row->counter + 1, out);
	return err;
}

/* Locks the session and sees that it may go on. */
static enum err
load_live(struct call *call, struct session_id id,
    struct q_session_for_refresh_row *row)
{
	enum err err;

	err = q_session_for_refresh(call->db, .id = id, row);
	if (err == ERR_NOT_FOUND)
		return fault(
		    call->fault, ERR_SESSION_EXPIRED, "The session has ended.");
	if (err)
		return err;
	if (row->is_suspended)
		return fault(call->fault, ERR_ACCOUNT_SUSPENDED,
		    "The account is suspended.");
	if (row->is_ended || row->expires_at <= call->now_us ||
	    row->idle_at <= call->now_us)
		return fault(
		    call->fault, ERR_SESSION_EXPIRED, "The session has ended.");
	return ERR_OK;
}

enum err
app_session_refresh(
    struct call *call, const char *token, struct app_tokens *out)
{
	struct q_session_for_refresh_row row;
	struct session_id id;
	uint32_t counter;
	bool is_recent;
	enum err err;

	if (!crypt_token_open(
		call->keys, CRYPT_REFRESH_TOKEN, token, &id.v, &counter))
		return fault(call->fault, ERR_REFRESH_INVALID,
		    "This is not a refresh token of this service.");
	err = db_begin(call->db);
	if (!err)
		err = load_live(call, id, &row);
	if (err)
		return err;
	if (counter > row.counter)
		return fault(call->fault, ERR_REFRESH_INVALID,
		    "This refresh token was never issued.");
	if (counter == row.counter)
		return rotate(call, id, &row, out);
	is_recent = call->now_us - row.rotated_at <
		    REUSE_GRACE_S * CLOCK_SECOND_US;
	if (!is_recent && counter + 1 != row.counter)
		return end_reused(call, id, row.user_id);
	make_tokens(call, row.user_id, id, row.counter, out);
	return ERR_OK;
}
