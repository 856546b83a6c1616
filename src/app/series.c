/*
 * Dates are worked out by a walk along the recurrence set, which goes on where
 * it had come to (recurrence.made_until), and added by one statement.
 */
#include "app/series.h"

#include "app/event_clock.h"
#include "app/job.h"
#include "app/standing_job.h"
#include "app/ticket_template.h"
#include "base/clock.h"
#include "base/timezone.h"
#include "generated/query/series.h"
#include "json/ids.h"
#include "json/list.h"

#include "base/banned.h"

enum {
	PAGE = 100,
	DATES_AT_ONCE = 500,
	LOOK_DAYS = 30, /* a series is looked at so often at least */
	NEXT_MIN = 2,	/* dates that are always made */
	DATE_BYTES = 256
};

/* The making of dates of one series. */
struct maker {
	struct call *call;
	struct event_id series;
	struct q_series_for_dates_row row;
	struct rule_recurrence_set set;
	struct rule_recurrence_cursor at; /* so far they are made */
	struct opt_int closes_before;	  /* the start of each, in us */
	struct rule_event_clock clock;	  /* of each, but its times */
	bool has_more;			  /* than could be made at once */
	struct json_list dates;
	size_t n;
};

static enum err
read_set(struct maker *m)
{
	const struct q_series_for_dates_row *row = &m->row;
	struct app_recurrence in = { .rrule = row->rrule,
		.zone = timezone_find(row->timezone),
		.start_wall = row->start_wall.v,
		.end_wall = row->end_wall.v };
	enum err err;

	if (!in.zone || !row->start_wall.set)
		return fault(m->call->fault, ERR_TIMEZONE_UNKNOWN,
		    "The zone %s is not known here.", row->timezone);
	err = app_recurrence_texts(m->call, row->rdates, &in.rdates);
	if (!err)
		err = app_recurrence_texts(m->call, row->exdates, &in.exdates);
	return err ? err : app_recurrence_read(m->call, &in, &m->set);
}

static void
write_wall(struct json_writer *w, const char *key, int64_t us)
{
	json_key(w, key);
	json_write_int(w, us);
}

/* When the clock has something to do with a date. */
static int64_t
due_of(const struct maker *m, int64_t start_us, int64_t end_us)
{
	struct rule_event_clock clock = m->clock;

	clock.start_us = start_us;
	clock.end_us = end_us;
	return rule_event_next(&clock);
}

static void
write_date(struct maker *m, int64_t wall_us, int64_t start_us, int64_t end_us)
{
	struct json_writer *w = &m->dates.w;

	m->n++;
	json_open(w, '{');
	json_key(w, "id");
	json_write_uuid(w, uuid_new());
	write_wall(w, "recurrence_id", wall_us);
	write_wall(w, "start_wall", wall_us);
	write_wall(w, "end_wall", zone_to_wall(m->set.zone, end_us));
	write_wall(w, "start", start_us);
	write_wall(w, "end", end_us);
	write_wall(w, "due", due_of(m, start_us, end_us));
	json_key(w, "closes");
	if (m->closes_before.set)
		json_write_int(w, start_us - m->closes_before.v);
	else
		json_write_null(w);
	json_close(w, '}');
}

/* The dates from where the last ones ended, as many as there may be. */
static void
walk(struct maker *m, int64_t most)
{
	int64_t now = m->call->now_us, ahead = m->row.n_ahead;
	int64_t horizon = zone_to_wall(m->set.zone,
	    now + m->call->conf->event_horizon_days * CLOCK_DAY_US);
	int64_t duration = m->row.end_wall.v - m->row.start_wall.v;
	struct rule_recurrence_walk w;
	int64_t wall_us, start_us, end_us;

	rule_recurrence_begin(&w, &m->set, m->at,
	    horizon + RULE_RECURRENCE_YEARS * 366 * CLOCK_DAY_US);
	while (ahead < APP_SERIES_AHEAD_MAX &&
	       rule_recurrence_next(&w, &wall_us) &&
	       (wall_us < horizon || ahead < NEXT_MIN)) {
		m->has_more = (int64_t)m->n == most;
		if (m->has_more)
			return;
		m->at = w.at;
		rule_recurrence_times(
		    m->set.zone, wall_us, duration, &start_us, &end_us);
		if (end_us <= now)
			continue;
		write_date(m, wall_us, start_us, end_us);
		ahead += start_us > now;
	}
}

