/*
 * Tickets, and the codes on them.
 */
#include "api/caller.h"
#include "api/condition.h"
#include "api/reply.h"
#include "app/event_ticket_cancel.h"
#include "app/ticket_type.h"
#include "crypt/entry.h"
#include "generated/api.h"
#include "generated/query/event_ticket.h"
#include "qr/svg.h"
#include "rule/permission.h"

#include "base/banned.h"

enum err
api_event_ticket_list_mine(
    struct call *call, const struct api_event_ticket_list_mine_in *in)
{
	return reply_list(call,
	    Q_event_ticket_list_mine(.viewer = call->user,
		.only = api_caller_only_event(call)),
	    in->limit, in->cursor);
}

enum err
api_event_ticket_list(
    struct call *call, const struct api_event_ticket_list_in *in)
{
	bool is_host;
	enum err err = app_ticket_type_see(call, in->id, &is_host);

	if (!err && !is_host)
		err = rule_require(&(struct rule_access){ true, 0 },
		    RULE_TICKETS_MANAGE, call->fault);
	return err ? err
		   : reply_list(call, Q_event_ticket_list(.event = in->id),
			 in->limit, in->cursor);
}

static bool
sells(const struct q_event_ticket_access_row *row)
{
	struct rule_access access = { row->is_visible, row->permissions };

	return rule_may(&access, RULE_TICKETS_MANAGE);
}

/* One of the caller's, or of an event whose tickets they sell. */
static enum err
find(struct call *call, struct event_ticket_id id,
    struct q_event_ticket_access_row *row)
{
	enum err err = q_event_ticket_access(
	    call->db, .id = id, .viewer = call->user, row);

	if (err)
		return err;
	return uuid_eq(row->user_id.v, call->user.v) || sells(row)
		   ? api_caller_check_guest(call, row->event_id, row->user_id)
		   : ERR_NOT_FOUND;
}

enum err
api_event_ticket_get(
    struct call *call, const struct api_event_ticket_get_in *in)
{
	struct q_event_ticket_access_row row;
	enum err err = find(call, in->ticket_id, &row);

	return err ? err
		   : reply_one(call, Q_event_ticket_get(.id = in->ticket_id));
}

static enum err
check_valid(struct call *call, const struct q_event_ticket_access_row *row)
{
	return row->status == TICKET_STATUS_VALID
		   ? ERR_OK
		   : fault(call->fault, ERR_INVALID_TRANSITION,
			 "The ticket lets nobody in any more.");
}

enum err
api_event_ticket_qr(struct call *call, const struct api_event_ticket_qr_in *in)
{
	struct q_event_ticket_access_row row;
	char code[CRYPT_ENTRY_SIZE];
	enum err err = find(call, in->ticket_id, &row);

	if (!err)
		err = check_valid(call, &row);
	if (err)
		return err;
	crypt_entry_seal(call->keys, row.event_id.v,
	    &(struct crypt_entry){ .kind = CRYPT_ENTRY_TICKET,
		.id = in->ticket_id.v,
		.serial = (uint8_t)row.serial },
	    code);
	qr_svg_write(code, reply_text(call, "image/svg+xml"));
	return ERR_OK;
}

enum err
api_event_ticket_reissue(
    struct call *call, const struct api_event_ticket_reissue_in *in)
{
	struct q_event_ticket_access_row row;
	int64_t n;
	enum err err = find(call, in->ticket_id, &row);

	if (!err)
		err = api_condition_check(call, row.version);
	if (!err)
		err = check_valid(call, &row);
	if (!err)
		err = q_event_ticket_reissue(call->db, .id = in->ticket_id,
		    .holder_name = in->body.holder_name, .now = call->now_us,
		    &n);
	if (!err && n == 0)
		err = fault(call->fault, ERR_INVALID_TRANSITION,
		    "The ticket has had all the codes that it can have.");
	return err ? err
		   : reply_one(call, Q_event_ticket_get(.id = in->ticket_id));
}

enum err
api_event_ticket_cancel(
    struct call *call, const struct api_event_ticket_cancel_in *in)
{
	struct q_event_ticket_access_row row;
	enum err err = find(call, in->ticket_id, &row);

	if (!err)
		err = api_condition_check(call, row.version);
	if (!err)
		err = app_event_ticket_cancel(call, in->ticket_id, sells(&row));
	return err ? err
		   : reply_one(call, Q_event_ticket_get(.id = in->ticket_id));
}
