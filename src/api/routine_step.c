/*
 * Steps of routines, as the runs to come have them.
 */
#include "api/list.h"
#include "api/routine.h"
#include "app/recurrence.h"
#include "rule/step.h"

#include "base/banned.h"

/* All steps of a routine that is locked, and one that is to be among them. */
struct steps {
	struct q_routine_step_list_row *rows;
	size_t n;
};

enum err
api_routine_step_list(
    struct call *call, const struct api_routine_step_list_in *in)
{
	struct q_routine_find_row routine;
	struct json_writer w;
	enum err err = q_routine_find(
	    call->db, .id = in->id, .viewer = call->user, &routine);

	if (err)
		return err;
	w = reply_json(call);
	return reply_encode_many(
	    call, &w, Q_routine_step_list(.routine = in->id));
}

static enum err
load(struct call *call, struct routine_id id, app_routine_row *routine,
    struct steps *steps)
{
	enum err err = app_routine_manage(call, id, routine);

	if (!err)
		err = app_routine_check_live(call, routine);
	return err ? err
		   : q_routine_step_list(
			 call->db, .routine = id, &steps->rows, &steps->n);
}

static size_t
place_of(const struct steps *steps, struct uuid id)
{
	size_t i = 0;

	while (i < steps->n && !uuid_eq(steps->rows[i].id.v, id))
		i++;
	return i;
}

/* Steps that were removed since do not count. */
static enum err
read_after(struct call *call, const struct steps *steps,
    const struct q_routine_step_list_row *row, uint64_t *mask)
{
	struct app_recurrence_texts ids;
	struct uuid id;
	enum err err = app_recurrence_texts(call, row->after, &ids);

	for (size_t i = 0; !err && i < ids.n; i++)
		if (uuid_parse(ids.v[i], &id)) {
			size_t place = place_of(steps, id);

			if (place < steps->n)
				*mask |= UINT64_C(1) << place;
		}
	return err;
}

/* Whether they can be done in some order, and there is something to do. */
static enum err
check(struct call *call, const struct steps *steps)
{
	uint64_t after[RULE_STEPS_MAX] = { 0 };
	bool is_any_required = false;
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < steps->n; i++) {
		is_any_required |= steps->rows[i].required;
		err = read_after(call, steps, &steps->rows[i], &after[i]);
	}
	if (err)
		return err;
	if (!is_any_required)
		return fault_value(call->fault, "/required", "unknown",
		    "One step at least is required.");
	return rule_step_is_order(after, steps->n)
		   ? ERR_OK
		   : fault_value(call->fault, "/after", "unknown",
			 "They cannot be done in any order.");
}

static enum err
check_known(
    struct call *call, const struct steps *steps, struct check_uuids after)
{
	for (size_t i = 0; i < after.n; i++)
		if (place_of(steps, after.v[i]) == steps->n)
			return fault_value(call->fault,
			    arena_printf(call->arena, "/after/%zu", i),
			    "unknown", "There is no such step.");
	return ERR_OK;
}

static void
merge(struct call *call, struct q_routine_step_list_row *row,
    const struct api_routine_step_input *in, bool is_patch)
{
#define TAKE(member)                     \
	if (!is_patch || in->has.member) \
		row->member = in->member;
	TAKE(name)
	TAKE(required)
	TAKE(est_minutes)
#undef TAKE
	if (in->position.set)
		row->position = in->position.v;
	if (!is_patch || in->has.after)
		row->after = api_list_uuids(call->arena, in->after);
}

static struct db_call
step_of(struct call *call, struct routine_id routine, struct routine_step_id id)
{
	return db_call_copy(
	    call->arena, Q_routine_step_get(.routine = routine, .id = id));
}

static const char *
path_of(struct call *call, struct routine_id routine)
{
	char id[UUID_TEXT_SIZE];

	uuid_format(routine.v, id);
	return arena_printf(call->arena, "/api/v1/routines/%s/steps", id);
}

/* What a run to come counts for may follow from its steps. */
static enum err
conclude(struct call *call, const app_routine_row *routine)
{
	return routine->state == ROUTINE_STATE_ACTIVE
		   ? api_routine_plan(call, routine)
		   : ERR_OK;
}

/* The steps with room for one more, which comes last. */
static struct q_routine_step_list_row *
append(struct call *call, struct steps *steps)
{
	struct q_routine_step_list_row *rows = arena_array(
	    call->arena, steps->n + 1, sizeof(*rows));

	for (size_t i = 0; i < steps->n; i++)
		rows[i] = steps->rows[i];
	rows[steps->n] = (struct q_routine_step_list_row){ .id = { uuid_new() },
		.position = steps->n ? rows[steps->n - 1].position + 1 : 0 };
	steps->rows = rows;
	return &rows[steps->n++];
}

enum err
api_routine_step_create(
    struct call *call, const struct api_routine_step_create_in *in)
{
	app_routine_row routine;
	struct steps steps;
	struct q_routine_step_list_row *step;
	enum err err = load(call, in->id, &routine, &steps);

	if (!err && steps.n == RULE_STEPS_MAX)
		err = fault(call->fault, ERR_INVALID_TRANSITION,
		    "A routine has 50 steps at most.");
	if (!err)
		err = check_known(call, &steps, in->body.after);
	if (err)
		return err;
	step = append(call, &steps);
	merge(call, step, &in->body, false);
	err = q_routine_step_add(call->db, .id = step->id, .routine = in->id,
	    .name = step->name, .position = step->position,
	    .is_required = step->required, .est_minutes = step->est_minutes,
	    .after_ids = step->after, NULL);
	if (!err)
		err = conclude(call, &routine);
	return err ? err
		   : reply_created(call, step_of(call, in->id, step->id),
			 path_of(call, in->id), step->id.v);
}

static enum err
find(struct call *call, struct routine_id id, struct routine_step_id step,
    app_routine_row *routine, struct steps *steps, size_t *place)
{
	enum err err = load(call, id, routine, steps);

	if (err)
		return err;
	*place = place_of(steps, step.v);
	return *place < steps->n ? ERR_OK : ERR_NOT_FOUND;
}

enum err
api_routine_step_patch(
    struct call *call, const struct api_routine_step_patch_in *in)
{
	app_routine_row routine;
	struct steps steps;
	struct q_routine_step_list_row *step;
	size_t place;
	enum err err = find(
	    call, in->id, in->step_id, &routine, &steps, &place);

	if (!err)
		err = check_known(call, &steps, in->body.after);
	if (err)
		return err;
	step = &steps.rows[place];
	merge(call, step, &in->body, true);
	err = check(call, &steps);
	if (!err)
		err = q_routine_step_set(call->db, .id = step->id,
		    .name = step->name, .position = step->position,
		    .is_required = step->required,
		    .est_minutes = step->est_minutes, .after_ids = step->after,
		    NULL);
	if (!err)
		err = conclude(call, &routine);
	return err ? err : reply_one(call, step_of(call, in->id, in->step_id));
}

enum err
api_routine_step_delete(
    struct call *call, const struct api_routine_step_delete_in *in)
{
	app_routine_row routine;
	struct steps steps;
	size_t place;
	enum err err = find(
	    call, in->id, in->step_id, &routine, &steps, &place);

	if (err)
		return err;
	steps.rows[place] = steps.rows[--steps.n];
	err = check(call, &steps);
	if (err)
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "One step at least is required.");
	err = q_routine_step_remove(
	    call->db, .id = in->step_id, .now = call->now_us, NULL);
	if (!err)
		err = conclude(call, &routine);
	return err ? err : reply_none(call);
}
