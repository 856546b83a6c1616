/*
 * The row of the cluster is held, then that of the member in a way that answers
 * wait for: each has been given then, and is found, or finds no membership.
 */
#include "app/expiry.h"

#include "app/job.h"
#include "app/member.h"
#include "app/notice.h"
#include "base/clock.h"
#include "generated/query/member.h"

#include "base/banned.h"

enum { PAGE = 100 };

static enum err
add_job(struct call *call, const struct q_member_due_row *due)
{
	char space[UUID_TEXT_SIZE], user[UUID_TEXT_SIZE];
	const char *payload;

	uuid_format(due->space_id.v, space);
	uuid_format(due->user_id.v, user);
	payload = arena_printf(call->arena,
	    "{\"space_id\":\"%s\",\"user_id\":\"%s\"}", space, user);
	return app_job_add(call, APP_EXPIRY_JOB, payload,
	    &(struct app_job_options){ .dedupe_key = payload });
}

enum err
app_expiry_begin(struct call *call, size_t *n)
{
	struct q_member_due_row *due, last = { 0 };
	size_t page = PAGE;
	enum err err = ERR_OK;

	for (*n = 0; !err && page == PAGE; *n += page) {
		err = q_member_due(call->db, .now = call->now_us,
		    .after = last.due_at.v, .after_space = last.space_id,
		    .after_user = last.user_id, .limit = PAGE, &due, &page);
		for (size_t i = 0; !err && i < page; i++)
			err = add_job(call, &due[i]);
		if (!err && page)
			last = due[page - 1];
	}
	return err;
}

static enum err
look_again(struct call *call, struct space_id space, struct user_id user,
    int64_t at_us)
{
	return q_member_set_due(
	    call->db, .space = space, .user = user, .due_at = at_us, NULL);
}

static enum err
warn(struct call *call, struct space_id space, struct user_id user,
    const char *name, int64_t ends_at)
{
	enum err err = look_again(call, space, user, ends_at);

	return err ? err
		   : app_notice_space(call, RULE_NOTICE_MEMBERSHIP_ENDS, user,
			 &(struct app_notice_space){ space, name });
}

static enum err
end(struct call *call, struct space_id space, struct user_id user,
    const app_space_row *row)
{
	struct app_space member;
	enum err err = app_space_of(call, space, user, &member);

	if (!err)
		err = app_member_end(call, space, row, &member,
		    &(struct app_audit){ .action = "member.expire",
			.space = space,
			.subject = user,
			.object_kind = "space",
			.object = space.v },
		    APP_MEMBER_RETIRES);
	if (err == ERR_LAST_ADMIN)
		return look_again(
		    call, space, user, call->now_us + CLOCK_DAY_US);
	return err ? err
		   : app_notice_space(call, RULE_NOTICE_MEMBERSHIP_ENDED, user,
			 &(struct app_notice_space){ space, row->name });
}

/* What is due may have changed since the job was added. */
static enum err
look_at(struct call *call, struct space_id space, struct user_id user)
{
	struct q_member_lock_row member;
	app_space_row row;
	enum err err = q_space_for_write(call->db, .id = space, &row);

	if (!err)
		err = q_member_lock(
		    call->db, .space = space, .user = user, &member);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	if (!member.due_at.set || member.due_at.v > call->now_us)
		return ERR_OK;
	return member.expires_at.v > call->now_us
		   ? warn(call, space, user, row.name, member.expires_at.v)
		   : end(call, space, user, &row);
}

enum err
app_expiry_run(struct call *call, const char *payload)
{
	struct space_id space;
	struct user_id user;
	enum err err = app_job_read_id(call, payload, "space_id", &space.v);

	if (!err)
		err = app_job_read_id(call, payload, "user_id", &user.v);
	return err ? err : look_at(call, space, user);
}
