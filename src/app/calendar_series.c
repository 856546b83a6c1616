#include "app/calendar_series.h"

#include "app/recurrence.h"
#include "base/clock.h"
#include "rule/series.h"

#include "base/banned.h"

enum {
	CHUNK = 200, /* dates that are read at a time */
	TOLD = RULE_SERIES_WORDS | RULE_SERIES_ONLINE_URL
};

struct ids {
	struct event_id *v;
	size_t n;
};

/* A series on its way into a calendar. */
struct series {
	struct app_calendar_pen *pen;
	const struct q_calendar_events_row *row;
	struct app_calendar_series *how;
	struct rule_recurrence_set set;
	int64_t duration_us;
	bool is_all_day;
	struct rule_recurrence_walk walk;
	int64_t next_us; /* wall: the walk has come to it */
	bool has_next;
	int64_t *left_out; /* wall */
	size_t n_left_out;
	struct ids otherwise, alone;
};

/* What becomes of a date. */
enum place { AS_THE_RULE_SAYS, LEFT_OUT, OTHERWISE, ALONE };

static enum err
read_set(struct series *s)
{
	struct call *call = s->pen->call;
	struct q_calendar_series_row row;
	struct app_recurrence in;
	enum err err = q_calendar_series(call->db, .id = s->row->id, &row);

	if (err)
		return err;
	app_calendar_take_zone(s->pen, s->row->timezone);
	in.zone = s->pen->zone;
	in.rrule = row.rrule;
	in.start_wall = row.start_wall.v;
	in.end_wall = row.end_wall.v;
	s->duration_us = in.end_wall - in.start_wall;
	s->is_all_day = app_calendar_is_all_day(
	    s->pen->zone_name, in.start_wall, in.end_wall);
	err = app_recurrence_texts(call, row.rdates, &in.rdates);
	if (!err)
		err = app_recurrence_texts(call, row.exdates, &in.exdates);
	return err ? err : app_recurrence_read(call, &in, &s->set);
}

static void
begin_walk(struct series *s, int64_t last_wall)
{
	rule_recurrence_begin(
	    &s->walk, &s->set, rule_recurrence_start(&s->set), last_wall + 1);
	s->has_next = rule_recurrence_next(&s->walk, &s->next_us);
}

/* Whether the series has a date at that time still: dates are looked at in
 * their order. */
static bool
names(struct series *s, int64_t wall_us)
{
	while (s->has_next && s->next_us < wall_us)
		s->has_next = rule_recurrence_next(&s->walk, &s->next_us);
	return s->has_next && s->next_us == wall_us;
}

/* A date that takes no answers yet has the one to the series. */
static enum rsvp_status
answer_to(const struct series *s, bool is_open, enum rsvp_status answer)
{
	return answer || is_open ? answer : s->row->answer;
}

static bool
is_declined(enum rsvp_status answer)
{
	return answer == RSVP_STATUS_NOT_ATTENDING ||
	       answer == RSVP_STATUS_REMOVED;
}

/* Nobody has a date that is hidden from them, or that they have declined: who
 * has declined all sees what they could come to, as with other events. Where an
 * answer to all dates could not be given to one, they have no place there. */
static bool
is_had(const struct series *s, const struct q_calendar_dates_row *d)
{
	enum rsvp_status all = s->row->answer;
	enum rsvp_status answer = answer_to(s, d->is_open, d->answer);

	if (s->row->is_host || !d->is_shown || is_declined(all))
		return s->row->is_host || d->is_shown;
	return !is_declined(answer) && (answer || !all);
}

/* Readers disagree about times that clocks leave out, and about the end of a
 * date while which clocks are set. */
static bool
is_time_plain(const struct series *s, const struct q_calendar_dates_row *d)
{
	int64_t wall_us = d->recurrence_id.v, start_us, end_us;

	rule_recurrence_times(
	    s->set.zone, wall_us, s->duration_us, &start_us, &end_us);
	if (d->start_time != start_us || d->end_time != end_us)
		return false;
	return s->is_all_day ||
	       (zone_to_wall(s->set.zone, start_us) == wall_us &&
		   end_us - start_us == s->duration_us);
}

static bool
is_state_plain(const struct series *s, const struct q_calendar_dates_row *d)
{
	const struct q_calendar_events_row *of = s->row;
	enum rsvp_status answer = answer_to(s, d->is_open, d->answer);

	return (of->is_host || answer == of->answer) &&
	       app_calendar_status(d->status, of->is_host, answer) ==
		   app_calendar_status(of->status, of->is_host, of->answer);
}

static bool
is_elsewhere(const struct series *s, int64_t wall_us)
{
	for (size_t i = 0; i < s->how->n_elsewhere; i++)
		if (s->how->elsewhere[i] == wall_us)
			return true;
	return false;
}

static enum place
place_of(struct series *s, const struct q_calendar_dates_row *d)
{
	if (!names(s, d->recurrence_id.v))
		return is_had(s, d) && !s->how->is_alone ? ALONE
							 : AS_THE_RULE_SAYS;
	if (!is_had(s, d) || is_elsewhere(s, d->recurrence_id.v))
		return LEFT_OUT;
	return (d->overrides & TOLD) == 0 && is_time_plain(s, d) &&
		       is_state_plain(s, d)
		   ? AS_THE_RULE_SAYS
		   : OTHERWISE;
}