/* Adds what a walk has found. */
static enum err
add_dates(struct maker *m, int64_t most)
{
	struct call *call = m->call;
	int64_t after = m->at.wall_us;
	const char *dates;
	enum err err;

	json_list_init(&m->dates, (size_t)most, DATE_BYTES);
	walk(m, most);
	dates = json_list_text(&m->dates, call->arena);
	if (!m->n)
		return ERR_OK;
	err = q_series_add_dates(call->db, .id = m->series, .dates = dates,
	    .now = call->now_us, NULL);
	return err ? err
		   : q_series_add_categories(
			 call->db, .id = m->series, .after = after, NULL);
}

typedef struct q_series_to_open_row row_to_open;

/* What people need to come to dates is there before they answer. */
static enum err
copy_ticket_types(struct maker *m, const row_to_open *rows, size_t n)
{
	struct event_id *dates = arena_array(m->call->arena, n, sizeof(*dates));

	for (size_t i = 0; i < n; i++)
		dates[i] = rows[i].id;
	return app_ticket_template_open(m->call, m->series, dates, n);
}

/* All that can be, at once, or each behind those who have answered the series.
 */
static enum err
open_dates(struct maker *m)
{
	struct call *call = m->call;
	int64_t n_opened = 0;
	row_to_open *rows;
	size_t n = 0;
	enum err err = q_series_to_open(call->db, .id = m->series,
	    .open_dates = m->row.open_dates, .now = call->now_us, &rows, &n);

	if (err || !n)
		return err;
	if (m->row.has_tickets)
		err = copy_ticket_types(m, rows, n);
	if (!err)
		err = q_series_open(call->db, .id = m->series,
		    .ids = JSON_IDS(call->arena, rows, id, n), &n_opened);
	for (size_t i = 0; !err && !n_opened && i < n; i++)
		err = app_standing_open(call, rows[i].id);
	return err;
}

static enum err
leave_rest(struct maker *m)
{
	return app_job_add(m->call, APP_SERIES_JOB,
	    app_job_payload_id(m->call->arena, "event_id", m->series.v),
	    &(struct app_job_options){ .priority = APP_JOB_URGENT });
}

/* When the next date begins, another one may be opened. A series without one is
 * over; a draft waits for being published. */
static enum err
look_again(struct maker *m)
{
	int64_t soon = m->call->now_us + LOOK_DAYS * CLOCK_DAY_US;
	struct opt_time due = { .set = m->row.status ==
				       EVENT_STATUS_PUBLISHED };
	struct q_series_next_row next;
	enum err err = q_series_next(
	    m->call->db, .id = m->series, .now = m->call->now_us, &next);

	if (err == ERR_NOT_FOUND)
		due.set = false;
	else if (err)
		return err;
	if (due.set)
		due.v = next.start_time < soon ? next.start_time : soon;
	return q_recurrence_set_made(m->call->db, .id = m->series,
	    .made_until = m->at.wall_us, .made = m->at.made, .due_at = due,
	    NULL);
}

static enum err
read_clock(struct maker *m)
{
	return app_event_clock_read(m->call,
	    &(struct app_event_clock){ .reminders = m->row.reminders,
		.reconfirm_before_hours = m->row.reconfirm_before_hours,
		.reconfirm_for_hours = m->row.reconfirm_for_hours,
		.done_until = { true, m->call->now_us } },
	    &m->clock);
}

static enum err
load(struct maker *m)
{
	enum err err = q_series_for_dates(m->call->db, .id = m->series,
	    .now = m->call->now_us, .limit = APP_SERIES_AHEAD_MAX, &m->row);

	if (err)
		return err;
	m->at = (struct rule_recurrence_cursor){ m->row.made_until,
		m->row.made };
	err = read_clock(m);
	if (m->row.rsvp_closes_at.set)
		m->closes_before = (struct opt_int){ true,
			m->row.start_time - m->row.rsvp_closes_at.v };
	return err;
}

static bool
goes_on(enum event_status status)
{
	return status == EVENT_STATUS_DRAFT || status == EVENT_STATUS_PUBLISHED;
}

/* With the row locked: dates, at most so many, and what follows. */
static enum err
extend(struct maker *m, int64_t most)
{
	enum err err = load(m);

	if (!err && !goes_on(m->row.status))
		return look_again(m);
	if (!err)
		err = read_set(m);
	if (!err)
		err = add_dates(m, most);
	if (!err)
		err = open_dates(m);
	if (!err)
		err = look_again(m);
	return err || !m->has_more ? err : leave_rest(m);
}

