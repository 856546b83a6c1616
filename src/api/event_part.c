#include "api/event_part.h"

#include "api/event_date.h"
#include "app/event_room.h"
#include "app/series_split.h"

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
