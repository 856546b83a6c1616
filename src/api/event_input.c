/*
 * What an organizer writes: what is read of it, and whether it can be.
 */
#include "api/condition.h"
#include "api/event.h"
#include "api/list.h"
#include "base/clock.h"
#include "base/timezone.h"
#include "rule/event.h"

#include "base/banned.h"

/* Unless its organizer says otherwise: a day before. */
#define REMINDERS "[1440]"

/* A merge patch goes into the venue too (RFC 7396); null takes it away. */
static void
merge_venue(api_event_row *e, const struct api_venue *in, bool is_patch)
{
	static const struct api_venue none;
	bool all = !is_patch || !in;

	if (!in)
		in = &none;
	if (all || in->has.name)
		e->venue_name = in->name;
	if (all || in->has.address)
		e->venue_address = in->address;
	if (all || in->has.lat)
		e->venue_lat = in->lat;
	if (all || in->has.lon)
		e->venue_lon = in->lon;
}

static void
merge_reconfirm(api_event_row *e, const struct api_reconfirm *in, bool is_patch)
{
	static const struct api_reconfirm none;
	bool all = !is_patch || !in;
	bool is_set = in != NULL;

	if (!in)
		in = &none;
	if (all || in->has.before_hours)
		e->reconfirm_before_hours = (struct opt_int){ is_set,
			in->before_hours };
	if (all || in->has.for_hours)
		e->reconfirm_for_hours = (struct opt_int){ is_set,
			in->for_hours };
}

/* Until when the event is answered: at a time, or so long before its start,
 * whichever was said last. */
static void
merge_closing(api_event_row *e, const struct api_event_input *in, bool is_patch)
{
	if (is_patch && in->has.rsvp_closes_at && !in->has.rsvp_closes_before)
		e->rsvp_closes_before.set = false;
	if (is_patch && in->has.rsvp_closes_before &&
	    !in->rsvp_closes_before.set && !in->has.rsvp_closes_at)
		e->rsvp_closes_at.set = false;
	e->rsvp_closes_at = rule_event_closes_at(
	    e->start_time, e->rsvp_closes_before, e->rsvp_closes_at);
}

void
api_event_merge(api_event_row *e, const struct api_event_input *in,
    bool is_patch, struct arena *arena)
{
	enum event_visibility before = e->visibility;
	const char *hidden = is_patch || e->shows_url ? NULL : e->online_url;

	const char *rrule = e->rrule; /* which api/series.h reads */

#define TAKES(member) (!is_patch || in->has.member)
#define TAKE(member)       \
	if (TAKES(member)) \
		e->member = in->member;
	API_EVENT_INPUT_MEMBERS(TAKE)
#undef TAKE
	if (!e->visibility) /* nothing turns public because it was left out */
		e->visibility = before ? before : EVENT_VISIBILITY_PUBLIC;
	if (!e->online_url)
		e->online_url = hidden;
	e->rrule = rrule;
	if (TAKES(venue))
		merge_venue(e, in->venue, is_patch);
	if (TAKES(category_ids))
		e->category_ids = api_list_uuids(arena, in->category_ids);
	if (TAKES(tags))
		e->tags = api_list_texts(arena, in->tags);
	if (in->has.reminders)
		e->reminders = api_list_ints(arena, in->reminders);
	else if (!is_patch)
		e->reminders = REMINDERS;
	if (TAKES(reconfirm))
		merge_reconfirm(e, in->reconfirm, is_patch);
	merge_closing(e, in, is_patch);
#undef TAKES
}

static bool
is_venue_unnamed(const api_event_row *e)
{
	return !e->venue_name &&
	       (e->venue_address || e->venue_lat.set || e->venue_lon.set);
}

/* Whether a new start lies in the years that the contract names. Lists are by
 * start: what began long ago would stand first in them. */
static bool
is_in_reach(const struct call *call, const api_event_row *e)
{
	const int64_t year = 365 * CLOCK_DAY_US;

	return e->start_time >= call->now_us - 10 * year &&
	       e->start_time <= call->now_us + 100 * year;
}

/* What clocks show where it is; false when its zone is not known. */
static bool
set_walls(api_event_row *e)
{
	const struct zone *zone = timezone_find(e->timezone);

	if (!zone)
		return false;
	e->start_wall = (struct opt_time){ true,
		zone_to_wall(zone, e->start_time) };
	e->end_wall = (struct opt_time){ true,
		zone_to_wall(zone, e->end_time) };
	return true;
}

/* As far from the start as from another start, a series has it at each date. */
static bool
is_closing_in_reach(const api_event_row *e)
{
	int64_t before_us = e->start_time - e->rsvp_closes_at.v;
	int64_t most = RULE_EVENT_CLOSING_YEARS * 365 * CLOCK_DAY_US;

	if (!e->rsvp_closes_at.set)
		return true;
	return e->is_series ? before_us >= -most && before_us <= most
			    : clock_can_format(e->rsvp_closes_at.v);
}

/* Whether all that hangs on the start can be written, at each date of a series
 * and wherever it is. */
static enum err
check_reach(struct fault *f, const api_event_row *e, enum err so_far)
{
	if (!is_closing_in_reach(e))
		so_far = fault_item(f, ERR_VALIDATION_FAILED, "/rsvp_closes_at",
		    "out_of_range", "It lies too far from the start.");
	if (!clock_can_format(e->end_time) || !clock_can_format(e->end_wall.v))
		return fault_item(f, ERR_VALIDATION_FAILED, "/end_time",
		    "out_of_range", "Not after the year 9999.");
	return e->is_series && e->end_time - e->start_time >
				   RULE_EVENT_DATE_DAYS * CLOCK_DAY_US
		   ? fault_item(f, ERR_VALIDATION_FAILED, "/end_time",
			 "out_of_range",
			 "A date of a series lasts for %d days at most.",
			 RULE_EVENT_DATE_DAYS)
		   : so_far;
}

enum err
api_event_check(struct call *call, api_event_row *e, int64_t start_before)
{
	struct fault *f = call->fault;
	enum err err = ERR_OK;

	if (is_venue_unnamed(e))
		err = fault_item(f, ERR_VALIDATION_FAILED, "/venue/name",
		    "required", "Is required.");
	if (e->reconfirm_before_hours.set &&
	    e->reconfirm_for_hours.v >= e->reconfirm_before_hours.v)
		err = fault_item(f, ERR_VALIDATION_FAILED,
		    "/reconfirm/for_hours", "out_of_range",
		    "Must be less than before_hours.");
	if (!set_walls(e))
		err = api_condition_timezone(call, "/timezone");
	if (e->start_time != start_before && !is_in_reach(call, e))
		err = fault_item(f, ERR_VALIDATION_FAILED, "/start_time",
		    "out_of_range",
		    "Not more than 10 years ago or 100 years ahead.");
	err = check_reach(f, e, err);
	if (e->end_time <= e->start_time) {
		fault_item(f, ERR_END_BEFORE_START, "/end_time",
		    "end_before_start", "The end must come after the start.");
		err = fault(f, ERR_END_BEFORE_START,
		    "The end must come after the start.");
	}
	return f->n_items > 1 ? fault(f, ERR_VALIDATION_FAILED,
				    "Several values are not valid.")
			      : err;
}