enum err
app_series_extend(struct call *call, struct event_id id)
{
	return extend(
	    &(struct maker){ .call = call, .series = id }, DATES_AT_ONCE);
}

enum err
app_series_follow(struct call *call, struct event_id id)
{
	struct q_series_of_row series;
	enum err err = q_series_of(call->db, .id = id, &series);

	if (!err)
		err = app_series_extend(call, series.id);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Ascending, as it was. Where no more fit it is left out all the same: what is
 * made already is not made again. */
static struct rule_recurrence_dates
insert(struct arena *arena, const struct rule_recurrence_dates *dates,
    int64_t wall)
{
	int64_t *v = arena_array(arena, dates->n + 1, sizeof(*v));
	size_t n = 0, i = 0;

	if (dates->n >= RULE_RECURRENCE_EXDATES_MAX)
		return *dates;
	while (i < dates->n && dates->wall_us[i] < wall)
		v[n++] = dates->wall_us[i++];
	if (i == dates->n || dates->wall_us[i] > wall)
		v[n++] = wall;
	while (i < dates->n)
		v[n++] = dates->wall_us[i++];
	return (struct rule_recurrence_dates){ n, v };
}

enum err
app_series_leave_out(struct call *call, struct event_id id, int64_t wall)
{
	struct maker m = { .call = call, .series = id };
	struct rule_recurrence_dates exdates;
	enum err err = load(&m);

	if (!err)
		err = read_set(&m);
	if (err)
		return err;
	exdates = insert(call->arena, &m.set.exdates, wall);
	err = q_recurrence_set_exdates(call->db, .id = id,
	    .exdates = app_recurrence_json(call, &exdates), NULL);
	return err ? err : app_series_extend(call, id);
}

enum err
app_series_add(struct call *call, struct event_id id, struct event_id root,
    const struct rule_recurrence_set *set, int64_t open)
{
	struct maker m = { .call = call, .series = id };
	struct rule_recurrence_cursor start = rule_recurrence_start(set);
	enum err err = q_recurrence_add(call->db, .event = id,
	    .rdates = app_recurrence_json(call, &set->rdates),
	    .exdates = app_recurrence_json(call, &set->exdates),
	    .open_dates = open, .made_until = start.wall_us, .made = start.made,
	    .root = root, NULL);

	if (!err)
		err = extend(&m, APP_SERIES_FIRST_DATES);
	return err || m.n ? err : app_series_over(call);
}

enum err
app_series_over(struct call *call)
{
	return fault(call->fault, ERR_RRULE_INVALID,
	    "All dates of the series are over.");
}

enum err
app_series_find(
    struct call *call, struct event_id id, struct app_series_kept *out)
{
	struct maker m = { .call = call, .series = id };
	enum err err = load(&m);

	if (!err)
		err = read_set(&m);
	*out = (struct app_series_kept){ .set = m.set,
		.made = m.at,
		.duration_us = m.row.end_wall.v - m.row.start_wall.v,
		.closes_before = m.closes_before };
	return err;
}

enum err
app_series_run(struct call *call, const char *payload)
{
	struct event_id id;
	enum err err = app_job_read_id(call, payload, "event_id", &id.v);

	if (!err)
		err = app_series_extend(call, id);
	return err == ERR_NOT_FOUND ? ERR_OK : err; /* the series is gone */
}

static enum err
add_job(struct call *call, struct event_id id)
{
	const char *payload = app_job_payload_id(call->arena, "event_id", id.v);

	return app_job_add(call, APP_SERIES_JOB, payload,
	    &(struct app_job_options){ .dedupe_key = payload });
}

enum err
app_series_begin(struct call *call, size_t *n)
{
	struct q_recurrence_due_row *due, last = { .due_at.v = CLOCK_MIN_US };
	size_t page = PAGE;
	enum err err = ERR_OK;

	for (*n = 0; !err && page == PAGE; *n += page) {
		err = q_recurrence_due(call->db, .now = call->now_us,
		    .after = last.due_at.v, .after_id = last.id, .limit = PAGE,
		    &due, &page);
		for (size_t i = 0; !err && i < page; i++)
			err = add_job(call, due[i].id);
		if (!err && page)
			last = due[page - 1];
	}
	return err;
}
