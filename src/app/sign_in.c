#include "app/sign_in.h"

#include "app/code.h"
#include "app/ticket.h"
#include "base/str.h"
#include "generated/query/user.h"

#include "base/banned.h"

enum err
app_sign_in(struct call *call, const struct app_session *session,
    struct app_signed_in *out)
{
	/* how the first step was taken */
	unsigned char method = (unsigned char)session->method;
	enum err err = app_factor_kinds(call, session->user, &out->factors);

	if (err)
		return err;
	out->password_breached = false;
	out->wants_factor = !session->has_factor &&
			    (out->factors.totp || out->factors.passkey);
	return out->wants_factor
		   ? app_ticket_add(call, APP_TICKET_MFA, session->user,
			 (struct bytes){ &method, 1 }, APP_MFA_TTL_S,
			 out->mfa_token)
		   : app_session_start(call, session, &out->tokens);
}

/* Counts the try, whatever becomes of it. */
static enum err
count_try(struct call *call, const char *mfa_token, struct app_ticket *ticket,
    struct app_factor_try *try)
{
	enum err err = app_may_begin(call);

	if (!err)
		err = db_begin(call->db);
	if (!err)
		err = app_ticket_try(call, APP_TICKET_MFA, mfa_token, ticket);
	if (!err)
		err = app_factor_count(call, ticket->user, try);
	return err ? err : db_commit(call->db);
}

static enum err
lock_user(struct call *call, struct user_id user)
{
	struct q_user_lock_for_login_row row;
	enum err err = q_user_lock_for_login(call->db, .id = user, &row);

	return err || !row.is_suspended
		   ? err
		   : fault(call->fault, ERR_ACCOUNT_SUSPENDED,
			 "The account is suspended.");
}

enum err
app_sign_in_go_on(struct call *call, const char *mfa_token,
    const struct app_factor_proof *proof, struct app_session *session,
    struct app_tokens *out)
{
	struct app_ticket ticket;
	struct app_factor_try try;
	enum err err = count_try(call, mfa_token, &ticket, &try);

	if (!err)
		err = app_begin(call);
	if (!err)
		err = lock_user(call, ticket.user);
	if (err == ERR_NOT_FOUND)
		return app_code_invalid(call);
	/* the ticket first, as count_try locks them */
	if (!err)
		err = app_ticket_use(call, ticket.id);
	if (!err)
		err = app_factor_accept(call, ticket.user, &try, proof);
	if (err)
		return err;
	session->user = ticket.user;
	session->method = *(const unsigned char *)ticket.data.p;
	session->has_factor = true;
	return app_session_start(call, session, out);
}

enum err
app_sign_in_by_passkey(struct call *call, const struct app_passkey *shown,
    struct app_session *session, struct app_tokens *out)
{
	struct app_passkey_signed found;
	enum err err = app_begin(call);

	if (!err)
		err = app_passkey_look(call, shown, &found);
	if (!err)
		err = lock_user(call, found.user);
	if (!err)
		err = app_passkey_take(call, &found);
	if (err == ERR_NOT_FOUND)
		return fault(call->fault, ERR_INVALID_CREDENTIALS,
		    "The passkey is not known here, or has not signed what it "
		    "was asked to.");
	if (err)
		return err;
	session->user = found.user;
	session->has_factor = true;
	return app_session_start(call, session, out);
}
