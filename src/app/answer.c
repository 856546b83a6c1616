/*
 * Which kind of event it is tells what is read of it anyhow, so that an answer
 * to an event costs no more.
 */
#include "app/answer.h"

#include "app/rsvp_facts.h"
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

/* Behind the row of the date, since its series may be answered meanwhile. Who
 * keeps nothing of what they have, since the series' answer asks for more,
 * begins anew with that. */
static enum err
remove_of_date(struct call *call, struct event_id date, struct event_id series,
    struct opt_int version)
{
	struct opt_int any = { 0 };
	bool is_done;
	enum err err = app_standing_return(
	    call, series, date, version, &is_done);

	if (err || is_done)
		return err;
	err = app_rsvp_remove(call, date, version);
	return err ? err
		   : app_standing_return(call, series, date, any, &is_done);
}

/* Nobody had answered the series when that was asked; to one that has come
 * since hang others, to dates. */
static enum err
remove_none(struct call *call, struct event_id series, struct opt_int version)
{
	struct q_rsvp_facts_row facts;
	enum err err = app_rsvp_facts_own(call, series, version, &facts);

	if (err)
		return err;
	return facts.rsvp_status ? ERR_RETRY : ERR_NOT_FOUND;
}

static enum err
remove_of_series(struct call *call, struct event_id series,
    struct opt_int version, enum rsvp_status standing)
{
	return standing ? app_standing_remove(call, series, version)
			: remove_none(call, series, version);
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
	if (standing.is_series)
		return remove_of_series(call, event, version, standing.status);
	return standing.status == RSVP_STATUS_REMOVED
		   ? app_rsvp_remove(call, event, version)
		   : remove_of_date(call, event, standing.series_id, version);
}

/* The series, with its row locked, as the user would. */
enum err
app_answer_set_for(struct call *call, struct event_id event,
    struct user_id user, const struct app_rsvp *rsvp,
    struct app_rsvp_outcome *out)
{
	struct call as = app_call_as(call, user);
	enum err err = app_rsvp_set_for(call, event, user, rsvp, out);

	return err || !out->is_series
		   ? err
		   : app_standing_put(&as, event, rsvp, &out->reply);
}

enum err
app_answer_remove_for(
    struct call *call, struct event_id event, struct user_id user)
{
	struct call as = app_call_as(call, user);
	struct q_standing_find_row standing;
	enum err err = app_rsvp_remove_for(call, event, user);

	if (err)
		return err;
	err = q_standing_find(
	    call->db, .event = event, .viewer = user, &standing);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	return standing.is_series ? app_standing_forget(&as, event) : ERR_OK;
}
