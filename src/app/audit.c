#include "app/audit.h"

#include <string.h>

#include "base/buf.h"
#include "base/bug.h"
#include "base/clock.h"
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

/* Of a day and whom it happened to, so that all who count find the same row. It
 * is made by a key, since it outlives the person. */
static struct audit_id
counter_of(const struct call *call, const char *action, struct user_id subject,
    int64_t day_us)
{
	unsigned char mac[CRYPT_MAC_SIZE];
	char id[UUID_TEXT_SIZE];
	const char *name;

	uuid_format(subject.v, id);
	name = arena_printf(call->arena, "%s\n%s", action, id);
	crypt_mac(call->keys, CRYPT_THROTTLE, name, strlen(name), mac);
	return (struct audit_id){ uuid_named(day_us, mac) };
}

enum err
app_audit_count(struct call *call, const char *action, struct user_id subject)
{
	int64_t day_us = call->now_us - call->now_us % CLOCK_DAY_US;

	return q_audit_count(call->db,
	    .id = counter_of(call, action, subject, day_us), .day = day_us,
	    .subject = subject, .action = action, NULL);
}
