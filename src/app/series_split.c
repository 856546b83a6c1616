/*
 * The second half is a copy; dates move to it by one column.
 */
#include "app/series_split.h"

#include "app/series.h"
#include "app/ticket_template.h"
#include "generated/query/event.h"
#include "generated/query/event_invitation.h"
#include "generated/query/series.h"
#include "generated/query/series_split.h"
#include "rule/recurrence_part.h"

#include "base/banned.h"

enum { PAGE = 100 }; /* of invitations */

static bool
is_first(const struct rule_recurrence_set *set, int64_t wall_us)
{
	struct rule_recurrence_walk w;
	int64_t first_us;

	rule_recurrence_begin(&w, set, rule_recurrence_start(set), wall_us);
	return !rule_recurrence_next(&w, &first_us);
}

/* The row of the second half, which begins with its first date. */
static enum err
add_row(struct call *call, struct event_id id, struct event_id from,
    const struct app_series_kept *kept, const struct rule_recurrence_set *set)
{
	struct opt_time start_wall = { true, set->start_us },
			end_wall = { true, set->start_us + kept->duration_us },
			closes = { .set = kept->closes_before.set };
	int64_t start_us, end_us;
	enum err err = q_event_copy_series(
	    call->db, .id = id, .from = from, .now = call->now_us, NULL);

	rule_recurrence_times(
	    set->zone, set->start_us, kept->duration_us, &start_us, &end_us);
	closes.v = start_us - kept->closes_before.v;
	if (!err)
		err = q_series_set_start(call->db, .id = id,
		    .start_time = start_us, .end_time = end_us,
		    .start_wall = start_wall, .end_wall = end_wall,
		    .rsvp_closes_at = closes,
		    .rrule = app_recurrence_rrule(call, set->rule), NULL);
	return err ? err
		   : q_recurrence_copy(call->db, .id = id, .from = from,
			 .rdates = app_recurrence_json(call, &set->rdates),
			 .exdates = app_recurrence_json(call, &set->exdates),
			 .made_until = rule_recurrence_start(set).wall_us,
			 NULL);
}

/* Links in mails go on naming those of the first; whoever claims one of these
 * claims all (app/guest_request.h). */
static enum err
copy_invitations(struct call *call, struct event_id id, struct event_id from)
{
	struct q_event_invitation_to_tell_row *rows;
	struct event_invitation_id after = { 0 };
	size_t n = PAGE;
	enum err err = ERR_OK;

	while (!err && n == PAGE) {
		err = q_event_invitation_to_tell(call->db, .event = from,
		    .after = after, .limit = PAGE, &rows, &n);
		for (size_t i = 0; !err && i < n; i++)
			err = q_series_copy_invitation(call->db,
			    .id = { uuid_new() }, .event = id,
			    .from = rows[i].id, NULL);
		if (!err && n)
			after = rows[n - 1].id;
	}
	return err;
}

static enum err
copy_what_hangs_on(struct call *call, struct event_id id, struct event_id from)
{
	enum err err = q_series_copy_categories(
	    call->db, .id = id, .from = from, NULL);

	if (!err)
		err = q_series_copy_guests(
		    call->db, .id = id, .from = from, NULL);
	if (!err)
		err = copy_invitations(call, id, from);
	return err ? err
		   : q_series_copy_answers(
			 call->db, .id = id, .from = from, NULL);
}

static enum err
end_first(struct call *call, struct event_id from,
    const struct app_series_kept *kept, int64_t wall_us)
{
	struct rule_recurrence_set set;
	enum err err;

	rule_recurrence_before(call->arena, &kept->set, wall_us, &set);
	err = q_recurrence_set(call->db, .id = from,
	    .rdates = app_recurrence_json(call, &set.rdates),
	    .exdates = app_recurrence_json(call, &set.exdates),
	    .made_until = kept->made.wall_us, .made = kept->made.made, NULL);
	return err ? err
		   : q_series_set_rrule(call->db, .id = from,
			 .rrule = app_recurrence_rrule(call, set.rule), NULL);
}

enum err
app_series_split(struct call *call, struct event_id series, int64_t wall_us,
    struct event_id *id)
{
	struct app_series_kept kept;
	struct rule_recurrence_set set;
	enum err err = app_series_find(call, series, &kept);

	*id = series;
	if (err || is_first(&kept.set, wall_us))
		return err;
	if (!rule_recurrence_since(call->arena, &kept.set, wall_us, &set))
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "The series ends before this date: it stands alone.");
	*id = (struct event_id){ uuid_new() };
	err = add_row(call, *id, series, &kept, &set);
	if (!err)
		err = copy_what_hangs_on(call, *id, series);
	if (!err)
		err = end_first(call, series, &kept, wall_us);
	if (!err)
		err = q_series_give_dates(call->db, .id = *id, .from = series,
		    .since = wall_us, .now = call->now_us, NULL);
	if (!err)
		err = app_ticket_template_split(call, *id, series);
	if (!err)
		err = app_series_extend(call, *id);
	return err ? err : app_series_extend(call, series);
}
