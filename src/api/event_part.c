#include "api/event_part.h"

#include "api/event_date.h"
#include "app/announcement.h"
#include "app/event_room.h"
#include "app/series_split.h"
#include "base/clock.h"

#include "base/banned.h"

bool
api_event_part_is_more(enum series_part part, const api_event_row *e)
{
	return api_event_is_date(e) && part && part != SERIES_PART_THIS;
}

static enum err
check(struct call *call, enum series_part part, const api_event_row *e)
{
	return e->is_series && part && part != SERIES_PART_ALL
		   ? fault(call->fault, ERR_VALIDATION_FAILED,
			 "All dates of a series are meant; ask for one of "
			 "them.")
		   : ERR_OK;
}

static enum err
load_behind_organizer(struct call *call, struct event_id id, api_event_row *e)
{
	struct user_id organizer;
	enum err err = api_event_ask(call, id);

	if (!err)
		err = app_event_room_lock(call, id, &organizer);
	if (!err)
		err = api_event_load(call, id, e);
	return err || uuid_eq(e->organizer_id.v, organizer.v) ? err : ERR_RETRY;
}

enum err
api_event_part_load(struct call *call, struct event_id id,
    enum series_part part, api_event_row *e)
{
	enum err err = part == SERIES_PART_FOLLOWING
			   ? load_behind_organizer(call, id, e)
			   : api_event_load(call, id, e);

	return err ? err : check(call, part, e);
}

enum err
api_event_part_load_for_room(struct call *call, struct event_id id,
    enum series_part part, api_event_row *e)
{
	enum err err = load_behind_organizer(call, id, e);

	return err ? err : check(call, part, e);
}

enum err
api_event_part_series(struct call *call, enum series_part part,
    const api_event_row *date, struct event_id *id, api_event_row *series)
{
	enum err err = ERR_OK;

	*id = date->series_id;
	if (part == SERIES_PART_FOLLOWING)
		err = app_series_split(
		    call, date->series_id, date->recurrence_id.v, id);
	return err ? err
		   : q_event_for_write(
			 call->db, .id = *id, .viewer = call->user, series);
}

/* which: of the days of the series that a date was in. */
static enum err
tell_half(struct call *call, const char *which, const api_event_row *date,
    struct app_notice_event *half, bool is_silent)
{
	char day[CLOCK_TEXT_SIZE];

	clock_format_wall(date->recurrence_id.v, day);
	half->changed = arena_printf(call->arena, "%s %.10s", which, day);
	return app_announcement_tell_holders(call, RULE_NOTICE_EVENT_SPLIT,
	    half,
	    &(struct app_announcement_holders){
		.of = date->series_id, .is_silent = is_silent });
}

enum err
api_event_part_tell(struct call *call, const struct api_event_half *second,
    const api_event_row *date, enum api_event_said said)
{
	struct app_notice_event
	    first = api_event_state(date->series_id, second->was).event,
	    next = api_event_state(second->id, second->is).event;
	enum err err;

	if (!*call->conf->imip_address || !second->was->is_shown ||
	    uuid_eq(second->id.v, date->series_id.v))
		return ERR_OK;
	err = tell_half(call, "before", date, &first, false);
	return err || said == API_EVENT_GOES
		   ? err
		   : tell_half(
			 call, "since", date, &next, said == API_EVENT_TOLD);
}
