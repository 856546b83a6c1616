#include "app/user.h"

#include "base/uuid.h"
#include "generated/query/user.h"
#include "rule/permission.h"
#include "rule/words.h"

#include "base/banned.h"

enum err
app_user_find(
    struct call *call, const char *email, struct q_user_for_login_row *user)
{
	return q_user_for_login(
	    call->db, .email_key = rule_email_key(call->arena, email), user);
}

enum err
app_user_find_or_none(
    struct call *call, const char *email, struct q_user_for_login_row *user)
{
	enum err err = app_user_find(call, email, user);

	if (err != ERR_NOT_FOUND)
		return err;
	*user = (struct q_user_for_login_row){ .id = { uuid_new() } };
	return ERR_OK;
}

enum err
app_user_is_admin(struct call *call, bool *is_admin)
{
	struct q_user_permissions_row user = { 0 };
	enum err err = q_user_permissions(call->db, .id = call->user, &user);

	*is_admin = !err && rule_is_admin(user.permissions);
	return err;
}

enum err
app_user_require_admin(struct call *call)
{
	bool is_admin;
	enum err err = app_user_is_admin(call, &is_admin);

	return err || is_admin ? err
			       : fault(call->fault, ERR_FORBIDDEN,
				     "That is for administrators of the "
				     "server.");
}

enum err
app_user_become_organizer(struct call *call)
{
	struct q_user_permissions_row user;
	enum err err;

	if (call->conf->organizer_promotion)
		return q_user_promote(
		    call->db, .id = call->user, .now = call->now_us, NULL);
	err = q_user_permissions(call->db, .id = call->user, &user);
	return err ? err
		   : rule_require(
			 &(struct rule_access){ true, user.permissions },
			 RULE_EVENTS_CREATE, call->fault);
}
