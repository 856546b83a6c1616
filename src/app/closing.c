/*
 * The row of the space is held in each step, and who reopens it waits: it is
 * refused then, because some of what was in it is gone.
 */
#include "app/closing.h"

#include "app/audit.h"
#include "app/departure.h"
#include "app/job.h"
#include "app/poll.h"
#include "app/routine.h"
#include "app/space.h"
#include "app/spark_join.h"

#include "base/banned.h"

/* Of one step: rows; of one look: spaces. */
enum { ROWS = 200, SPACES = 100 };

static const char *
payload_of(struct call *call, struct space_id id)
{
	return app_job_payload_id(call->arena, "space_id", id.v);
}

enum err
app_closing_begin(struct call *call, size_t *n)
{
	struct q_space_due_row *due;
	enum err err = q_space_due(
	    call->db, .now = call->now_us, .limit = SPACES, &due, n);

	for (size_t i = 0; !err && i < *n; i++) {
		const char *payload = payload_of(call, due[i].id);

		err = app_job_add(call, APP_CLOSING_JOB, payload,
		    &(struct app_job_options){
			.dedupe_key = arena_printf(
			    call->arena, "closing:%s", payload) });
	}
	return err;
}

static enum err
clear_messages(struct call *call, struct space_id id, int64_t *n)
{
	return q_space_clear_messages(call->db, .space = id, .limit = ROWS, n);
}

static enum err
clear_requests(struct call *call, struct space_id id, int64_t *n)
{
	return q_space_clear_requests(call->db, .space = id, .limit = ROWS, n);
}

static enum err
clear_members(struct call *call, struct space_id id, int64_t *n)
{
	struct q_space_lock_members_row *rows;
	size_t n_rows;
	enum err err = q_space_lock_members(
	    call->db, .space = id, .limit = ROWS, &rows, &n_rows);

	return err ? err
		   : q_space_clear_members(
			 call->db, .space = id, .limit = ROWS, n);
}

static enum err
clear_bans(struct call *call, struct space_id id, int64_t *n)
{
	return q_space_clear_bans(call->db, .space = id, .limit = ROWS, n);
}

/* What may be many rows, in the order in which it goes. */
static enum err (*const clears[])(
    struct call *call, struct space_id id, int64_t *n) = { app_departure_empty,
	app_spark_empty, app_routine_empty, app_poll_empty, clear_messages,
	clear_requests, clear_members, clear_bans };

/* Clears the first of these that has rows; *n is 0 when none has. */
static enum err
clear_some(struct call *call, struct space_id id, int64_t *n)
{
	enum err err = ERR_OK;

	*n = 0;
	for (size_t i = 0; i < N_OF(clears) && !err && !*n; i++)
		err = clears[i](call, id, n);
	return err;
}

static enum err
remove_space(struct call *call, struct space_id id)
{
	enum err err = q_space_remove(call->db, .id = id, NULL);

	return err ? err
		   : app_audit_add(
			 call, &(struct app_audit){ .action = "space.remove",
				   .space = id,
				   .object_kind = "space",
				   .object = id.v });
}

/* A step of a space that is locked, and due. */
static enum err
empty(struct call *call, struct space_id id, bool *is_done)
{
	int64_t n;
	enum err err = clear_some(call, id, &n);

	*is_done = !err && !n;
	return *is_done ? remove_space(call, id) : err;
}

/* All groups are closed before the first goes; *is_done: none is left. */
static enum err
empty_groups(struct call *call, struct space_id cluster, bool *is_done)
{
	struct q_space_some_group_row group;
	app_space_row row;
	bool is_gone;
	int64_t n;
	enum err err = q_space_close_groups(call->db, .cluster = cluster,
	    .now = call->now_us, .limit = ROWS, &n);

	*is_done = false;
	if (err || n)
		return err;
	err = q_space_some_group(call->db, .cluster = cluster, &group);
	*is_done = err == ERR_NOT_FOUND;
	if (!err)
		err = q_space_for_write(call->db, .id = group.id, &row);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	return empty(call, group.id, &is_gone);
}

enum err
app_closing_step(struct call *call, struct space_id id, bool *is_done)
{
	app_space_row row;
	enum err err = q_space_for_write(call->db, .id = id, &row);

	*is_done = err == ERR_NOT_FOUND ||
		   (!err &&
		       !(row.closes_at.set && row.closes_at.v <= call->now_us));
	if (*is_done)
		return ERR_OK;
	if (err)
		return err;
	if (row.kind != SPACE_KIND_GROUP) {
		err = empty_groups(call, id, is_done);
		if (err || !*is_done)
			return err;
	}
	return empty(call, id, is_done);
}

enum err
app_closing_run(struct call *call, const char *payload)
{
	struct space_id id;
	bool is_done;
	enum err err = app_job_read_id(call, payload, "space_id", &id.v);

	if (!err)
		err = app_closing_step(call, id, &is_done);
	return err || is_done ? err
			      : app_job_add(call, APP_CLOSING_JOB,
				    payload_of(call, id), NULL);
}
