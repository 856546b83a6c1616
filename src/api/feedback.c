/*
 * How events were.
 */
#include "rule/feedback.h"

#include "api/condition.h"
#include "api/reply.h"
#include "generated/api.h"
#include "generated/query/feedback.h"
#include "rule/permission.h"

#include "base/banned.h"

/* What decides, of an event that the caller sees. */
static enum err
find(struct call *call, struct event_id event,
    struct q_feedback_facts_row *facts)
{
	enum err err = q_feedback_facts(
	    call->db, .event = event, .viewer = call->user, facts);

	return err || facts->is_visible ? err : ERR_NOT_FOUND;
}

static bool
is_host(const struct q_feedback_facts_row *facts)
{
	struct rule_access access = { facts->is_visible, facts->permissions };

	return rule_may(&access, RULE_EVENTS_MANAGE);
}

/* The caller's own. */
static struct db_call
mine(struct call *call, struct event_id event)
{
	return db_call_copy(
	    call->arena, Q_feedback_get(.event = event, .user = call->user));
}

enum err
api_feedback_list(struct call *call, const struct api_feedback_list_in *in)
{
	struct q_feedback_facts_row facts;
	enum err err = find(call, in->id, &facts);

	if (!err && !facts.may_read && !is_host(&facts))
		err = fault(call->fault, ERR_FORBIDDEN,
		    "Who runs the event reads what was said of it; the summary "
		    "is for all.");
	return err ? err
		   : reply_list(call, Q_feedback_list(.event = in->id),
			 in->limit, in->cursor);
}

enum err
api_feedback_summary(
    struct call *call, const struct api_feedback_summary_in *in)
{
	struct q_feedback_facts_row facts;
	enum err err = find(call, in->id, &facts);

	return err ? err : reply_one(call, Q_feedback_summary(.event = in->id));
}

enum err
api_feedback_get(struct call *call, const struct api_feedback_get_in *in)
{
	return reply_one(call, mine(call, in->id));
}

static enum err
reply_said(struct call *call, struct event_id event)
{
	char id[UUID_TEXT_SIZE];

	uuid_format(event.v, id);
	return reply_created_at(call, mine(call, event),
	    arena_printf(call->arena, "/api/v1/events/%s/feedback/me", id));
}

enum err
api_feedback_create(struct call *call, const struct api_feedback_create_in *in)
{
	struct feedback_id id = { uuid_new() };
	struct q_feedback_facts_row facts;
	enum err err = find(call, in->id, &facts);

	if (!err)
		err = rule_feedback_check(
		    &(struct rule_feedback_facts){ .event_status = facts.status,
			.start_us = facts.start_time,
			.end_us = facts.end_time,
			.has_attended = facts.has_attended,
			.is_host = is_host(&facts) },
		    call->now_us, call->fault);
	if (!err)
		err = q_feedback_add(call->db, .event = in->id,
		    .user = call->user, .id = id, .rating = in->body.rating,
		    .comment = in->body.comment,
		    .is_anonymous = in->body.is_anonymous, .now = call->now_us,
		    NULL);
	return err ? err : reply_said(call, in->id);
}

/* The caller's own, which the request's If-Match fits. */
static enum err
load(struct call *call, struct event_id event,
    struct q_feedback_for_write_row *said)
{
	enum err err = q_feedback_for_write(
	    call->db, .event = event, .user = call->user, said);

	return err ? err : api_condition_check(call, said->version);
}

enum err
api_feedback_patch(struct call *call, const struct api_feedback_patch_in *in)
{
	const struct api_feedback_input *patch = &in->body;
	struct q_feedback_for_write_row said;
	enum err err = load(call, in->id, &said);

	if (!err)
		err = rule_feedback_check_time(
		    said.end_time, call->now_us, call->fault);
	if (err)
		return err;
#define TAKE(member)           \
	if (patch->has.member) \
		said.member = patch->member;
	API_FEEDBACK_INPUT_MEMBERS(TAKE)
#undef TAKE
	err = q_feedback_set(call->db, .event = in->id, .user = call->user,
	    .rating = said.rating, .comment = said.comment,
	    .is_anonymous = said.is_anonymous, .now = call->now_us, NULL);
	return err ? err : reply_one(call, mine(call, in->id));
}

enum err
api_feedback_remove(struct call *call, const struct api_feedback_remove_in *in)
{
	struct q_feedback_for_write_row said;
	enum err err = load(call, in->id, &said);

	if (!err)
		err = q_feedback_remove(
		    call->db, .event = in->id, .user = call->user, NULL);
	return err ? err : reply_none(call);
}
