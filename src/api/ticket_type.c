/*
 * Ticket types.
 */
#include "app/ticket_template.h"

#include "api/condition.h"
#include "api/reply.h"
#include "generated/api.h"

#include "base/banned.h"

enum err
api_ticket_type_list(
    struct call *call, const struct api_ticket_type_list_in *in)
{
	bool is_host;
	enum err err = app_ticket_type_see(call, in->id, &is_host);

	return err ? err
		   : reply_list(call,
			 Q_ticket_type_list(.event = in->id,
			     .is_host = is_host),
			 in->limit, in->cursor);
}

/* As those see it who sell it. */
static struct db_call
whole(struct call *call, struct ticket_type_id id)
{
	return db_call_copy(
	    call->arena, Q_ticket_type_get(.id = id, .is_host = true));
}

static enum err
reply_made(struct call *call, struct ticket_type_id id)
{
	char text[UUID_TEXT_SIZE];

	uuid_format(id.v, text);
	return reply_created_at(call, whole(call, id),
	    arena_printf(call->arena, "/api/v1/ticket-types/%s", text));
}

enum err
api_ticket_type_get(struct call *call, const struct api_ticket_type_get_in *in)
{
	struct q_ticket_type_event_row of;
	bool is_host;
	enum err err = q_ticket_type_event(
	    call->db, .id = in->ticket_type_id, &of);

	if (!err)
		err = app_ticket_type_see(call, of.event_id, &is_host);
	return err ? err
		   : reply_one(call, Q_ticket_type_get(.id = in->ticket_type_id,
					 .is_host = is_host));
}

enum err
api_ticket_type_create(
    struct call *call, const struct api_ticket_type_create_in *in)
{
#define GIVEN(member) .member = in->body.member,
	struct app_ticket_type type = { API_TICKET_TYPE_INPUT_MEMBERS(GIVEN) };
#undef GIVEN
	struct ticket_type_id id;
	enum err err = app_ticket_type_add(call, in->id, &type, &id);

	if (!err)
		err = app_ticket_template_add(call, in->id, id);
	return err ? err : reply_made(call, id);
}

/* What is written over what it says. */
static struct app_ticket_type
merged(const struct q_ticket_type_for_write_row *row,
    const struct api_ticket_type_input *patch)
{
	struct app_ticket_type type = app_ticket_type_of(row);

#define TAKE(member)           \
	if (patch->has.member) \
		type.member = patch->member;
	API_TICKET_TYPE_INPUT_MEMBERS(TAKE)
#undef TAKE
	return type;
}

enum err
api_ticket_type_patch(
    struct call *call, const struct api_ticket_type_patch_in *in)
{
	struct q_ticket_type_for_write_row row;
	struct app_ticket_type type;
	struct event_id event;
	enum err err = app_ticket_type_load(
	    call, in->ticket_type_id, &event, &row);

	if (!err)
		err = api_condition_check(call, row.version);
	if (err)
		return err;
	type = merged(&row, &in->body);
	err = app_ticket_type_set(call, event, in->ticket_type_id, &row, &type);
	if (!err && row.is_of_series)
		err = app_ticket_template_set(
		    call, in->ticket_type_id, &row, &type);
	return err ? err : reply_one(call, whole(call, in->ticket_type_id));
}

enum err
api_ticket_type_remove(
    struct call *call, const struct api_ticket_type_remove_in *in)
{
	struct q_ticket_type_for_write_row row;
	struct event_id event;
	enum err err = app_ticket_type_load(
	    call, in->ticket_type_id, &event, &row);

	if (!err)
		err = api_condition_check(call, row.version);
	if (!err && row.is_of_series)
		err = app_ticket_template_remove(call, in->ticket_type_id);
	if (!err)
		err = app_ticket_type_remove(call, event, in->ticket_type_id);
	return err ? err : reply_none(call);
}
