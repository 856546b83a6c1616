/*
 * A routine whose rule or zone this system does not know any more is left out.
 */
#include "app/calendar_routine.h"

#include "app/routine.h"
#include "base/clock.h"

#include "base/banned.h"

/* How one recurs, as a calendar says it. */
struct course {
	struct app_routine_course of;
	struct rule_recurrence rule; /* counts or ends */
};

/* A rule either counts or ends: with a last day the last date that it counts
 * up to then is its end. */
static void
set_end(struct course *c)
{
	struct rule_recurrence_walk walk;
	int64_t last_us = c->of.set.start_us, wall_us;

	c->rule = *c->of.set.rule;
	if (c->of.end_us == INT64_MAX)
		return;
	if (c->rule.count) {
		app_routine_walk(
		    &walk, &c->of, c->of.set.start_us, c->of.end_us);
		while (rule_recurrence_next(&walk, &wall_us))
			last_us = wall_us;
		c->rule.count = 0;
	} else {
		last_us = c->of.end_us - CLOCK_SECOND_US;
		if (c->rule.until == RULE_RECURRENCE_UNTIL_INSTANT)
			c->rule.until_us = zone_to_wall(
			    c->of.set.zone, c->rule.until_us);
		else if (c->rule.until == RULE_RECURRENCE_UNTIL_DAY)
			c->rule.until_us += CLOCK_DAY_US - CLOCK_SECOND_US;
		if (c->rule.until && c->rule.until_us < last_us)
			last_us = c->rule.until_us;
	}
	c->rule.until = RULE_RECURRENCE_UNTIL_WALL;
	c->rule.until_us = last_us;
}

/* *is_there: the system knows its zone and rule still. */
static enum err
read_course(struct call *call, const struct q_routine_calendar_row *row,
    struct course *c, bool *is_there)
{
	enum err err = app_routine_read(
	    call, &(app_routine_row){ Q_FIELDS_routine_input(row) }, &c->of);

	*is_there = !err;
	if (!err)
		set_end(c);
	if (err != ERR_TIMEZONE_UNKNOWN && err != ERR_RRULE_INVALID)
		return err;
	fault_clear(call->fault);
	return ERR_OK;
}

/* One day beyond the end, and as far as a rule that has none. */
static struct app_calendar_span
span_of(const struct q_routine_calendar_row *row,
    const struct app_routine_course *c)
{
	int64_t ends_us = c->end_us == INT64_MAX ? INT64_MAX
						 : c->end_us + CLOCK_DAY_US;
	int64_t until_us = row->updated_at +
			   RULE_RECURRENCE_YEARS * 366 * CLOCK_DAY_US;

	return (struct app_calendar_span){ row->timezone,
		zone_to_instant(c->set.zone, c->set.start_us),
		until_us < ends_us ? until_us : ends_us };
}

static enum err
read_spans(struct call *call, struct app_calendar_routines *r)
{
	enum err err = ERR_OK;

	r->spans = arena_array(call->arena, r->n, sizeof(*r->spans));
	r->n_spans = 0;
	for (size_t i = 0; !err && i < r->n; i++) {
		struct course c;
		bool is_there;

		err = read_course(call, &r->v[i], &c, &is_there);
		if (is_there)
			r->spans[r->n_spans++] = span_of(&r->v[i], &c.of);
	}
	return err;
}

/* Of one, of those of a space, or without either of the viewer alone. */
struct whose {
	struct routine_id id;
	struct space_id space;
	struct user_id viewer;
};

static enum err
read_rules(
    struct call *call, const struct whose *of, struct app_calendar_routines *r)
{
	enum err err = q_routine_calendar(call->db, .id = of->id,
	    .space = of->space, .viewer = of->viewer,
	    .most = APP_CALENDAR_ROUTINES, &r->v, &r->n);

	return err ? err : read_spans(call, r);
}

static enum err
read_runs(struct call *call, const struct whose *of, int64_t since_us,
    struct app_calendar_routines *r)
{
	char on[APP_ROUTINE_DATE_SIZE];

	app_routine_format_date(since_us, on);
	return q_run_calendar(call->db, .id = of->id, .space = of->space,
	    .viewer = of->viewer, .most = APP_CALENDAR_ROUTINES,
	    .since = since_us, .since_on = on, .most_runs = APP_CALENDAR_RUNS,
	    &r->runs, &r->n_runs);
}

enum err
app_calendar_read_routines(struct call *call, struct user_id viewer,
    struct space_id space, int64_t since_us, struct app_calendar_routines *out)
{
	struct whose of = { .space = space, .viewer = viewer };
	enum err err = ERR_OK;