static void
sort_out(struct series *s, const struct q_calendar_dates_row *dates, size_t n)
{
	for (size_t i = 0; i < n; i++)
		switch (place_of(s, &dates[i])) {
		case LEFT_OUT:
			s->left_out[s->n_left_out++] = dates[i].recurrence_id.v;
			break;
		case OTHERWISE:
			s->otherwise.v[s->otherwise.n++] = dates[i].id;
			break;
		case ALONE:
			s->alone.v[s->alone.n++] = dates[i].id;
			break;
		case AS_THE_RULE_SAYS:
			break;
		}
}

static enum err
read_dates(struct series *s)
{
	struct arena *arena = s->pen->call->arena;
	struct q_calendar_dates_row *dates;
	size_t n;
	enum err err = q_calendar_dates(s->pen->call->db, .series = s->row->id,
	    .since = s->set.start_us, .viewer = s->pen->viewer,
	    .is_apart = s->how->n_elsewhere > 0,
	    .most = (int64_t)s->how->dates + 1, &dates, &n);

	s->how->is_left_out = !err && n > s->how->dates;
	if (err || n == 0 || s->how->is_left_out)
		return err;
	s->how->dates -= n;
	s->left_out = arena_array(arena, n, sizeof(*s->left_out));
	s->otherwise.v = arena_array(arena, n, sizeof(*s->otherwise.v));
	s->alone.v = arena_array(arena, n, sizeof(*s->alone.v));
	begin_walk(s, dates[n - 1].recurrence_id.v);
	sort_out(s, dates, n);
	return ERR_OK;
}

static const char *
rule_of(const struct series *s)
{
	return s->set.rule ? app_calendar_rule(s->pen->call, *s->set.rule,
				 s->set.zone, s->is_all_day)
			   : NULL;
}

/* Both, ascending; what the series leaves out is no date of it. */
static struct ical_dates
exdates_of(const struct series *s)
{
	const struct rule_recurrence_dates *kept = &s->set.exdates;
	size_t n = 0, i = 0, k = 0, most = kept->n + s->n_left_out;
	int64_t *v = arena_array(s->pen->call->arena, most, sizeof(*v));

	while (n < most)
		v[n++] = k == s->n_left_out ||
				 (i < kept->n &&
				     kept->wall_us[i] < s->left_out[k])
			     ? kept->wall_us[i++]
			     : s->left_out[k++];
	return (struct ical_dates){ n, v };
}

static enum err
read_event(struct series *s, const struct q_calendar_events_row *row,
    struct ical_event *out)
{
	enum err err = app_calendar_read_event(s->pen, row, out);

	if (!err && s->how->touch)
		s->how->touch(s->how->arg, row, out);
	return err;
}

static enum err
put_rule(struct series *s)
{
	struct ical_recurrence recurrence = { .start_wall = s->set.start_us,
		.end_wall = s->set.start_us + s->duration_us,
		.rule = rule_of(s),
		.rdates = { s->set.rdates.n, s->set.rdates.wall_us },
		.exdates = exdates_of(s) };
	struct ical_event event;
	enum err err = read_event(s, s->row, &event);

	if (err)
		return err;
	event.is_all_day = s->is_all_day;
	event.recurrence = &recurrence;
	ical_event(&s->pen->w, &event);
	return ERR_OK;
}

/* A date is written in the zone of its series, wherever it is said to be. */
static enum err
put_date(struct series *s, struct q_calendar_events_row *row, bool is_of_rule)
{
	struct ical_date date = { row->recurrence_id.v, s->is_all_day };
	struct ical_event event;
	enum err err;

	row->timezone = s->row->timezone;
	row->answer = answer_to(s, row->is_open, row->answer);
	err = read_event(s, row, &event);
	if (err)
		return err;
	if (is_of_rule) {
		event.uid = app_calendar_uid(s->pen, s->row->id);
		event.date = &date;
	}
	ical_event(&s->pen->w, &event);
	return ERR_OK;
}

static enum err
put_dates(struct series *s, const struct ids *ids, bool is_of_rule)
{
	struct call *call = s->pen->call;
	enum err err = ERR_OK;

	for (size_t done = 0; !err && done < ids->n; done += CHUNK) {
		size_t left = ids->n - done, n;
		struct q_calendar_events_row *rows;

		err = q_calendar_events(call->db,
		    .ids = app_calendar_ids(
			call, ids->v + done, left < CHUNK ? left : CHUNK),
		    .viewer = s->pen->viewer, .only_seen = false, &rows, &n);
		for (size_t i = 0; !err && i < n; i++)
			err = put_date(s, &rows[i], is_of_rule);
	}
	return err;
}

enum err
app_calendar_put_series(struct app_calendar_pen *pen,
    const struct q_calendar_events_row *row, struct app_calendar_series *how)
{
	struct series s = { .pen = pen, .row = row, .how = how };
	enum err err = read_set(&s);

	if (!err)
		err = read_dates(&s);
	if (s.otherwise.n + s.alone.n > how->room)
		how->is_left_out = true;
	if (err || how->is_left_out)
		return err;
	how->room -= s.otherwise.n + s.alone.n;
	err = put_rule(&s);
	if (!err)
		err = put_dates(&s, &s.otherwise, true);
	return err ? err : put_dates(&s, &s.alone, false);
}

enum err
app_calendar_put_date(struct app_calendar_pen *pen,
    const struct q_calendar_events_row *series,
    struct q_calendar_events_row *date, struct app_calendar_series *how,
    bool *is_named)
{
	struct series s = { .pen = pen, .row = series, .how = how };
	enum err err = read_set(&s);

	if (err)
		return err;
	begin_walk(&s, date->recurrence_id.v);
	*is_named = names(&s, date->recurrence_id.v);
	return *is_named ? put_date(&s, date, true) : ERR_OK;
}
