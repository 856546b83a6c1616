#include "app/event_room.h"

#include "app/throttle.h"
#include "generated/query/event.h"
#include "generated/query/series.h"
#include "generated/query/user.h"

#include "base/banned.h"

enum err
app_event_room_lock(
    struct call *call, struct event_id event, struct user_id *organizer)
{
	struct q_event_organizer_row row;
	struct q_user_lock_row user;
	enum err err = q_event_organizer(call->db, .id = event, &row);

	*organizer = row.organizer_id;
	return err ? err : q_user_lock(call->db, .id = row.organizer_id, &user);
}

enum err
app_event_room_check(struct call *call, struct user_id organizer, int64_t more)
{
	struct q_event_count_ahead_row ahead;
	int64_t most = call->conf->events_per_person;
	enum err err = q_event_count_ahead(call->db, .organizer = organizer,
	    .now = call->now_us, .limit = most + 1, &ahead);

	if (err || ahead.n + more <= most)
		return err;
	return fault(call->fault, ERR_FORBIDDEN,
	    "%lld events ahead are the most that one person organizes.",
	    (long long)most);
}

enum err
app_event_room_count(struct call *call)
{
	int64_t most = call->conf->events_per_day;

	return app_throttle_by_user(call, APP_THROTTLE_EVENT, most,
	    arena_printf(call->arena, "%lld events a day are the most.",
		(long long)most));
}

enum err
app_event_room_check_series(
    struct call *call, struct user_id organizer, int64_t more)
{
	struct q_series_alive_row alive;
	enum err err = q_series_alive(call->db, .organizer = organizer,
	    .now = call->now_us, .limit = APP_EVENT_ROOM_SERIES + 1, &alive);

	if (err || alive.n + more <= APP_EVENT_ROOM_SERIES)
		return err;
	return fault(call->fault, ERR_FORBIDDEN,
	    "%d series with dates ahead are the most; cancel one, or let one "
	    "end.",
	    APP_EVENT_ROOM_SERIES);
}
