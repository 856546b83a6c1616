/*
 * Dates are worked out here and written by a statement for all of them.
 */
#include "app/series_plan.h"

#include "app/sale.h"
#include "app/series.h"
#include "app/series_days.h"
#include "base/clock.h"
#include "generated/query/event.h"
#include "generated/query/series.h"
#include "json/ids.h"
#include "json/list.h"
#include "rule/recurrence_part.h"
#include "rule/series.h"
#include "rule/series_pair.h"

#include "base/banned.h"

enum {
	DATE_BYTES = 256,
	CANCELLED_MAX = 20, /* of the days that people are told */
	NEXT_MAX = 5
};

struct app_series_dates {
	struct q_series_dates_row *rows; /* by which date each is */
	size_t n;
	struct rule_series_date *pairs; /* of each row */
	struct rule_recurrence_dates to;
	bool *is_taken; /* of each of those */
	bool is_other_zone;
	int64_t now_us;
};

/* Planning */

static enum err
read_dates(struct call *call, struct app_series_plan *p, int64_t now_wall)
{
	struct app_series_dates *d = p->dates;
	struct q_event_lock_dates_row *locked;
	size_t n;
	enum err err = q_event_lock_dates(
	    call->db, .series = p->id, .now = call->now_us, &locked, &n);

	if (!err)
		err = q_series_dates(call->db, .id = p->id, &d->rows, &d->n);
	if (err)
		return err;
	d->pairs = arena_array(call->arena, d->n, sizeof(*d->pairs));
	for (size_t i = 0; i < d->n; i++)
		d->pairs[i] = (struct rule_series_date){
			.wall_us = d->rows[i].recurrence_id.v,
			.is_fixed = d->rows[i].recurrence_id.v <= now_wall
		};
	return ERR_OK;
}

/* What was cancelled by itself is still a date of the series. */
static void
find_gone(struct app_series_dates *d, const struct rule_recurrence_set *was)
{
	struct rule_recurrence_walk w;
	int64_t us = INT64_MIN;
	bool is_more = d->n > 0;

	if (is_more)
		rule_recurrence_begin(&w, was, rule_recurrence_start(was),
		    d->pairs[d->n - 1].wall_us + 1);
	for (size_t i = 0; i < d->n; i++) {
		while (is_more && us < d->pairs[i].wall_us)
			is_more = rule_recurrence_next(&w, &us);
		d->pairs[i].is_gone = d->rows[i].status ==
					  EVENT_STATUS_CANCELLED &&
				      !(is_more && us == d->pairs[i].wall_us);
	}
}

static int64_t
midnight(int64_t wall_us)
{
	int64_t unused;

	return clock_split(wall_us, &unused) * CLOCK_DAY_US;
}

/* From when on the series has other dates: from now on, but that a date of
 * today which moves to before now is one of them, and one that has begun today
 * is not there twice. */
static int64_t
since(const struct app_series_dates *d, int64_t now_wall, int64_t days)
{
	int64_t first = INT64_MAX, begun = INT64_MIN;

	for (size_t i = 0; i < d->n && first == INT64_MAX; i++)
		*(d->pairs[i].is_fixed ? &begun : &first) =
		    midnight(d->pairs[i].wall_us) + days * CLOCK_DAY_US;
	if (first <= now_wall)
		return first;
	return begun >= midnight(now_wall) ? begun + CLOCK_DAY_US
					   : now_wall + 1;
}

/* As far as dates are made, or there are dates. */
static int64_t
horizon(struct call *call, const struct app_series_plan *p, int64_t days)
{
	const struct app_series_dates *d = p->dates;
	int64_t far = zone_to_wall(p->set.zone,
	    call->now_us + call->conf->event_horizon_days * CLOCK_DAY_US);
	int64_t last = d->n ? midnight(d->pairs[d->n - 1].wall_us) +
				  (days + 1) * CLOCK_DAY_US
			    : far;

	return last > far ? last : far;
}

static void
list_new(struct call *call, struct app_series_plan *p, int64_t end_us)
{
	int64_t *walls = arena_array(
	    call->arena, APP_SERIES_AHEAD_MAX, sizeof(*walls));
	struct rule_recurrence_walk w;
	size_t n = 0;

	rule_recurrence_begin(
	    &w, &p->set, rule_recurrence_start(&p->set), end_us);
	while (n < APP_SERIES_AHEAD_MAX && rule_recurrence_next(&w, &walls[n]))
		n++;
	p->dates->to = (struct rule_recurrence_dates){ n, walls };
	p->dates->is_taken = arena_array(
	    call->arena, n, sizeof(*p->dates->is_taken));
}

