#include "app/admin.h"

#include "app/audit.h"
#include "app/erasure.h"
#include "app/suspension.h"
#include "app/user.h"
#include "crypt/password.h"
#include "generated/query/api_token.h"
#include "generated/query/operator.h"
#include "generated/query/session.h"
#include "generated/query/user.h"

#include "base/banned.h"

/* Both of two who take each other's place at once lock all administrators, so
 * the second sees what the first did. */
enum err
app_admin_keep_another(struct call *call, struct user_id user)
{
	struct q_account_lock_admins_row *admins;
	size_t n, others = 0;
	bool is_admin = false;
	enum err err = q_account_lock_admins(call->db, &admins, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (uuid_eq(admins[i].id.v, user.v))
			is_admin = true;
		else
			others += admins[i].can_act;
	return err || !is_admin || others
		   ? err
		   : fault(call->fault, ERR_LAST_ADMIN,
			 "Nobody else could administer the server.");
}

static enum err
audit(struct call *call, const char *action, struct user_id user, int64_t n,
    const char *details)
{
	return n ? app_audit_add(call, &(struct app_audit){ .action = action,
					   .subject = user,
					   .object_kind = "user",
					   .object = user.v,
					   .details = details })
		 : ERR_OK;
}

enum err
app_admin_add_user(
    struct call *call, const struct app_account *account, struct user_id *id)
{
	char hash[CRYPT_HASH_SIZE];
	enum err err;

	if (account->password)
		crypt_password_hash(account->password, hash);
	err = app_begin(call);
	if (!err)
		err = app_user_require_admin(call);
	if (!err)
		err = app_account_give(
		    call, account, account->password ? hash : NULL, id);
	return err ? err
		   : audit(call, "user.create", *id, 1,
			 app_audit_detail(call->arena, "role",
			     user_role_text(account->role)));
}

enum err
app_admin_set_role(struct call *call, struct user_id user, enum user_role role)
{
	struct q_user_find_row row;
	int64_t n = 0;
	enum err err = app_user_require_admin(call);

	if (!err)
		err = q_user_find(call->db, .id = user, &row);
	if (!err && role != USER_ROLE_ADMIN)
		err = app_admin_keep_another(call, user);
	if (!err)
		err = q_operator_user_set_role(call->db, .id = user,
		    .role = role, .now = call->now_us, &n);
	return err ? err
		   : audit(call, "user.role", user, n,
			 app_audit_detail(
			     call->arena, "role", user_role_text(role)));
}

enum err
app_admin_suspend(struct call *call, struct user_id user)
{
	int64_t n = 0;
	enum err err = app_user_require_admin(call);

	if (!err)
		err = app_admin_keep_another(call, user);
	if (!err)
		err = app_suspension_begin(call, user, &n);
	return err ? err : audit(call, "user.suspend", user, n, NULL);
}

enum err
app_admin_restore(struct call *call, struct user_id user)
{
	int64_t n = 0;
	enum err err = app_user_require_admin(call);

	if (!err)
		err = app_suspension_end(call, user, &n);
	return err ? err : audit(call, "user.restore", user, n, NULL);
}

enum err
app_admin_logout(struct call *call, struct user_id user)
{
	struct session_id none = { 0 };
	int64_t sessions = 0, tokens = 0;
	struct q_user_lock_row row;
	enum err err = app_user_require_admin(call);

	if (!err)
		err = q_user_lock(call->db, .id = user, &row);
	if (!err)
		err = q_session_end_others(call->db, .user = user, .kept = none,
		    .now = call->now_us, &sessions);
	if (!err)
		err = q_api_token_remove_all(call->db, .user = user, &tokens);
	return err ? err
		   : audit(call, "user.logout", user, sessions + tokens, NULL);
}

enum err
app_admin_erase(struct call *call, struct user_id user)
{
	enum err err = app_user_require_admin(call);

	if (!err)
		err = app_admin_keep_another(call, user);
	if (!err)
		err = app_erasure_ask(call, user, call->now_us);
	return err ? err : audit(call, "user.erase", user, 1, NULL);
}
