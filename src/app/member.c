#include "app/member.h"

#include "app/audit.h"
#include "app/departure.h"
#include "app/notice.h"
#include "generated/query/ban.h"
#include "generated/query/invite.h"
#include "generated/query/member.h"
#include "generated/query/request.h"
#include "generated/query/role.h"
#include "generated/query/space.h"
#include "rule/member.h"

#include "base/banned.h"

/*
 * Coming.
 */

/* Behind the row of the space, as everybody does who ends a request. */
static enum err
settle_request(
    struct call *call, struct space_id id, const struct app_member_way *way)
{
	enum err err = db_later(call->db, Q_space_for_write(.id = id));

	return err ? err
		   : q_request_settle(call->db, .space = id, .user = way->user,
			 .by = call->user, .now = call->now_us, NULL);
}

static enum err
note(struct call *call, struct space_id id, const struct app_member_way *way)
{
	enum err err = way->has_request ? settle_request(call, id, way)
					: ERR_OK;

	return err ? err
		   : app_audit_add(
			 call, &(struct app_audit){ .action = "member.join",
				   .space = id,
				   .subject = way->user,
				   .object_kind = "space",
				   .object = id.v,
				   .details = app_audit_detail(
				       call->arena, "via", way->via) });
}

enum err
app_member_prepare(struct call *call, struct space_id id,
    const struct app_space *space, const struct app_member_way *way,
    struct db_call *admission)
{
	bool is_group = space->facts.kind == SPACE_KIND_GROUP;
	enum err err = app_space_check_room(call, way->user, is_group);

	if (!err)
		err = note(call, id, way);
	*admission = db_call_copy(call->arena,
	    Q_member_admit(.space = id, .version = space->version,
		.user = way->user, .builtin = "member", .via = way->via,
		.admins = 0, .proof_key = way->proof_key,
		.expires_at = way->expires_at, .due_at = way->due_at,
		.now = call->now_us));
	return err;
}

enum err
app_member_admit(struct call *call, struct space_id id,
    const struct app_space *space, const struct app_member_way *way)
{
	struct db_call admission;
	enum err err = app_member_prepare(call, id, space, way, &admission);

	return err ? err : db_later(call->db, admission);
}

/*
 * Going.
 */

static enum err
refuse_owner(struct call *call)
{
	return fault(call->fault, ERR_OWNER_MUST_TRANSFER,
	    "A group has an owner: make it somebody else first.");
}

/* A cluster keeps an admin, and an owner who is one. */
static enum err
resign(struct call *call, const struct app_notice_space *cluster, bool is_owner,
    struct user_id user)
{
	struct user_id heir;
	enum err err = app_space_count_admin_less(
	    call, cluster->id, user, &heir);

	return err || !is_owner ? err
				: app_space_set_owner(call, cluster, heir);
}

/* In one space. The row goes first: answers that hold it have been given then.
 */
static enum err
end_one(struct call *call, const struct app_audit *done)
{
	enum err err = q_member_remove(
	    call->db, .space = done->space, .user = done->subject, NULL);

	if (!err)
		err = app_departure_pass_on(call, done->space, done->subject);
	return err ? err : app_audit_add(call, done);
}

/* The same of whoever stays as one of the alumni: whoever locks the row before
 * has all answers that hold it. */
static enum err
retire(struct call *call, const struct app_audit *done)
{
	enum err err = q_member_retire(
	    call->db, .space = done->space, .user = done->subject, NULL);

	if (!err)
		err = q_role_revoke_all(call->db, .space = done->space,
		    .user = done->subject, NULL);
	if (!err)
		err = app_departure_pass_on(call, done->space, done->subject);
	return err ? err : app_audit_add(call, done);
}

/* Somebody who was not in it owns a group; the count of its owners stays. */
static enum err
admit_owner(struct call *call, const struct q_member_lock_groups_row *group,
    struct user_id owner)
{
	enum err err = q_ban_remove(
	    call->db, .space = group->id, .user = owner, NULL);

	return err ? err
		   : q_member_admit(call->db, .space = group->id,
			 .version = group->version, .user = owner,
			 .builtin = "owner", .via = "cluster", .admins = 0,
			 .proof_key = { 0 }, .expires_at = { 0 },
			 .due_at = { 0 }, .now = call->now_us, NULL);
}

static enum err
pass_on_group(struct call *call, const struct q_member_lock_groups_row *group)
{
	struct q_member_heir_row heir;
	enum err err = q_member_heir(call->db, .group = group->id, &heir);

	if (err)
		return err;
	err = heir.is_member
		  ? q_member_set_role(call->db, .space = group->id,
			.user = heir.user_id, .builtin = "owner", NULL)
		  : admit_owner(call, group, heir.user_id);
	return err ? err
		   : app_space_set_owner(call,
			 &(struct app_notice_space){ group->id, group->name },
			 heir.user_id);
}

static enum err
end_in_group(struct call *call, const struct q_member_lock_groups_row *group,
    const struct app_audit *done, enum app_member_exit way)
{
	struct app_audit in_group = *done;
	enum err err = ERR_OK;

	if (uuid_eq(group->owner_id.v, done->subject.v))
		err = way == APP_MEMBER_LEAVES ? refuse_owner(call)
					       : pass_on_group(call, group);
	in_group.space = group->id;
	in_group.object = group->id.v;
	return err ? err : end_one(call, &in_group);
}

/* The row of the cluster has gone: who would join a group now asks for it in
 * vain, and who has joined is found. */
