#include "app/arrival.h"

#include "app/account_invite.h"
#include "app/join.h"
#include "generated/query/user.h"

#include "base/banned.h"

enum err
app_arrival(struct call *call, struct user_id user)
{
	struct q_user_address_row row;
	enum err err = q_user_address(call->db, .id = user, &row);

	if (err || !row.is_verified)
		return err;
	err = app_account_invite_settle(call, user, row.email_key);
	return err ? err : app_join_by_itself(call, user);
}
