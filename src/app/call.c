/*
 * What every call can do.
 */
#include "app/call.h"

#include "base/banned.h"

struct call
app_call_as(const struct call *call, struct user_id user)
{
	struct call as = *call;

	as.user = user;
	as.session = (struct session_id){ 0 };
	as.begin = NULL;
	return as;
}

enum err
app_begin(struct call *call)
{
	return call->begin ? call->begin(call) : db_begin(call->db);
}
