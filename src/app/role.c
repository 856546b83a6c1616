#include "app/role.h"

#include "app/audit.h"
#include "base/uuid.h"
#include "rule/member.h"

#include "base/banned.h"

enum { CUSTOM_MAX = 30 };

static struct rule_member_role
facts_of(const app_role_row *role)
{
	return (struct rule_member_role){ role->name, role->description,
		role->rank, role->permissions, role->builtin };
}

/* The caller in a cluster that is held and open. */
static enum err
hold(struct call *call, struct space_id cluster, enum rule_permission wanted,
    struct app_space *space, app_space_row *row)
{
	enum err err = app_space_lock_for(
	    call, cluster, false, wanted, space, row);

	return err ? err : rule_space_is_open(&space->facts, call->fault);
}

static enum err
audit(struct call *call, const char *action, struct space_id cluster,
    struct user_id user, const app_role_row *role)
{
	return app_audit_add(call,
	    &(struct app_audit){ .action = action,
		.space = cluster,
		.subject = user,
		.object_kind = "role",
		.object = role->id.v,
		.details = app_audit_detail(call->arena, "name", role->name) });
}

static const struct user_id nobody;

static enum err
check_count(struct call *call, struct space_id cluster)
{
	struct q_role_count_custom_row count;
	enum err err = q_role_count_custom(call->db, .space = cluster, &count);

	return err || count.n < CUSTOM_MAX
		   ? err
		   : fault(call->fault, ERR_FORBIDDEN,
			 "%d roles beside the built-in ones are the most.",
			 CUSTOM_MAX);
}

enum err
app_role_add(struct call *call, struct space_id cluster,
    const app_role_row *role, struct role_id *id)
{
	struct rule_member_role facts = facts_of(role);
	app_role_row added = *role;
	struct app_space space;
	app_space_row row;
	enum err err = hold(call, cluster, RULE_ROLES_MANAGE, &space, &row);

	id->v = added.id.v = uuid_new();
	if (!err)
		err = rule_member_check_role(space.rights, &facts, call->fault);
	if (!err)
		err = check_count(call, cluster);
	if (!err)
		err = q_role_add(call->db, .id = *id, .space = cluster,
		    Q_FIELDS_role_input(role), .builtin = NULL,
		    .now = call->now_us, NULL);
	return err ? err : audit(call, "role.create", cluster, nobody, &added);
}

enum err
app_role_find(struct call *call, struct space_id cluster, struct role_id id,
    struct app_space *space, app_role_row *role)
{
	app_space_row row;
	enum err err = hold(call, cluster, RULE_ROLES_MANAGE, space, &row);

	return err ? err
		   : q_role_get(call->db, .id = id, .space = cluster, role);
}

enum err
app_role_set(struct call *call, struct space_id cluster,
    const struct app_space *space, const app_role_row *before,
    const app_role_row *after)
{
	struct rule_member_role was = facts_of(before), is = facts_of(after);
	enum err err = rule_member_check_change(
	    space->rights, &was, &is, call->fault);

	if (!err)
		err = q_role_set(call->db, .id = before->id,
		    Q_FIELDS_role_input(after), .now = call->now_us, NULL);
	return err ? err : audit(call, "role.update", cluster, nobody, after);
}

enum err
app_role_remove(struct call *call, struct space_id cluster,
    const struct app_space *space, const app_role_row *role)
{
	struct rule_member_role facts = facts_of(role);
	enum err err;

	if (role->builtin)
		return fault(
		    call->fault, ERR_FORBIDDEN, "A built-in role stays.");
	err = rule_member_check_role(space->rights, &facts, call->fault);
	if (!err)
		err = q_role_remove(call->db, .id = role->id, NULL);
	return err ? err : audit(call, "role.delete", cluster, nobody, role);
}

/*
 * Who has which.
 */

static enum err
find_member(struct call *call, struct space_id cluster, struct user_id user,
    struct app_space *member)
{
	enum err err = app_space_of(call, cluster, user, member);

	return err || member->is_active ? err : ERR_NOT_FOUND;
}

static enum err
check_extra(struct call *call, const app_role_row *role)
{
	return rule_member_is_extra(role->builtin)
		   ? ERR_OK
		   : fault(call->fault, ERR_FORBIDDEN,
			 "This role comes and goes with the membership.");
}

/* Whether the caller may give or take a role at a member. */
static enum err
check_assign(struct call *call, const struct app_space *space,
    const struct app_space *member, const app_role_row *role)
{
	struct rule_member_role facts = facts_of(role);
	enum err err = rule_space_require(
	    &space->facts, RULE_ROLES_ASSIGN, call->fault);

	if (!err)
		err = rule_member_check_role(
		    space->rights, &facts, call->fault);
	return err ? err
		   : rule_member_check_rank(
			 space->rights, member->rights.rank, call->fault);
}

/* What both need, with the cluster held. */
struct assignment {
	struct app_space space, member;
	app_space_row row;
	app_role_row role;
};

/* Of themselves everybody knows without seeing the members. */
static enum err
hold_for(struct call *call, struct space_id cluster, struct user_id user,
    struct assignment *a)
{
	enum err err;

	if (!uuid_eq(user.v, call->user.v))
		return hold(
		    call, cluster, RULE_MEMBERS_READ, &a->space, &a->row);
	err = app_space_lock(call, cluster, false, &a->space, &a->row);
	return err ? err : rule_space_is_open(&a->space.facts, call->fault);
}

static enum err
find(struct call *call, struct space_id cluster, struct user_id user,
    struct role_id role, struct assignment *a)
{
	enum err err = hold_for(call, cluster, user, a);

	if (!err)
		err = q_role_get(
		    call->db, .id = role, .space = cluster, &a->role);
	if (!err)
		err = find_member(call, cluster, user, &a->member);
	return err ? err : check_extra(call, &a->role);
}

enum err
app_role_grant(struct call *call, struct space_id cluster, struct user_id user,
    struct role_id role)
{
	struct assignment a;
	int64_t n = 0;
	enum err err = find(call, cluster, user, role, &a);

	if (!err)
		err = check_assign(call, &a.space, &a.member, &a.role);
	if (!err)
		err = q_role_grant(
		    call->db, .space = cluster, .user = user, .role = role, &n);
	if (!err && n && a.role.builtin == BUILTIN_ROLE_ADMIN)
		err = q_space_count_admin(
		    call->db, .id = cluster, .more = 1, NULL);
	return err || !n ? err
			 : audit(call, "role.grant", cluster, user, &a.role);
}

/* The owner is an admin, but may be suspended. */
static enum err
count_admin_less(struct call *call, struct space_id cluster,
    const app_space_row *row, struct user_id user)
{
	struct user_id other;

	if (uuid_eq(row->owner_id.v, user.v))
		return fault(call->fault, ERR_OWNER_MUST_TRANSFER,
		    "The owner is an admin: make it somebody else first.");
	return app_space_count_admin_less(call, cluster, user, &other);
}

enum err
app_role_revoke(struct call *call, struct space_id cluster, struct user_id user,
    struct role_id role)
{
	struct assignment a;
	int64_t n = 0;
	enum err err = find(call, cluster, user, role, &a);

	if (!err && !uuid_eq(user.v, call->user.v))
		err = check_assign(call, &a.space, &a.member, &a.role);
	if (!err)
		err = q_role_revoke(
		    call->db, .space = cluster, .user = user, .role = role, &n);
	if (!err && n && a.role.builtin == BUILTIN_ROLE_ADMIN)
		err = count_admin_less(call, cluster, &a.row, user);
	return err || !n ? err
			 : audit(call, "role.revoke", cluster, user, &a.role);
}