static bool
is_any_ahead(struct call *call, const struct app_series_plan *p)
{
	const struct rule_recurrence_dates *to = &p->dates->to;

	return to->n > 0 && zone_to_instant(p->set.zone,
				to->wall_us[to->n - 1]) > call->now_us;
}

/* One that takes place at a time of its own may have begun before its turn. */
static bool
is_left_over(const struct app_series_dates *d, size_t i)
{
	return !d->pairs[i].is_fixed &&
	       d->pairs[i].becomes == RULE_SERIES_NONE &&
	       d->rows[i].start_time > d->now_us;
}

/* What people know of: of a date that was cancelled before they know. */
static bool
is_to_be_told(const struct q_series_dates_row *row)
{
	return row->is_answered && row->status == EVENT_STATUS_PUBLISHED;
}

static const char *
list_cancelled(struct call *call, const struct app_series_dates *d)
{
	struct app_series_days days = app_series_days_begin(CANCELLED_MAX);

	for (size_t i = 0; i < d->n; i++)
		if (is_left_over(d, i) && is_to_be_told(&d->rows[i]))
			app_series_days_add(&days, d->rows[i].start_wall.v);
	return app_series_days_end(&days, call->arena);
}

/* Whether a date takes place when the series has it. */
static bool
is_moved(const struct app_series_dates *d, size_t i, int64_t start_us,
    int64_t now_us)
{
	return !d->pairs[i].is_fixed &&
	       !(d->rows[i].overrides & RULE_SERIES_TIME) && start_us > now_us;
}

/* Whether it has others than before, and not the same at another time. */
static bool
has_other_days(const struct app_series_dates *d, int64_t now_wall)
{
	for (size_t i = 0; i < d->n; i++)
		if (is_left_over(d, i) ||
		    (!d->pairs[i].is_fixed &&
			d->pairs[i].becomes != RULE_SERIES_NONE &&
			midnight(d->to.wall_us[d->pairs[i].becomes]) !=
			    midnight(d->pairs[i].wall_us)))
			return true;
	for (size_t i = 0; i < d->to.n; i++)
		if (!d->is_taken[i] && d->to.wall_us[i] > now_wall)
			return true;
	return false;
}

/* The next of them; NULL when they are those of before. */
static const char *
list_next(struct call *call, const struct app_series_dates *d, int64_t now_wall)
{
	struct app_series_days days = app_series_days_begin(NEXT_MAX);
	bool are_others = has_other_days(d, now_wall);

	for (size_t i = 0; are_others && i < d->to.n && days.n < NEXT_MAX; i++)
		if (d->to.wall_us[i] > now_wall)
			app_series_days_add(&days, d->to.wall_us[i]);
	return app_series_days_end(&days, call->arena);
}

static int64_t
find_before(struct call *call, const struct app_series_plan *p)
{
	const struct app_series_dates *d = p->dates;

	for (size_t i = 0; i < d->n; i++) {
		int64_t start_us, end_us;

		if (d->pairs[i].becomes == RULE_SERIES_NONE)
			continue;
		rule_recurrence_times(p->set.zone,
		    d->to.wall_us[d->pairs[i].becomes], p->duration_us,
		    &start_us, &end_us);
		if (is_moved(d, i, start_us, call->now_us))
			return d->rows[i].start_time;
	}
	return 0;
}

enum err
app_series_plan(struct call *call, struct event_id id,
    const struct rule_recurrence_set *was, const struct rule_recurrence_set *is,
    int64_t duration_us, struct app_series_plan *p)
{
	int64_t days, now_wall = zone_to_wall(was->zone, call->now_us);
	struct app_series_dates *d = arena_new(
	    call->arena, struct app_series_dates);
	enum err err;

	*d = (struct app_series_dates){ .is_other_zone = is->zone != was->zone,
		.now_us = call->now_us };
	*p = (struct app_series_plan){
		.id = id, .dates = d, .duration_us = duration_us
	};
	err = read_dates(call, p, now_wall);
	if (err)
		return err;
	find_gone(d, was);
	days = rule_series_days(d->pairs, d->n, was->start_us, is->start_us);
	now_wall = zone_to_wall(is->zone, call->now_us);
	if (!rule_recurrence_since(
		call->arena, is, since(d, now_wall, days), &p->set))
		return app_series_over(call);
	list_new(call, p, horizon(call, p, days));
	if (!is_any_ahead(call, p))
		return app_series_over(call);
	rule_series_pair(d->pairs, d->n, days, &d->to, d->is_taken);
	rule_recurrence_times(is->zone, p->set.start_us, duration_us,
	    &p->start_time, &p->end_time);
	p->before = find_before(call, p);
	p->cancelled = list_cancelled(call, d);
	p->next = list_next(call, d, now_wall);
	return ERR_OK;
}

