/*
 * Series: how they recur, and their dates.
 */
#include "api/series.h"

#include "api/list.h"
#include "api/reply.h"
#include "app/series.h"
#include "base/timezone.h"
#include "generated/query/event.h"
#include "generated/query/series.h"

#include "base/banned.h"

bool
api_series_is_asked(const struct api_event_input *in)
{
	return in->rrule || in->rdates.n > 0;
}

static struct app_recurrence_texts
texts_of(struct check_texts list)
{
	return (struct app_recurrence_texts){ list.v, list.n };
}

enum err
api_series_read(struct call *call, const struct api_event_input *in,
    const char *timezone, int64_t start_wall, int64_t end_wall,
    struct rule_recurrence_set *out)
{
	enum err err = app_recurrence_read(call,
	    &(struct app_recurrence){ .rrule = in->rrule,
		.rdates = texts_of(in->rdates),
		.exdates = texts_of(in->exdates),
		.zone = timezone_find(timezone),
		.start_wall = start_wall,
		.end_wall = end_wall },
	    out);

	return err ? err : rule_recurrence_check(out, call->fault);
}

int64_t
api_series_open_dates(const struct api_event_input *in)
{
	return in->open_dates.set ? in->open_dates.v : APP_SERIES_OPEN_DATES;
}

enum err
api_event_recurrence(
    struct call *call, const struct api_event_recurrence_in *in)
{
	return reply_one(
	    call, Q_recurrence_get(.id = in->id, .viewer = call->user));
}

enum err
api_event_occurrences(
    struct call *call, const struct api_event_occurrences_in *in)
{
	struct q_series_find_row series;
	enum err err = q_series_find(
	    call->db, .id = in->id, .viewer = call->user, &series);

	return err ? err
		   : reply_list(call,
			 Q_event_list_dates(.series = series.id,
			     .viewer = call->user,
			     .from = api_list_from(in->from),
			     .to = api_list_to(in->to), .status = in->status),
			 in->limit, in->cursor);
}
