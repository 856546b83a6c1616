/*
 * Giving one's account another address.
 */
#include "api/exchange.h"
#include "api/reply.h"
#include "app/email_change.h"
#include "generated/api.h"
#include "generated/query/email_change.h"

#include "base/banned.h"

enum err
api_user_me_email(struct call *call, const struct api_user_me_email_in *in)
{
	enum err err = app_email_change_ask(call, in->body.email);

	return err ? err
		   : reply_one_as(call, 202,
			 Q_email_change_get(.user = call->user,
			     .now = call->now_us));
}

enum err
api_user_me_email_drop(
    struct call *call, const struct api_user_me_email_drop_in *in)
{
	enum err err = app_email_change_drop(call);

	(void)in;
	return err ? err : reply_none(call);
}

enum err
api_auth_email_change_confirm(
    struct call *call, const struct api_auth_email_change_confirm_in *in)
{
	struct app_email_change change;
	struct json_writer w;
	enum err err = app_email_change_confirm(call,
	    &(struct app_verification_proof){
		in->body.token, in->body.email, in->body.code },
	    &change);

	if (err)
		return err;
	w = reply_json(call);
	json_open(&w, '{');
	json_key(&w, "waits_for_old");
	json_write_bool(&w, change.waits_for_old);
	json_key(&w, "waits_for_new");
	json_write_bool(&w, change.waits_for_new);
	json_close(&w, '}');
	return ERR_OK;
}

enum err
api_auth_email_change_undo(
    struct call *call, const struct api_auth_email_change_undo_in *in)
{
	enum err err = app_email_change_undo(call, in->body.token);

	return err ? err
		   : reply_message(call,
			 "The address is yours again; a mail asks you for a "
			 "new password");
}