/* Carrying out */

/* A date as it is to be. */
struct date {
	const struct q_series_dates_row *row;
	int64_t recurrence_wall, start_us, end_us;
	int64_t bits; /* of what it says otherwise, in addition */
};

static void
write_date(struct json_writer *w, const struct zone *zone, const struct date *d)
{
	const struct {
		const char *key;
		int64_t v;
	} members[] = { { "recurrence_id", d->recurrence_wall },
		{ "start_wall", zone_to_wall(zone, d->start_us) },
		{ "end_wall", zone_to_wall(zone, d->end_us) },
		{ "start", d->start_us }, { "end", d->end_us },
		{ "bits", d->bits } };

	json_open(w, '{');
	json_key(w, "id");
	json_write_uuid(w, d->row->id.v);
	for (size_t i = 0; i < N_OF(members); i++) {
		json_key(w, members[i].key);
		json_write_int(w, members[i].v);
	}
	json_close(w, '}');
}

/* What becomes of a date that stays; false when nothing does. */
static bool
find_date(struct call *call, const struct app_series_plan *p, size_t i,
    struct date *out)
{
	const struct app_series_dates *d = p->dates;
	const struct q_series_dates_row *row = &d->rows[i];
	size_t to = d->pairs[i].becomes;
	int64_t start_us, end_us;

	*out = (struct date){ .row = row,
		.recurrence_wall = row->recurrence_id.v,
		.start_us = row->start_time,
		.end_us = row->end_time };
	if (is_left_over(d, i))
		return false;
	if (d->pairs[i].is_fixed || to == RULE_SERIES_NONE)
		return d->is_other_zone;
	out->recurrence_wall = d->to.wall_us[to];
	rule_recurrence_times(p->set.zone, out->recurrence_wall, p->duration_us,
	    &start_us, &end_us);
	if (is_moved(d, i, start_us, call->now_us)) {
		out->start_us = start_us;
		out->end_us = end_us;
	} else {
		out->bits = RULE_SERIES_TIME;
	}
	return true;
}

static enum err
move_dates(struct call *call, const struct app_series_plan *p)
{
	struct json_list dates;
	struct date date;

	json_list_init(&dates, p->dates->n, DATE_BYTES);
	for (size_t i = 0; i < p->dates->n; i++)
		if (find_date(call, p, i, &date))
			write_date(&dates.w, p->set.zone, &date);
	return q_series_move_dates(call->db, .id = p->id,
	    .dates = json_list_text(&dates, call->arena), .now = call->now_us,
	    NULL);
}

/* People have left something there. */
static bool
is_kept(const struct q_series_dates_row *row)
{
	return row->is_answered || row->has_files;
}

/* Those that are left over and are kept, or are not, as a list of ids. */
static const char *
left_over(struct call *call, const struct app_series_dates *d, bool kept)
{
	struct json_list ids;

	json_list_init(&ids, d->n, JSON_ID_BYTES);
	for (size_t i = 0; i < d->n; i++)
		if (is_left_over(d, i) && is_kept(&d->rows[i]) == kept)
			json_write_uuid(&ids.w, d->rows[i].id.v);
	return json_list_text(&ids, call->arena);
}

/* By words of their own nobody finds them any more. */
static enum err
forget_words(struct call *call, const struct app_series_dates *d)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < d->n; i++)
		if (is_left_over(d, i) && !is_kept(&d->rows[i]) &&
		    (d->rows[i].overrides & RULE_SERIES_WORDS))
			err = q_event_forget_words(
			    call->db, .id = d->rows[i].id, NULL);
	return err;
}

enum err
app_series_carry_out(struct call *call, const struct app_series_plan *p)
{
	const struct app_series_dates *d = p->dates;
	enum err err = q_recurrence_set(call->db, .id = p->id,
	    .rdates = app_recurrence_json(call, &p->set.rdates),
	    .exdates = app_recurrence_json(call, &p->set.exdates),
	    .made_until = rule_recurrence_start(&p->set).wall_us, .made = 0,
	    NULL);

	if (!err)
		err = q_series_set_rrule(call->db, .id = p->id,
		    .rrule = app_recurrence_rrule(call, p->set.rule), NULL);
	if (!err)
		err = q_series_cancel_dates(call->db,
		    .ids = left_over(call, d, true), .now = call->now_us, NULL);
	if (!err)
		err = app_sale_call_off(call, p->id);
	if (!err)
		err = forget_words(call, d);
	if (!err)
		err = q_series_remove_dates(
		    call->db, .ids = left_over(call, d, false), NULL);
	if (!err)
		err = move_dates(call, p);
	return err ? err : app_series_extend(call, p->id);
}
