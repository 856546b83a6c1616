#include "app/audit.h"

#include "generated/query/audit.h"

#include "base/banned.h"

enum err
app_audit_add(struct call *call, const struct app_audit *done)
{
	bool is_user = !uuid_is_nil(call->user.v);

	return q_audit_add(call->db, .id = { uuid_new() }, .now = call->now_us,
	    .actor_kind = is_user ? "user" : "worker", .actor = call->user,
	    .subject = done->subject, .action = done->action,
	    .object_kind = done->object_kind, .object = done->object,
	    .space = done->space, .ip_address = NULL,
	    .details = done->details ? done->details : "{}", NULL);
}
