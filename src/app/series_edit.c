/*
 * Each is a statement for all dates, but what only few of them need.
 */
#include "app/series_edit.h"

#include "app/due.h"
#include "app/search.h"
#include "app/seats.h"
#include "base/clock.h"
#include "generated/query/series.h"

#include "base/banned.h"

/* Those that say something of their own are found by words of their own. */
static enum err
index_dates(struct call *call, struct event_id id)
{
	struct q_series_own_words_row *rows;
	size_t n;
	enum err err = q_series_own_words(call->db, .id = id, &rows, &n);

	for (size_t i = 0; !err && i < n; i++)
		err = app_search_add(call, rows[i].id,
		    &(struct app_search_texts){ .title = rows[i].title,
			.location = rows[i].location,
			.venue_name = rows[i].venue_name,
			.description = rows[i].description });
	return err;
}

enum err
app_series_set_texts(struct call *call, struct event_id id)
{
	enum err err = q_series_set_texts(
	    call->db, .id = id, .now = call->now_us, NULL);

	return err ? err : index_dates(call, id);
}

enum err
app_series_set_categories(struct call *call, struct event_id id)
{
	enum err err = q_series_remove_categories(call->db, .id = id, NULL);

	return err ? err
		   : q_series_add_categories(
			 call->db, .id = id, .after = CLOCK_MIN_US, NULL);
}

static enum err
check_capacity(struct call *call, struct event_id id, struct opt_int capacity)
{
	struct q_series_crowded_row date;
	char start[CLOCK_TEXT_SIZE];
	enum err err = q_series_crowded(call->db, .id = id,
	    .capacity = capacity, .now = call->now_us, &date);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	clock_format_wall(date.start_wall.v, start);
	return fault(call->fault, ERR_CAPACITY_BELOW_TAKEN,
	    "%lld spots of the date on %.10s are taken.", (long long)date.taken,
	    start);
}

enum err
app_series_set_capacity(
    struct call *call, struct event_id id, struct opt_int capacity)
{
	struct q_series_waiting_row *rows;
	size_t n = 0;
	enum err err = check_capacity(call, id, capacity);

	if (!err)
		err = q_series_set_capacity(call->db, .id = id,
		    .capacity = capacity, .now = call->now_us, NULL);
	if (!err)
		err = q_series_waiting(
		    call->db, .id = id, .now = call->now_us, &rows, &n);
	for (size_t i = 0; !err && i < n; i++)
		err = app_seats_give(call, rows[i].id);
	return err;
}

enum err
app_series_ask_again(struct call *call, struct event_id id)
{
	struct q_series_open_dates_row *rows;
	size_t n = 0;
	enum err err = q_series_open_dates(
	    call->db, .id = id, .now = call->now_us, &rows, &n);

	for (size_t i = 0; !err && i < n; i++)
		err = app_due_ask_again(call, rows[i].id);
	return err;
}
