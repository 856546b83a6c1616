/*
 * What those who run an event tell whoever answered it.
 */
#include "app/event_notice.h"

#include "api/reply.h"
#include "generated/api.h"
#include "generated/query/event.h"
#include "rule/permission.h"

#include "base/banned.h"

enum err
api_event_notice_create(
    struct call *call, const struct api_event_notice_create_in *in)
{
	struct app_event_notice notice = { in->body.subject, in->body.body,
		in->body.audience };
	struct json_writer w;
	int64_t n;
	enum err err = app_event_notice_add(call, in->id, &notice, &n);

	if (err)
		return err;
	w = reply_json(call);
	json_open(&w, '{');
	json_key(&w, "message");
	json_write_text(&w, "They get a mail each");
	json_key(&w, "recipients");
	json_write_int(&w, n);
	json_close(&w, '}');
	return ERR_OK;
}

enum err
api_event_notice_list(
    struct call *call, const struct api_event_notice_list_in *in)
{
	struct q_event_access_row event;
	struct rule_access access;
	enum err err = q_event_access(
	    call->db, .id = in->id, .viewer = call->user, &event);

	if (err)
		return err;
	if (!event.is_visible)
		return ERR_NOT_FOUND;
	access = (struct rule_access){ true, event.permissions };
	return reply_list(call,
	    Q_event_notice_list(.event = in->id, .viewer = call->user,
		.is_host = rule_may(&access, RULE_EVENTS_MANAGE)),
	    in->limit, in->cursor);
}
