#include "app/block.h"

#include "app/job.h"
#include "app/rsvp.h"
#include "app/spark_join.h"
#include "base/clock.h"
#include "generated/query/block.h"
#include "generated/query/guest.h"
#include "generated/query/user.h"

#include "base/banned.h"

/* Events that one step locks, and after what time every answer that was on its
 * way has been given or refused. */
enum { DROPS = 100, LATE_S = 10 };

/*
 * What ties two people.
 */

/* In the order of their ids: two who lock several events do not meet. */
static enum err
drop_answers(
    struct call *call, struct user_id user, struct user_id other, bool *is_done)
{
	struct q_block_answers_row *answers;
	size_t n;
	enum err err;

	err = q_block_answers(call->db, .user = user, .other = other,
	    .now = call->now_us, .limit = DROPS, &answers, &n);
	for (size_t i = 0; !err && i < n; i++)
		err = app_rsvp_drop(
		    call, answers[i].event_id, answers[i].user_id);
	*is_done = !err && n < DROPS;
	return err;
}

/* Those of the other one. */
static enum err
leave_sparks(struct call *call, struct user_id user, struct user_id other)
{
	enum err err = app_spark_release(call, user);

	return err ? err : app_spark_release(call, other);
}

static enum err
look_again(struct call *call, struct user_id user, struct user_id other,
    int64_t run_at_us)
{
	char a[UUID_TEXT_SIZE], b[UUID_TEXT_SIZE];

	uuid_format(user.v, a);
	uuid_format(other.v, b);
	return app_job_add(call, APP_BLOCK_JOB,
	    arena_printf(
		call->arena, "{\"user_id\":\"%s\",\"other_id\":\"%s\"}", a, b),
	    &(struct app_job_options){
		.run_at_us = run_at_us,
		.dedupe_key = arena_printf(call->arena, "block:%s:%s", a, b),
	    });
}

static enum err
uninvite(struct call *call, struct user_id organizer, struct user_id user)
{
	return q_guest_remove_of_organizer(call->db, .organizer = organizer,
	    .user = user, .now = call->now_us, NULL);
}

/* In what they organize. */
static enum err
part_in_events(
    struct call *call, struct user_id user, struct user_id other, bool *is_done)
{
	enum err err = uninvite(call, user, other);

	if (!err)
		err = uninvite(call, other, user);
	return err ? err : drop_answers(call, user, other, is_done);
}

/* Neither an answer that is just being given sees the block, nor an event that
 * just passes to one of them, so the job looks once more when it has. */
static enum err
part(struct call *call, struct user_id other)
{
	bool is_done;
	enum err err = q_block_remove_invites(
	    call->db, .user = call->user, .other = other, NULL);

	if (!err)
		err = part_in_events(call, call->user, other, &is_done);
	if (!err)
		err = leave_sparks(call, call->user, other);
	return err ? err
		   : look_again(call, call->user, other,
			 call->now_us + LATE_S * CLOCK_SECOND_US);
}

enum err
app_block_run(struct call *call, const char *payload)
{
	struct user_id user, other;
	bool is_done;
	enum err err;

	err = app_job_read_id(call, payload, "user_id", &user.v);
	if (!err)
		err = app_job_read_id(call, payload, "other_id", &other.v);
	if (!err)
		err = part_in_events(call, user, other, &is_done);
	if (!err)
		err = leave_sparks(call, user, other);
	return err || is_done ? err
			      : look_again(call, user, other, call->now_us);
}

/*
 * Blocking.
 */

/* One request of a person at a time, also for the count. */
static enum err
find_facts(
    struct call *call, struct user_id other, struct q_block_facts_row *facts)
{
	struct q_block_lock_people_row *people;
	size_t n;
	enum err err = q_block_lock_people(
	    call->db, .user = call->user, .other = other, &people, &n);

	return err ? err
		   : q_block_facts(call->db, .viewer = call->user,
			 .other = other, .limit = APP_BLOCKS_MAX, facts);
}

enum err
app_block_put(struct call *call, struct user_id other)
{
	struct q_block_facts_row facts;
	enum err err;

	if (uuid_eq(call->user.v, other.v))
		return fault(call->fault, ERR_VALIDATION_FAILED,
		    "Nobody can block themselves.");
	err = find_facts(call, other, &facts);
	if (err || facts.is_blocked)
		return err;
	if (facts.n >= APP_BLOCKS_MAX)
		return fault(call->fault, ERR_VALIDATION_FAILED,
		    "One person blocks %d people at most.", APP_BLOCKS_MAX);
	err = q_block_add(call->db, .user = call->user, .other = other,
	    .known = facts.is_known, .now = call->now_us, NULL);
	return err ? err : part(call, other);
}

/* Whether each side of the pair has blocked the other; the rows are locked. */
static enum err
lock_pair(struct call *call, struct user_id other, bool *mine, bool *theirs)
{
	struct q_block_lock_row *rows;
	size_t n;
	enum err err = q_block_lock(
	    call->db, .user = call->user, .other = other, &rows, &n);

	*mine = *theirs = false;
	for (size_t i = 0; !err && i < n; i++)
		if (rows[i].is_mine)
			*(uuid_eq(rows[i].user_id.v, other.v) ? theirs
							      : mine) = true;
	return err;
}

static enum err
end(struct call *call, struct user_id other, bool still)
{
	return still ? q_block_end(
			   call->db, .user = call->user, .other = other, NULL)
		     : q_block_remove(
			   call->db, .user = call->user, .other = other, NULL);
}

enum err
app_block_remove(struct call *call, struct user_id other)
{
	struct q_user_find_row user;
	bool mine, theirs;
	enum err err = lock_pair(call, other, &mine, &theirs);

	if (err)
		return err;
	return mine ? end(call, other, theirs)
		    : q_user_find(call->db, .id = other, &user);
}
