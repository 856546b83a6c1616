#include "app/series_days.h"

#include "base/clock.h"
#include "generated/query/series.h"

#include "base/banned.h"

enum { DAY_BYTES = 16, ANSWERED_MAX = 20 };

struct app_series_days
app_series_days_begin(size_t most)
{
	struct app_series_days d = { .most = most };

	buf_init(&d.text, (most + 2) * DAY_BYTES);
	return d;
}

void
app_series_days_add(struct app_series_days *d, int64_t wall_us)
{
	char day[CLOCK_TEXT_SIZE];

	if (d->n++ >= d->most)
		return;
	clock_format_wall(wall_us, day);
	buf_printf(&d->text, "%s%.10s", d->n > 1 ? ", " : "", day);
}

const char *
app_series_days_end(struct app_series_days *d, struct arena *arena)
{
	const char *text;

	if (d->n > d->most)
		buf_printf(&d->text, " and %zu more", d->n - d->most);
	text = d->n ? arena_strdup(arena, buf_text(&d->text)) : NULL;
	buf_release(&d->text);
	return text;
}

enum err
app_series_days_answered(
    struct call *call, struct event_id series, const char **out)
{
	struct app_series_days days;
	struct q_series_dates_row *rows;
	size_t n;
	enum err err = q_series_dates(call->db, .id = series, &rows, &n);

	if (err)
		return err;
	days = app_series_days_begin(ANSWERED_MAX);
	for (size_t i = 0; i < n; i++)
		if (rows[i].is_answered && rows[i].end_time > call->now_us &&
		    rows[i].status == EVENT_STATUS_PUBLISHED)
			app_series_days_add(&days, rows[i].start_wall.v);
	*out = app_series_days_end(&days, call->arena);
	return ERR_OK;
}
