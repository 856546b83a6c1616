#include "app/audit.h"

#include "base/buf.h"
#include "base/bug.h"
#include "generated/query/audit.h"
#include "json/write.h"

#include "base/banned.h"

enum { DETAILS_MAX = 1 << 16 };

const char *
app_audit_detail(struct arena *arena, const char *name, const char *text)
{
	struct buf b;
	struct json_writer w = json_writer(&b);
	const char *details;

	if (!text)
		return NULL;
	buf_init(&b, DETAILS_MAX);
	json_open(&w, '{');
	json_key(&w, name);
	json_write_text(&w, text);
	json_close(&w, '}');
	bug_if(b.failed); /* the contract bounds texts */
	details = arena_strndup(arena, b.p, b.len);
	buf_release(&b);
	return details;
}

enum err
app_audit_add(struct call *call, const struct app_audit *done)
{
	const char *actor = !uuid_is_nil(call->user.v) ? "user"
			    : call->is_operator	       ? "operator"
						       : "worker";

	return db_later(call->db,
	    Q_audit_add(.id = { uuid_new() }, .now = call->now_us,
		.actor_kind = actor, .actor = call->user,
		.subject = done->subject, .action = done->action,
		.object_kind = done->object_kind, .object = done->object,
		.space = done->space, .ip_address = NULL,
		.details = done->details ? done->details : "{}"));
}
