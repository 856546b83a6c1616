/*
 * Guests and hosts of events.
 */
#include "app/guest.h"

#include "api/reply.h"
#include "generated/api.h"
#include "generated/query/event.h"
#include "generated/query/event_invitation.h"
#include "generated/query/guest.h"
#include "rule/permission.h"

#include "base/banned.h"

enum err
api_event_guest_put(struct call *call, const struct api_event_guest_put_in *in)
{
	enum err err = app_guest_put(call, in->id, in->user_id);

	return err ? err : reply_none(call);
}

enum err
api_event_guest_remove(
    struct call *call, const struct api_event_guest_remove_in *in)
{
	enum err err = app_guest_remove(call, in->id, in->user_id);

	return err ? err : reply_none(call);
}

enum err
api_event_host_put(struct call *call, const struct api_event_host_put_in *in)
{
	enum event_role role = in->has_body ? in->body.role
					    : EVENT_ROLE_CO_HOST;
	enum err err = app_guest_put_host(call, in->id, in->user_id, role);

	return err ? err : reply_none(call);
}

enum err
api_event_host_remove(
    struct call *call, const struct api_event_host_remove_in *in)
{
	enum err err = app_guest_remove_host(call, in->id, in->user_id);

	return err ? err : reply_none(call);
}

/* What the caller may do to an event that they see. */
static enum err
load(struct call *call, struct event_id id, struct rule_access *access)
{
	struct q_event_access_row event;
	enum err err = q_event_access(
	    call->db, .id = id, .viewer = call->user, &event);

	if (err)
		return err;
	*access = (struct rule_access){ event.is_visible, event.permissions };
	return event.is_visible ? ERR_OK : ERR_NOT_FOUND;
}

enum err
api_event_host_list(struct call *call, const struct api_event_host_list_in *in)
{
	struct rule_access access;
	enum err err = load(call, in->id, &access);

	return err ? err
		   : reply_list(call,
			 Q_guest_list_hosts(.event = in->id,
			     .viewer = call->user,
			     .sees_all = rule_may(&access, RULE_EVENTS_MANAGE)),
			 in->limit, in->cursor);
}

static enum err
require_manager(struct call *call, struct event_id event)
{
	struct rule_access access;
	enum err err = load(call, event, &access);

	return err ? err
		   : rule_require(&access, RULE_EVENTS_MANAGE, call->fault);
}

enum err
api_event_guest_list(
    struct call *call, const struct api_event_guest_list_in *in)
{
	enum err err = require_manager(call, in->id);

	return err ? err
		   : reply_list(call,
			 Q_guest_list(.event = in->id, .viewer = call->user),
			 in->limit, in->cursor);
}

enum err
api_event_invite_create(
    struct call *call, const struct api_event_invite_create_in *in)
{
	struct app_guest_list list = {
		.users = (const struct user_id *)in->body.user_ids.v,
		.n_users = in->body.user_ids.n,
		.emails = in->body.emails.v,
		.n_emails = in->body.emails.n,
	};
	struct json_writer w;
	enum err err = app_guest_invite(call, in->id, &list);

	if (err)
		return err;
	w = reply_json(call);
	json_open(&w, '{');
	json_key(&w, "invited");
	json_write_int(&w, list.invited);
	json_key(&w, "already");
	json_write_int(&w, list.already);
	json_close(&w, '}');
	return ERR_OK;
}

enum err
api_event_invite_list(
    struct call *call, const struct api_event_invite_list_in *in)
{
	enum err err = require_manager(call, in->id);

	return err ? err
		   : reply_list(call,
			 Q_event_invitation_list(.event = in->id,
			     .viewer = call->user),
			 in->limit, in->cursor);
}

enum err
api_event_invite_withdraw(
    struct call *call, const struct api_event_invite_withdraw_in *in)
{
	enum err err = app_guest_withdraw(call, in->id, in->invite_id);

	return err ? err : reply_none(call);
}
