/*
 * Series: how they recur, and their dates.
 */
#include "api/series.h"

#include "api/list.h"
#include "api/reply.h"
#include "app/series.h"
#include "base/str.h"
#include "base/timezone.h"
#include "generated/query/event.h"
#include "generated/query/series.h"
#include "rule/event.h"
#include "rule/recurrence_part.h"
#include "rule/recurrence_text.h"

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
api_series_refuse(
    struct call *call, const struct api_event_input *in, const api_event_row *e)
{
	bool is_same = !in->rrule || (e->rrule && str_eq(in->rrule, e->rrule));

	return is_same && !in->rdates.n && !in->exdates.n
		   ? ERR_OK
		   : fault(call->fault, ERR_RRULE_INVALID,
			 "How an event recurs is said when it is made.");
}

void
api_series_follow(api_event_row *e, const api_event_row *was,
    const struct api_event_input *in, const api_event_row *date_was,
    const api_event_row *date)
{
	bool is_moved = date->start_time != date_was->start_time;
	bool is_timed = is_moved || date->end_time != date_was->end_time;
	int64_t from = is_moved ? date_was->recurrence_id.v
				: date_was->start_wall.v;
	int64_t start_wall = was->start_wall.v + date->start_wall.v - from;
	int64_t duration_us = is_timed ? date->end_wall.v - date->start_wall.v
				       : was->end_wall.v - was->start_wall.v;

	rule_recurrence_times(timezone_find(e->timezone), start_wall,
	    duration_us, &e->start_time, &e->end_time);
	if (in->has.rsvp_closes_at)
		e->rsvp_closes_at.v = e->start_time -
				      (date->start_time -
					  date->rsvp_closes_at.v);
	else
		e->rsvp_closes_at = rule_event_closes_at(
		    e->start_time, e->rsvp_closes_before, e->rsvp_closes_at);
}

/* What is said of its rule, unless that is what it is. */
static enum err
merge_rule(struct call *call, const struct api_series_input *in,
    const api_event_row *was, struct rule_recurrence_set *set)
{
	const char *rrule = in->in->rrule;
	struct rule_recurrence *rule;
	enum err err;

	if (!rrule) {
		if (in->is_patch && in->in->has.rrule)
			set->rule = NULL;
		return ERR_OK;
	}
	if (was->rrule && str_eq(rrule, was->rrule))
		return ERR_OK;
	rule = arena_new(call->arena, struct rule_recurrence);
	err = rule_recurrence_parse(rrule, rule, call->fault);
	set->rule = rule;
	return err;
}

static enum err
merge_dates(struct call *call, const struct api_event_input *in,
    struct rule_recurrence_set *set)
{
	enum err err = ERR_OK;

	if (in->has.rdates)
		err = rule_recurrence_dates_parse(call->arena,
		    RULE_RECURRENCE_RDATES, in->rdates.v, in->rdates.n,
		    call->fault, &set->rdates);
	if (!err && in->has.exdates)
		err = rule_recurrence_dates_parse(call->arena,
		    RULE_RECURRENCE_EXDATES, in->exdates.v, in->exdates.n,
		    call->fault, &set->exdates);
	return err;
}

/* How the series is to recur, from the start in e. */
static enum err
merge(struct call *call, const struct api_series_input *in,
    const api_event_row *was, const api_event_row *e,
    struct rule_recurrence_set *set)
{
	enum err err;

	rule_recurrence_move(call->arena, set, e->start_wall.v - set->start_us);
	set->zone = timezone_find(e->timezone);
	set->all_day = app_recurrence_is_all_day(
	    e->start_wall.v, e->end_wall.v - e->start_wall.v);
	err = merge_rule(call, in, was, set);
	if (!err)
		err = merge_dates(call, in->in, set);
	return err;
}

/* Whether it can be a series. Of one that has come near its end, or was split
 * there, one date may be left: what nobody has said now is looked at as if it
 * went on. */
static enum err
check(struct call *call, const struct api_event_input *in,
    struct rule_recurrence_set set)
{
	struct rule_recurrence endless;

	if (in->has.rrule || in->has.rdates)
		return rule_recurrence_check(&set, call->fault);
	if (!set.rule)
		return ERR_OK;
	endless = *set.rule;
	endless.count = 0;
	if (endless.until != RULE_RECURRENCE_UNTIL_DAY)
		endless.until = RULE_RECURRENCE_FOR_EVER;
	set.rule = &endless;
	return rule_recurrence_check(&set, call->fault);
}

static bool
is_same(struct call *call, const struct rule_recurrence_set *a,
    const struct rule_recurrence_set *b)
{
	return a->start_us == b->start_us && a->zone == b->zone &&
	       str_eq(app_recurrence_rrule(call, a->rule),
		   app_recurrence_rrule(call, b->rule)) &&
	       str_eq(app_recurrence_json(call, &a->rdates),
		   app_recurrence_json(call, &b->rdates)) &&
	       str_eq(app_recurrence_json(call, &a->exdates),
		   app_recurrence_json(call, &b->exdates));
}

/* The series begins with the first date of the plan; its RSVPs close as long
 * before as was said, or was so. */
static void
begin_with(const struct app_series_plan *plan, const struct api_event_input *in,
    const api_event_row *was, api_event_row *e)
{
	bool is_said = in->has.rsvp_closes_at || in->has.rsvp_closes_before;
	const api_event_row *by = is_said ? e : was;

	e->rsvp_closes_at.v = plan->start_time -
			      (by->start_time - by->rsvp_closes_at.v);
	e->start_time = plan->start_time;
	e->end_time = plan->end_time;
	e->start_wall.v = plan->set.start_us;
	e->end_wall.v = plan->set.start_us + plan->duration_us;
}

enum err
api_series_plan(struct call *call, const struct api_series_input *in,
    const api_event_row *was, api_event_row *e, struct api_series_change *out)
{
	int64_t duration_us = e->end_wall.v - e->start_wall.v;
	struct app_series_kept kept;
	struct rule_recurrence_set set;
	enum err err = app_series_find(call, in->id, &kept);

	*out = (struct api_series_change){ 0 };
	if (err)
		return err;
	out->open_dates = in->in->open_dates;
	set = kept.set;
	err = merge(call, in, was, e, &set);
	out->is_planned = !err && (!is_same(call, &kept.set, &set) ||
				      duration_us !=
					  was->end_wall.v - was->start_wall.v);
	if (err || !out->is_planned)
		return err;
	err = check(call, in->in, set);
	if (!err)
		err = app_series_plan(
		    call, in->id, &kept.set, &set, duration_us, &out->plan);
	if (!err)
		begin_with(&out->plan, in->in, was, e);
	return err;
}

enum err
api_series_carry_out(struct call *call, struct event_id id,
    const struct api_series_change *change)
{
	enum err err = ERR_OK;

	if (change->open_dates.set)
		err = q_recurrence_set_open_dates(call->db, .id = id,
		    .open_dates = change->open_dates.v, NULL);
	if (!err && change->is_planned)
		return app_series_carry_out(call, &change->plan);
	return err || !change->open_dates.set ? err
					      : app_series_extend(call, id);
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
