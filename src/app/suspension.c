/*
 * The user's row is locked whole, which waits for whatever they are just
 * writing, and alone: nobody who holds an event waits for it for long. What
 * follows then finds all of it.
 */
#include "app/suspension.h"

#include "app/job.h"
#include "app/poll.h"
#include "app/notice.h"
#include "app/rotation.h"
#include "app/rsvp.h"
#include "app/spark_join.h"
#include "generated/query/event.h"
#include "generated/query/rsvp.h"
#include "generated/query/session.h"
#include "generated/query/user.h"

#include "base/banned.h"

/* Of one step: rows of events written anew, and events that are locked. */
enum { EVENTS = 200, RELEASES = 20 };

static enum err
lock(struct call *call, struct user_id user)
{
	struct q_user_lock_whole_row row;

	return q_user_lock_whole(call->db, .id = user, &row);
}

static enum err
leave_rest(struct call *call, struct user_id user)
{
	return app_job_add(call, APP_SUSPENSION_JOB,
	    app_job_payload_id(call->arena, "user_id", user.v), NULL);
}

enum err
app_suspension_close(struct call *call, struct user_id user, int64_t *n)
{
	struct session_id none = { 0 };
	enum err err = lock(call, user);

	if (!err)
		err = q_user_suspend(
		    call->db, .id = user, .now = call->now_us, n);
	if (!err)
		err = q_session_end_others(call->db, .user = user, .kept = none,
		    .now = call->now_us, NULL);
	return err ? err : leave_rest(call, user);
}

enum err
app_suspension_begin(struct call *call, struct user_id user, int64_t *n)
{
	enum err err = app_suspension_close(call, user, n);

	return err || !*n
		   ? err
		   : app_notice_account(call, RULE_NOTICE_SUSPENDED, user);
}

enum err
app_suspension_end(struct call *call, struct user_id user, int64_t *n)
{
	enum err err = lock(call, user);

	if (!err)
		err = q_user_restore(
		    call->db, .id = user, .now = call->now_us, n);
	return err ? err : leave_rest(call, user);
}

/* In the order of their ids: two who lock several events do not meet. */
static enum err
release(struct call *call, struct user_id user, bool *is_done)
{
	struct q_rsvp_held_row *held;
	size_t n;
	enum err err;

	err = q_rsvp_held(call->db, .user = user, .now = call->now_us,
	    .limit = RELEASES, &held, &n);
	for (size_t i = 0; !err && i < n; i++)
		err = app_rsvp_release(call, held[i].event_id, user);
	*is_done = !err && n < RELEASES;
	return err;
}

enum err
app_suspension_follow(struct call *call, struct user_id user, bool *is_done)
{
	int64_t n;
	enum err err;

	*is_done = false;
	err = q_event_relist(call->db, .user = user, .limit = EVENTS, &n);
	if (err || n == EVENTS)
		return err;
	err = release(call, user, is_done);
	if (!err && *is_done)
		err = app_spark_release(call, user);
	if (!err && *is_done)
		err = app_rotation_release(call, user);
	return err || !*is_done ? err : app_poll_release(call, user);
}

enum err
app_suspension_run(struct call *call, const char *payload)
{
	struct user_id user;
	bool is_done;
	enum err err;

	err = app_job_read_id(call, payload, "user_id", &user.v);
	if (!err)
		err = app_suspension_follow(call, user, &is_done);
	if (err || is_done)
		return err;
	return leave_rest(call, user);
}
