/*
 * Answers by people without an account.
 */
#include "api/condition.h"
#include "api/reply.h"
#include "app/answer.h"
#include "app/guest_request.h"
#include "base/str.h"
#include "generated/api.h"

#include "base/banned.h"

enum err
api_guest_rsvp_create(
    struct call *call, const struct api_guest_rsvp_create_in *in)
{
	enum err err = app_guest_request_add(call, in->id,
	    &(struct app_guest_request){ .email = in->body.email,
		.first_name = in->body.first_name,
		.last_name = in->body.last_name,
		.status = in->body.status,
		.party_size = in->body.party_size,
		.note = in->body.note });

	return err ? err
		   : reply_message_as(call, 202,
			 "Your answer counts as soon as you open the link in "
			 "the mail that is on its way");
}

/* The last statement may be what writes it, and finds something else. */
static enum err
reply_confirmed(struct call *call, struct event_invitation_id invitation,
    const struct app_rsvp_outcome *outcome)
{
	struct json_writer w = reply_json_as(
	    call, outcome->is_waiting ? 202 : 200);
	enum err err;

	json_open(&w, '{');
	json_key(&w, "token");
	json_write_text(&w, app_event_invitation_token(call, invitation));
	json_key(&w, "rsvp");
	err = reply_encode_one(call, &w, outcome->reply);
	json_close(&w, '}');
	return err == ERR_NOT_FOUND ? ERR_RETRY : err;
}

enum err
api_guest_rsvp_confirm(
    struct call *call, const struct api_guest_rsvp_confirm_in *in)
{
	struct event_invitation_id invitation;
	struct app_rsvp_outcome outcome;
	enum err err = app_guest_request_confirm(call,
	    &(struct app_guest_proof){
		in->body.token, in->body.email, in->body.code },
	    &invitation, &outcome);

	return err ? err : reply_confirmed(call, invitation, &outcome);
}

enum err
api_guest_rsvp_get(struct call *call, const struct api_guest_rsvp_get_in *in)
{
	struct q_event_invitation_find_row row;
	enum err err = app_event_invitation_find(call, in->token, &row);

	return err ? err
		   : reply_one(
			 call, Q_event_invitation_shown(.event = row.event_id,
				   .viewer = row.user_id,
				   .is_invited = uuid_is_nil(row.user_id.v)));
}

/* What a token opens, and which the request's conditions fit. */
static enum err
load(struct call *call, const char *token,
    struct q_event_invitation_find_row *row)
{
	enum err err = app_event_invitation_find(call, token, row);

	if (err)
		return err;
	return row->version.set ? api_condition_check(call, row->version.v)
				: api_condition_check_absent(call);
}

static struct opt_int
version_of(const struct q_event_invitation_find_row *row)
{
	return (struct opt_int){ true,
		row->version.set ? row->version.v : APP_RSVP_NONE };
}

/* The answer so far with what the patch has in its place. Who waits would
 * attend. */
static enum err
merge(struct call *call, const struct q_event_invitation_find_row *row,
    const struct api_guest_rsvp_input *patch, struct app_rsvp *rsvp)
{
	*rsvp = (struct app_rsvp){ .status = row->status,
		.party_size = row->party_size.set ? row->party_size.v : 1,
		.note = row->note,
		.source = RSVP_SOURCE_GUEST,
		.replaces = version_of(row) };
	if (row->status == RSVP_STATUS_WAITLISTED ||
	    row->status == RSVP_STATUS_OFFERED)
		rsvp->status = RSVP_STATUS_ATTENDING;
	if (patch->has.status)
		rsvp->status = patch->status;
	if (patch->has.party_size)
		rsvp->party_size = patch->party_size;
	if (patch->has.note)
		rsvp->note = patch->note;
	return rsvp->status
		   ? ERR_OK
		   : fault_item(call->fault, ERR_VALIDATION_FAILED, "/status",
			 "required", "There is no answer yet.");
}

/* As of api/rsvp.c. */
static enum err
reply_set(struct call *call, const struct app_rsvp_outcome *outcome)
{
	enum err err = reply_one_as(
	    call, outcome->is_waiting ? 202 : 200, outcome->reply);

	return err == ERR_NOT_FOUND ? ERR_RETRY : err;
}

enum err
api_guest_rsvp_patch(
    struct call *call, const struct api_guest_rsvp_patch_in *in)
{
	struct q_event_invitation_find_row row;
	struct app_rsvp_outcome outcome;
	struct app_rsvp rsvp;
	struct call as;
	enum err err = load(call, in->token, &row);

	if (!err)
		err = merge(call, &row, &in->body, &rsvp);
	if (!err && uuid_is_nil(row.user_id.v))
		err = app_guest_request_claim(call, in->token, &row,
		    in->body.first_name, in->body.last_name);
	if (err)
		return err;
	as = app_call_as(call, row.user_id);
	err = app_answer_set(&as, row.event_id, &rsvp, &outcome);
	return err ? err : reply_set(call, &outcome);
}

enum err
api_guest_rsvp_delete(
    struct call *call, const struct api_guest_rsvp_delete_in *in)
{
	struct q_event_invitation_find_row row;
	struct call as;
	enum err err = load(call, in->token, &row);

	if (!err && uuid_is_nil(row.user_id.v))
		err = ERR_NOT_FOUND; /* nobody has answered */
	if (err)
		return err;
	as = app_call_as(call, row.user_id);
	err = app_answer_remove(&as, row.event_id, version_of(&row));
	return err ? err : reply_none(call);
}
