/*
 * Signing up, in and out, and proving an address.
 */
#include "api/condition.h"
#include "api/cookie.h"
#include "api/exchange.h"
#include "api/idempotency.h"
#include "api/reply.h"
#include "api/sign_in.h"
#include "app/account.h"
#include "app/login.h"
#include "app/password.h"
#include "app/session.h"
#include "app/signup.h"
#include "base/str.h"
#include "generated/api.h"
#include "generated/query/session.h"
#include "generated/query/user.h"

#include "base/banned.h"

enum err
api_auth_signup(struct call *call, const struct api_auth_signup_in *in)
{
	const struct api_auth_signup_body *body = &in->body;
	struct account_invite_id used;
	enum err err;

	err = app_signup_check(call, body->email, body->invite, &used);
	if (err)
		return err;
	if (!rule_password_is_same(
		call->arena, body->password, body->password_verify))
		return api_condition_mismatch(call, "/password_verify");
	err = app_password_check(call, body->password,
	    &(struct rule_password_owner){ .email = body->email,
		.first_name = body->first_name,
		.last_name = body->last_name },
	    "/password");
	if (err)
		return err;
	err = app_account_sign_up(call, &(struct app_account){
					    .email = body->email,
					    .first_name = body->first_name,
					    .last_name = body->last_name,
					    .password = body->password,
					    .role = USER_ROLE_ATTENDEE,
					    .invite = used,
					});
	return err ? err : reply_message(call, "Verification email sent");
}

static enum err
verify(struct call *call, const struct app_verification_proof *proof)
{
	enum err err = app_account_verify(call, proof);

	return err ? err : reply_message(call, "Email verified successfully");
}

enum err
api_auth_verify_email_link(
    struct call *call, const struct api_auth_verify_email_link_in *in)
{
	return verify(
	    call, &(struct app_verification_proof){ .token = in->token });
}

enum err
api_auth_verify_email(
    struct call *call, const struct api_auth_verify_email_in *in)
{
	return verify(call, &(struct app_verification_proof){ in->body.token,
				in->body.email, in->body.code });
}

enum err
api_auth_resend_verification(
    struct call *call, const struct api_auth_resend_verification_in *in)
{
	enum err err = app_account_resend_verification(call, in->body.email);

	return err ? err
		   : reply_message(call,
			 "If the address waits for verification, a mail is "
			 "on its way");
}

enum err
api_auth_forgot_password(
    struct call *call, const struct api_auth_forgot_password_in *in)
{
	enum err err = app_account_forgot_password(call, in->body.email);

	return err ? err
		   : reply_message(
			 call, "If the address is known, a mail is on its way");
}

enum err
api_auth_reset_password(
    struct call *call, const struct api_auth_reset_password_in *in)
{
	const struct api_auth_reset_password_body *body = &in->body;
	enum err err;

	if (!rule_password_is_same(
		call->arena, body->new_password, body->new_password_verify))
		return api_condition_mismatch(call, "/new_password_verify");
	err = app_account_reset_password(call,
	    &(struct app_verification_proof){
		body->token, body->email, body->code },
	    body->new_password, "/new_password");
	return err ? err : reply_message(call, "Password changed");
}

enum err
api_auth_login(struct call *call, const struct api_auth_login_in *in)
{
	const struct http_request *request = api_exchange_of(call)->request;
	struct app_login_attempt attempt = { .email = in->body.email,
		.password = in->body.password,
		.ip_address = request->remote_address,
		.user_agent = api_sign_in_agent(call) };
	struct app_signed_in in_by;
	enum err err = api_sign_in_kind(call, in->body.session, &attempt.kind);

	if (!err)
		err = app_login(call, &attempt, &in_by);
	return err ? err : api_sign_in_reply(call, &in_by);
}

enum err
api_auth_refresh(struct call *call, const struct api_auth_refresh_in *in)
{
	struct app_tokens tokens;
	enum err err;

	err = app_session_refresh(call, in->body.refresh_token, &tokens);
	return err ? err : api_sign_in_tokens(call, &tokens);
}

enum err
api_auth_logout(struct call *call, const struct api_auth_logout_in *in)
{
	enum logout_scope scope = in->body.scope;
	struct session_id none = { 0 };
	enum err err;

	if (scope == LOGOUT_SCOPE_LOCAL)
		err = q_session_end(call->db, .id = call->session,
		    .user = call->user, .now = call->now_us, NULL);
	else
		err = q_session_end_others(call->db, .user = call->user,
		    .kept = scope == LOGOUT_SCOPE_OTHERS ? call->session : none,
		    .now = call->now_us, NULL);
	if (!err && scope != LOGOUT_SCOPE_OTHERS &&
	    api_exchange_of(call)->caller.kind == API_CALLER_COOKIE)
		api_cookie_clear(api_exchange_of(call));
	return err ? err : reply_message(call, "Signed out");
}
