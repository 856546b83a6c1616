#include "app/way_in.h"

#include "generated/query/api_token.h"
#include "generated/query/factor.h"
#include "generated/query/linked.h"
#include "generated/query/recovery_code.h"
#include "generated/query/session.h"

#include "base/banned.h"

enum err
app_way_in_end_all(struct call *call, struct user_id user)
{
	struct session_id none = { 0 };
	enum err err = q_session_end_others(
	    call->db, .user = user, .kept = none, .now = call->now_us, NULL);

	if (!err)
		err = q_linked_remove_all(call->db, .user = user, NULL);
	if (!err)
		err = q_factor_remove_all(call->db, .user = user, NULL);
	if (!err)
		err = q_recovery_code_remove_all(call->db, .user = user, NULL);
	return err ? err : q_api_token_remove_all(call->db, .user = user, NULL);
}