	*out = (struct app_calendar_routines){ 0 };
	if (!uuid_is_nil(space.v))
		err = read_rules(call, &of, out);
	return err ? err : read_runs(call, &of, since_us, out);
}

enum err
app_calendar_mark_routines(struct call *call, struct user_id viewer,
    struct space_id space, int64_t since_us, int64_t *mark)
{
	const struct routine_id none = { 0 };
	struct q_routine_calendar_mark_row rules = { 0 };
	struct q_run_calendar_mark_row runs = { 0 };
	char on[APP_ROUTINE_DATE_SIZE];
	enum err err = ERR_OK;

	app_routine_format_date(since_us, on);
	if (!uuid_is_nil(space.v))
		err = q_routine_calendar_mark(call->db, .id = none,
		    .space = space, .viewer = viewer,
		    .most = APP_CALENDAR_ROUTINES, &rules);
	if (!err)
		err = q_run_calendar_mark(call->db, .id = none, .space = space,
		    .viewer = viewer, .most = APP_CALENDAR_ROUTINES,
		    .since = since_us, .since_on = on,
		    .most_runs = APP_CALENDAR_RUNS, &runs);
	*mark = rules.mark ^ runs.mark;
	return err;
}

static enum ical_status
status_of(enum routine_state state)
{
	if (state == ROUTINE_STATE_CANCELLED)
		return ICAL_CANCELLED;
	return state == ROUTINE_STATE_PAUSED ? ICAL_TENTATIVE : ICAL_CONFIRMED;
}

static void
put_rule(struct app_calendar_pen *pen, const struct q_routine_calendar_row *q,
    const struct course *c)
{
	struct ical_recurrence recurrence = { .start_wall = c->of.set.start_us,
		.end_wall = c->of.set.start_us + c->of.duration_us,
		.rule = app_calendar_rule(
		    pen->call, c->rule, c->of.set.zone, false),
		.exdates = { c->of.set.exdates.n, c->of.set.exdates.wall_us } };
	struct ical_event event = { .uid = app_calendar_uid_of(pen, q->id.v),
		.sequence = q->version,
		.created_us = q->created_at,
		.changed_us = q->updated_at,
		.zone = c->of.set.zone,
		.timezone = q->timezone,
		.recurrence = &recurrence,
		.status = status_of(q->state),
		.is_private = true,
		.summary = q->name,
		.description = app_calendar_short(pen, q->description),
		.url = app_calendar_page(pen->call, "routines", q->id.v) };

	ical_event(&pen->w, &event);
}

/* An event of its own, with a name of its own: programs disagree about one date
 * of a series that they do not have. */
static void
put_run(struct app_calendar_pen *pen, const struct q_run_calendar_row *r)
{
	struct ical_event event = {
		.uid = arena_printf(pen->call->arena, "%s-%s", r->run_on,
		    app_calendar_uid_of(pen, r->routine_id.v)),
		.sequence = r->version,
		.created_us = r->created_at,
		.changed_us = r->updated_at,
		.is_busy = r->is_mine,
		.is_private = true,
		.summary = r->name,
		.description = app_calendar_short(pen, r->description),
		.url = app_calendar_page(pen->call, "routines", r->routine_id.v)
	};

	app_calendar_set_time(pen, "UTC", r->starts_at, r->due_at, &event);
	ical_event(&pen->w, &event);
}

enum err
app_calendar_put_routines(
    struct app_calendar_pen *pen, const struct app_calendar_routines *routines)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < routines->n; i++) {
		struct course c;
		bool is_there;

		err = read_course(pen->call, &routines->v[i], &c, &is_there);
		if (is_there)
			put_rule(pen, &routines->v[i], &c);
	}
	for (size_t i = 0; !err && i < routines->n_runs; i++)
		put_run(pen, &routines->runs[i]);
	return err;
}

enum err
app_calendar_put_routine(
    struct call *call, struct routine_id id, struct buf *to)
{
	struct whose of = { .id = id, .viewer = call->user };
	struct app_calendar_pen pen = app_calendar_pen(call, call->user, to);
	struct app_calendar_routines it = { 0 };
	enum err err = read_rules(call, &of, &it);

	if (!err && it.n == 0)
		err = ERR_NOT_FOUND;
	if (!err)
		err = read_runs(call, &of,
		    call->now_us - APP_CALENDAR_DAYS * CLOCK_DAY_US, &it);
	if (err)
		return err;
	ical_calendar_begin(&pen.w, NULL, ICAL_PUBLISH);
	app_calendar_put_zones(&pen, it.spans, it.n_spans);
	err = app_calendar_put_routines(&pen, &it);
	ical_calendar_end(&pen.w);
	return err;
}