static enum err
end_in_groups(struct call *call, struct space_id cluster,
    const struct app_audit *done, enum app_member_exit way)
{
	struct q_member_lock_groups_row *groups;
	size_t n;
	enum err err = q_member_lock_groups(
	    call->db, .cluster = cluster, .user = done->subject, &groups, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (way != APP_MEMBER_RETIRES || !groups[i].admits_alumni)
			err = end_in_group(call, &groups[i], done, way);
	return err;
}

static enum err
withdraw(struct call *call, struct space_id id, struct user_id user)
{
	return q_request_withdraw(call->db, .space = id, .user = user, NULL);
}

/* What could bring them back is over, too. */
static enum err
close_ways(struct call *call, struct space_id id, struct user_id user,
    enum app_member_exit way)
{
	enum err err = withdraw(call, id, user);

	return err || way == APP_MEMBER_RETIRES
		   ? err
		   : q_invite_remove_of(
			 call->db, .space = id, .user = user, NULL);
}

enum err
app_member_end(struct call *call, struct space_id id, const app_space_row *row,
    const struct app_space *member, const struct app_audit *done,
    enum app_member_exit way)
{
	bool is_group = row->kind == SPACE_KIND_GROUP;
	bool is_owner = uuid_eq(row->owner_id.v, done->subject.v);
	enum err err = ERR_OK;

	if (way == APP_MEMBER_RETIRES && !row->admits_alumni)
		way = APP_MEMBER_HAS_TO_GO;
	if (is_group && is_owner)
		return refuse_owner(call);
	if (!is_group && member->facts.rank == RULE_RANK_ADMIN)
		err = resign(call, &(struct app_notice_space){ id, row->name },
		    is_owner, done->subject);
	if (!err)
		err = way == APP_MEMBER_RETIRES ? retire(call, done)
						: end_one(call, done);
	if (!err && !is_group)
		err = end_in_groups(call, id, done, way);
	if (!err)
		err = close_ways(call, id, done->subject, way);
	return err ? err : app_departure_release(call, done->subject);
}

static enum err
require_tie(struct call *call, const struct app_space *space)
{
	return space->is_member || space->has_request
		   ? ERR_OK
		   : fault(call->fault, ERR_NOT_MEMBER, "You are no member.");
}

enum err
app_member_leave(struct call *call, struct space_id id, bool is_group)
{
	struct app_space space;
	app_space_row row;
	enum err err = app_space_find(call, id, is_group, &space);

	if (!err)
		err = require_tie(call, &space);
	if (!err)
		err = app_space_lock(call, id, is_group, &space, &row);
	if (!err && space.has_request)
		return withdraw(call, id, call->user);
	if (!err)
		err = require_tie(call, &space);
	return err ? err
		   : app_member_end(call, id, &row, &space,
			 &(struct app_audit){ .action = "member.leave",
			     .space = id,
			     .subject = call->user,
			     .object_kind = "space",
			     .object = id.v },
			 APP_MEMBER_LEAVES);
}

/* A member whom somebody with a permission, and a higher rank, acts on. The
 * space is locked. */
static enum err
hold_lower(struct call *call, struct space_id id, bool is_group,
    enum rule_permission wanted, struct user_id user, struct app_space *member,
    app_space_row *row)
{
	struct app_space space;
	enum err err = app_space_lock_for(
	    call, id, is_group, wanted, &space, row);

	if (!err)
		err = app_space_of(call, id, user, member);
	if (!err && !member->is_member)
		err = ERR_NOT_FOUND;
	return err ? err
		   : rule_member_check_rank(
			 space.rights, member->rights.rank, call->fault);
}

enum err
app_member_remove(struct call *call, struct space_id id, bool is_group,
    struct user_id user, const char *reason)
{
	struct app_space member;
	app_space_row row;
	enum err err = hold_lower(
	    call, id, is_group, RULE_MEMBERS_REMOVE, user, &member, &row);

	if (!err)
		err = app_member_end(call, id, &row, &member,
		    &(struct app_audit){ .action = "member.remove",
			.space = id,
			.subject = user,
			.object_kind = "space",
			.object = id.v,
			.details = app_audit_detail(
			    call->arena, "reason", reason) },
		    APP_MEMBER_LEAVES);
	return err ? err
		   : app_notice_space(call, RULE_NOTICE_MEMBER_REMOVED, user,
			 &(struct app_notice_space){ id, row.name });
}

enum err
app_member_set_role(struct call *call, struct space_id id, struct user_id user,
    bool is_moderator)
{
	const char *role = is_moderator ? "moderator" : "member";
	struct app_space member;
	app_space_row row;
	enum err err = hold_lower(
	    call, id, true, RULE_GROUPS_MANAGE, user, &member, &row);

	if (!err)
		err = rule_space_is_open(&member.facts, call->fault);
	if (!err && !member.is_active)
		err = ERR_NOT_FOUND;
	if (!err && uuid_eq(row.owner_id.v, user.v))
		err = refuse_owner(call);
	if (!err)
		err = q_member_set_role(
		    call->db, .space = id, .user = user, .builtin = role, NULL);
	return err ? err
		   : app_audit_add(call,
			 &(struct app_audit){ .action = is_moderator
							    ? "role.grant"
							    : "role.revoke",
			     .space = id,
			     .subject = user,
			     .object_kind = "space",
			     .object = id.v,
			     .details = app_audit_detail(
				 call->arena, "role", "moderator") });
}
