#include "app/standing_job.h"

#include "app/job.h"
#include "generated/query/standing.h"

#include "base/banned.h"

static enum err
add_job(
    struct call *call, struct event_id date, const char *key, int64_t after_us)
{
	char id[UUID_TEXT_SIZE];

	uuid_format(date.v, id);
	return app_job_add(call, APP_STANDING_JOB,
	    arena_printf(call->arena, "{\"event_id\":\"%s\",\"after\":%lld}",
		id, (long long)after_us),
	    &(struct app_job_options){ .priority = APP_JOB_URGENT,
		.dedupe_key = key ? arena_printf(call->arena, "%s:%s", key, id)
				  : NULL });
}

enum err
app_standing_open(struct call *call, struct event_id date)
{
	return add_job(call, date, APP_STANDING_JOB, 0);
}

enum err
app_standing_catch_up(struct call *call, struct event_id event)
{
	struct q_standing_open_dates_row *dates;
	size_t n;
	enum err err = q_standing_open_dates(
	    call->db, .event = event, .now = call->now_us, &dates, &n);

	for (size_t i = 0; !err && i < n; i++)
		err = app_standing_open(call, dates[i].id);
	return err;
}

enum err
app_standing_go_on(struct call *call, struct event_id date, int64_t after_us)
{
	return add_job(call, date, NULL, after_us);
}
