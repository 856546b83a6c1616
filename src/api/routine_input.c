/*
 * What a manager writes of a routine: what is read of it, and whether it can
 * be.
 */
#include "api/list.h"
#include "api/routine.h"
#include "base/timezone.h"
#include "rule/step.h"

#include "base/banned.h"

/* Merging. In a patch what is not there stays. */

static void
merge_assignment(app_routine_row *r,
    const struct api_routine_assignment_input *in, bool is_patch)
{
	if (!in) {
		r->mode = ASSIGNMENT_MODE_NONE;
		r->per_run = 1;
		return;
	}
	if (!is_patch || in->has.mode)
		r->mode = in->mode;
	if (!is_patch || in->has.per_run)
		r->per_run = in->per_run;
}

static void
merge(struct call *call, app_routine_row *r, const struct api_routine_input *in,
    bool is_patch)
{
#define TAKE(column, member)             \
	if (!is_patch || in->has.member) \
		r->column = in->member;
	TAKE(name, name)
	TAKE(description, description)
	TAKE(start_local, start_time)
	TAKE(end_local, end_time)
	TAKE(timezone, timezone)
	TAKE(rrule, rrule)
	TAKE(starts_on, starts_on)
	TAKE(until_on, until)
	TAKE(grace_s, grace_s)
	TAKE(missed_policy, missed_policy)
#undef TAKE
	if (!is_patch || in->has.tags)
		r->tags = api_list_texts(call->arena, in->tags);
	if (!is_patch || in->has.exdates)
		r->exdates = api_list_texts(call->arena, in->exdates);
	if (!is_patch || in->has.assignment)
		merge_assignment(r, in->assignment, is_patch);
}

enum err
api_routine_merge(struct call *call, app_routine_row *routine,
    const struct api_routine_input *in, bool is_patch)
{
	struct app_routine_course course;
	enum err err;

	merge(call, routine, in, is_patch);
	err = app_routine_read(call, routine, &course);
	return err ? err : rule_recurrence_check(&course.set, call->fault);
}

/*
 * The steps of a new one.
 */

typedef const struct api_routine_input_steps_item step_item;

static enum err
check_order(struct call *call, const struct api_routine_input *in)
{
	uint64_t after[RULE_STEPS_MAX] = { 0 };
	bool is_any_required = in->steps.n == 0;

	for (size_t i = 0; i < in->steps.n; i++) {
		step_item *step = &in->steps.v[i];

		is_any_required |= step->required;
		for (size_t j = 0; j < step->after.n; j++) {
			if ((size_t)step->after.v[j] >= in->steps.n)
				return fault_value(call->fault,
				    arena_printf(call->arena,
					"/steps/%zu/after/%zu", i, j),
				    "unknown", "There is no such step.");
			after[i] |= UINT64_C(1) << step->after.v[j];
		}
	}
	if (!is_any_required)
		return fault_value(call->fault, "/steps", "unknown",
		    "One step at least is required.");
	return rule_step_is_order(after, in->steps.n)
		   ? ERR_OK
		   : fault_value(call->fault, "/steps", "unknown",
			 "They cannot be done in any order.");
}

static const char *
ids_of(struct call *call, const struct uuid *ids, const struct check_ints *list)
{
	struct uuid *some = arena_array(call->arena, list->n, sizeof(*some));

	for (size_t i = 0; i < list->n; i++)
		some[i] = ids[list->v[i]];
	return api_list_uuids(
	    call->arena, (struct check_uuids){ some, list->n });
}

static enum err
add(struct call *call, struct routine_id routine, const struct uuid *ids,
    size_t i, step_item *step)
{
	return q_routine_step_add(call->db,
	    .id = (struct routine_step_id){ ids[i] }, .routine = routine,
	    .name = step->name, .position = (int64_t)i,
	    .is_required = step->required, .est_minutes = step->est_minutes,
	    .after_ids = ids_of(call, ids, &step->after), NULL);
}

enum err
api_routine_add_steps(struct call *call, const app_routine_row *routine,
    const struct api_routine_input *in)
{
	struct api_routine_input_steps_item alone = { .name = routine->name,
		.required = true };
	size_t n = in->steps.n ? in->steps.n : 1;
	struct uuid *ids = arena_array(call->arena, n, sizeof(*ids));
	enum err err = check_order(call, in);

	for (size_t i = 0; i < n; i++)
		ids[i] = uuid_new();
	for (size_t i = 0; !err && i < n; i++)
		err = add(call, routine->id, ids, i,
		    in->steps.n ? &in->steps.v[i] : &alone);
	return err;
}
