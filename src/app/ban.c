#include "app/ban.h"

#include "app/departure.h"
#include "app/member.h"
#include "app/notice.h"
#include "app/message.h"
#include "generated/query/ban.h"
#include "generated/query/invite.h"
#include "generated/query/request.h"
#include "rule/member.h"

#include "base/banned.h"

static struct app_audit
done(const char *action, struct space_id space, struct user_id user,
    const char *details)
{
	return (struct app_audit){ .action = action,
		.space = space,
		.subject = user,
		.object_kind = "space",
		.object = space.v,
		.details = details };
}

/* Who is to be kept out, for somebody who may do that. The space is locked. */
static enum err
hold_lower(struct call *call, struct space_id space, bool is_group,
    struct user_id user, struct app_space *person, app_space_row *row)
{
	struct app_space mine;
	enum err err = app_space_lock_for(
	    call, space, is_group, RULE_MEMBERS_BAN, &mine, row);

	if (!err)
		err = app_space_of(call, space, user, person);
	return err ? err
		   : rule_member_check_rank(
			 mine.rights, person->rights.rank, call->fault);
}

/* The membership is over, in the log as what it was: a ban. */
static enum err
end_all(struct call *call, struct space_id space, const app_space_row *row,
    const struct app_space *person, const struct app_audit *ban)
{
	enum err err = person->is_member
			   ? app_member_end(call, space, row, person, ban,
				 APP_MEMBER_HAS_TO_GO)
			   : app_audit_add(call, ban);

	if (!err && person->is_member)
		err = app_notice_space(call, RULE_NOTICE_MEMBER_BANNED,
		    ban->subject,
		    &(struct app_notice_space){ space, row->name });
	if (!err)
		err = q_request_withdraw(
		    call->db, .space = space, .user = ban->subject, NULL);
	if (!err)
		err = q_invite_remove_of(
		    call->db, .space = space, .user = ban->subject, NULL);
	if (!err)
		err = app_departure_release(call, ban->subject);
	return err ? err : app_departure_release_again(call, ban->subject);
}

enum err
app_ban_put(struct call *call, struct space_id space, bool is_group,
    struct user_id user, const struct app_ban *ban)
{
	struct app_audit banned = done("member.ban", space, user,
	    app_audit_detail(call->arena, "reason", ban->reason));
	struct app_space person;
	app_space_row row;
	enum err err = hold_lower(call, space, is_group, user, &person, &row);

	if (!err)
		err = q_ban_put(call->db, .space = space, .user = user,
		    .by = call->user, .reason = ban->reason,
		    .expires_at = ban->expires_at, .now = call->now_us, NULL);
	if (!err)
		err = q_space_refuse(call->db, .id = space, NULL);
	if (!err)
		err = end_all(call, space, &row, &person, &banned);
	return err || !ban->remove_messages
		   ? err
		   : app_message_remove_of(call, space, user);
}

enum err
app_ban_remove(struct call *call, struct space_id space, bool is_group,
    struct user_id user)
{
	struct app_audit lifted = done("member.unban", space, user, NULL);
	struct app_space mine;
	int64_t n;
	enum err err = app_space_require(
	    call, space, is_group, RULE_MEMBERS_BAN, &mine);

	if (!err)
		err = q_ban_remove(call->db, .space = space, .user = user, &n);
	return err || !n ? err : app_audit_add(call, &lifted);
}
