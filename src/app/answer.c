/*
 * Which kind of event it is tells what is read of it anyhow, so that an answer
 * to an event costs no more.
 */
#include "app/answer.h"

#include "app/standing.h"
#include "generated/query/standing.h"

#include "base/banned.h"

enum err
app_answer_set(struct call *call, struct event_id event,
    const struct app_rsvp *rsvp, struct app_rsvp_outcome *out)
{
	enum err err = app_rsvp_set(call, event, rsvp, out);

	return err || !out->is_series
		   ? err
		   : app_standing_set(call, event, rsvp, &out->reply);
}

static enum err
remove_of_date(struct call *call, struct event_id date,
    const struct q_standing_find_row *standing, struct opt_int version)
{
	bool is_done = false;
	enum err err = ERR_OK;

	if (standing->status != RSVP_STATUS_REMOVED)
		err = app_standing_return(
		    call, standing->series_id, date, version, &is_done);
	return err || is_done ? err : app_rsvp_remove(call, date, version);
}

enum err
app_answer_remove(
    struct call *call, struct event_id event, struct opt_int version)
{
	struct q_standing_find_row standing;
	enum err err = q_standing_find(
	    call->db, .event = event, .viewer = call->user, &standing);

	if (err == ERR_NOT_FOUND)
		return app_rsvp_remove(call, event, version);
	if (err)
		return err;
	return standing.is_series
		   ? app_standing_remove(call, event, version)
		   : remove_of_date(call, event, &standing, version);
}

enum err
app_answer_remove_for(
    struct call *call, struct event_id event, struct user_id user)
{
	struct q_standing_find_row standing;
	enum err err = app_rsvp_remove_for(call, event, user);

	if (err)
		return err;
	err = q_standing_find(
	    call->db, .event = event, .viewer = user, &standing);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	return standing.is_series ? app_standing_forget(call, event, user)
				  : ERR_OK;
}
